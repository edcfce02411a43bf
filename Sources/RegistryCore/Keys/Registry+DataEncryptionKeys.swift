public import Governance
public import SchemaCore

extension Registry {
    /// The subjects that a key wraps keys of, in the order of their names.
    ///
    /// - Throws: `.keyNotFound`.
    public func subjects(
        ofKey name: String, in context: Context, deleted: Deleted
    ) throws(RegistryError) -> [Subject] {
        _ = try keyEncryptionKey(name, in: context, deleted: deleted)
        var subjects: [Subject] = []
        for key in try dataEncryptionKeys(of: name, in: context, deleted: deleted) where subjects.last != key.subject {
            subjects.append(key.subject)
        }
        return subjects
    }

    /// The versions of a subject's key, ascending.
    ///
    /// - Throws: `.keyNotFound` when there is none.
    public func versions(
        ofKey name: String, _ subject: Subject, _ algorithm: DataEncryptionKey.Algorithm, deleted: Deleted
    ) throws(RegistryError) -> [Version] {
        let versions = try records(ofKey: name, subject, deleted: deleted).map(\.key.key)
            .filter { $0.algorithm == algorithm }.map(\.version)
        guard !versions.isEmpty else { throw .keyNotFound(subject.qualifiedName) }
        return versions
    }

    /// One version of a subject's key.
    ///
    /// - Throws: `.keyNotFound`.
    public func dataEncryptionKey(
        _ name: String, _ subject: Subject, _ algorithm: DataEncryptionKey.Algorithm, _ version: VersionSelector,
        deleted: Deleted
    ) throws(RegistryError) -> Kept<DataEncryptionKey> {
        _ = try keyEncryptionKey(name, in: subject.context, deleted: deleted)
        let found = try records(ofKey: name, subject, deleted: deleted).last { kept in
            guard kept.key.key.algorithm == algorithm else { return false }
            switch version {
            case .latest: return true
            case .number(let number): return kept.key.key.version == number
            }
        }
        guard let found else { throw .keyNotFound(subject.qualifiedName) }
        return found
    }

    /// Keeps a key that its producer had wrapped, or again after it was deleted.
    ///
    /// - Throws: `.keyNotFound` for the wrapping key; `.keyExists`; `.invalidKey` without wrapped bytes.
    public func create(_ key: DataEncryptionKey, by caller: Caller) throws(RegistryError) -> Kept<DataEncryptionKey> {
        guard !key.material.isEmpty else {
            throw .invalidKey("encryptedKeyMaterial", "must be there, as this registry asks no key service")
        }
        let record = try commit(.register, by: caller) { () throws(RegistryError) -> Decision<Record> in
            _ = try keyEncryptionKey(key.key.wrappedBy, in: key.key.subject.context)
            let recordKey = key.recordKey
            let stored = try store.record(recordKey)
            if let known = try stored?.dataEncryptionKey {
                guard known.isDeleted, known.material == key.material else {
                    throw .keyExists(key.key.subject.qualifiedName)
                }
            }
            return .setting(
                recordKey, to: key.json, stored, expecting: try expectations(of: [.subject(key.key.subject)]))
        }
        return Kept(try record.dataEncryptionKey, record)
    }

    /// Hides versions of a subject's key, or takes away those that are hidden.
    ///
    /// - Parameter version: `nil` for all.
    /// - Throws: `.keyNotFound`; `.keySoftDeleted` and `.keyNotSoftDeleted` for the other order.
    public func deleteKey(
        _ name: String, _ subject: Subject, _ algorithm: DataEncryptionKey.Algorithm, _ version: Version?,
        _ deletion: Deletion, by caller: Caller
    ) throws(RegistryError) {
        let unchanged = RegistryError.keySoftDeleted(subject.qualifiedName)
        try change(name, subject, algorithm, version, orThrow: unchanged, by: caller) {
            (key) throws(RegistryError) -> Change? in
            switch (deletion, key.isDeleted) {
            case (.soft, true): return nil
            case (.permanent, false): throw .keyNotSoftDeleted(subject.qualifiedName)
            case (.soft, false): return .recordSet(key.recordKey, key.marked(deleted: true).json, reason: nil)
            case (.permanent, true): return .recordRemoved(key.recordKey, reason: nil)
            }
        }
    }

