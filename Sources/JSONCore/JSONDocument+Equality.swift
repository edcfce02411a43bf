extension JSONDocument {
    /// Whether some bytes of this document's text are those of another's.
    public func hasText(_ range: Range<Int>, equalTo otherRange: Range<Int>, of other: JSONDocument) -> Bool {
        guard range.count == otherRange.count else { return false }
        return text.withUnsafeBytes { bytes in
            other.text.withUnsafeBytes { otherBytes in
                Self.areEqual(
                    UnsafeRawBufferPointer(rebasing: bytes[range]),
                    UnsafeRawBufferPointer(rebasing: otherBytes[otherRange]))
            }
        }
    }

    /// Eight bytes at a time, the last ones once more where they are fewer; both are of the same length.
    @inline(__always)
    static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let count = left.count
        guard count >= 8 else { return areEqualShort(left, right) }
        var offset = 0
        while offset < count - 8 {
            if word(left, offset) != word(right, offset) { return false }
            offset += 8
        }
        return word(left, count - 8) == word(right, count - 8)
    }

    /// Fewer than eight bytes.
    private static func areEqualShort(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let count = left.count
        if count >= 4 {
            return half(left, 0) == half(right, 0) && half(left, count - 4) == half(right, count - 4)
        }
        var offset = 0
        while offset < count {
            if left[offset] != right[offset] { return false }
            offset += 1
        }
        return true
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    private static func half(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt32 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    }

    /// Whether two values are equal as JSON Schema has it (2020-12, core, section 4.2.2).
    public func isEqual(_ index: Int, to otherIndex: Int, of other: JSONDocument) -> Bool {
        let node = nodes[index]
        let otherNode = other.nodes[otherIndex]
        guard node.kind == otherNode.kind else { return false }
        switch node.kind {
        case .null: return true
        case .boolean, .integer: return node.high == otherNode.high
        case .largeInteger, .fraction:
            return node.low >> 32 == otherNode.low >> 32 && !node.isStoredApart
                ? node.high == otherNode.high : decimal(node) == other.decimal(otherNode)
        case .string: return hasText(node.bytes, equalTo: otherNode.bytes, of: other)
        case .array:
            guard node.count == otherNode.count else { return false }
            for offset in 0..<node.count {
                guard isEqual(node.firstChild + offset, to: otherNode.firstChild + offset, of: other)
                else { return false }
            }
            return true
        case .object: return node.count == otherNode.count && hasMembers(of: node, equalTo: otherNode, of: other)
        }
    }

    /// Whether two objects of as many members have equal ones.
    private func hasMembers(of node: Node, equalTo otherNode: Node, of other: JSONDocument) -> Bool {
        for position in 0..<node.count {
            let name = node.firstChild + 2 * position
            let otherName = otherNode.firstChild + 2 * position
            guard hasName(name, equalTo: otherName, of: other) else {
                // Not in the same order: sort both.
                return zip(sortedNames(of: node), other.sortedNames(of: otherNode)).allSatisfy { name, otherName in
                    hasName(name, equalTo: otherName, of: other) && isEqual(name + 1, to: otherName + 1, of: other)
                }
            }
            guard isEqual(name + 1, to: otherName + 1, of: other) else { return false }
        }
        return true
    }

    /// Whether two names are equal.
    public func hasName(_ index: Int, equalTo otherIndex: Int, of other: JSONDocument) -> Bool {
        let name = nodes[index]
        let otherName = other.nodes[otherIndex]
        return name.nameHash == otherName.nameHash
            && hasText(name.nameBytes, equalTo: otherName.nameBytes, of: other)
    }

    /// The names of an object's members, in an order that depends on nothing but the names.
    private func sortedNames(of object: Node) -> [Int] {
        (0..<object.count).map { object.firstChild + 2 * $0 }.sorted { left, right in
            let (a, b) = (nodes[left], nodes[right])
            if a.nameHash != b.nameHash { return a.nameHash < b.nameHash }
            return text[a.nameBytes].lexicographicallyPrecedes(text[b.nameBytes])
        }
    }

    /// The value of a node that is a number.
    public func decimal(_ node: Node) -> ExactDecimal {
        guard node.kind != .integer else { return ExactDecimal(node.integer) }
        guard !node.isStoredApart else { return numbers[Int(truncatingIfNeeded: node.high)] }
        return ExactDecimal(normalized: node.integer, exponent: node.exponent)
    }

    /// The hash of a string's text, the same that a name of this text has.
    public func textHash(_ string: Node) -> UInt64 { ByteHash.hash(text, string.bytes) }

    /// The hash that a name would have if it were a value.
    public func hash(ofName index: Int) -> UInt64 {
        ByteHash.combine(UInt64(Kind.string.rawValue), nodes[index].nameHash)
    }

    /// A hash that equal values share.
    public func hash(of index: Int) -> UInt64 {
        let node = nodes[index]
        let kind = UInt64(node.kindIndex)
        switch node.kind {
        case .null: return ByteHash.combine(kind, 0)
        case .boolean, .integer: return ByteHash.combine(kind, node.high)
        case .largeInteger, .fraction:
            guard !node.isStoredApart else {
                return ByteHash.combine(kind, UInt64(bitPattern: Int64(decimal(node).hashValue)))
            }
            return ByteHash.combine(node.low >> 32, node.high)
        case .string: return ByteHash.combine(kind, textHash(node))
        case .array:
            var hash = ByteHash.combine(kind, UInt64(node.count))
            for offset in 0..<node.count { hash = ByteHash.combine(hash, self.hash(of: node.firstChild + offset)) }
            return hash
        case .object:
            // The order of members must not count: a sum.
            var sum: UInt64 = 0
            for position in 0..<node.count {
                let name = node.firstChild + 2 * position
                sum &+= ByteHash.combine(nodes[name].nameHash, hash(of: name + 1))
            }
            return ByteHash.combine(kind, sum)
        }
    }
}
