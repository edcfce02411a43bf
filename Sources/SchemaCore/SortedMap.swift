internal import JSONCore

/// Values under names, in the order of the names' bytes; names are equal when their bytes are.
public struct SortedMap<Value: Sendable>: Sendable {
    public struct Entry: Sendable {
        public var name: String
        public var value: Value
    }

    public private(set) var entries: [Entry] = []

    public init() {}

    public var isEmpty: Bool { entries.isEmpty }

    /// The value under a name; setting `nil` removes it.
    public subscript(name: String) -> Value? {
        get {
            let position = position(of: name)
            return isEntry(name, at: position) ? entries[position].value : nil
        }
        set {
            let position = position(of: name)
            switch (isEntry(name, at: position), newValue) {
            case (true, let value?): entries[position].value = value
            case (true, nil): entries.remove(at: position)
            case (false, let value?): entries.insert(Entry(name: name, value: value), at: position)
            case (false, nil): break
            }
        }
    }

    /// These entries, and those of another map in the place of entries with the same name.
    public func merged(with other: SortedMap) -> SortedMap {
        var merged = self
        for entry in other.entries { merged[entry.name] = entry.value }
        return merged
    }

    private func isEntry(_ name: String, at position: Int) -> Bool {
        position < entries.count && entries[position].name.isIdentical(to: name)
    }

    /// The first position whose name is not before this one.
    private func position(of name: String) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = low + (high - low) / 2
            if entries[middle].name.precedes(name) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension SortedMap: ExpressibleByDictionaryLiteral {
    public init(dictionaryLiteral entries: (String, Value)...) {
        for (name, value) in entries { self[name] = value }
    }
}

extension String {
    /// Whether this text comes first in the order of bytes, which is that of code points.
    func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}

extension [String] {
    /// The texts in the order of their bytes, each once.
    public func sortedDistinct() -> [String] {
        var distinct: [String] = []
        for text in sorted(by: { $0.precedes($1) }) where distinct.last?.isIdentical(to: text) != true {
            distinct.append(text)
        }
        return distinct
    }
}
