/// A pattern for paths: `*` is any part of a name, `**` any folders, `?` a character, `{a,b}` one of several.
struct Glob: Sendable {
    let text: String
    /// The patterns without alternatives, in parts.
    private let alternatives: [[[Unicode.Scalar]]]

    /// The most patterns that alternatives stand for.
    private static let alternativesLimit = 256

    /// - Returns: `nil` for what is no pattern: empty, absolute, out of the folder, or with too many alternatives.
    init?(_ text: String) {
        guard let expanded = Self.expanded(text), !text.isEmpty, !text.hasPrefix("/") else { return nil }
        self.text = text
        alternatives = expanded.map { pattern in
            pattern.split(separator: "/").filter { $0 != "." }.map { Array($0.unicodeScalars) }
        }
        guard !alternatives.contains(where: { $0.isEmpty || $0.contains(Array("..".unicodeScalars)) }) else {
            return nil
        }
    }

    func matches(_ path: String) -> Bool {
        let parts = path.split(separator: "/").map { Array($0.unicodeScalars) }
        return alternatives.contains {
            Self.matches(parts, $0, isAny: { $0 == Array("**".unicodeScalars) }, Self.isName)
        }
    }

    /// Whether a name is one that a part of a pattern means.
    private static func isName(_ name: [Unicode.Scalar], _ pattern: [Unicode.Scalar]) -> Bool {
        matches(name, pattern, isAny: { $0 == "*" }, { $1 == "?" || $0 == $1 })
    }

    /// Whether items are what a pattern means in which some elements stand for any number of items; in time that grows
    /// with the product of both, whatever they are.
    private static func matches<Item>(
        _ items: [Item], _ pattern: [Item], isAny: (Item) -> Bool, _ isOne: (Item, Item) -> Bool
    ) -> Bool {
        // reached[n]: the pattern so far matches the first n items.
        var reached = [true] + Array(repeating: false, count: items.count)
        for element in pattern {
            var next = Array(repeating: false, count: items.count + 1)
            if isAny(element) {
                var isReached = false
                for position in reached.indices {
                    isReached = isReached || reached[position]
                    next[position] = isReached
                }
            } else {
                for position in items.indices where reached[position] {
                    next[position + 1] = isOne(items[position], element)
                }
            }
            reached = next
        }
        return reached[items.count]
    }

    /// The patterns that a pattern with alternatives stands for.
    private static func expanded(_ text: String) -> [String]? {
        var open = [text]
        var done: [String] = []
        while let pattern = open.popLast() {
            guard open.count + done.count < alternativesLimit else { return nil }
            // The innermost ones first: a `}` and the last `{` before it.
            guard let end = pattern.firstIndex(of: "}"), let start = pattern[..<end].lastIndex(of: "{") else {
                done.append(pattern)
                continue
            }
            let (before, after) = (pattern[..<start], pattern[pattern.index(after: end)...])
            for choice in pattern[pattern.index(after: start)..<end].split(
                separator: ",", omittingEmptySubsequences: false)
            {
                open.append(String(before) + String(choice) + String(after))
            }
        }
        return done
    }
}
