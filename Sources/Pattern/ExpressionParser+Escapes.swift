extension ExpressionParser {
    /// Reads what follows a backslash outside a class.
    mutating func escape() throws(PatternError) -> Expression {
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
    mutating func characterClass() throws(PatternError) -> CharacterClass {
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