    /// - Parameter version: `nil` for all.
    /// - Throws: `.keyNotFound`; `.keyNotSoftDeleted`.
    public func undeleteKey(
        _ name: String, _ subject: Subject, _ algorithm: DataEncryptionKey.Algorithm, _ version: Version?,
        by caller: Caller
    ) throws(RegistryError) {
        let unchanged = RegistryError.keyNotSoftDeleted(subject.qualifiedName)
        try change(name, subject, algorithm, version, orThrow: unchanged, by: caller) {
            (key) throws(RegistryError) -> Change? in
            key.isDeleted ? .recordSet(key.recordKey, key.marked(deleted: false).json, reason: nil) : nil
        }
    }

    // MARK: Storing

    /// What a key wraps, in the order of subjects, algorithms and versions.
    func dataEncryptionKeys(
        of name: String, in context: Context, deleted: Deleted
    ) throws(RegistryError) -> [DataEncryptionKey.Key] {
        try keys(named: DataEncryptionKey.recordNames(of: name, in: context), deleted: deleted).map(\.key.key)
    }

    private func records(
        ofKey name: String, _ subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [Kept<DataEncryptionKey>] {
        try keys(
            named: DataEncryptionKey.recordNames(of: name, in: subject.context, subject), deleted: deleted)
    }

    /// The keys whose records begin with a name.
    private func keys(
        named beginning: String, deleted: Deleted
    ) throws(RegistryError) -> [Kept<DataEncryptionKey>] {
        var found: [Kept<DataEncryptionKey>] = []
        var last = beginning
        while true {
            let page = try store.records(.dataEncryptionKey, after: last, limit: Self.pageOfKeys)
            for record in page {
                guard record.name.hasPrefix(beginning) else { return found }
                let key = try record.dataEncryptionKey
                if deleted.includes(key.isDeleted) { found.append(Kept(key, record)) }
            }
            guard page.count == Self.pageOfKeys, let name = page.last?.name else { return found }
            last = name
        }
    }

    private static let pageOfKeys = 256

    /// Changes versions of a subject's key, in one transaction.
    ///
    /// - Parameter unchanged: what is said when none of them is to be changed.
    private func change(
        _ name: String, _ subject: Subject, _ algorithm: DataEncryptionKey.Algorithm, _ version: Version?,
        orThrow unchanged: RegistryError, by caller: Caller,
        _ change: (DataEncryptionKey) throws(RegistryError) -> Change?
    ) throws(RegistryError) {
        try commit(.delete, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let expecting = try expectations(of: [.subject(subject)])
            let keys = try records(ofKey: name, subject, deleted: .included).map(\.key).filter {
                $0.key.algorithm == algorithm && (version == nil || $0.key.version == version)
            }
            guard !keys.isEmpty else { throw .keyNotFound(subject.qualifiedName) }
            var changes: [Change] = []
            for key in keys {
                if let change = try change(key) { changes.append(change) }
            }
            guard !changes.isEmpty else { throw unchanged }
            return Decision(expecting: expecting, changes: changes, answer: { _ in })
        }
    }
}

extension DataEncryptionKey {
    fileprivate func marked(deleted isDeleted: Bool) -> DataEncryptionKey {
        DataEncryptionKey(key: key, material: material, isDeleted: isDeleted)
    }
}

extension Subject {
    /// Whether its qualified name, or its name where it is in no context, begins with one of some texts.
    func begins(with prefixes: [String]) -> Bool { prefixes.contains { qualifiedName.hasPrefix($0) } }
}
