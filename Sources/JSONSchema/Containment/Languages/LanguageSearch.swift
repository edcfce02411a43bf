internal import Pattern

/// The search for the shortest word of a language: breadth first over the product of its automata, made deterministic as
/// far as the search comes.
struct LanguageSearch {
    /// A deterministic view of one automaton.
    private struct Runner {
        struct State: Hashable {
            var kernel: [Int]
            var before: Automaton.Neighbor
        }

        struct Step: Hashable {
            var state: Int
            var letter: Int
        }

        let automaton: Automaton
        var states: [State] = []
        var numbers: [State: Int] = [:]
        var steps: [Step: Int] = [:]
        var endings: [Int: Bool] = [:]

        init(_ automaton: Automaton) {
            self.automaton = automaton
            _ = number(State(kernel: [Automaton.initial], before: .none))
        }

        mutating func number(_ state: State) -> Int {
            if let number = numbers[state] { return number }
            states.append(state)
            numbers[state] = states.count - 1
            return states.count - 1
        }

        mutating func step(from state: Int, letter: Int, _ scalar: UInt32) -> Int {
            let step = Step(state: state, letter: letter)
            if let known = steps[step] { return known }
            let (kernel, before) = (states[state].kernel, states[state].before)
            let neighbor = Automaton.Neighbor(scalar)
            let closure = automaton.closure(of: kernel, before: before, after: neighbor)
            let next = automaton.step(from: closure, over: scalar)
            let number = number(State(kernel: next, before: automaton.looksAtWords ? neighbor : .other))
            steps[step] = number
            return number
        }

        /// What a step costs: little when it has been made before.
        func cost(from state: Int, letter: Int) -> Int {
            steps[Step(state: state, letter: letter)] == nil ? 1 + states[state].kernel.count / 2 : 0
        }

        /// Whether the text may end in a state.
        mutating func accepts(_ state: Int) -> Bool {
            if let known = endings[state] { return known }
            let closure = automaton.closure(of: states[state].kernel, before: states[state].before, after: .none)
            endings[state] = closure.contains(Automaton.accepting)
            return closure.contains(Automaton.accepting)
        }

        /// Whether every continuation is accepted, or none, where that is evident.
        func fate(of state: Int) -> Bool? {
            if states[state].kernel.isEmpty { return false }
            return states[state].kernel == [Automaton.accepting] ? true : nil
        }
    }

    /// The words that are out, letter by letter.
    private struct Trie {
        var children: [[UInt32: Int]] = [[:]]
        var isWord = [false]
        /// Beyond every word.
        static let outside = -1

        init(_ words: [String]) {
            for word in words {
                var node = 0
                for scalar in word.unicodeScalars {
                    if let next = children[node][scalar.value] {
                        node = next
                        continue
                    }
                    children.append([:])
                    isWord.append(false)
                    children[node][scalar.value] = children.count - 1
                    node = children.count - 1
                }
                isWord[node] = true
            }
        }

        func step(from node: Int, over scalar: UInt32) -> Int {
            node == Self.outside ? node : children[node][scalar] ?? Self.outside
        }
    }

    /// One place of the search: the state of each automaton, the place among the excluded words, and the length as far
    /// as it counts.
    private struct Place: Hashable {
        var states: [Int]
        var node: Int
        var length: Int
    }

    private struct Visit {
        var place: Place
        var parent: Int
        var letter: UInt32
        var length: Int
    }

    private var runners: [Runner] = []
    /// For each pattern the positions of its parts and whether they are negated, and whether the pattern is.
    private var patterns: [(parts: [(runner: Int, isNegated: Bool)], isNegated: Bool)] = []
    private let trie: Trie
    private let lengths: ClosedRange<Int>
    /// One code point for each set of those that no automaton tells apart, agreeable ones first.
    private let letters: [UInt32]

    private let effort: Effort

    private static let visitLimit = 20_000

    init(
        matching: [PatternParts], avoiding: [PatternParts], lengths: ClosedRange<Int>, excluding words: [String],
        _ effort: Effort
    ) {
        self.effort = effort
        effort.spend(words.count / 4)
        for (pattern, isNegated) in matching.map({ ($0, false) }) + avoiding.map({ ($0, true) }) {
            var parts: [(runner: Int, isNegated: Bool)] = []
            for part in pattern.parts {
                parts.append((runners.count, part.isNegated))
                runners.append(Runner(part.automaton))
            }
            patterns.append((parts, isNegated))
        }
        trie = Trie(words)
        self.lengths = lengths
        letters = Self.letters(runners.map(\.automaton), words)
    }

