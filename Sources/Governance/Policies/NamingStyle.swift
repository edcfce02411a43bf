/// A way to write a name of several words.
public enum NamingStyle: String, CaseIterable, Sendable {
    case camelCase
    case snakeCase = "snake_case"
    case kebabCase = "kebab-case"

    /// Whether a name is written in the style: words of letters and digits, the first one beginning with a letter.
    public func accepts(_ name: String) -> Bool {
        guard name.unicodeScalars.first?.isLetter == true else { return false }
        switch self {
        case .camelCase:
            return name.unicodeScalars.first?.isUpper == false
                && name.unicodeScalars.allSatisfy(\.isLetterOrDigit)
        case .snakeCase: return Self.accepts(name, separator: "_")
        case .kebabCase: return Self.accepts(name, separator: "-")
        }
    }

    private static func accepts(_ name: String, separator: Unicode.Scalar) -> Bool {
        name.unicodeScalars.split(separator: separator, omittingEmptySubsequences: false).allSatisfy { word in
            !word.isEmpty && word.allSatisfy { $0.isLetterOrDigit && !$0.isUpper }
        }
    }

    /// The name in the style; `nil` when it has no words, or none to begin with.
    public func rewritten(_ name: String) -> String? {
        let words = Self.words(of: name).map { $0.lowercased() }
        guard !words.isEmpty else { return nil }
        let text =
            switch self {
            case .camelCase:
                words.enumerated().map { position, word in
                    position == 0 ? word : word.prefix(1).uppercased() + word.dropFirst()
                }.joined()
            case .snakeCase: words.joined(separator: "_")
            case .kebabCase: words.joined(separator: "-")
            }
        return accepts(text) ? text : nil
    }

    /// The words of a name: what lies between other characters than letters and digits, cut where a capital begins one,
    /// as `HTTPServerName` has three.
    public static func words(of name: String) -> [String] {
        let scalars = name.unicodeScalars
        var words: [String] = []
        var start: String.Index?
        var previous: Unicode.Scalar?
        for index in scalars.indices {
            let scalar = scalars[index]
            let isInside = scalar.isLetterOrDigit
            if let begin = start, !isInside || beginsWord(scalars, at: index, after: previous) {
                words.append(String(scalars[begin..<index]))
                start = nil
            }
            if isInside, start == nil { start = index }
            previous = scalar
        }
        if let start { words.append(String(scalars[start...])) }
        return words
    }

    /// Whether a capital begins a word: after what is none, or where the next letter is none.
    private static func beginsWord(
        _ scalars: String.UnicodeScalarView, at index: String.Index, after previous: Unicode.Scalar?
    ) -> Bool {
        guard scalars[index].isUpper else { return false }
        guard previous?.isUpper == true else { return true }
        let next = scalars.index(after: index)
        return next < scalars.endIndex && scalars[next].isLower
    }
}

extension Unicode.Scalar {
    // Nearly all names are of ASCII, for which the tables of Unicode need not be asked.

    fileprivate var isLetter: Bool {
        isASCII ? isUpper || isLower : properties.isAlphabetic
    }

    fileprivate var isLetterOrDigit: Bool {
        isASCII ? isLetter || ("0"..."9").contains(self) : properties.isAlphabetic || properties.numericType == .decimal
    }

    fileprivate var isUpper: Bool { isASCII ? ("A"..."Z").contains(self) : properties.isUppercase }

    fileprivate var isLower: Bool { isASCII ? ("a"..."z").contains(self) : properties.isLowercase }
}
