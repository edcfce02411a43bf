/// Positions by literal: a small hash table that is cheap to copy.
struct LiteralMap {
    private var slots: [Slot] = []
    private var count = 0

    private struct Slot {
        /// Of the literal; -1 where there is none.
        var raw: Int32 = -1
        var position: Int32 = -1
    }

    subscript(literal: Literal) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count - 1
        var slot = literal.hash & mask
        while slots[slot].raw >= 0 {
            if slots[slot].raw == literal.raw { return Int(slots[slot].position) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds a literal that is not in it.
    mutating func insert(_ literal: Literal, _ position: Int) {
        if slots.isEmpty { slots = Array(repeating: Slot(), count: 16) }
        if count * 2 > slots.count { grow() }
        count += 1
        place(literal, Int32(truncatingIfNeeded: position))
    }

    private mutating func place(_ literal: Literal, _ position: Int32) {
        let mask = slots.count - 1
        var slot = literal.hash & mask
        while slots[slot].raw >= 0 { slot = (slot + 1) & mask }
        slots[slot] = Slot(raw: literal.raw, position: position)
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: Slot(), count: 2 * old.count)
        for slot in old where slot.raw >= 0 { place(Literal(raw: slot.raw), slot.position) }
    }
}

extension Literal {
    /// A number to find it by.
    fileprivate var hash: Int {
        Int(truncatingIfNeeded: (UInt64(UInt32(bitPattern: raw)) &* 0x9E37_79B9_7F4A_7C15) >> 40)
    }
}
