import JSONCore

/// The record of children that have been evaluated, for `unevaluatedItems` and `unevaluatedProperties`.
///
/// A record belongs to one value and has a bit for each child. What a branch that fails has recorded is taken back.
extension Evaluator {
    mutating func runRecorded(_ instruction: RecordedInstruction, _ value: Int) throws(ValidationGaveUp) -> Bool {
        switch instruction {
        case .framed(let entry, let merges): return try acceptsRecorded(value, entry, merges)
        case .anyOf(let first, let count, let isSatisfied):
            return try acceptsAnyRecorded(value, first, count) || isSatisfied
        case .oneOf(let first, let count): return try acceptsOneRecorded(value, first, count)
        case .conditional(let condition, let then, let otherwise):
            let branch = try acceptsOrForgets(value, condition) ? then : otherwise
            return branch == Program.noEntry ? true : try applies(branch, value)
        case .contains(let label, let minimum, let maximum): return try containsRecorded(value, label, minimum, maximum)
        case .markItems(let count): mark(0..<min(Int(count), document.nodes[value].count))
        case .markAll: mark(0..<document.nodes[value].count)
        case .unevaluatedItems(let label): return try acceptsUnmarked(value, label, stride: 1)
        case .unevaluatedProperties(let label): return try acceptsUnmarked(value, label, stride: 2)
        }
        return true
    }

    private static func words(_ count: Int) -> Int { (count + 63) / 64 }

    private func isMarked(_ position: Int) -> Bool { marks[record + position / 64] >> UInt64(position % 64) & 1 == 1 }

    mutating func mark(_ positions: Range<Int>) {
        for position in positions { marks[record + position / 64] |= 1 << UInt64(position % 64) }
    }

    /// Applies an entry with a record of its own.
    private mutating func acceptsRecorded(_ value: Int, _ entry: Int32, _ merges: Bool) throws(ValidationGaveUp) -> Bool
    {
        let outer = record
        let words = Self.words(document.nodes[value].count)
        record = marks.count
        marks.append(contentsOf: repeatElement(0, count: words))
        let isValid = try applies(entry, value)
        if isValid, merges {
            for word in 0..<words { marks[outer + word] |= marks[record + word] }
        }
        marks.removeLast(words)
        record = outer
        return isValid
    }

    /// Applies an entry; when it fails, nothing that it recorded stays.
    private mutating func acceptsOrForgets(_ value: Int, _ entry: Int32) throws(ValidationGaveUp) -> Bool {
        let words = Self.words(document.nodes[value].count)
        let saved = marks.count
        for word in 0..<words { marks.append(marks[record + word]) }
        let isValid = try applies(entry, value)
        if !isValid {
            for word in 0..<words { marks[record + word] = marks[saved + word] }
        }
        marks.removeLast(words)
        return isValid
    }

    private mutating func acceptsAnyRecorded(_ value: Int, _ first: Int32, _ count: Int32) throws(ValidationGaveUp)
        -> Bool
    {
        var isFound = false
        // All branches that hold count, not only the first one.
        for position in first..<(first + count) where try acceptsOrForgets(value, program.lists[Int(position)]) {
            isFound = true
        }
        return isFound
    }

    private mutating func acceptsOneRecorded(_ value: Int, _ first: Int32, _ count: Int32) throws(ValidationGaveUp)
        -> Bool
    {
        var isFound = false
        for position in first..<(first + count) where try acceptsOrForgets(value, program.lists[Int(position)]) {
            if isFound { return false }
            isFound = true
        }
        return isFound
    }

    private mutating func containsRecorded(
        _ value: Int, _ label: Int32, _ minimum: Int32, _ maximum: Int32
    ) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        var found: Int32 = 0
        for position in 0..<node.count where try accepts(node.firstChild + position, label) {
            found += 1
            mark(position..<(position + 1))
        }
        return found >= minimum && found <= maximum
    }

    /// Applies a label to the children that are not recorded; `stride` is the distance from one to the next.
    private mutating func acceptsUnmarked(_ value: Int, _ label: Int32, stride: Int) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        for position in 0..<node.count where !isMarked(position) {
            guard try accepts(node.firstChild + stride * position + stride - 1, label) else { return false }
        }
        return true
    }
}
