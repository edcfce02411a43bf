/// A place in a JSON document (RFC 6901).
public struct JSONPointer: Sendable, Hashable {
    /// The unescaped names and positions from the root down; none for the whole document.
    public private(set) var tokens: [String]

    /// The pointer to the whole document.
    public static let root = JSONPointer([])

    public init(_ tokens: [String]) { self.tokens = tokens }

    /// Reads the string form: empty, or `/`-led tokens with `~0` and `~1`; `nil` when it is neither.
    public init?(parsing text: String) {
        guard !text.isEmpty else {
            self.init([])
            return
        }
        guard text.utf8.first == UInt8(ascii: "/") else { return nil }
        var tokens: [String] = []
        // By bytes: a slash and a combining letter after it are one character but two parts of a pointer.
        for raw in text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let token = Self.unescaped(Substring(raw)) else { return nil }
            tokens.append(token)
        }
        self.init(tokens)
    }

    /// The pointer to a member or item of what this one points to.
    public func appending(_ token: String) -> JSONPointer { JSONPointer(tokens + [token]) }

    /// The pointer to an item of the array that this one points to.
    public func appending(_ position: Int) -> JSONPointer { appending(String(position)) }

    /// The pointer to a place below what this one points to.
    public func appending(_ other: JSONPointer) -> JSONPointer { JSONPointer(tokens + other.tokens) }

    private static func unescaped(_ raw: Substring) -> String? {
        guard raw.utf8.contains(UInt8(ascii: "~")) else { return String(raw) }
        var text = ""
        var scalars = raw.unicodeScalars.makeIterator()
        while let scalar = scalars.next() {
            guard scalar == "~" else {
                text.unicodeScalars.append(scalar)
                continue
            }
            switch scalars.next() {
            case "0": text.append("~")
            case "1": text.append("/")
            default: return nil
            }
        }
        return text
    }

    private static func escaped(_ token: String) -> String {
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        var text = ""
        for scalar in token.unicodeScalars {
            switch scalar {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}

extension JSONPointer {
    /// Digits without a leading zero (RFC 6901, section 4).
    static func arrayIndex(_ token: String) -> Int? {
        guard token == "0" || (token.utf8.first != UInt8(ascii: "0") && token.utf8.allSatisfy { 48...57 ~= $0 })
        else { return nil }
        return Int(token)
    }
}

extension JSONPointer {
    public static func == (left: JSONPointer, right: JSONPointer) -> Bool {
        left.tokens.elementsEqual(right.tokens) { $0.isIdentical(to: $1) }
    }

    public func hash(into hasher: inout Hasher) {
        for token in tokens { token.hashBytes(into: &hasher) }
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The string form of RFC 6901, section 3.
    public var description: String { tokens.map { "/" + Self.escaped($0) }.joined() }
}

extension JSON {
    /// The value at a place, or `nil` when there is none.
    public subscript(pointer: JSONPointer) -> JSON? {
        var value = self
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let items):
                guard let position = JSONPointer.arrayIndex(token), position < items.count else { return nil }
                value = items[position]
            case .null, .boolean, .number, .string: return nil
            }
        }
        return value
    }
}
