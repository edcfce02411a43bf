/// The positions of elements of a list that stands elsewhere, found by their hashes.
///
/// Open addressing: of elements whose hashes begin alike, each comes after the other.
struct HashIndex: Sendable {
    /// The hash of each element, by its position.
    private(set) var hashes: [UInt64] = []
    /// As many as a power of two, at most half of them taken.
    private var slots: [Slot] = []

    /// A type of its own: finding out about a list of numbers of the standard library takes longer than what is done
    /// with a short one.
    private struct Slot {
        /// -1 where there is none.
        var position: Int32 = -1
    }

    /// An empty index, with room for so many elements.
    init(capacity: Int = 0) {
        if capacity > 0 { reserveCapacity(capacity) }
    }

    /// Makes room for so many elements, of which there are not more yet.
    mutating func reserveCapacity(_ capacity: Int) {
        hashes.reserveCapacity(capacity)
        slots = Array(repeating: Slot(), count: SlotCount(for: capacity).count)
        for position in hashes.indices { place(position) }
    }

    var count: Int { hashes.count }

    /// The position of the element with a hash that is the one sought.
    func position(of hash: UInt64, where isSought: (Int) -> Bool) -> Int? {
        guard !slots.isEmpty else { return nil }
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot].position >= 0 {
            let position = Int(slots[slot].position)
            if hashes[position] == hash, isSought(position) { return position }
            slot = (slot + 1) & (slots.count - 1)
        }
        return nil
    }

    /// Notes the hash of the element that comes next, which is known not to be there yet.
    mutating func append(_ hash: UInt64) {
        hashes.append(hash)
        if hashes.count * 2 > slots.count { grow() } else { place(hashes.count - 1) }
    }

    private mutating func grow() {
        slots = Array(repeating: Slot(), count: SlotCount(for: max(8, hashes.count * 2)).count)
        for position in hashes.indices { place(position) }
    }

    private mutating func place(_ position: Int) {
        var slot = Int(truncatingIfNeeded: hashes[position]) & (slots.count - 1)
        while slots[slot].position >= 0 { slot = (slot + 1) & (slots.count - 1) }
        slots[slot].position = Int32(truncatingIfNeeded: position)
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
