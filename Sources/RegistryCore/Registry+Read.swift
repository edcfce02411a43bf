internal import Compatibility
public import SchemaCore

extension Registry {
    /// Whether a subject has a version, of those that count.
    func hasVersions(_ subject: Subject, deleted: Deleted) throws(RegistryError) -> Bool {
        try !store.versions(of: subject, deleted: deleted, page: Page(limit: 1)).isEmpty
    }

    // MARK: Subjects and versions

    /// Subjects by name.
    ///
    /// - Parameter context: `nil` for all contexts.
    public func subjects(
        in context: Context?, prefix: String = "", deleted: Deleted = .excluded, page: Page = .all
    ) throws(RegistryError) -> [Subject] {
        try store.subjects(in: context, prefix: prefix, deleted: deleted, page: page)
    }

    /// The versions of a subject, ascending.
    ///
    /// - Throws: `.subjectNotFound` when it has none that is not deleted, or none at all where deleted ones count.
    public func versions(
        of subject: Subject, deleted: Deleted = .excluded, page: Page = .all
    ) throws(RegistryError) -> [VersionEntry] {
        let versions = try store.versions(of: subject, deleted: deleted, page: page)
        if versions.isEmpty, try !hasVersions(subject, deleted: deleted == .excluded ? .excluded : .included) {
            throw .subjectNotFound(subject)
        }
        return versions
    }

    /// One version of a subject; the latest is the highest that is not deleted, whatever `deleted` says.
    ///
    /// Where the default context has none, a subject of the same name in another one may.
    ///
    /// - Throws: `.versionNotFound`, or `.subjectNotFound` when there is no version at all that could be found.
    public func version(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted = .excluded
    ) throws(RegistryError) -> RegisteredVersion {
        if let found = try store.version(selector, of: subject, deleted: deleted) { return found }
        for namesake in try namesakes(of: subject) {
            if let found = try store.version(selector, of: namesake, deleted: deleted) { return found }
        }
        throw try hasVersions(subject, deleted: deleted) ? .versionNotFound(selector) : .subjectNotFound(subject)
    }

