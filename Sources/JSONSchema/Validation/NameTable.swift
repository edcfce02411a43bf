import JSONCore

/// Names in their order, each with a value, on their way into a program.
struct NameTable<Value> {
    private(set) var entries: [Entry] = []
    /// Positions in `entries` by hash, open addressing; -1 where there is none.
    private var places: [Int32]

    struct Entry {
        let name: String
        let hash: UInt64
        var value: Value
    }

    /// An empty table for up to so many names.
    init(capacity: Int) {
        places = [Int32](repeating: -1, count: SlotCount(for: capacity).count)
    }

    var count: Int { entries.count }

    /// The position of a name, which is added if it is new; beyond the capacity nothing is.
    @discardableResult
    mutating func position(of name: String, default value: @autoclosure () -> Value) -> Int {
        let hash = ByteHash.hash(name)
        var place = Int(truncatingIfNeeded: hash) & (places.count - 1)
        while places[place] >= 0 {
            let entry = entries[Int(places[place])]
            if entry.hash == hash, entry.name.isIdentical(to: name) { return Int(places[place]) }
            place = (place + 1) & (places.count - 1)
        }
        places[place] = Int32(entries.count)
        entries.append(Entry(name: name, hash: hash, value: value()))
        return entries.count - 1
    }

    subscript(position: Int) -> Value {
        get { entries[position].value }
        set { entries[position].value = newValue }
    }
}

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

extension ProgramCompiler {
    /// Lays a table out by the hashes of its names.
    mutating func add<Value>(
        _ table: NameTable<Value>, slot: (Value, inout [Int32]) -> Program.NameSlot
    ) -> Program.HashedSet {
        let slots = SlotCount(for: table.count)
        let first = parts.nameSlots.count
        parts.nameSlots += repeatElement(.empty, count: slots.count)
        for entry in table.entries {
            var slot = slot(entry.value, &parts.lists)
            slot.hash = entry.hash
            slot.name = constants.add(.string(entry.name))
            var place = Int(truncatingIfNeeded: slot.hash) & Int(slots.mask)
            while parts.nameSlots[first + place].name >= 0 { place = (place + 1) & Int(slots.mask) }
            parts.nameSlots[first + place] = slot
        }
        return Program.HashedSet(first: Int32(first), mask: slots.mask)
    }
}
