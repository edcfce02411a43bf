/// A reader of regular expressions as ECMA-262 defines them for the flag `u`, a little more lenient where real schemas
/// are written for none (section B.1.2): any punctuation may be escaped, `{`, `}` and `]` may stand for themselves, a
/// class such as `\w` may stand beside `-`, and a look-ahead may be repeated.
struct ExpressionParser {
    private let scalars: [Unicode.Scalar]
    var position = 0
    private var depth = 0
    private var groups = 0
    /// All groups of the expression, also those still to come: a reference may stand before its group.
    let groupCount: Int
    let groupNames: [[Unicode.Scalar]: Int]
    /// Scripts and where they are named, to be looked up later.
    var scripts: [(property: UnicodeProperty, offset: Int)] = []

    /// Groups within groups; the tree is walked recursively.
    private static let depthLimit = 200

    static func parse(_ source: String) throws(PatternError) -> (Expression, scripts: [(UnicodeProperty, Int)]) {
        var parser = try ExpressionParser(source)
        let expression = try parser.alternatives()
        guard parser.next == nil else { throw parser.error("This closing parenthesis has no opening one.") }
        return (expression, parser.scripts)
    }

    private init(_ source: String) throws(PatternError) {
        scalars = Array(source.unicodeScalars)
        (groupCount, groupNames) = try Self.groups(in: scalars)
    }

    /// Counts the groups that capture and collects their names.
    private static func groups(in scalars: [Unicode.Scalar]) throws(PatternError) -> (
        count: Int, names: [[Unicode.Scalar]: Int]
    ) {
        var count = 0
        var names: [[Unicode.Scalar]: Int] = [:]
        var position = 0
        var isInClass = false
        func scalar(_ offset: Int) -> Unicode.Scalar? { offset < scalars.count ? scalars[offset] : nil }
        while let next = scalar(position) {
            switch next {
            case "\\": position += 1
            case "[": isInClass = true
            case "]": isInClass = false
            case "(" where !isInClass && scalar(position + 1) != "?": count += 1
            case "("
            where !isInClass && scalar(position + 2) == "<" && scalar(position + 3) != "="
                && scalar(position + 3) != "!":
                count += 1
                let name = Array(scalars[(position + 3)...].prefix { $0 != ">" })
                guard names.updateValue(count, forKey: name) == nil else {
                    throw PatternError(message: "Two groups have the same name.", offset: position + 3)
                }
            default: break
            }
            position += 1
        }
        return (count, names)
    }

    // MARK: - Characters

    var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func scalar(after count: Int) -> Unicode.Scalar? {
        position + count < scalars.count ? scalars[position + count] : nil
    }

    /// Passes over the character if it is next.
    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    func error(_ message: String, at offset: Int? = nil) -> PatternError {
        PatternError(message: message, offset: offset ?? position)
    }
}

// MARK: - Structure

extension ExpressionParser {
    private mutating func alternatives() throws(PatternError) -> Expression {
        var alternatives = [try sequence()]
        while take("|") { alternatives.append(try sequence()) }
        return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
    }

    private mutating func sequence() throws(PatternError) -> Expression {
        var parts: [Expression] = []
        while let next, next != "|", next != ")" { parts.append(try term()) }
        return parts.count == 1 ? parts[0] : .sequence(parts)
    }

    private mutating func term() throws(PatternError) -> Expression {
        let start = position
        let atom = try atom()
        guard let (minimum, maximum) = try quantifier() else { return atom }
        switch atom {
        case .start, .end, .wordBoundary, .noWordBoundary, .look(.behind, _, _):
            throw error("There is nothing to repeat: this only looks, and takes no characters.", at: start)
        case .sequence, .alternatives, .characters, .repeated, .group, .backreference, .look(.ahead, _, _): break
        }
        return .repeated(atom, minimum: minimum, maximum: maximum, take("?") ? .fewest : .most)
    }

    private mutating func atom() throws(PatternError) -> Expression {
        guard let scalar = next else { return .empty }
        position += 1
        switch scalar {
        case "^": return .start
        case "$": return .end
        case ".": return .characters(.notLineTerminators)
        case "(": return try group()
        case "[": return .characters(try characterClass())
        case "\\": return try escape()
        case "*", "+", "?", "{":
            let start = position - 1
            position = start
            // A brace that begins no count stands for itself.
            guard try quantifier() == nil else { throw error("There is nothing to repeat.", at: start) }
            position = start + 1
            return .characters(CharacterClass(scalar.value))
        default: return .characters(CharacterClass(scalar.value))
        }
    }

    /// Reads what follows an opening parenthesis.
    private mutating func group() throws(PatternError) -> Expression {
        let start = position - 1
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw error("Groups are nested deeper than \(Self.depthLimit) levels.", at: start)
        }
        let build = try groupKind()
        let part = try alternatives()
        guard take(")") else { throw error("This group has no closing parenthesis.", at: start) }
        return build(part)
    }

    /// Reads the mark of a group and gives what to make of its inside.
    private mutating func groupKind() throws(PatternError) -> (Expression) -> Expression {
        guard take("?") else {
            groups += 1
            let number = groups
            return { .group($0, number: number) }
        }
        let start = position - 2
        switch (next, scalar(after: 1)) {
        case (":", _):
            position += 1
            // A sequence of its own, so that what cannot be repeated by itself can be as a group.
            return { .sequence([$0]) }
        case ("=", _):
            position += 1
            return { .look(.ahead, .match, $0) }
        case ("!", _):
            position += 1
            return { .look(.ahead, .noMatch, $0) }
        case ("<", "="):
            position += 2
            return { .look(.behind, .match, $0) }
        case ("<", "!"):
            position += 2
            return { .look(.behind, .noMatch, $0) }
        case ("<", _):
            position += 1
            _ = try groupName()
            groups += 1
            let number = groups
            return { .group($0, number: number) }
        default:
            throw error("This is none of the groups of ECMA-262: (?:, (?=, (?!, (?<=, (?<! and (?<name>.", at: start)
        }
    }

    /// Reads a name and the `>` after it.
    mutating func groupName() throws(PatternError) -> [Unicode.Scalar] {
        let start = position
        while let next, next != ">" {
            let isAllowed =
                next == "$" || next == "_" || next.properties.isIDStart
                || (position > start && (next.properties.isIDContinue || next == "\u{200C}" || next == "\u{200D}"))
            guard isAllowed else { throw error("A name of a group consists of letters, digits, _ and $.") }
            position += 1
        }
        let name = Array(scalars[start..<position])
        guard take(">"), !name.isEmpty else { throw error("The name of a group is missing.", at: start) }
        return name
    }

    /// Reads a quantifier without the `?` after it; `nil` when there is none.
    private mutating func quantifier() throws(PatternError) -> (minimum: Int, maximum: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        guard next == "{" else { return nil }
        let start = position
        position += 1
        if let minimum = decimal() {
            if take("}") { return (minimum, minimum) }
            if take(",") {
                if take("}") { return (minimum, nil) }
                if let maximum = decimal(), take("}") {
                    guard minimum <= maximum else {
                        throw error("The least count of a repetition is above its largest.", at: start)
                    }
                    return (minimum, maximum)
                }
            }
        }
        position = start
        return nil
    }

    /// Reads digits; a number too large for any text stays just that.
    mutating func decimal() -> Int? {
        let start = position
        var value = 0
        while let next, "0"..."9" ~= next {
            value = min(value * 10 + Int(next.value - 48), 1 << 40)
            position += 1
        }
        return position > start ? value : nil
    }
}
