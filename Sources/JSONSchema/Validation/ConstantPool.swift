import JSONCore

/// The values and names that a program compares with; laid out as one array in the end.
struct ConstantPool {
    private var values: [JSON] = []
    private var strings: [ByteString: Int32] = [:]

    /// The node that a value will be; equal strings share one.
    mutating func index(of value: JSON) -> Int32 {
        if let string = value.string { return index(of: string) }
        return append(value)
    }

    mutating func index(of string: String) -> Int32 {
        if let known = strings[ByteString(string)] { return known }
        let index = append(.string(string))
        strings[ByteString(string)] = index
        return index
    }

    private mutating func append(_ value: JSON) -> Int32 {
        values.append(value)
        // The items of the root follow it.
        return Int32(values.count)
    }

    /// The value that a node will be.
    subscript(index: Int32) -> JSON { values[Int(index) - 1] }

    /// The constants laid out, or `nil` when they are too large for that.
    var document: JSONDocument? { JSONDocument(.array(values)) }
}
