public import Governance
public import JSONCore
public import SchemaCore

/// A key as it is now, with when it was set.
public struct Kept<Key: Sendable>: Sendable {
    public var key: Key
    public var at: Timestamp

    init(_ key: Key, _ record: Record) {
        self.key = key
        at = record.at
    }
}

extension Registry {
    /// The names of the keys of a context that wrap others, in order.
    ///
    /// - Parameter prefixes: only those that wrap a key of a subject that begins so; none for all.
    public func keyEncryptionKeys(
        in context: Context, wrappingFor prefixes: [String] = [], deleted: Deleted
    ) throws(RegistryError) -> [String] {
        var names: [String] = []
        for record in try store.records(.keyEncryptionKey, after: nil, limit: nil) {
            let key = try record.keyEncryptionKey
            guard key.context == context, deleted.includes(key.isDeleted) else { continue }
            if !prefixes.isEmpty {
                let wrapped = try dataEncryptionKeys(of: key.name, in: context, deleted: deleted)
                guard wrapped.contains(where: { $0.subject.begins(with: prefixes) }) else { continue }
            }
            names.append(key.name)
        }
        return names
    }

    /// - Throws: `.keyNotFound` when it is not there, or deleted and not asked for.
    public func keyEncryptionKey(
        _ name: String, in context: Context, deleted: Deleted = .excluded
    ) throws(RegistryError) -> Kept<KeyEncryptionKey> {
        guard let record = try store.record(KeyEncryptionKey.recordKey(name, in: context)) else {
            throw .keyNotFound(name)
        }
        let key = try record.keyEncryptionKey
        guard deleted.includes(key.isDeleted) else { throw .keyNotFound(name) }
        return Kept(key, record)
    }

    /// Makes a key known, or again after it was deleted.
    ///
    /// - Throws: `.keyExists`; `.invalidKey` for what can be none.
    public func create(
        _ key: KeyEncryptionKey, by caller: Caller
    ) throws(RegistryError) -> Kept<KeyEncryptionKey> {
        try check(key)
        return try set(key.recordKey, .createKey, targets: [.whoever], by: caller) { stored throws(RegistryError) in
            guard let stored else { return key }
            var restored = stored
            restored.isDeleted = false
            guard stored.isDeleted, restored == key else { throw .keyExists(key.name) }
            return restored
        }
    }

    /// Changes the properties of the key service, and the note.
    ///
    /// - Throws: `.keyNotFound`.
    public func updateKey(
        _ name: String, in context: Context, properties: JSON?, note: String?, by caller: Caller
    ) throws(RegistryError) -> Kept<KeyEncryptionKey> {
        try set(named: name, in: context, by: caller) { key throws(RegistryError) in
            guard !key.isDeleted else { throw .keyNotFound(name) }
            key.properties = properties ?? key.properties
            key.note = note ?? key.note
        }
    }

    /// Hides a key that wraps nothing any more, or takes one away that is hidden.
    ///
    /// - Throws: `.keyNotFound`; `.keyInUse`; `.keySoftDeleted` and `.keyNotSoftDeleted` for the other order.
    public func deleteKey(
        _ name: String, in context: Context, _ deletion: Deletion, by caller: Caller
    ) throws(RegistryError) {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Void> in
            // Whoever has a key wrapped meanwhile moves a subject.
            let expecting = try expectations(of: [.subjects(context)])
            let recordKey = KeyEncryptionKey.recordKey(name, in: context)
            guard var key = try store.record(recordKey)?.keyEncryptionKey else { throw .keyNotFound(name) }
            let wrapped = try dataEncryptionKeys(
                of: name, in: context, deleted: deletion == .permanent ? .included : .excluded)
            guard wrapped.isEmpty else { throw .keyInUse(name) }
            let change: Change
            switch (deletion, key.isDeleted) {
            case (.soft, true): throw .keySoftDeleted(name)
            case (.permanent, false): throw .keyNotSoftDeleted(name)
            case (.soft, false):
                key.isDeleted = true
                change = .recordSet(recordKey, key.json, reason: nil)
            case (.permanent, true): change = .recordRemoved(recordKey, reason: nil)
            }
            return Decision(expecting: expecting, changes: [change], answer: { _ in })
        }
    }

    /// - Throws: `.keyNotFound`; `.keyNotSoftDeleted`.
    public func undeleteKey(_ name: String, in context: Context, by caller: Caller) throws(RegistryError) {
        _ = try set(named: name, in: context, by: caller) { key throws(RegistryError) in
            guard key.isDeleted else { throw .keyNotSoftDeleted(name) }
            key.isDeleted = false
        }
    }

    // MARK: Storing

    private func set(
        named name: String, in context: Context, by caller: Caller,
        _ change: (inout KeyEncryptionKey) throws(RegistryError) -> Void
    ) throws(RegistryError) -> Kept<KeyEncryptionKey> {
        try set(KeyEncryptionKey.recordKey(name, in: context), .administer, by: caller) {
            stored throws(RegistryError) in
            guard var stored else { throw .keyNotFound(name) }
            try change(&stored)
            return stored
        }
    }

    /// - Parameter change: what becomes of the key that is there.
    private func set(
        _ key: Record.Key, _ action: Action, targets: [AccessTarget]? = nil, by caller: Caller,
        _ change: (KeyEncryptionKey?) throws(RegistryError) -> KeyEncryptionKey
    ) throws(RegistryError) -> Kept<KeyEncryptionKey> {
        let record = try commit(action, by: caller) { () throws(RegistryError) -> Decision<Record> in
            let stored = try store.record(key)
            return .setting(key, to: try change(stored?.keyEncryptionKey).json, stored, targets: targets)
        }
        return Kept(try record.keyEncryptionKey, record)
    }

    private func check(_ key: KeyEncryptionKey) throws(RegistryError) {
        let isName =
            key.name.utf8.count <= 64
            && key.name.utf8.first.map { !(48...57 ~= $0) && $0 != UInt8(ascii: "-") } ?? false
            && key.name.utf8.allSatisfy { byte in
                48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || "_-".utf8.contains(byte)
            }
        guard isName else {
            throw .invalidKey("name", "must be 1 to 64 letters, digits, '_' and '-', and begin with a letter or '_'")
        }
        guard !key.serviceType.isEmpty else { throw .invalidKey("kmsType", "must not be empty") }
        guard !key.serviceKey.isEmpty else { throw .invalidKey("kmsKeyId", "must not be empty") }
    }
}
