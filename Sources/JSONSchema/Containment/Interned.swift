/// Values of one sort by number, each once.
struct Interned<Value: Hashable & Sendable>: Sendable {
    private var values: [Value] = []
    private var index = HashIndex()

    subscript(number: Int32) -> Value { values[Int(number)] }

    /// The number of a value, which is added if it is new.
    ///
    /// - Parameter hash: the same for equal values.
    mutating func number(of value: Value, hash: UInt64) -> Int32 {
        if let known = index.position(of: hash, where: { values[$0] == value }) {
            return Int32(truncatingIfNeeded: known)
        }
        index.append(hash)
        values.append(value)
        return Int32(truncatingIfNeeded: values.count - 1)
    }
}
