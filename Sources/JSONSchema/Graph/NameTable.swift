internal import JSONCore

/// Names in the order in which they came, each with a value, found by their bytes.
struct NameTable<Value> {
    private(set) var names: [String] = []
    private(set) var hashes: [UInt64] = []
    private(set) var values: [Value] = []
    /// Positions by hash, open addressing; -1 where there is none.
    private var slots: [Int32] = []

    /// An empty table, with room for so many names.
    init(capacity: Int = 0) {
        guard capacity > 0 else { return }
        names.reserveCapacity(capacity)
        hashes.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
        slots = [Int32](repeating: -1, count: SlotCount(for: capacity).count)
    }

    var count: Int { names.count }

    /// The position of a name, or `nil` when it is not there.
    func position(of name: String) -> Int? {
        guard !slots.isEmpty else { return nil }
        let place = slots[slot(of: name, ByteHash.hash(name))]
        return place < 0 ? nil : Int(place)
    }

    /// The position of a name, which is added if it is new.
    @discardableResult
    mutating func position(of name: String, default value: @autoclosure () -> Value) -> Int {
        if (count + 1) * 2 > slots.count { grow() }
        let hash = ByteHash.hash(name)
        let slot = slot(of: name, hash)
        if slots[slot] >= 0 { return Int(slots[slot]) }
        slots[slot] = Int32(truncatingIfNeeded: count)
        names.append(name)
        hashes.append(hash)
        values.append(value())
        return count - 1
    }

    /// The slot that a name is in, or could be put into.
    private func slot(of name: String, _ hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if hashes[position] == hash, names[position].isIdentical(to: name) { break }
            slot = (slot + 1) & (slots.count - 1)
        }
        return slot
    }

    private mutating func grow() {
        slots = [Int32](repeating: -1, count: SlotCount(for: max(4, count * 2)).count)
        for (position, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: position)
        }
    }

    subscript(position: Int) -> Value {
        get { values[position] }
        _modify { yield &values[position] }
    }

    subscript(name: String) -> Value? { position(of: name).map { values[$0] } }
}

extension NameTable: Sendable where Value: Sendable {}

/// How many slots a table of so many values gets: a power of two, at most half of them taken.
struct SlotCount {
    let count: Int

    init(for values: Int) {
        var count = 2
        while count < values * 2 { count *= 2 }
        self.count = count
    }

    var mask: Int32 { Int32(count - 1) }
}
