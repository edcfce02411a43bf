internal import Compatibility
internal import JSONCore

extension Rule {
    static let numberRules = [
        maximumAdded, maximumDecreased, exclusiveMaximumAdded, exclusiveMaximumDecreased, minimumAdded,
        minimumIncreased, exclusiveMinimumAdded, exclusiveMinimumIncreased, multipleOfAdded, multipleOfExpanded,
        multipleOfChanged,
    ]

    static let maximumAdded = Rule(
        id: "MAXIMUM_ADDED", keyword: "maximum", category: .number,
        purpose: "Checks that no maximum is added.", fix: "Leave out \"maximum\".")
    static let maximumDecreased = Rule(
        id: "MAXIMUM_DECREASED", keyword: "maximum", category: .number,
        purpose: "Checks that no maximum decreases.", fix: "Keep \"maximum\" as it was, or raise it.")
    static let exclusiveMaximumAdded = Rule(
        id: "EXCLUSIVE_MAXIMUM_ADDED", keyword: "exclusiveMaximum", category: .number,
        purpose: "Checks that no exclusive maximum is added.", fix: "Leave out \"exclusiveMaximum\".")
    static let exclusiveMaximumDecreased = Rule(
        id: "EXCLUSIVE_MAXIMUM_DECREASED", keyword: "exclusiveMaximum", category: .number,
        purpose: "Checks that no exclusive maximum decreases.",
        fix: "Keep \"exclusiveMaximum\" as it was, or raise it.")
    static let minimumAdded = Rule(
        id: "MINIMUM_ADDED", keyword: "minimum", category: .number,
        purpose: "Checks that no minimum is added.", fix: "Leave out \"minimum\".")
    static let minimumIncreased = Rule(
        id: "MINIMUM_INCREASED", keyword: "minimum", category: .number,
        purpose: "Checks that no minimum increases.", fix: "Keep \"minimum\" as it was, or lower it.")
    static let exclusiveMinimumAdded = Rule(
        id: "EXCLUSIVE_MINIMUM_ADDED", keyword: "exclusiveMinimum", category: .number,
        purpose: "Checks that no exclusive minimum is added.", fix: "Leave out \"exclusiveMinimum\".")
    static let exclusiveMinimumIncreased = Rule(
        id: "EXCLUSIVE_MINIMUM_INCREASED", keyword: "exclusiveMinimum", category: .number,
        purpose: "Checks that no exclusive minimum increases.",
        fix: "Keep \"exclusiveMinimum\" as it was, or lower it.")
    static let multipleOfAdded = Rule(
        id: "MULTIPLE_OF_ADDED", keyword: "multipleOf", category: .number,
        purpose: "Checks that numbers do not have to be multiples where they did not.",
        fix: "Leave out \"multipleOf\".")
    static let multipleOfExpanded = Rule(
        id: "MULTIPLE_OF_EXPANDED", keyword: "multipleOf", category: .number,
        purpose: "Checks that numbers do not have to be multiples of a multiple.",
        fix: "Keep \"multipleOf\" as it was, or use a divisor of it.")
    static let multipleOfChanged = Rule(
        id: "MULTIPLE_OF_CHANGED", keyword: "multipleOf", category: .number,
        purpose: "Checks that numbers do not have to be multiples of something else.",
        fix: "Keep \"multipleOf\" as it was, or use a divisor of it.")
}

/// Limits of numbers, and what they are multiples of.
extension Walk {
    /// A limit of numbers in words.
    struct Limit {
        var name: String
        /// The numbers on the wrong side of it.
        var beyond: String
        var isUpper: Bool
        var added: Rule
        var tightened: Rule

        static let maximum = Limit(
            name: "maximum", beyond: "Numbers above", isUpper: true, added: .maximumAdded,
            tightened: .maximumDecreased)
        static let exclusiveMaximum = Limit(
            name: "exclusive maximum", beyond: "Numbers from", isUpper: true, added: .exclusiveMaximumAdded,
            tightened: .exclusiveMaximumDecreased)
        static let minimum = Limit(
            name: "minimum", beyond: "Numbers below", isUpper: false, added: .minimumAdded,
            tightened: .minimumIncreased)
        static let exclusiveMinimum = Limit(
            name: "exclusive minimum", beyond: "Numbers up to", isUpper: false, added: .exclusiveMinimumAdded,
            tightened: .exclusiveMinimumIncreased)
    }

    /// A limit that the writer has.
    private struct Granted {
        var grant: Grant
        var limit: Limit
        var value: JSONNumber
    }

    mutating func checkLimit(_ limit: Limit, _ value: JSONNumber, _ obligation: Obligation) {
        let place = obligation.place
        let other = tightest(isUpper: limit.isUpper, at: place)
        let change =
            other.map { other in
                "The \(other.limit.name) of \(name(of: place)) is \(other.value) in {writer}, "
                    + "and the \(limit.name) is \(value) in {reader}."
            } ?? "The \(limit.name) of \(name(of: place)) is \(value) in {reader}, and {writer} has none."
        report(
            Report(
                rule: other == nil ? limit.added : limit.tightened, writer: other?.grant.location(),
                readerValue: .number(value), writerValue: other.map { .number($0.value) }, change: change,
                harm: "\(limit.beyond) \(value)"),
            obligation)
    }

    /// The writer's tightest limit on one side.
    private func tightest(isUpper: Bool, at place: Place) -> Granted? {
        var result: Granted?
        for grant in grants(at: place) {
            guard let (limit, value) = Self.limit(grant.entry.keyword), limit.isUpper == isUpper else { continue }
            if let known = result?.value, isUpper ? known <= value : known >= value { continue }
            result = Granted(grant: grant, limit: limit, value: value)
        }
        return result
    }

    private static func limit(_ keyword: Keyword) -> (Limit, JSONNumber)? {
        if case .maximum(let value) = keyword { return (.maximum, value) }
        if case .exclusiveMaximum(let value) = keyword { return (.exclusiveMaximum, value) }
        if case .minimum(let value) = keyword { return (.minimum, value) }
        if case .exclusiveMinimum(let value) = keyword { return (.exclusiveMinimum, value) }
        return nil
    }

    mutating func checkMultiple(of value: JSONNumber, _ obligation: Obligation) {
        let place = obligation.place
        var other: (grant: Grant, value: JSONNumber)?
        for grant in grants(at: place) {
            if case .multipleOf(let divisor) = grant.entry.keyword { other = (grant, divisor) }
        }
        let isExpanded = other.map { value.decimal.isMultiple(of: $0.value.decimal) } ?? false
        let change =
            other.map {
                "The numbers of \(name(of: place)) are multiples of \($0.value) in {writer} and of \(value) in {reader}."
            } ?? "The numbers of \(name(of: place)) are multiples of \(value) in {reader}, and any in {writer}."
        report(
            Report(
                rule: other == nil ? .multipleOfAdded : isExpanded ? .multipleOfExpanded : .multipleOfChanged,
                writer: other?.grant.location(), readerValue: .number(value),
                writerValue: other.map { .number($0.value) }, change: change, harm: "Other numbers"),
            obligation)
    }
}
