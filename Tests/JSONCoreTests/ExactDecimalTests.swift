import JSONCore
import TestSupport
import Testing

@Suite struct ExactDecimalTests {
    /// Computed with Python's `fractions`: two numbers, their sum, difference, product and midpoint, the first rounded
    /// down to a multiple of the second's magnitude, and the greatest common divisor and least common multiple of both
    /// magnitudes.
    private let vectors = """
        -429571702762181372377633417 -4e5 -4.29571702762181372378033417e+26 -4.29571702762181372377233417e+26 1.718286811048725489510533668e+32 -2.147858513810906861890167085e+26 -4.29571702762181372378e+26 1 1.718286811048725489510533668e+32
        -269018191401094282e-1 2687255131821197146e-20 -26901819140109428.17312744868178802854 -26901819140109428.22687255131821197146 -722920515395847.659319921307655319172 -13450909570054714.08656372434089401427 -26901819140109428.21211468033009307198 2e-20 3.61460257697923829659960653827659586e+34
        -568138782944262329e-9 8249894443447143288e-20 -568138782.86176338456552856712 -568138783.02676127343447143288 -46870849.88518692410197353525523597752 -284069391.43088169228276428356 -568138782.9600705042514176372 8e-20 5.85885623564836551274669190690449719e+26
        261535432563947658e17 -6813758633340434681830655812 2.6153536442636132459565318169344188e+34 2.6153550070153399140434681830655812e+34 -1.782039311557023411029981974155104281781488296e+62 1.3076768221318066229782659084672094e+34 2.6153542753971824077961924921399516e+34 4 4.45509827889255852757495493538776070445372074e+61
        -999999999999999999e5 105124949781876614242262247e-1 1.04124949781876614243262247e+25 -1.06124949781876614241262247e+25 -1.05124949781876614137137297218123385757737753e+48 5.20624748909383071216311235e+24 -1.05124949781876614242262247e+25 3.3 3.185604538844745882943554461155254113870841e+47
        -77439e17 99999 -7.743899999999999900001e+21 -7.743900000000000099999e+21 -7.743822561e+26 -3.8719499999999999500005e+21 -7.743900000000000056022e+21 3 2.581274187e+26
        72 -97865185374807051427012083846233122276290e-3 -9.786518537480705142701208384623312220429e+37 9.786518537480705142701208384623312234829e+37 -7.04629334698610770274487003692878480389288e+39 -4.8932592687403525713506041923116561102145e+37 0 0.03 2.34876444899536923424829001230959493463096e+41
        -93864e-1 459158908021807861e-3 459158908012421.461 -459158908031194.261 -4309849174255897306.4904 229579454006210.7305 -459158908021807.861 0.001 4.3098491742558973064904e+21
        999999999999999999999999999 332911066411931317140810081 1.33291106641193131714081008e+27 6.67088933588068682859189918e+26 3.32911066411931317140810080667088933588068682859189919e+53 6.6645553320596565857040504e+26 9.98733199235793951422430243e+26 3 1.10970355470643772380270026889029644529356227619729973e+53
        -5348833356563087201 -1e-3 -5348833356563087201.001 -5348833356563087200.999 5348833356563087.201 -2674416678281543600.5005 -5348833356563087201 0.001 5348833356563087201
        -850000000000e5 -264671870572378402e-1 -111467187057237840.2 -58532812942762159.8 2.249710899865216417e+33 -55733593528618920.1 -105868748228951360.8 0.2 1.1248554499326082085e+34
        262960739054766720 -830092387709996829586985226 -8.30092387447036090532218506e+26 8.30092387972957568641751946e+26 -2.1828170775595672136769553737792014951647872e+44 -4.15046193723518045266109253e+26 0 6 3.638028462599278689461592289632002491941312e+43
        """

