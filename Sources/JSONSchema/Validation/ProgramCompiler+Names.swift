import JSONCore

extension ProgramCompiler {
    /// Lays a table out by the hashes of its names.
    mutating func add<Value>(
        _ table: NameTable<Value>, slot: (Value, inout [Int32]) -> Program.NameSlot
    ) -> Program.HashedSet {
        let slots = SlotCount(for: table.count)
        let first = parts.nameSlots.count
        parts.nameSlots += repeatElement(.empty, count: slots.count)
        for position in 0..<table.count {
            var slot = slot(table[position], &parts.lists)
            slot.hash = table.hashes[position]
            slot.name = constants.add(.string(table.names[position]))
            var place = Int(truncatingIfNeeded: slot.hash) & Int(slots.mask)
            while parts.nameSlots[first + place].name >= 0 { place = (place + 1) & Int(slots.mask) }
            parts.nameSlots[first + place] = slot
        }
        return Program.HashedSet(first: Int32(first), mask: slots.mask)
    }
}