    /// The outcome: a word, none, or neither within the limit.
    mutating func run() -> FormulaTable.Word {
        let first = Place(states: Array(repeating: 0, count: runners.count), node: 0, length: 0)
        var visits = [Visit(place: first, parent: -1, letter: 0, length: 0)]
        var seen: Set<Place> = [first]
        var position = 0
        while position < visits.count {
            let visit = visits[position]
            if visit.length >= lengths.lowerBound, accepts(visit.place) {
                return .found(Self.word(to: position, visits))
            }
            if visit.length < lengths.upperBound {
                for (letter, scalar) in letters.enumerated() {
                    guard effort.spend(1 + runners.count / 2) else { return .unknown }
                    guard let next = step(from: visit.place, letter, scalar), seen.insert(next).inserted else {
                        continue
                    }
                    guard visits.count < Self.visitLimit else { return .unknown }
                    visits.append(Visit(place: next, parent: position, letter: scalar, length: visit.length + 1))
                }
            }
            position += 1
        }
        return .none
    }

    private mutating func step(from place: Place, _ letter: Int, _ scalar: UInt32) -> Place? {
        var next = place
        for runner in runners.indices {
            effort.spend(runners[runner].cost(from: place.states[runner], letter: letter))
            next.states[runner] = runners[runner].step(from: place.states[runner], letter: letter, scalar)
        }
        for pattern in patterns where fate(of: pattern, next.states) == pattern.isNegated { return nil }
        next.node = trie.step(from: place.node, over: scalar)
        next.length = min(place.length + 1, lengths.lowerBound)
        return next
    }

    /// Whether a pattern matches whatever follows, or nothing, where that is evident.
    private func fate(
        of pattern: (parts: [(runner: Int, isNegated: Bool)], isNegated: Bool), _ states: [Int]
    ) -> Bool? {
        var isCertain = true
        for part in pattern.parts {
            guard let fate = runners[part.runner].fate(of: states[part.runner]) else {
                isCertain = false
                continue
            }
            if fate == part.isNegated { return false }
        }
        return isCertain ? true : nil
    }

    private mutating func accepts(_ place: Place) -> Bool {
        if place.node != Trie.outside, trie.isWord[place.node] { return false }
        for pattern in patterns {
            var matches = true
            for part in pattern.parts where runners[part.runner].accepts(place.states[part.runner]) == part.isNegated {
                matches = false
            }
            if matches == pattern.isNegated { return false }
        }
        return true
    }

    private static func word(to position: Int, _ visits: [Visit]) -> String {
        var scalars: [UInt32] = []
        var current = position
        while current > 0 {
            scalars.append(visits[current].letter)
            current = visits[current].parent
        }
        var word = ""
        for scalar in scalars.reversed() {
            if let scalar = Unicode.Scalar(scalar) { word.unicodeScalars.append(scalar) }
        }
        return word
    }

    // MARK: - Letters

    private static func letters(_ automata: [Automaton], _ words: [String]) -> [UInt32] {
        // The first code points of the stretches over which no edge begins or ends.
        var cuts: Set<UInt32> = [0, 0xE000]
        func cut(_ range: ClosedRange<UInt32>) {
            cuts.insert(range.lowerBound)
            if range.upperBound < 0x10_FFFF { cuts.insert(range.upperBound + 1) }
        }
        for automaton in automata {
            for case .characters(let ranges, _) in automaton.states.joined() { ranges.forEach(cut) }
            if automaton.looksAtWords { [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A].forEach(cut) }
        }
        for scalar in words.flatMap(\.unicodeScalars) { cut(scalar.value...scalar.value) }
        let sorted = cuts.sorted()
        var letters: [(rank: Int, scalar: UInt32)] = []
        for (position, first) in sorted.enumerated() {
            let last = position + 1 < sorted.count ? sorted[position + 1] - 1 : 0x10_FFFF
            if let letter = agreeable(in: first...last) { letters.append(letter) }
        }
        return letters.sorted { ($0.rank, $0.scalar) < ($1.rank, $1.scalar) }.map(\.scalar)
    }

    private static let preferences: [ClosedRange<UInt32>] = [
        0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x2D...0x2F, 0x5F...0x5F, 0x21...0x7E, 0x20...0x20,
        0xA1...0xD7FF, 0xE000...0x10_FFFF, 0...0x10_FFFF,
    ]

    /// The most readable code point of a stretch; none where there are surrogates only.
    private static func agreeable(in stretch: ClosedRange<UInt32>) -> (rank: Int, scalar: UInt32)? {
        for (rank, range) in preferences.enumerated() where range.overlaps(stretch) {
            let scalar = range.clamped(to: stretch).lowerBound
            if Unicode.Scalar(scalar) != nil { return (rank, scalar) }
        }
        return nil
    }
}
