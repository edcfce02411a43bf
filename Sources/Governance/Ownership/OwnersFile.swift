/// The text of a `SCHEMAOWNERS` file: a rule a line, as `pattern @team`, with comments from `#`.
///
/// As in a CODEOWNERS file the order is kept; unlike there the most specific pattern decides, and the order only among
/// equally specific ones.
public enum OwnersFile {
    /// What is wrong with a line.
    public struct Malformed: Error, Sendable, Hashable, CustomStringConvertible {
        /// From 1.
        public var line: Int
        public var reason: String

        public var description: String { "line \(line): \(reason)" }
    }

    /// Reads the rules of a file.
    ///
    /// - Throws: at the first line that is no rule.
    public static func rules(in text: String) throws(Malformed) -> [OwnershipRule] {
        var rules: [OwnershipRule] = []
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (position, line) in lines.enumerated() {
            let words = words(of: line)
            if words.isEmpty { continue }
            guard words.count == 2, let team = words.last, team.hasPrefix("@"), let pattern = words.first else {
                throw Malformed(
                    line: position + 1, reason: "a line is a pattern and a team, as in \"orders-* @payments\"")
            }
            let name = String(team.dropFirst())
            guard Team.isName(name) else {
                throw Malformed(line: position + 1, reason: "\"\(name)\" cannot be the name of a team")
            }
            do throws(SubjectPattern.Malformed) {
                rules.append(OwnershipRule(pattern: try SubjectPattern(parsing: pattern), team: name))
            } catch {
                throw Malformed(line: position + 1, reason: error.description)
            }
        }
        return rules
    }

    /// Writes rules so that ``rules(in:)`` reads them again.
    public static func text(of rules: [OwnershipRule]) -> String {
        let patterns = rules.map { escaped($0.pattern.text) }
        let width = patterns.map(\.count).max() ?? 0
        return zip(patterns, rules).map { pattern, rule in
            pattern + String(repeating: " ", count: width - pattern.count) + " @\(rule.team)\n"
        }.joined()
    }

    /// A pattern may hold blanks and `#`, which the file takes for something else unless they are escaped.
    private static func escaped(_ pattern: String) -> String {
        var isEscaped = false
        var text = ""
        for character in pattern {
            if !isEscaped, character == " " || character == "#" { text.append("\\") }
            text.append(character)
            isEscaped = character == "\\" && !isEscaped
        }
        return text
    }

    /// The words of a line before its comment; a backslash keeps what follows it in its word.
    private static func words(of line: Substring) -> [String] {
        var words: [String] = []
        var word = ""
        var isEscaped = false
        for character in line {
            if isEscaped {
                word.append(character)
                isEscaped = false
            } else if character == "#" {
                break
            } else if character == " " || character == "\t" {
                if !word.isEmpty { words.append(word) }
                word = ""
            } else {
                word.append(character)
                isEscaped = character == "\\"
            }
        }
        if !word.isEmpty { words.append(word) }
        return words
    }
}