    /// One version of exactly this subject.
    ///
    /// - Throws: as ``version(_:of:deleted:)``.
    func ownVersion(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion {
        if let found = try store.version(selector, of: subject, deleted: deleted) { return found }
        throw try hasVersions(subject, deleted: deleted) ? .versionNotFound(selector) : .subjectNotFound(subject)
    }

    /// The newest version of a subject whose metadata has all of these properties.
    ///
    /// - Throws: `.subjectNotFound` when there is no version that could be found, `.schemaNotFound` when none fits.
    public func version(
        of subject: Subject, withProperties properties: [(name: String, value: String)], deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion {
        for entry in try versions(of: subject, deleted: deleted).reversed() {
            guard let schema = try store.schema(entry.id, in: subject.context) else { continue }
            let own = schema.definition.metadata?.properties
            guard properties.allSatisfy({ own?[$0.name] == $0.value }) else { continue }
            if let found = try store.version(.number(entry.version), of: subject, deleted: .included) { return found }
        }
        throw .schemaNotFound
    }

    /// The latest version of a subject; `nil` for a subject without one that is not deleted.
    public func latestVersion(of subject: Subject) throws(RegistryError) -> RegisteredVersion? {
        try store.version(.latest, of: subject, deleted: .excluded)
    }

    /// The numbers of the schemas that refer to a version, which may be deleted itself; ascending.
    ///
    /// - Parameter deleted: whether referring versions that are deleted count.
    /// - Throws: `.subjectNotFound` and `.versionNotFound` when there is no such version.
    public func referrers(
        to selector: VersionSelector, of subject: Subject, deleted: Deleted = .excluded
    ) throws(RegistryError) -> [SchemaID] {
        let target = try ownVersion(selector, of: subject, deleted: .included)
        let referrers = try store.referrers(to: target.version, of: subject, deleted: deleted)
        return Set(referrers.map(\.id)).sorted()
    }

    /// Versions with their schemas, by subject and version.
    ///
    /// - Parameter ruleType: lists only schemas with a rule of this type; `nil` for all.
    public func registeredVersions(
        in context: Context?, prefix: String = "", deleted: Deleted = .excluded, depth: Depth = .all,
        ruleType: String? = nil, page: Page = .all
    ) throws(RegistryError) -> [RegisteredVersion] {
        try store.registeredVersions(
            in: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: ruleType, page: page)
    }

    /// The subjects that have a subject as their alias, by name.
    public func aliases(of subject: Subject) throws(RegistryError) -> [Subject] { try store.aliases(of: subject) }

    /// The tags that a schema's text gives its parts; none when its format is not known here or cannot read it.
    public func tags(in definition: Definition) throws(RegistryError) -> [EntityTags] {
        guard let format = formats.first(where: { $0.type == definition.type }) else { return [] }
        return format.tags(in: definition.text)
    }

    // MARK: Schemas

    /// A schema by its number, shown as a version that carries it.
    ///
    /// - Parameter subject: the subject whose version is shown if it carries the schema; its context is looked into, and
    ///   when that is the default one and its subject does not carry the number, a namesake's in another context.
    /// - Throws: `.schemaNotFound` when no version of the context carries it, not even a deleted one.
    public func schema(
        _ id: SchemaID, under subject: Subject? = nil
    ) throws(RegistryError) -> RegisteredVersion {
        if let subject {
            for place in [subject] + (try namesakes(of: subject)) {
                if let own = try version(carrying: id, of: place) { return own }
            }
        }
        guard let found = try store.version(carrying: id, in: subject?.context ?? .standard) else {
            throw .schemaNotFound(id)
        }
        return found
    }

    /// The context whose schema of this number is meant, as ``schema(_:under:)`` looks for it.
    public func context(
        of id: SchemaID, under subject: Subject?
    ) throws(RegistryError) -> Context {
        guard let subject else { return .standard }
        for place in [subject] + (try namesakes(of: subject)) {
            if try version(carrying: id, of: place) != nil { return place.context }
        }
        return subject.context
    }

    /// The newest version of a subject that carries a schema; one that is deleted only if there is no other.
    private func version(carrying id: SchemaID, of subject: Subject) throws(RegistryError) -> RegisteredVersion? {
        if subject.name.isEmpty { return nil }
        let entries = try store.uses(of: id, by: subject)
        guard let entry = entries.last(where: { !$0.isDeleted }) ?? entries.last else { return nil }
        return try store.version(.number(entry.version), of: subject, deleted: .included)
    }

    /// A schema by its identity, shown as a version that carries it, from the context that sorts first.
    ///
    /// - Throws: `.schemaNotFound`.
    public func version(carrying guid: GUID) throws(RegistryError) -> RegisteredVersion {
        for (context, id) in try store.ids(of: guid) {
            if let found = try store.version(carrying: id, in: context) { return found }
        }
        throw .schemaNotFound(guid.description)
    }

    /// The numbers of a schema in all contexts that have it.
    public func ids(of guid: GUID) throws(RegistryError) -> [(context: Context, id: SchemaID)] {
        try store.ids(of: guid)
    }

    /// The versions that carry a schema, by subject and version.
    ///
    /// - Throws: `.schemaNotFound` when there is no such schema.
    public func uses(
        of id: SchemaID, in context: Context, deleted: Deleted = .excluded
    ) throws(RegistryError) -> [VersionEntry] {
        let uses = try store.uses(of: id, in: context, deleted: deleted, page: .all)
        if uses.isEmpty, try store.schema(id, in: context) == nil { throw .schemaNotFound }
        return uses
    }

    /// A number that is another one as soon as anything in the registry may read differently.
    public func generation() throws(RegistryError) -> UInt64 { try store.generation() }

    /// The highest number given to a schema in a context, or `nil` before the first.
    public func highestID(in context: Context) throws(RegistryError) -> SchemaID? {
        try store.highestID(in: context)
    }

    // MARK: The registry

    /// Throws when the store cannot read, or cannot write.
    public func probe() throws(RegistryError) { try store.probe() }
}
