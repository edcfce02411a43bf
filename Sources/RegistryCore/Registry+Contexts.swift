public import Governance
public import SchemaCore

extension Registry {
    /// The contexts by name, the default one always among them.
    public func contexts() throws(RegistryError) -> [Context] { try store.contexts() }

    /// Removes a context that has no versions and no keys, with all settings in it.
    ///
    /// Its ids are not given again, should it come back.
    ///
    /// - Throws: `.contextNotEmpty` when it has a version or a key of encryption, be it a deleted one: without its key,
    ///   nobody reads the data that were written with it.
    public func deleteContext(_ context: Context, by caller: Caller) throws(RegistryError) {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Void> in
            let expecting = try expectations(of: [.settings])
            let subjects = try store.subjects(in: context, prefix: "", deleted: .included, page: Page(limit: 1))
            let keys = try keyEncryptionKeys(in: context, deleted: .included)
            guard subjects.isEmpty, keys.isEmpty else { throw .contextNotEmpty(context) }
            // The default context is always there.
            let isThere = try store.contexts().contains(context) && !context.isStandard
            return Decision(
                expecting: expecting, changes: isThere ? [.contextDeleted(context)] : [], answer: { _ in })
        }
    }

    /// The subjects of the same name in other contexts, for readings that name no context and find nothing in the
    /// default one.
    func namesakes(of subject: Subject) throws(RegistryError) -> [Subject] {
        guard subject.context.isStandard else { return [] }
        return try store.subjects(named: subject.name).filter { $0 != subject }
    }
}