    @Test func resultsAreThoseOfAnotherImplementation() throws {
        for line in vectors.split(separator: "\n") {
            let numbers = try line.split(separator: " ").map { try #require(ExactDecimal(jsonNumber: String($0))) }
            let (a, b) = (numbers[0], numbers[1])
            let results: [ExactDecimal?] = [
                a + b, a - b, a * b, .midpoint(a, b), a.roundedDown(toMultipleOf: b.magnitude),
                .greatestCommonDivisor(a.magnitude, b.magnitude), .leastCommonMultiple(a.magnitude, b.magnitude),
            ]
            #expect(results == numbers.dropFirst(2).map(Optional.some), "\(line)")
            #expect(results.map { $0?.description ?? "" } == line.split(separator: " ").dropFirst(2).map(String.init))
        }
    }

    @Test func lawsOfArithmeticHoldForNumbersOfAnySize() throws {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<400 {
            let (a, b, c) = (random(&generator), random(&generator), random(&generator))
            let context = "\(a) \(b) \(c), seed \(seed)"
            #expect((a + b) - b == a, "\(context)")
            #expect((a + b) + c == a + (b + c), "\(context)")
            #expect((a * b) * c == a * (b * c), "\(context)")
            #expect((a + b) * c == a * c + b * c, "\(context)")
            #expect((a < b) == (b - a > .zero), "\(context)")
            #expect(ExactDecimal(jsonNumber: a.description) == a, "\(context)")
            #expect(a.floor <= a && a < a.floor + .one && a.floor.isInteger, "\(context)")
            #expect(a.ceiling >= a && a > a.ceiling - .one && a.ceiling.isInteger, "\(context)")
            let step = b.magnitude
            guard !step.isZero else { continue }
            #expect((a.floor * step).isMultiple(of: b), "\(context)")
            let below = try #require(a.roundedDown(toMultipleOf: step))
            let above = try #require(a.roundedUp(toMultipleOf: step))
            #expect(below <= a && a < below + step && below.isMultiple(of: step), "\(context)")
            #expect(above >= a && a > above - step && above.isMultiple(of: step), "\(context)")
            #expect(a.isMultiple(of: step) == (below == a), "\(context)")
        }
    }

    @Test func multiplesAreTold() {
        let cases: [(value: String, divisor: String, isMultiple: Bool)] = [
            ("0", "3", true), ("0", "0", true), ("1", "0", false), ("9", "3", true), ("-9", "3", true),
            ("9", "-3", true),
            ("10", "3", false), ("4.5", "1.5", true), ("35", "1.5", false), ("0.0075", "0.0001", true),
            ("0.00751", "0.0001", false), ("0.3", "0.1", true), ("19.99", "0.01", true),
            ("1e308", "0.123456789", false),
            ("1e308", "0.5", true), ("12391239123", "1e-8", true), ("1", "1e400", false), ("1e400", "1", true),
            ("1e20", "8", true), ("1e2", "8", false), ("1e3", "8", true), ("1e20", "3", false),
            ("3e20", "1.5e-20", true),
            ("5e-1", "0.25", true), ("1", "0.3", false), ("18446744073709551616", "4294967296", true),
            ("340282366920938463463374607431768211456", "18446744073709551616", true),
            ("340282366920938463463374607431768211457", "18446744073709551616", false),
            ("1e5000", "1e-5000", true), ("1e5000", "7e-5000", false), ("1e-5000", "1e5000", false),
        ]
        for (value, divisor, isMultiple) in cases {
            let (a, b) = (ExactDecimal(jsonNumber: value), ExactDecimal(jsonNumber: divisor))
            #expect(b.map { a?.isMultiple(of: $0) } == isMultiple, "\(value) of \(divisor)")
        }
    }

    @Test func roundingGoesToWholeNumbersAndSteps() {
        let cases: [(value: String, floor: String, ceiling: String, step: String, below: String, above: String)] = [
            ("1.5", "1", "2", "0.4", "1.2", "1.6"), ("-1.5", "-2", "-1", "0.4", "-1.6", "-1.2"),
            ("2", "2", "2", "2", "2", "2"), ("-2", "-2", "-2", "2", "-2", "-2"), ("0", "0", "0", "7", "0", "0"),
            ("1e-400", "0", "1", "10", "0", "10"), ("-1e-400", "-1", "0", "10", "-10", "0"),
            (
                "123456789012345678901234567890.5", "123456789012345678901234567890", "123456789012345678901234567891",
                "1e20", "123456789000000000000000000000", "123456789100000000000000000000"
            ),
        ]
        for (value, floor, ceiling, step, below, above) in cases {
            let number = ExactDecimal(jsonNumber: value) ?? .zero
            #expect(number.floor == ExactDecimal(jsonNumber: floor), "\(value)")
            #expect(number.ceiling == ExactDecimal(jsonNumber: ceiling), "\(value)")
            let size = ExactDecimal(jsonNumber: step) ?? .zero
            #expect(number.roundedDown(toMultipleOf: size) == ExactDecimal(jsonNumber: below), "\(value)")
            #expect(number.roundedUp(toMultipleOf: size) == ExactDecimal(jsonNumber: above), "\(value)")
        }
        #expect(ExactDecimal.one.roundedDown(toMultipleOf: .zero) == nil)
        #expect(ExactDecimal.one.roundedUp(toMultipleOf: -.one) == nil)
    }

    @Test func divisorsAndMultiplesInCommonNeedPositiveNumbersOfBoundedSize() {
        #expect(ExactDecimal.leastCommonMultiple(decimal("0.4"), decimal("0.6")) == decimal("1.2"))
        #expect(ExactDecimal.greatestCommonDivisor(decimal("0.4"), decimal("0.6")) == decimal("0.2"))
        #expect(ExactDecimal.leastCommonMultiple(.zero, .one) == nil)
        #expect(ExactDecimal.greatestCommonDivisor(.one, -.one) == nil)
        #expect(ExactDecimal.leastCommonMultiple(decimal("1e199"), .one) == decimal("1e199"))
        #expect(ExactDecimal.leastCommonMultiple(decimal("1e200"), .one) == nil)
    }

    @Test func numbersBeyondTheLimitsAreRefused() {
        func ones(_ count: Int) -> String { String(repeating: "1", count: count) }
        let zeros = String(repeating: "0", count: 9_999)
        for text in [
            "1e10000", "-1e-10000", ones(10_000), "0.\(zeros)1", "\(ones(1))\(zeros)", "1.\(zeros)0e10000",
            "0e99999999999999999999",
            "0.\(zeros)\(ones(10_000))",
        ] { #expect(ExactDecimal(jsonNumber: text) != nil, "\(text.prefix(20))") }
        for text in [
            "1e10001", "10e10000", "1e-10001", "0.1e-10000", "0.0\(zeros)1", ones(10_001), "1e99999999999999999999",
            "1e-99999999999999999999",
        ] { #expect(ExactDecimal(jsonNumber: text) == nil, "\(text.prefix(20))") }
    }

    /// Each of these would not end if zeros were written out or divided one by one without bound.
    @Test func theLongestNumbersAreWorkedWithInBoundedTime() throws {
        let nines = String(repeating: "9", count: 10_000)
        let longest = try #require(ExactDecimal(jsonNumber: nines))
        let smallest = try #require(ExactDecimal(jsonNumber: "0.\(String(repeating: "0", count: 9_999))\(nines)"))
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(!longest.isMultiple(of: smallest * decimal("7")))
            #expect(longest.isMultiple(of: smallest))
            #expect((longest * longest).isMultiple(of: longest))
            #expect(longest + smallest > longest)
            #expect((longest + smallest).floor == longest)
            #expect(
                longest.roundedDown(toMultipleOf: decimal("7e-10000")).map { longest - $0 < decimal("7e-10000") }
                    == true)
            #expect(ExactDecimal.greatestCommonDivisor(longest, smallest) == nil)
        }
        #expect(time < .seconds(30))
    }

    private func decimal(_ text: String) -> ExactDecimal { ExactDecimal(jsonNumber: text) ?? .zero }

    /// Numbers of up to 60 digits, many of nines and zeros, where carries and estimates go wrong.
    private func random(_ generator: inout SeededGenerator) -> ExactDecimal {
        let digits = (0..<Int.random(in: 1...60, using: &generator)).map { _ in
            ["0", "9", "9", "\(Int.random(in: 0...9, using: &generator))"][Int.random(in: 0..<4, using: &generator)]
        }
        let runs =
            Bool.random(using: &generator)
            ? digits : digits.flatMap { Array(repeating: $0, count: 5) }.prefix(60).map { $0 }
        let sign = Bool.random(using: &generator) ? "-" : ""
        return decimal(
            "\(sign)\(Int.random(in: 1...9, using: &generator))\(runs.joined())e\(Int.random(in: -40...10, using: &generator))"
        )
    }
}
