/// A JSON value laid out flat for reading it often: nodes in one array, text in another, no reference to count.
///
/// The root is node 0. The children of an array or object stand side by side, a member as two nodes: its name, its
/// value. Equal numbers have equal nodes, however they were written.
public struct JSONDocument: Sendable {
    /// All values and names; an index into this addresses one.
    public internal(set) var nodes: [Node]
    /// UTF-8 bytes, those of all strings and names among them.
    public internal(set) var text: [UInt8]
    /// Numbers that a node cannot hold.
    var numbers: [ExactDecimal]
    /// Nesting of arrays and objects; 0 when the root is neither.
    public internal(set) var depth: Int

    /// What a node is; numbers are told apart by what it takes to compare them.
    @frozen public enum Kind: UInt8, CaseIterable, Sendable {
        case null, boolean
        /// A whole number of 64 bits.
        case integer
        /// A whole number beyond 64 bits.
        case largeInteger
        /// A number that is not whole.
        case fraction
        case string, array, object
    }

    /// A value, or the name of a member; 16 bytes.
    @frozen public struct Node: Sendable {
        /// Of a value: kind in the lowest bits, one flag above, count in the upper half; of a name: offset below, length
        /// above.
        @usableFromInline let low: UInt64
        /// Of a value: what its kind takes; of a name: its hash.
        @usableFromInline let high: UInt64

        @inlinable init(low: UInt64, high: UInt64) {
            self.low = low
            self.high = high
        }
    }
}

extension JSONDocument.Kind {
    /// The kind of a value.
    public init(of value: JSON) {
        switch value {
        case .null: self = .null
        case .boolean: self = .boolean
        case .number(let number): self = number.int64 != nil ? .integer : number.isInteger ? .largeInteger : .fraction
        case .string: self = .string
        case .array: self = .array
        case .object: self = .object
        }
    }
}

// MARK: - What a node holds

extension JSONDocument.Node {
    init(_ kind: JSONDocument.Kind, count: UInt32 = 0, payload: UInt64 = 0) {
        self.init(low: UInt64(count) << 32 | UInt64(kind.rawValue), high: payload)
    }

    /// The same node for a number that was written with a fraction or an exponent.
    var withFractionOrExponent: JSONDocument.Node { JSONDocument.Node(low: low | 8, high: high) }

    init(name offset: UInt32, length: UInt32, hash: UInt64) {
        self.init(low: UInt64(length) << 32 | UInt64(offset), high: hash)
    }

    /// The number of the kind, for tables by kind.
    @inlinable public var kindIndex: Int { Int(low & 7) }

    /// What this value is; a name has no kind.
    @inlinable public var kind: JSONDocument.Kind { JSONDocument.Kind(rawValue: UInt8(low & 7)) ?? .null }

    /// The truth of a boolean.
    @inlinable public var isTrue: Bool { high != 0 }

    /// The value of an integer.
    @inlinable public var integer: Int64 { Int64(bitPattern: high) }

    /// Whether a number was written without fraction and exponent, which draft 4 asks of an integer.
    @inlinable public var isWrittenAsInteger: Bool { low & 8 == 0 }

    /// The items of an array, the members of an object.
    @inlinable public var count: Int { Int(low >> 32) }

    /// The first child of an array or object: item `i` is `i` further, the name of member `i` twice that.
    @inlinable public var firstChild: Int { Int(truncatingIfNeeded: high) }

    /// Where the bytes of a string are.
    @inlinable public var bytes: Range<Int> {
        let offset = Int(high & 0xFFFF_FFFF)
        return offset..<(offset + Int(low >> 32))
    }

    /// The length of a string in code points.
    @inlinable public var length: Int { Int(high >> 32) }

    /// The hash of a name.
    @inlinable public var nameHash: UInt64 { high }

    /// Where the bytes of a name are.
    @inlinable public var nameBytes: Range<Int> {
        let offset = Int(low & 0xFFFF_FFFF)
        return offset..<(offset + Int(low >> 32))
    }
}

// MARK: - Numbers beyond 64 bits, and fractions

extension JSONDocument.Node {
    /// The exponent that stands for "in the document's numbers".
    static let apart = Int32.min

    /// The power of ten that `integer`, which is then the significand, is multiplied by.
    var exponent: Int { Int(Int32(truncatingIfNeeded: low >> 32)) }

    /// Whether the significand takes more than a word.
    var isStoredApart: Bool { exponent == Int(Self.apart) }
}

// MARK: - Making one

extension JSONDocument {
    /// More text or more values than this is refused: addresses are of 32 bits.
    public static let sizeLimit = Int(Int32.max)

