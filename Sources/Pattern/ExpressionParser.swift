/// A reader of regular expressions as ECMA-262 defines them for the flag `u`, a little more lenient where real schemas
/// are written for none (section B.1.2): any punctuation may be escaped, `{`, `}` and `]` may stand for themselves, a
/// class such as `\w` may stand beside `-`, and a look-ahead may be repeated.
struct ExpressionParser {
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0
    private var depth = 0
    private var groups = 0
    /// All groups of the expression, also those still to come: a reference may stand before its group.
    private let groupCount: Int
    private let groupNames: [[Unicode.Scalar]: Int]
    /// Scripts and where they are named, to be looked up later.
    private(set) var scripts: [(property: UnicodeProperty, offset: Int)] = []

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

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private func scalar(after count: Int) -> Unicode.Scalar? {
        position + count < scalars.count ? scalars[position + count] : nil
    }

    /// Passes over the character if it is next.
    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard next == scalar else { return false }
        position += 1
        return true
    }

    private func error(_ message: String, at offset: Int? = nil) -> PatternError {
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
    private mutating func groupName() throws(PatternError) -> [Unicode.Scalar] {
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
    private mutating func decimal() -> Int? {
        let start = position
        var value = 0
        while let next, "0"..."9" ~= next {
            value = min(value * 10 + Int(next.value - 48), 1 << 40)
            position += 1
        }
        return position > start ? value : nil
    }
}

// MARK: - Escapes

extension ExpressionParser {
    /// Reads what follows a backslash outside a class.
    private mutating func escape() throws(PatternError) -> Expression {
        let start = position - 1
        switch next {
        case "b":
            position += 1
            return .wordBoundary
        case "B":
            position += 1
            return .noWordBoundary
        case "k":
            position += 1
            guard take("<") else { throw error("\\k must be followed by the name of a group.", at: start) }
            guard let number = groupNames[try groupName()] else {
                throw error("There is no group of this name.", at: start)
            }
            return .backreference(number)
        case .some("1"..."9"):
            guard let number = decimal(), number <= groupCount else {
                throw error("There is no group of this number.", at: start)
            }
            return .backreference(number)
        default: return .characters(try characterEscape(from: start))
        }
    }

    /// Reads what follows a backslash and stands for characters.
    private mutating func characterEscape(from start: Int) throws(PatternError) -> CharacterClass {
        guard let scalar = next else { throw error("A backslash must be followed by something.", at: start) }
        position += 1
        switch scalar {
        case "d": return CharacterClass(ranges: CharacterClass.digits)
        case "D": return CharacterClass(ranges: CharacterClass.complement(of: CharacterClass.digits))
        case "w": return CharacterClass(ranges: CharacterClass.wordCharacters)
        case "W": return CharacterClass(ranges: CharacterClass.complement(of: CharacterClass.wordCharacters))
        case "s": return CharacterClass(ranges: CharacterClass.spaces)
        case "S": return CharacterClass(ranges: CharacterClass.complement(of: CharacterClass.spaces))
        case "p", "P": return try property(isNegated: scalar == "P", from: start)
        case "t": return CharacterClass(0x09)
        case "n": return CharacterClass(0x0A)
        case "v": return CharacterClass(0x0B)
        case "f": return CharacterClass(0x0C)
        case "r": return CharacterClass(0x0D)
        case "c":
            guard let letter = next, "A"..."Z" ~= letter || "a"..."z" ~= letter else {
                throw error("\\c must be followed by a letter.", at: start)
            }
            position += 1
            return CharacterClass(letter.value & 0x1F)
        case "0":
            if let next, "0"..."9" ~= next { throw error("\\0 must not be followed by a digit.", at: start) }
            return CharacterClass(0)
        case "x":
            guard let value = hexadecimal(digits: 2) else {
                throw error("\\x must be followed by two hexadecimal digits.", at: start)
            }
            return CharacterClass(value)
        case "u": return CharacterClass(try unicodeEscape(from: start))
        case "A"..."Z", "a"..."z", "0"..."9", "\u{80}"...:
            throw error("ECMA-262 knows no such escape.", at: start)
        default: return CharacterClass(scalar.value)
        }
    }

    /// Reads the four digits, the pair of surrogates, or the braces after `\u`.
    private mutating func unicodeEscape(from start: Int) throws(PatternError) -> UInt32 {
        if take("{") {
            let first = position
            var value: UInt32 = 0
            while let digit = next.flatMap(Self.hexadecimalValue), value <= 0x10_FFFF {
                value = value * 16 + digit
                position += 1
            }
            guard position > first, value <= 0x10_FFFF, take("}") else {
                throw error("\\u{ must be followed by a code point up to 10FFFF and a closing brace.", at: start)
            }
            return value
        }
        guard let unit = hexadecimal(digits: 4) else {
            throw error("\\u must be followed by four hexadecimal digits or by braces.", at: start)
        }
        if 0xD800...0xDBFF ~= unit, next == "\\", scalar(after: 1) == "u" {
            let afterFirst = position
            position += 2
            if let second = hexadecimal(digits: 4), 0xDC00...0xDFFF ~= second {
                return 0x1_0000 + (unit - 0xD800) << 10 + (second - 0xDC00)
            }
            position = afterFirst
        }
        return unit
    }

    private mutating func hexadecimal(digits: Int) -> UInt32? {
        var value: UInt32 = 0
        for offset in 0..<digits {
            guard let digit = scalar(after: offset).flatMap(Self.hexadecimalValue) else { return nil }
            value = value * 16 + digit
        }
        position += digits
        return value
    }

    private static func hexadecimalValue(_ scalar: Unicode.Scalar) -> UInt32? {
        switch scalar {
        case "0"..."9": scalar.value - 48
        case "a"..."f": scalar.value - 87
        case "A"..."F": scalar.value - 55
        default: nil
        }
    }

    private mutating func property(isNegated: Bool, from start: Int) throws(PatternError) -> CharacterClass {
        var name = String.UnicodeScalarView()
        if take("{") {
            while let next, next != "}" {
                name.append(next)
                position += 1
            }
            guard take("}") else { throw error("\\p must be followed by a property in braces.", at: start) }
        }
        guard let property = UnicodeProperty(expression: Substring(String(name)), isNegated: isNegated) else {
            throw error("\\p must be followed by a property of Unicode in braces.", at: start)
        }
        switch (property.kind, property.name) {
        case (.binary, "Any"): return Self.range(0...0x10_FFFF, isNegated: isNegated)
        case (.binary, "ASCII"): return Self.range(0...0x7F, isNegated: isNegated)
        case (.binary, "Assigned"):
            return CharacterClass(properties: [UnicodeProperty(.generalCategory, "Cn", isNegated: !isNegated)])
        case (.binary, "Changes_When_NFKC_Casefolded"):
            throw error("The property Changes_When_NFKC_Casefolded is not supported.", at: start)
        case (.script, _), (.scriptExtensions, _): scripts.append((property, start))
        case (.generalCategory, _), (.binary, _): break
        }
        return CharacterClass(properties: [property])
    }

    private static func range(_ range: ClosedRange<UInt32>, isNegated: Bool) -> CharacterClass {
        CharacterClass(ranges: isNegated ? CharacterClass.complement(of: [range]) : [range])
    }
}

// MARK: - Classes

extension ExpressionParser {
    /// Reads what follows an opening bracket.
    private mutating func characterClass() throws(PatternError) -> CharacterClass {
        let start = position - 1
        var result = CharacterClass(isNegated: take("^"))
        while !take("]") {
            let first = try classAtom(of: start)
            guard next == "-", let afterDash = scalar(after: 1), afterDash != "]" else {
                result.formUnion(first)
                continue
            }
            let dash = position
            position += 1
            let second = try classAtom(of: start)
            guard let low = first.single, let high = second.single else {
                // One of them is a set, such as `\w`: then the dash is one of the characters.
                result.formUnion(first)
                result.formUnion(CharacterClass(("-" as Unicode.Scalar).value))
                result.formUnion(second)
                continue
            }
            guard low <= high else { throw error("The range of the class ends before it begins.", at: dash) }
            result.ranges.append(low...high)
        }
        return result
    }

    private mutating func classAtom(of start: Int) throws(PatternError) -> CharacterClass {
        guard let scalar = next else { throw error("This class has no closing bracket.", at: start) }
        position += 1
        guard scalar == "\\" else { return CharacterClass(scalar.value) }
        return take("b") ? CharacterClass(0x08) : try characterEscape(from: position - 1)
    }
}

extension CharacterClass {
    /// The one code point of the set, when it is written as one.
    var single: UInt32? {
        guard !isNegated, properties.isEmpty, ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }

    fileprivate mutating func formUnion(_ other: CharacterClass) {
        ranges += other.ranges
        properties += other.properties
    }
}
