internal import JSONCore

/// Names in the order in which they came, each with a value, found by their bytes.
struct NameTable<Value> {
    private(set) var names: [String] = []
    private(set) var values: [Value] = []
    private var index: HashIndex

    /// An empty table, with room for so many names.
    init(capacity: Int = 0) {
        index = HashIndex(capacity: capacity)
        names.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
    }

    var count: Int { names.count }

    /// The hashes of the names, in their order.
    var hashes: [UInt64] { index.hashes }

    /// The position of a name, or `nil` when it is not there.
    func position(of name: String) -> Int? { position(of: name, ByteHash.hash(name)) }

    private func position(of name: String, _ hash: UInt64) -> Int? {
        index.position(of: hash) { names[$0].isIdentical(to: name) }
    }

    /// The position of a name, which is added if it is new.
    @discardableResult
    mutating func position(of name: String, default value: @autoclosure () -> Value) -> Int {
        let hash = ByteHash.hash(name)
        if let known = position(of: name, hash) { return known }
        index.append(hash)
        names.append(name)
        values.append(value())
        return count - 1
    }

    subscript(position: Int) -> Value {
        get { values[position] }
        _modify { yield &values[position] }
    }

    subscript(name: String) -> Value? { position(of: name).map { values[$0] } }
}

extension NameTable: Sendable where Value: Sendable {}