    /// The document `[]`.
    public static let empty = JSONDocument(nodes: [Node(.array)], text: [], numbers: [], depth: 1)

    /// Lays out a value; `nil` when it holds more than ``sizeLimit`` bytes of text or nodes.
    public init?(_ json: JSON) {
        var builder = Builder()
        guard builder.build(json) else { return nil }
        nodes = builder.nodes
        text = builder.text
        numbers = builder.numbers
        depth = builder.depth
    }

    private struct Builder {
        var nodes: [Node] = []
        var text: [UInt8] = []
        var numbers: [ExactDecimal] = []
        var depth = 0
        /// Arrays and objects whose children are not laid out yet.
        private var pending: [(container: JSON, children: Int, depth: Int)] = []

        /// Level by level, so that no depth of nesting needs a deep stack.
        mutating func build(_ root: JSON) -> Bool {
            nodes.append(Node(.null))
            place(root, at: 0, depth: 0)
            var next = 0
            while next < pending.count {
                let (container, children, depth) = pending[next]
                next += 1
                switch container {
                case .array(let items):
                    for (offset, item) in items.enumerated() { place(item, at: children + offset, depth: depth) }
                case .object(let object):
                    for (offset, member) in object.members.enumerated() {
                        nodes[children + 2 * offset] = name(member.name)
                        place(member.value, at: children + 2 * offset + 1, depth: depth)
                    }
                case .null, .boolean, .number, .string: continue
                }
                guard nodes.count <= JSONDocument.sizeLimit, text.count <= JSONDocument.sizeLimit else { return false }
                if next > 1024, next * 2 > pending.count {
                    pending.removeFirst(next)
                    next = 0
                }
            }
            return true
        }

        private mutating func place(_ value: JSON, at index: Int, depth: Int) {
            switch value {
            case .null: nodes[index] = Node(.null)
            case .boolean(let truth): nodes[index] = Node(.boolean, payload: truth ? 1 : 0)
            case .number(let number): nodes[index] = node(number)
            case .string(let string): nodes[index] = node(string)
            case .array(let items):
                nodes[index] = container(.array, value, count: items.count, nodes: items.count, depth: depth)
            case .object(let object):
                nodes[index] = container(.object, value, count: object.count, nodes: object.count * 2, depth: depth)
            }
        }

        private mutating func container(_ kind: Kind, _ value: JSON, count: Int, nodes needed: Int, depth: Int) -> Node
        {
            let children = nodes.count
            self.depth = max(self.depth, depth + 1)
            if needed > 0 {
                nodes.append(contentsOf: repeatElement(Node(.null), count: needed))
                pending.append((value, children, depth + 1))
            }
            return Node(kind, count: UInt32(truncatingIfNeeded: count), payload: UInt64(truncatingIfNeeded: children))
        }

        private mutating func node(_ number: JSONNumber) -> Node {
            let node = plainNode(number)
            return number.isWrittenAsInteger ? node : node.withFractionOrExponent
        }

        private mutating func plainNode(_ number: JSONNumber) -> Node {
            if let integer = number.int64 { return Node(.integer, payload: UInt64(bitPattern: integer)) }
            let kind = number.isInteger ? Kind.largeInteger : .fraction
            let decimal = number.decimal
            guard let significand = decimal.significand.word.flatMap({ Int64(exactly: $0) }) else {
                numbers.append(decimal)
                let apart = UInt32(bitPattern: Node.apart)
                return Node(kind, count: apart, payload: UInt64(numbers.count - 1))
            }
            return Node(
                kind, count: UInt32(bitPattern: Int32(truncatingIfNeeded: decimal.exponent)),
                payload: UInt64(bitPattern: decimal.isNegative ? -significand : significand))
        }

        private mutating func node(_ string: String) -> Node {
            let bytes = append(string)
            var length = 0
            // Every byte but a continuation begins a code point.
            for index in bytes where text[index] & 0xC0 != 0x80 { length += 1 }
            let payload =
                UInt64(truncatingIfNeeded: length) << 32 | UInt64(UInt32(truncatingIfNeeded: bytes.lowerBound))
            return Node(.string, count: UInt32(truncatingIfNeeded: bytes.count), payload: payload)
        }

        private mutating func name(_ string: String) -> Node {
            let bytes = append(string)
            return Node(
                name: UInt32(truncatingIfNeeded: bytes.lowerBound), length: UInt32(truncatingIfNeeded: bytes.count),
                hash: ByteHash.hash(text, bytes))
        }

        private mutating func append(_ string: String) -> Range<Int> {
            let start = text.count
            text.append(contentsOf: string.utf8)
            return start..<text.count
        }
    }
}
