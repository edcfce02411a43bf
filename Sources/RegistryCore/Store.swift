public import Governance
public import SchemaCore

/// Whether deleted versions and subjects take part in a reading.
public enum Deleted: Sendable, Hashable {
    case excluded, included, only

    /// Whether what is deleted, or is not, counts.
    func includes(_ isDeleted: Bool) -> Bool {
        switch self {
        case .excluded: !isDeleted
        case .included: true
        case .only: isDeleted
        }
    }
}

/// Which versions of each subject a list holds.
public enum Depth: Sendable, Hashable {
    case all
    /// The highest one of those that are listed at all.
    case latest
}

/// A part of a list.
public struct Page: Sendable, Hashable {
    /// Entries to pass over.
    public var offset: Int
    /// The most entries to give; `nil` for all.
    public var limit: Int?

    public init(offset: Int = 0, limit: Int? = nil) {
        self.offset = offset
        self.limit = limit
    }

    public static let all = Page()
}

/// A schema under its number.
public struct StoredSchema: Sendable, Hashable {
    public var id: SchemaID
    public var guid: GUID
    public var definition: Definition

    public init(id: SchemaID, guid: GUID, definition: Definition) {
        self.id = id
        self.guid = guid
        self.definition = definition
    }
}

/// A version of a subject with its schema.
public struct RegisteredVersion: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    public var schema: StoredSchema
    public var isDeleted: Bool
    /// When it was registered.
    public var at: Timestamp
    public var lifecycle: Lifecycle

    public init(
        subject: Subject, version: Version, schema: StoredSchema, isDeleted: Bool, at: Timestamp,
        lifecycle: Lifecycle = .active
    ) {
        self.subject = subject
        self.version = version
        self.schema = schema
        self.isDeleted = isDeleted
        self.at = at
        self.lifecycle = lifecycle
    }
}

/// A version without its schema's text.
public struct VersionEntry: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    public var id: SchemaID
    public var isDeleted: Bool
    public var state: LifecycleState

    public init(
        subject: Subject, version: Version, id: SchemaID, isDeleted: Bool, state: LifecycleState = .active
    ) {
        self.subject = subject
        self.version = version
        self.id = id
        self.isDeleted = isDeleted
        self.state = state
    }
}

extension RegisteredVersion {
    /// The same without the schema's text.
    public var entry: VersionEntry {
        VersionEntry(
            subject: subject, version: version, id: schema.id, isDeleted: isDeleted, state: lifecycle.state)
    }
}

/// Where the registry lives: one log with one write, and tables to read that are drawn from it.
///
/// Every function may be called from any thread and throws `.storeFailure` when the engine fails.
public protocol Store: WebhookStore {
    /// The revision that each stream was last moved to, in the order asked.
    ///
    /// What is read afterwards and still holds when ``append(_:by:expecting:)`` is given these revisions was read
    /// together.
    func revisions(of streams: [Stream]) throws(RegistryError) -> [Revision]

    /// Appends changes as events and updates the tables, all in one durable transaction: they are on the disk when
    /// this returns.
    ///
    /// Changes apply in their order: a registration that gives erased content its old id again comes before the
    /// erasure of the last version that carries it. A registration that already has an id, as one from another store
    /// does, keeps it, and ids that are given later are above it.
    ///
    /// - Returns: the events, with the schema ids that were given.
    /// - Throws: `.conflict`, with nothing written, when a stream is not at the revision expected of it, or a change
    ///   does not fit what is there: a version registered twice, one erased that is not deleted, other content under an
    ///   id, a context deleted that has versions.
    func append(
        _ changes: [Change], by principal: Principal, expecting: [(stream: Stream, revision: Revision)]
    ) throws(RegistryError) -> [Event]

