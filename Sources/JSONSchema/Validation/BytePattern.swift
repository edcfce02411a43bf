import Pattern

/// A pattern that one pass over the bytes of a text decides, without trying anything twice.
///
/// Most patterns of real schemas are of this form: the beginning, characters out of ASCII sets so many times, perhaps the
/// end. Everything else is left to the engine for expressions.
struct BytePattern {
    /// Characters of one kind, so many times.
    struct Part: Sendable {
        /// The ASCII characters.
        var characters: ByteSet
        /// Whether every other character belongs, too.
        var includesOthers: Bool
        var minimum: Int
        var maximum: Int

        func contains(_ byte: UInt8) -> Bool { byte < 0x80 ? characters.contains(byte) : includesOthers }
    }

    /// One way to match: parts one after the other.
    struct Sequence {
        var parts: [Part] = []
        var reachesEnd = false
    }

    /// The ways to match.
    let alternatives: [Sequence]

    /// More ways than this are left to the engine.
    private static let alternativeLimit = 8

    /// Takes a pattern apart; `nil` when it is not of the form.
    init?(_ pattern: Pattern) {
        guard let sequences = Self.sequences(pattern.expression) else { return nil }
        var alternatives: [Sequence] = []
        for expressions in sequences {
            guard let alternative = Self.sequence(expressions) else { return nil }
            alternatives.append(alternative)
        }
        self.alternatives = alternatives
    }

    /// The expression as sequences without alternatives; `nil` when they are too many.
    private static func sequences(_ expression: Expression) -> [[Expression]]? {
        switch expression {
        case .group(let part, _): return sequences(part)
        case .alternatives(let parts):
            var all: [[Expression]] = []
            for part in parts {
                guard let sequences = sequences(part) else { return nil }
                all += sequences
            }
            return all.count <= alternativeLimit ? all : nil
        case .sequence(let parts):
            var all: [[Expression]] = [[]]
            for part in parts {
                guard let ways = sequences(part) else { return nil }
                all = all.flatMap { before in ways.map { before + $0 } }
                guard all.count <= alternativeLimit else { return nil }
            }
            return all
        case .repeated(let part, 0, 1, _):
            if case .characters = part { return [[expression]] }
            return sequences(part).flatMap { $0.count < alternativeLimit ? $0 + [[]] : nil }
        case .repeated, .characters, .backreference, .start, .end, .wordBoundary, .noWordBoundary, .look:
            return [[expression]]
        }
    }

    private static func sequence(_ expressions: [Expression]) -> Sequence? {
        var rest = expressions[...]
        guard let first = rest.popFirst(), case .start = first else { return nil }
        var sequence = Sequence()
        if let last = rest.last, case .end = last {
            rest.removeLast()
            sequence.reachesEnd = true
        } else {
            // What may be absent before an end that does not matter, does not matter either.
            while let last = rest.last, case .repeated(_, 0, _, _) = last { rest.removeLast() }
        }
        for expression in rest {
            guard let part = part(expression) else { return nil }
            sequence.parts.append(part)
        }
        return sequence.parts.indices.allSatisfy(sequence.isUnambiguous) ? sequence : nil
    }

    private static func part(_ expression: Expression) -> Part? {
        if case .characters(let set) = expression { return part(set, minimum: 1, maximum: 1) }
        guard case .repeated(let repeated, let minimum, let maximum, _) = expression else { return nil }
        var inner = repeated
        while case .group(let part, _) = inner { inner = part }
        guard case .characters(let set) = inner else { return nil }
        return part(set, minimum: minimum, maximum: maximum ?? .max)
    }

    private static func part(_ set: CharacterClass, minimum: Int, maximum: Int) -> Part? {
        guard set.properties.isEmpty, set.ranges.allSatisfy({ $0.upperBound < 0x80 }) else { return nil }
        // Characters of several bytes are not counted.
        if set.isNegated, minimum > 1 || maximum != .max { return nil }
        var characters = ByteSet("")
        for range in set.ranges {
            for scalar in range { characters.insert(UInt8(truncatingIfNeeded: scalar)) }
        }
        if set.isNegated { characters = characters.inverted }
        return Part(characters: characters, includesOthers: set.isNegated, minimum: minimum, maximum: maximum)
    }
}

extension BytePattern.Sequence {
    /// Whether nothing that a part takes could have been for one after it.
    fileprivate func isUnambiguous(_ index: Int) -> Bool {
        let part = parts[index]
        guard part.minimum != part.maximum else { return true }
        for next in parts[(index + 1)...] {
            if part.characters.intersects(next.characters) || (part.includesOthers && next.includesOthers) {
                return false
            }
            if next.minimum > 0 { break }
        }
        return true
    }
}

extension BytePattern {
    /// Whether a text consists of such parts, or where the end does not matter, begins with them.
    static func matches(
        _ parts: [Part], _ range: Range<Int32>, _ reachesEnd: Bool, _ text: Span<UInt8>
    ) -> Bool {
        var position = 0
        for index in range {
            let part = parts[Int(index)]
            let start = position
            let end = part.maximum < text.count - start ? start + part.maximum : text.count
            while position < end, part.contains(text[position]) { position += 1 }
            guard position - start >= part.minimum else { return false }
        }
        return !reachesEnd || position == text.count
    }
}
