import JSONCore

/// Names in their order, each with a value, on their way into a program.
struct NameTable<Value> {
    private var positions: [ByteString: Int]
    private(set) var entries: [(name: String, value: Value)]

    init() { self.init(positions: [:], entries: []) }

    fileprivate init(positions: [ByteString: Int], entries: [(name: String, value: Value)]) {
        self.positions = positions
        self.entries = entries
    }

    var count: Int { entries.count }

    /// The position of a name, which is added if it is new.
    @discardableResult
    mutating func position(of name: String, default value: @autoclosure () -> Value) -> Int {
        let key = ByteString(name)
        if let known = positions[key] { return known }
        positions[key] = entries.count
        entries.append((name, value()))
        return entries.count - 1
    }

    /// The same names with other values.
    func mapValues<Other>(_ transform: (Value) -> Other) -> NameTable<Other> {
        NameTable<Other>(positions: positions, entries: entries.map { ($0.name, transform($0.value)) })
    }

    subscript(position: Int) -> Value {
        get { entries[position].value }
        set { entries[position].value = newValue }
    }
}

extension ProgramCompiler {
    /// Lays a table out by the hashes of its names.
    mutating func add(_ table: NameTable<Program.NameSlot>) -> Program.HashedSet {
        let slots = SlotCount(for: table.count)
        let first = parts.nameSlots.count
        parts.nameSlots += repeatElement(.empty, count: slots.count)
        for (name, slot) in table.entries {
            var slot = slot
            slot.hash = ByteHash.hash(name)
            slot.name = constants.index(of: name)
            var place = Int(truncatingIfNeeded: slot.hash) & Int(slots.mask)
            while parts.nameSlots[first + place].name >= 0 { place = (place + 1) & Int(slots.mask) }
            parts.nameSlots[first + place] = slot
        }
        return Program.HashedSet(first: Int32(first), mask: slots.mask)
    }
}
