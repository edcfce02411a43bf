import Governance
import JSONCore
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// A small world in which random changes often meet, and all that can be asked about it.
struct World {
    private var random: SeededGenerator
    private let contexts = [Context.standard, Context("c"), Context("ctx")]
    private let subjects: [Subject]
    private let prefixes = ["", "or", "ö"]
    private let texts = ["{}", "true", "false", "[1]", "\"ö\""]

    private let metadata: [Metadata?]
    private let ruleSets: [RuleSet?] = [
        nil, nil, RuleSet(domainRules: [.init(name: "a", type: "CEL")]),
        RuleSet(encodingRules: [.init(name: "a", type: "ENCRYPT", params: ["type": "CEL"])]),
    ]

    init(seed: UInt64) {
        metadata = [
            nil, nil, Metadata(), Metadata(properties: ["a": "b"]),
            Metadata(properties: ["a": "b", Metadata.versionProperty: "2"]),
        ]
        random = SeededGenerator(seed: seed)
        subjects = contexts.flatMap { context in
            ["o", "orders", "ö"].map { Subject(context: context, name: $0) }
        }
    }

    private mutating func pick<Item>(_ items: [Item]) -> Item { items[Int.random(in: items.indices, using: &random)] }

    /// One to three changes, of which most fit what is there.
    mutating func changes(on store: any Store) throws -> [Change] {
        var changes: [Change] = []
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let next = try change(on: store)
            if !isSetTwice(next, changes) { changes.append(next) }
        }
        return changes
    }

    /// Whether an association is set once more in one append, which gives both the same time or not, as the store likes.
    private func isSetTwice(_ change: Change, _ changes: [Change]) -> Bool {
        guard case .associationSet(let next) = change else { return false }
        return changes.contains { earlier in
            if case .associationSet(let association) = earlier { association.key == next.key } else { false }
        }
    }

    private mutating func change(on store: any Store) throws -> Change {
        let subject = pick(Array(subjects.prefix(pick([2, 9]))))
        func versions(_ deleted: Deleted) throws -> [Version] {
            try store.versions(of: subject, deleted: deleted, page: .all).map(\.version)
        }
        func any(of versions: [Version]) -> Version { versions.isEmpty ? .first : pick(versions) }
        switch Int.random(in: 0..<32, using: &random) {
        case 0...8:
            let next = (try store.highestVersion(of: subject)).map(\.next) ?? .first
            return .versionRegistered(
                Registration(subject: subject, version: try #require(next), definition: try definition()))
        case 9:
            return .versionRegistered(
                Registration(
                    subject: subject, version: try .number(Int.random(in: 1...4, using: &random)),
                    id: SchemaID(Int.random(in: 0...6, using: &random)), definition: try definition()))
        case 10...12: return .versionDeleted(subject, any(of: try versions(.excluded)))
        case 13...14: return .versionErased(subject, any(of: try versions(.only)))
        case 15: return .subjectDeleted(subject, try versions(.excluded))
        case 16...17: return .subjectErased(subject, try versions(.only))
        case 18: return try setting(of: subject)
        case 19: return .configurationCleared(pick(scopes(of: subject)))
        case 20: return .modeSet(pick(scopes(of: subject)), pick(Mode.allCases))
        case 21: return .modeCleared(pick(scopes(of: subject)))
        case 22:
            if Bool.random(using: &random) { return .contextDeleted(pick(contexts)) }
            return .idsReserved(pick(contexts), try #require(SchemaID(Int.random(in: 1...30, using: &random))))
        case 26...27: return .lifecycleSet(subject, any(of: try versions(.included)), lifecycle())
        case 28...30:
            let kind = pick([Record.Kind.team, .owner, .waiver, .keyEncryptionKey, .dataEncryptionKey])
            let name = pick(["a", "b", "ö"])
            let key =
                switch kind {
                case .owner: Record.Key(.owner, of: subject)
                case .dataEncryptionKey: Record.Key(kind, "\(name)\u{1F}\(subject.qualifiedName)", subject: subject)
                default: Record.Key(kind, name)
                }
            if Int.random(in: 0..<3, using: &random) == 0 { return .recordRemoved(key, reason: nil) }
            let number = JSON.number(JSONNumber(Int64.random(in: 0...9, using: &random)))
            let about = kind == .dataEncryptionKey ? JSON.string(subject.qualifiedName) : nil
            return .recordSet(key, .object(["n": number, "subject": about]), reason: nil)
        case 31:
            let next = (try store.highestVersion(of: subject)).map(\.next) ?? .first
            return .versionRegistered(
                Registration(
                    subject: subject, version: try #require(next), definition: try definition(), state: .draft))
        case 23...24: return .associationSet(association(with: subject))
        default: return .associationRemoved(association(with: subject).key, subject)
        }
    }

    private func scopes(of subject: Subject) -> [Scope] {
        [.global, .everywhere, .context(subject.context), .subject(subject)]
    }

    private mutating func setting(of subject: Subject) throws -> Change {
        var configuration = Configuration(
            level: pick(CompatibilityLevel.allCases + [nil]), normalize: pick([true, false, nil]))
        configuration.alias = pick(["orders", ":.ctx:o", "", nil])
        configuration.overrideMetadata = pick(metadata)
        return .configurationSet(pick(scopes(of: subject)), configuration)
    }

    private mutating func lifecycle() -> Lifecycle {
        let state = pick(LifecycleState.allCases)
        let sunset: Timestamp? =
            state == .deprecated
            ? pick([nil, Timestamp(microseconds: Int64.random(in: 1...4, using: &random) * 1000)]) : nil
        return Lifecycle(state, sunset: sunset, reason: pick(["r", nil]))
    }

    private mutating func association(with subject: Subject) -> Association {
        let name = pick(["orders", "ö"])
        return Association(
            resource: .init(id: pick(["1", "2"]), namespace: pick(["-", "lkc"]), name: name),
            part: pick([.key, .value]),
            subject: subject, lifecycle: pick([.strong, .weak]), isFrozen: pick([true, false]))
    }

    private mutating func definition() throws -> Definition {
        var references: [Reference] = []
        if Int.random(in: 0..<4, using: &random) == 0 {
            for name in ["a", "b"].prefix(Int.random(in: 1...2, using: &random)) {
                references.append(
                    Reference(
                        name: name, subject: pick(subjects), version: try .number(Int.random(in: 1...3, using: &random))
                    ))
            }
        }
        var definition = Definition.text(pick(texts), references: references)
        definition.metadata = pick(metadata)
        definition.ruleSet = pick(ruleSets)
        return definition
    }

    /// The revisions of some streams, a few of them wrong.
    mutating func expectations(
        on store: any Store
    ) throws -> [(stream: RegistryCore.Stream, revision: Revision)] {
        var streams: [RegistryCore.Stream] = [.settings]
        for _ in 0..<2 { streams.append(.subject(pick(subjects))) }
        var expecting: [(stream: RegistryCore.Stream, revision: Revision)] = []
        for (stream, revision) in zip(streams, try store.revisions(of: streams)) {
            let isWrong = Int.random(in: 0..<40, using: &random) == 0
            expecting.append((stream, isWrong ? Revision(revision.number + 1) : revision))
        }
        return expecting
    }

    /// The answer to every question there is, in short and without times.
    ///
    /// - Parameter give: the store, for each question anew.
    func answers(of give: @autoclosure () throws -> any Store) throws -> [String: [String]] {
        var store: any Store { get throws { try give() } }
        var answers: [String: [String]] = [:]
        let streams = [.settings, .associations, .governance] + subjects.map { RegistryCore.Stream.subject($0) }
        answers["revisions"] = try (store.revisions(of: streams) + [store.head()]).map { "\($0.number)" }
        answers["contexts"] = try store.contexts().map(\.name)
        answers["events"] = try store.events(after: Revision(3), limit: 50).map { $0.change.payload.text }
        let scopes = [Scope.everywhere] + contexts.map { .context($0) } + subjects.map { .subject($0) }
        for scope in scopes {
            answers["configuration \(scope)"] = try [store.configuration(of: scope)?.payload.text ?? "none"]
            answers["mode \(scope)"] = try [store.mode(of: scope)?.rawValue ?? "none"]
        }
        answers["configurations"] = try store.configurations().map { "\($0.scope) \($0.configuration.payload.text)" }
        for context in contexts + [nil] {
            answers["modes \(context?.name ?? "*")"] = try store.scopesWithMode(in: context).map { "\($0)" }
        }
        for kind in Record.Kind.allCases {
            for (after, limit) in [(nil, nil), ("a", 1), ("b", 9)] as [(String?, Int?)] {
                answers["\(kind) \(after ?? "") \(limit ?? 0)"] = try store.records(kind, after: after, limit: limit)
                    .map {
                        "\($0.name) \($0.value.text) \($0.revision.number)"
                    }
            }
        }
        for milliseconds in Int64(0)...5 {
            answers["due \(milliseconds)"] = try store.versions(
                sunsetBy: Timestamp(microseconds: milliseconds * 1000), page: Page(limit: 3)
            ).map { "\($0.subject) \($0.version) \($0.lifecycle.json.text) \($0.lifecycle.revision)" }
        }
        for name in ["orders", "ö"] {
            answers["named \(name)"] = try store.subjects(named: name).map(\.qualifiedName)
            for namespace in ["-", "lkc", nil] {
                answers["associations \(name) \(namespace ?? "*")"] =
                    try store.associations(ofResourcesNamed: name, in: namespace).map(\.short)
            }
        }
        answers["associations"] = try store.associations().map(\.short)
        for resource in ["1", "2"] {
            answers["associations \(resource)"] = try store.associations(ofResource: resource).map(\.short)
        }
        for text in texts {
            let guid = Definition.text(text).identity
            answers["schema \(text)"] = try [store.schema(guid)].map(\.short)
            answers["ids \(text)"] = try store.ids(of: guid).map { "\($0.context.name) \($0.id)" }
        }
        for context in contexts {
            answers["highest \(context.name)"] = try [store.highestID(in: context)?.description ?? "none"]
            for number in 1...20 {
                let id = try #require(SchemaID(number))
                answers["schema \(context.name) \(id)"] = try [store.schema(id, in: context)].map(\.short)
                answers["carrying \(context.name) \(id)"] = try [store.version(carrying: id, in: context)].map(\.short)
            }
        }
        for subject in subjects {
            answers["highest \(subject)"] = try [store.highestVersion(of: subject)?.description ?? "none"]
            answers["aliases \(subject)"] = try store.aliases(of: subject).map(\.qualifiedName)
            answers["associations \(subject)"] = try store.associations(with: subject).map(\.short)
            for number in 1...6 {
                answers["uses \(subject) \(number)"] =
                    try store.uses(of: try #require(SchemaID(number)), by: subject).map(\.short)
            }
        }
        for deleted in [Deleted.excluded, .included, .only] {
            try answer(give, deleted, &answers)
            for page in [Page.all, Page(offset: 1, limit: 2)] { try answer(give, deleted, page, &answers) }
        }
        return answers
    }

    private func answer(
        _ give: () throws -> any Store, _ deleted: Deleted, _ answers: inout [String: [String]]
    ) throws {
        var store: any Store { get throws { try give() } }
        for subject in subjects {
            let latest = try store.version(.latest, of: subject, deleted: deleted)
            answers["latest \(subject) \(deleted)"] = [latest.short]
            for number in 1...4 {
                let version = try Version.number(number)
                let question = "\(subject) \(number) \(deleted)"
                answers["version " + question] = [
                    try store.version(.number(version), of: subject, deleted: deleted).short
                ]
                answers["referrers " + question] =
                    try store.referrers(to: version, of: subject, deleted: deleted).map(\.short)
            }
            for text in texts {
                for metadata in metadata {
                    var definition = Definition.text(text)
                    definition.metadata = metadata
                    answers["alike \(subject) \(text) \(metadata?.json.text ?? "") \(deleted)"] =
                        try store.versions(
                            alike: definition.withoutVersion.identity, of: subject, deleted: deleted
                        ).map { Optional($0).short }
                }
            }
        }
    }

    private func answer(
        _ give: () throws -> any Store, _ deleted: Deleted, _ page: Page, _ answers: inout [String: [String]]
    ) throws {
        var store: any Store { get throws { try give() } }
        for subject in subjects {
            answers["versions \(subject) \(deleted) \(page.offset)"] =
                try store.versions(of: subject, deleted: deleted, page: page).map(\.short)
        }
        for context in contexts + [nil] {
            for prefix in prefixes {
                let question = "\(context?.name ?? "*") \(prefix) \(deleted) \(page.offset)"
                answers["subjects " + question] =
                    try store.subjects(in: context, prefix: prefix, deleted: deleted, page: page)
                    .map(\.qualifiedName)
                for depth in [Depth.all, .latest] {
                    answers["registered \(depth) " + question] =
                        try store.registeredVersions(
                            in: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: nil, page: page
                        ).map { Optional($0).short }
                    answers["ruled \(depth) " + question] =
                        try store.registeredVersions(
                            in: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: "CEL", page: page
                        ).map { Optional($0).short }
                }
            }
        }
        for context in contexts {
            for number in 1...8 {
                let id = try #require(SchemaID(number))
                answers["uses \(context.name) \(id) \(deleted) \(page.offset)"] =
                    try store.uses(of: id, in: context, deleted: deleted, page: page).map(\.short)
            }
        }
    }
}

extension StoredSchema? {
    fileprivate var short: String {
        guard let self else { return "none" }
        let references = Reference.payload(of: self.definition.references).text
        let contract = "\(self.definition.metadata?.json.text ?? "-") \(self.definition.ruleSet?.json.text ?? "-")"
        return "\(self.id) \(self.guid) \(self.definition.type.name) \(self.definition.text) \(references) \(contract)"
    }
}

extension RegisteredVersion? {
    fileprivate var short: String {
        guard let self else { return "none" }
        return "\(self.subject) \(self.version) \(self.isDeleted) \(StoredSchema?.some(self.schema).short)"
    }
}

extension VersionEntry {
    fileprivate var short: String { "\(subject) \(version) \(id) \(isDeleted)" }
}

extension Association {
    fileprivate var short: String {
        "\(resource) \(part) \(subject) \(lifecycle) \(isFrozen) \(updated == created)"
    }
}
