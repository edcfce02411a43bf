import JSONCore

/// The values and names that a program compares with; laid out as one array in the end.
struct ConstantPool {
    private var values: [JSON] = []

    /// The node that a value will be: the items of the root follow it.
    mutating func add(_ value: JSON) -> Int32 {
        values.append(value)
        return Int32(values.count)
    }

    /// The constants laid out, or `nil` when they are too large for that.
    var document: JSONDocument? { JSONDocument(.array(values)) }
}