    /// Subjects in the order of their qualified names' code points.
    ///
    /// - Parameters:
    ///   - context: the context to list, or `nil` for all.
    ///   - prefix: what the names inside the context begin with.
    ///   - deleted: a subject counts as deleted when all its versions are.
    func subjects(
        in context: Context?, prefix: String, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [Subject]

    /// The versions of a subject, ascending, in every state; none when there is no such subject.
    func versions(of subject: Subject, deleted: Deleted, page: Page) throws(RegistryError) -> [VersionEntry]

    /// One version; `latest` is the highest that is not deleted, not a draft and not retired, whatever `deleted` says.
    func version(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion?

    /// The highest version that a subject has, deleted ones included.
    func highestVersion(of subject: Subject) throws(RegistryError) -> Version?

    /// The versions of a subject whose schemas have this identity once the number of the version is left out of their
    /// metadata, newest first.
    func versions(
        alike guid: GUID, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [RegisteredVersion]

    /// The subjects of this name in all contexts, by context, those whose versions are all deleted among them.
    func subjects(named name: String) throws(RegistryError) -> [Subject]

    /// Versions with their schemas, by subject (in the order of ``subjects(in:prefix:deleted:page:)``) and version.
    ///
    /// - Parameters:
    ///   - context: the context to list, or `nil` for all.
    ///   - prefix: what the names inside the context begin with.
    ///   - ruleType: lists only schemas with a rule of this type; `nil` for all.
    func registeredVersions(
        in context: Context?, prefix: String, deleted: Deleted, depth: Depth, ruleType: String?, page: Page
    ) throws(RegistryError) -> [RegisteredVersion]

    /// The version that a schema is shown with when only its number is asked for: of those that carry it, the first by
    /// subject and version that is active, else the first that is not deleted, else the first; `nil` when none carries
    /// it.
    func version(carrying id: SchemaID, in context: Context) throws(RegistryError) -> RegisteredVersion?

    /// The highest schema number ever given in a context.
    func highestID(in context: Context) throws(RegistryError) -> SchemaID?

    /// The contexts that have had a schema since they were last deleted, by name; the default one is always among them.
    func contexts() throws(RegistryError) -> [Context]

    /// A schema by its number; there as long as any version carries it, deleted ones included.
    func schema(_ id: SchemaID, in context: Context) throws(RegistryError) -> StoredSchema?

    /// A schema by its identity, from the context that sorts first.
    func schema(_ guid: GUID) throws(RegistryError) -> StoredSchema?

    /// The contexts that have a schema of this identity, by name, with its number in each.
    func ids(of guid: GUID) throws(RegistryError) -> [(context: Context, id: SchemaID)]

    /// The versions that carry a schema, by subject and version.
    func uses(
        of id: SchemaID, in context: Context, deleted: Deleted, page: Page
    ) throws(RegistryError) -> [VersionEntry]

    /// The versions of a subject that carry a schema of its context, ascending, deleted ones included.
    func uses(of id: SchemaID, by subject: Subject) throws(RegistryError) -> [VersionEntry]

    /// The versions whose schemas refer to a version of a subject, by schema id, then subject and version.
    func referrers(
        to version: Version, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> [VersionEntry]

    /// The settings stored for exactly this scope.
    func configuration(of scope: Scope) throws(RegistryError) -> Configuration?

    /// Every scope that has settings, in the order of their names, with these.
    func configurations() throws(RegistryError) -> [(scope: Scope, configuration: Configuration)]

    /// The subjects that have a subject as their alias, by name.
    func aliases(of subject: Subject) throws(RegistryError) -> [Subject]

    /// The mode that is set for exactly this scope.
    func mode(of scope: Scope) throws(RegistryError) -> Mode?

    /// The scopes in a context that have a mode, in the order of their names; in all contexts for `nil`.
    func scopesWithMode(in context: Context?) throws(RegistryError) -> [Scope]

    /// Every association, by id, type of resource and part.
    func associations() throws(RegistryError) -> [Association]

    /// The associations of a resource, by type of resource and part.
    func associations(ofResource id: String) throws(RegistryError) -> [Association]

    /// The associations of the resources of a name, by id, type of resource and part.
    ///
    /// - Parameter namespace: `nil` for every namespace.
    func associations(
        ofResourcesNamed name: String, in namespace: String?
    ) throws(RegistryError) -> [Association]

    /// The associations with a subject, by id, type of resource and part.
    func associations(with subject: Subject) throws(RegistryError) -> [Association]

    /// What governance keeps under a name.
    func record(_ kind: Record.Kind, named name: String) throws(RegistryError) -> Record?

    /// The records of a kind by name, in the order of their bytes.
    ///
    /// - Parameters:
    ///   - name: those after this one alone.
    ///   - limit: the most to give; `nil` for all.
    func records(_ kind: Record.Kind, after name: String?, limit: Int?) throws(RegistryError) -> [Record]

    /// Deprecated versions that are not deleted and whose sunset is at a moment or before, by sunset, subject, version.
    func versions(sunsetBy time: Timestamp, page: Page) throws(RegistryError) -> [RegisteredVersion]

    /// A number that changes whenever anything that can be read may have changed, by whomever: what was read after a
    /// generation was asked for still holds as long as the same one is answered.
    func generation() throws(RegistryError) -> UInt64

    /// The revision up to which the index for searching knows the log.
    func searchRevision() throws(RegistryError) -> Revision

    /// Brings the index for searching on.
    ///
    /// - Parameters:
    ///   - changes: at most one for each subject.
    ///   - revisions: what ``searchRevision()`` said, and what it is to say from now on.
    /// - Throws: `.conflict`, with nothing changed, when somebody else has brought it on meanwhile.
    func index(
        _ changes: [SearchChange], from revision: Revision, to next: Revision
    ) throws(RegistryError)

    /// The subjects that a query asks for, the best first, then by name.
    func search(_ query: SearchQuery) throws(RegistryError) -> [SearchEntry]

    /// What the index knows of each team, by name, and of subjects without one at the end.
    func counts() throws(RegistryError) -> [TeamCounts]

    /// Keeps when a token was last used, which is no event.
    func noteUse(ofToken id: String, at time: Timestamp) throws(RegistryError)

    /// When tokens were last used, by their ids.
    func tokenUses() throws(RegistryError) -> [String: Timestamp]

    /// The time by the clock that events are stamped with.
    func now() -> Timestamp

    /// The revision of the newest event.
    func head() throws(RegistryError) -> Revision

    /// Where the log ends.
    func logHead() throws(RegistryError) -> LogHead

    /// Events as the log shows them, oldest first.
    func log(_ filter: LogFilter, limit: Int) throws(RegistryError) -> [LoggedEvent]

    /// Events after a revision, oldest first.
    func events(after revision: Revision, limit: Int) throws(RegistryError) -> [Event]

    /// The newest revision that there was at a moment; zero before the first.
    func revision(at time: Timestamp) throws(RegistryError) -> Revision

    /// The store as it was when a revision, which the log has reached, was the newest.
    ///
    /// It takes no changes. What is no event, as the index for searching and the uses of tokens, is as it is now.
    ///
    /// - Parameter time: what its clock is to say.
    func past(at revision: Revision, _ time: Timestamp) throws(RegistryError) -> any Store

    /// A copy of the store as it is now, to try changes on.
    func sandbox() throws(RegistryError) -> StoreSandbox

    /// Throws when the store cannot read, or cannot write.
    func probe() throws(RegistryError)
}

/// A store that changes are tried on before all of them are made, or none.
///
/// It is used by one thread. The ids that it gives are its own: the store gives others when the changes are made.
public struct StoreSandbox: Sendable {
    /// Takes changes as the store would; nobody else sees them.
    public let store: any Store
    /// The changes that it has taken.
    public let changes: @Sendable () -> [Change]
    /// Makes the changes, all in one transaction.
    ///
    /// - Throws: `.conflict`, with nothing written, when something that they were tried on has changed since.
    public let commit: @Sendable (Principal) throws(RegistryError) -> [Event]

    public init(
        store: any Store, changes: @escaping @Sendable () -> [Change],
        commit: @escaping @Sendable (Principal) throws(RegistryError) -> [Event]
    ) {
        self.store = store
        self.changes = changes
        self.commit = commit
    }
}
