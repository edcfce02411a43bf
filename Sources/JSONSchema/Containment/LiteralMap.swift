/// Positions by literal: a small hash table that is cheap to copy.
struct LiteralMap {
    /// Raw literals and positions, alternately; -1 where there is none.
    private var slots: [Int32] = []
    private var count = 0

    subscript(literal: Literal) -> Int? {
        guard !slots.isEmpty else { return nil }
        let mask = slots.count / 2 - 1
        var slot = literal.hash & mask
        while slots[2 * slot] >= 0 {
            if slots[2 * slot] == literal.raw { return Int(slots[2 * slot + 1]) }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// Adds a literal that is not in it.
    mutating func insert(_ literal: Literal, _ position: Int) {
        if slots.isEmpty { slots = Array(repeating: -1, count: 32) }
        if count * 4 > slots.count { grow() }
        count += 1
        place(literal, Int32(truncatingIfNeeded: position))
    }

    private mutating func place(_ literal: Literal, _ position: Int32) {
        let mask = slots.count / 2 - 1
        var slot = literal.hash & mask
        while slots[2 * slot] >= 0 { slot = (slot + 1) & mask }
        slots[2 * slot] = literal.raw
        slots[2 * slot + 1] = position
    }

    private mutating func grow() {
        let old = slots
        slots = Array(repeating: -1, count: 2 * old.count)
        for slot in stride(from: 0, to: old.count, by: 2) where old[slot] >= 0 {
            place(Literal(raw: old[slot]), old[slot + 1])
        }
    }
}

extension Literal {
    /// A number to find it by.
    fileprivate var hash: Int {
        Int(truncatingIfNeeded: (UInt64(UInt32(bitPattern: raw)) &* 0x9E37_79B9_7F4A_7C15) >> 40)
    }
}
