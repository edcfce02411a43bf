internal import JSONCore
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

        /// What is known of a state, each part once it was asked for.
        struct Knowledge {
            /// The state after each letter, -1 where it is not known.
            var steps: [Int32]
            /// The states of the automaton that are reached without a letter, before a letter of words and before others.
            var closures: (word: [Int]?, other: [Int]?)
            /// Whether the text may end there.
            var accepts: Bool?
            /// Whether every continuation is accepted, or none, where that is evident.
            let fate: Bool?
        }

        let automaton: Automaton
        let letterCount: Int
        var states: [State] = []
        var knowledge: [Knowledge] = []
        var numbers: [State: Int] = [:]

        init(_ automaton: Automaton, letters: Int) {
            self.automaton = automaton
            letterCount = letters
            _ = number(State(kernel: [Automaton.initial], before: .none))
        }

        mutating func number(_ state: State) -> Int {
            if let number = numbers[state] { return number }
            let fate: Bool? = state.kernel.isEmpty ? false : state.kernel == [Automaton.accepting] ? true : nil
            states.append(state)
            let steps = [Int32](repeating: -1, count: letterCount)
            knowledge.append(Knowledge(steps: steps, closures: (nil, nil), fate: fate))
            numbers[state] = states.count - 1
            return states.count - 1
        }

        /// The state after a letter, and what it costs: nothing when the step has been made before.
        mutating func step(from state: Int, letter: Int, _ scalar: UInt32) -> (state: Int, cost: Int) {
            let known = Int(knowledge[state].steps[letter])
            if known >= 0 { return (known, 0) }
            let neighbor = Automaton.Neighbor(scalar)
            let next = automaton.step(from: closure(of: state, after: neighbor), over: scalar)
            let number = number(State(kernel: next, before: automaton.looksAtWords ? neighbor : .other))
            knowledge[state].steps[letter] = Int32(truncatingIfNeeded: number)
            return (number, 1 + states[state].kernel.count / 2)
        }

        private mutating func closure(of state: Int, after neighbor: Automaton.Neighbor) -> [Int] {
            let isWord = automaton.looksAtWords && neighbor == .word
            let closures = knowledge[state].closures
            if let known = isWord ? closures.word : closures.other { return known }
            let closure = automaton.closure(
                of: states[state].kernel, before: states[state].before, after: isWord ? .word : .other)
            if isWord { knowledge[state].closures.word = closure } else { knowledge[state].closures.other = closure }
            return closure
        }

        mutating func accepts(_ state: Int) -> Bool {
            if let known = knowledge[state].accepts { return known }
            let closure = automaton.closure(of: states[state].kernel, before: states[state].before, after: .none)
            let accepts = closure.contains(Automaton.accepting)
            knowledge[state].accepts = accepts
            return accepts
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

    /// The places that were met.
    ///
    /// One is the state of each automaton, the position among the excluded words, and the length as far as it counts.
    private struct Visits {
        private var index = HashIndex()
        /// The numbers of all places, one after the other.
        private var numbers: [Int32] = []
        private let width: Int
        private(set) var origins: [Origin] = []

        /// How a place was come by.
        struct Origin {
            var parent: Int
            var letter: UInt32
            var length: Int
        }

        init(width: Int) { self.width = width }

        var count: Int { origins.count }

        /// One number of a place.
        subscript(place: Int, position: Int) -> Int { Int(numbers[place * width + position]) }

        /// Adds a place that is new; false when it is not.
        mutating func insert(_ place: [Int32], _ origin: Origin) -> Bool {
            let hash = place.reduce(60) { ByteHash.combine($0, UInt64(UInt32(bitPattern: $1))) }
            let known = index.position(of: hash) { numbers[($0 * width)..<(($0 + 1) * width)].elementsEqual(place) }
            if known != nil { return false }
            index.append(hash)
            numbers += place
            origins.append(origin)
            return true
        }
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
        let automata = (matching + avoiding).flatMap { $0.parts.map(\.automaton) }
        letters = Self.letters(automata, words)
        for (pattern, isNegated) in matching.map({ ($0, false) }) + avoiding.map({ ($0, true) }) {
            var parts: [(runner: Int, isNegated: Bool)] = []
            for part in pattern.parts {
                parts.append((runners.count, part.isNegated))
                runners.append(Runner(part.automaton, letters: letters.count))
            }
            patterns.append((parts, isNegated))
        }
        trie = Trie(words)
        self.lengths = lengths
    }

    /// The outcome: a word, none, or neither within the limit.
    mutating func run() -> FormulaTable.Word {
        var next = Array(repeating: Int32(0), count: runners.count + 2)
        var visits = Visits(width: next.count)
        _ = visits.insert(next, Visits.Origin(parent: -1, letter: 0, length: 0))
        var place = 0
        while place < visits.count {
            let length = visits.origins[place].length
            if length >= lengths.lowerBound, accepts(place, visits) { return .found(Self.word(to: place, visits)) }
            if length < lengths.upperBound {
                for (letter, scalar) in letters.enumerated() {
                    guard effort.spend(1 + runners.count / 2) else { return .unknown }
                    guard step(from: place, visits, letter, scalar, to: &next) else { continue }
                    let isNew = visits.insert(next, Visits.Origin(parent: place, letter: scalar, length: length + 1))
                    if isNew, visits.count > Self.visitLimit { return .unknown }
                }
            }
            place += 1
        }
        return .none
    }

    /// The place after a letter; false when nothing that follows can be a word.
    private mutating func step(
        from place: Int, _ visits: Visits, _ letter: Int, _ scalar: UInt32, to next: inout [Int32]
    ) -> Bool {
        for runner in runners.indices {
            let (state, cost) = runners[runner].step(from: visits[place, runner], letter: letter, scalar)
            effort.spend(cost)
            next[runner] = Int32(truncatingIfNeeded: state)
        }
        for pattern in patterns where fate(of: pattern, next) == pattern.isNegated { return false }
        let node = trie.step(from: visits[place, runners.count], over: scalar)
        next[runners.count] = Int32(truncatingIfNeeded: node)
        let length = min(visits.origins[place].length + 1, lengths.lowerBound)
        next[runners.count + 1] = Int32(truncatingIfNeeded: length)
        return true
    }

    /// Whether a pattern matches whatever follows, or nothing, where that is evident.
    private func fate(
        of pattern: (parts: [(runner: Int, isNegated: Bool)], isNegated: Bool), _ states: [Int32]
    ) -> Bool? {
        var isCertain = true
        for part in pattern.parts {
            guard let fate = runners[part.runner].knowledge[Int(states[part.runner])].fate else {
                isCertain = false
                continue
            }
            if fate == part.isNegated { return false }
        }
        return isCertain ? true : nil
    }

    private mutating func accepts(_ place: Int, _ visits: Visits) -> Bool {
        let node = visits[place, runners.count]
        if node != Trie.outside, trie.isWord[node] { return false }
        for pattern in patterns {
            var matches = true
            for part in pattern.parts where runners[part.runner].accepts(visits[place, part.runner]) == part.isNegated {
                matches = false
            }
            if matches == pattern.isNegated { return false }
        }
        return true
    }

    private static func word(to place: Int, _ visits: Visits) -> String {
        var scalars: [UInt32] = []
        var current = place
        while current > 0 {
            scalars.append(visits.origins[current].letter)
            current = visits.origins[current].parent
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
