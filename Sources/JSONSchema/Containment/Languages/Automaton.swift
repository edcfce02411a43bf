internal import Pattern

/// A nondeterministic automaton for the texts that hold a match of an expression.
struct Automaton {
    enum Edge {
        case empty(Int)
        case assertion(Assertion, Int)
        case characters([ClosedRange<UInt32>], Int)
    }

    /// A condition on the place between two characters.
    enum Assertion {
        case start, end, wordBoundary, noWordBoundary
    }

    /// What stands on one side of a place.
    enum Neighbor: Hashable {
        case none, word, other

        init(_ scalar: UInt32) {
            let isWord =
                switch scalar {
                case 0x30...0x39, 0x41...0x5A, 0x5F, 0x61...0x7A: true
                default: false
                }
            self = isWord ? .word : .other
        }
    }

    private(set) var states: [[Edge]] = []
    private(set) var looksAtWords = false

    static let initial = 0
    static let accepting = 1
    private static let stateLimit = 3_000
    private static let anything: [ClosedRange<UInt32>] = [0...0x10_FFFF]

    /// The automaton of an expression; `nil` when it is not regular, or too large.
    init?(_ expression: Expression) {
        states = [[], [.characters(Self.anything, Self.accepting)]]
        if !Self.beginsAtStart(expression) { states[Self.initial].append(.characters(Self.anything, Self.initial)) }
        guard add(expression, from: Self.initial, to: Self.accepting) else { return nil }
    }

    /// Whether every match begins at the start of the text.
    private static func beginsAtStart(_ expression: Expression) -> Bool {
        switch expression {
        case .start: true
        case .sequence(let parts): parts.first.map(beginsAtStart) ?? false
        case .alternatives(let parts): !parts.isEmpty && parts.allSatisfy(beginsAtStart)
        case .group(let part, _): beginsAtStart(part)
        case .repeated(let part, let minimum, _, _): minimum > 0 && beginsAtStart(part)
        case .characters, .backreference, .end, .wordBoundary, .noWordBoundary, .look: false
        }
    }

    private mutating func makeState() -> Int? {
        guard states.count < Self.stateLimit else { return nil }
        states.append([])
        return states.count - 1
    }

    /// Adds the ways from one state to another; false when there is none to add.
    private mutating func add(_ expression: Expression, from: Int, to: Int) -> Bool {
        switch expression {
        case .sequence(let parts): return add(parts[...], from: from, to: to)
        case .alternatives(let parts): return parts.allSatisfy { add($0, from: from, to: to) }
        case .group(let part, _): return add(part, from: from, to: to)
        case .characters(let set):
            guard let ranges = Self.ranges(of: set) else { return false }
            states[from].append(.characters(ranges, to))
        case .repeated(let part, let minimum, let maximum, _):
            return add(part, minimum, maximum, from: from, to: to)
        case .start: states[from].append(.assertion(.start, to))
        case .end: states[from].append(.assertion(.end, to))
        case .wordBoundary:
            looksAtWords = true
            states[from].append(.assertion(.wordBoundary, to))
        case .noWordBoundary:
            looksAtWords = true
            states[from].append(.assertion(.noWordBoundary, to))
        case .backreference, .look: return false
        }
        return true
    }

    private mutating func add(_ parts: ArraySlice<Expression>, from: Int, to: Int) -> Bool {
        var current = from
        for part in parts {
            guard let next = makeState(), add(part, from: current, to: next) else { return false }
            current = next
        }
        states[current].append(.empty(to))
        return true
    }

    private mutating func add(_ part: Expression, _ minimum: Int, _ maximum: Int?, from: Int, to: Int) -> Bool {
        var current = from
        for _ in 0..<minimum {
            guard let next = makeState(), add(part, from: current, to: next) else { return false }
            current = next
        }
        guard let maximum else {
            guard let loop = makeState() else { return false }
            states[current].append(.empty(loop))
            states[loop].append(.empty(to))
            return add(part, from: loop, to: loop)
        }
        for _ in minimum..<max(maximum, minimum) {
            states[current].append(.empty(to))
            guard let next = makeState(), add(part, from: current, to: next) else { return false }
            current = next
        }
        states[current].append(.empty(to))
        return true
    }

    /// The code points of a set; `nil` when it names properties of characters.
    private static func ranges(of set: CharacterClass) -> [ClosedRange<UInt32>]? {
        guard set.properties.isEmpty else { return nil }
        let sorted = set.ranges.sorted { $0.lowerBound < $1.lowerBound }
        var merged: [ClosedRange<UInt32>] = []
        for range in sorted {
            if let last = merged.last, range.lowerBound <= last.upperBound {
                merged[merged.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                merged.append(range)
            }
        }
        guard set.isNegated else { return merged }
        var complement: [ClosedRange<UInt32>] = []
        var first: UInt32 = 0
        for range in merged {
            if first < range.lowerBound { complement.append(first...(range.lowerBound - 1)) }
            first = range.upperBound + 1
        }
        if first <= 0x10_FFFF { complement.append(first...0x10_FFFF) }
        return complement
    }

    // MARK: - Running

    /// The states that can be reached from some without a character, at a place between two neighbors; in order.
    func closure(of kernel: [Int], before: Neighbor, after: Neighbor) -> [Int] {
        var isSeen = Array(repeating: false, count: states.count)
        for state in kernel { isSeen[state] = true }
        var closure = kernel
        var next = 0
        while next < closure.count {
            for edge in states[closure[next]] {
                let target: Int
                switch edge {
                case .empty(let next): target = next
                case .assertion(let assertion, let next):
                    guard Self.holds(assertion, before, after) else { continue }
                    target = next
                case .characters: continue
                }
                if isSeen[target] { continue }
                isSeen[target] = true
                closure.append(target)
            }
            next += 1
        }
        return closure.sorted()
    }

    /// The states after a character; in order, each once.
    func step(from closure: [Int], over scalar: UInt32) -> [Int] {
        var targets: [Int] = []
        for state in closure {
            for case .characters(let ranges, let target) in states[state]
            where ranges.contains(where: { $0.contains(scalar) }) {
                // A match that has been found stays found.
                if target == Self.accepting { return [Self.accepting] }
                targets.append(target)
            }
        }
        targets.sort()
        var count = 0
        for target in targets where count == 0 || targets[count - 1] != target {
            targets[count] = target
            count += 1
        }
        targets.removeLast(targets.count - count)
        return targets
    }

    private static func holds(_ assertion: Assertion, _ before: Neighbor, _ after: Neighbor) -> Bool {
        switch assertion {
        case .start: before == .none
        case .end: after == .none
        case .wordBoundary: (before == .word) != (after == .word)
        case .noWordBoundary: (before == .word) == (after == .word)
        }
    }
}
