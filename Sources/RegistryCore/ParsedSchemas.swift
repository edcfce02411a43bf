internal import Compatibility
internal import SchemaCore
internal import Synchronization

/// Parsed schemas by their numbers, for comparisons with earlier versions and for judging documents.
///
/// A schema never changes under its number, so nothing here goes stale. Two generations bound the memory: what is used
/// moves to the young one, and when that has taken half of the limit, the old one is dropped and replaced by it.
final class ParsedSchemas: Sendable {
    struct Key: Hashable {
        var context: Context
        var id: SchemaID
        /// The language it was parsed as.
        var type: SchemaType
        var purpose = Purpose.comparing
    }

    /// What a schema was made ready for.
    enum Purpose: Hashable {
        case comparing
        case validating(FormatTreatment)
    }

    private struct Entry {
        var schema: any Sendable
        var bytes: Int
    }

    private struct Generations {
        var young: [Key: Entry] = [:]
        var youngBytes = 0
        var old: [Key: Entry] = [:]
    }

    /// What an entry takes beside its text.
    private static let entryBytes = 1 << 10

    private let generationBytes: Int
    private let generations = Mutex(Generations())
    private let hits = Atomic<UInt64>(0)
    private let misses = Atomic<UInt64>(0)

    /// - Parameter bytesLimit: the most that the texts of all entries may come to.
    init(bytesLimit: Int) { generationBytes = bytesLimit / 2 }

    /// The schema of this number, parsed before; `nil` when it was not, or was dropped.
    func schema<Schema: Sendable>(_ key: Key, as type: Schema.Type) -> Schema? {
        let found = generations.withLock { generations -> (any Sendable)? in
            if let entry = generations.young[key] { return entry.schema }
            guard let entry = generations.old.removeValue(forKey: key) else { return nil }
            insert(entry, under: key, into: &generations)
            return entry.schema
        }
        let schema = found as? Schema
        if schema == nil { misses.add(1, ordering: .relaxed) } else { hits.add(1, ordering: .relaxed) }
        return schema
    }

    /// Keeps a schema.
    ///
    /// - Parameter bytes: the length of its text and of all texts that were parsed with it.
    func insert(_ schema: some Sendable, bytes: Int, under key: Key) {
        let entry = Entry(schema: schema, bytes: bytes + Self.entryBytes)
        guard entry.bytes <= generationBytes else { return }
        generations.withLock { insert(entry, under: key, into: &$0) }
    }

    /// What there is, and how it was used.
    var use: ParsedSchemaUse {
        let (count, bytes) = generations.withLock { generations in
            (
                generations.young.count + generations.old.count,
                generations.youngBytes + generations.old.values.reduce(0) { $0 + $1.bytes }
            )
        }
        return ParsedSchemaUse(
            count: count, bytes: bytes, hits: hits.load(ordering: .relaxed), misses: misses.load(ordering: .relaxed))
    }

    private func insert(_ entry: Entry, under key: Key, into generations: inout Generations) {
        generations.old[key] = nil
        if let replaced = generations.young[key] { generations.youngBytes -= replaced.bytes }
        if generations.youngBytes + entry.bytes > generationBytes {
            generations.old = generations.young
            generations.old[key] = nil
            generations.young = [:]
            generations.youngBytes = 0
        }
        generations.young[key] = entry
        generations.youngBytes += entry.bytes
    }
}

/// The parsed schemas that a registry keeps, and how often one was there when it was needed.
public struct ParsedSchemaUse: Sendable, Hashable {
    /// How many are kept.
    public var count: Int
    /// What they count for: the bytes of their texts, and some for each.
    public var bytes: Int
    public var hits: UInt64
    public var misses: UInt64
}

extension Registry {
    /// The parsed schemas that are kept for comparing and for judging documents.
    public var parsedSchemaUse: ParsedSchemaUse { parsedSchemas.use }
}
