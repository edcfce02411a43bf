public import Compatibility
internal import Governance
public import SchemaCore
internal import Synchronization

/// The use cases of a schema registry, over a store and the schema languages it knows.
///
/// Every function may be called from any thread. Decisions are taken on what the store says and appended on the
/// condition that none of it has changed since; if it has, they are taken again.
public final class Registry: Sendable {
    /// What holds where nothing is configured.
    public struct Options: Sendable {
        /// Whether a comparison that came to no result stands in the way of registering.
        public enum Undecided: String, CaseIterable, Sendable {
            case refuse, accept
        }

        /// The level of a subject that neither itself nor its context gives one.
        public var level = CompatibilityLevel.backward
        public var policy = CompatibilityPolicy.strict
        public var undecided = Undecided.refuse
        /// What each comparison of two schemas may spend.
        public var budget = Budget.standard
        /// Whether modes may be set and removed.
        public var modesCanChange = true
        /// The most schemas that one schema may refer to, directly and over others.
        public var referencesLimit = 1000
        /// Who is told of what happens.
        public var observers: [any RegistryObserver] = []
        /// The most that parsed schemas kept for comparisons may come to, counted in bytes of their texts.
        public var parsedBytes = 32 << 20

        public init() {}
    }

    let store: any Store
    let formats: [any SchemaFormat]
    let options: Options
    let parsedSchemas: ParsedSchemas
    let governanceCache = GovernanceCache()
    let tokenUses = TokenUses()
    /// Held by whoever brings the index for searching on, so that nobody does the same work beside.
    let indexing = Mutex<StandingPass?>(nil)

    /// - Parameter formats: the schema languages, each with another type; the first is named as the example in errors.
    public init(store: any Store, formats: [any SchemaFormat], options: Options = Options()) {
        self.store = store
        self.formats = formats
        self.options = options
        self.parsedSchemas = ParsedSchemas(bytesLimit: options.parsedBytes)
    }

    /// The schema languages that are supported, in the order they were given.
    public var types: [SchemaType] { formats.map(\.type) }

    /// The most schemas that one schema may refer to.
    public var referencesLimit: Int { options.referencesLimit }

    /// The format of a type as a client names it.
    ///
    /// - Throws: `.invalidSchema` for one that is not supported, and for none at all, which means AVRO on the wire.
    func format(of type: SchemaType?) throws(RegistryError) -> any SchemaFormat {
        guard let type = type ?? types.first(where: { $0 == .avro }) else {
            throw .typeNotNamed(supported: types)
        }
        guard let format = formats.first(where: { $0.type == type }) else {
            throw .unsupportedType(type, supported: types)
        }
        return format
    }
}

// MARK: - Deciding and appending

/// What is to happen, and the state of the registry that this was decided on.
struct Decision<Answer> {
    /// The streams that were read, at the revisions they had before.
    var expecting: [(stream: Stream, revision: Revision)]
    /// Nothing to change means that the answer stands as it is.
    var changes: [Change] = []
    /// What the caller must have a right to; `nil` for all that the changes are about.
    var targets: [AccessTarget]?
    /// The answer, once the changes are events.
    var answer: ([Event]) throws(RegistryError) -> Answer
}

extension Registry {
    /// How often a decision is taken before the caller is told to try again later.
    static let attempts = 4

    /// Takes a decision, sees whether the caller may do what it says, and appends it; takes it again when the state it
    /// rests on has changed in between.
    ///
    /// No other function appends, so that nothing is written without a look at roles and owners.
    ///
    /// - Throws: `.forbidden`; `.conflict` after ``attempts`` lost races; and whatever the decision throws.
    func commit<Answer>(
        _ action: Action, by caller: Caller, _ decide: () throws(RegistryError) -> Decision<Answer>
    ) throws(RegistryError) -> Answer {
        for _ in 0..<Self.attempts {
            // What is read of governance from here on holds when it is appended, or the decision is taken again.
            let governance = try expectations(of: [.governance])
            let decision = try decide()
            if decision.changes.isEmpty { return try decision.answer([]) }
            try authorize(decision.targets ?? AccessTarget.all(in: decision.changes), for: action, by: caller)
            do throws(RegistryError) {
                let events = try store.append(
                    decision.changes, by: caller.principal, expecting: decision.expecting + governance)
                for observer in options.observers { observer.appended(events) }
                return try decision.answer(events)
            } catch {
                guard error.code == .conflict else { throw error }
            }
        }
        throw .conflict
    }

    /// The present revisions of some streams, to decide on and then to expect.
    func expectations(of streams: [Stream]) throws(RegistryError) -> [(stream: Stream, revision: Revision)] {
        var distinct: [Stream] = []
        for stream in streams where !distinct.contains(stream) { distinct.append(stream) }
        let revisions = try store.revisions(of: distinct)
        return zip(distinct, revisions).map { (stream: $0, revision: $1) }
    }
}
