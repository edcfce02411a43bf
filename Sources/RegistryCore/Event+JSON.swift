internal import Governance
public import JSONCore
public import SchemaCore

extension Change {
    /// The kinds of change, by the names that the log keeps for ever.
    public enum Kind: String, Sendable, CaseIterable {
        case versionRegistered = "version-registered"
        case versionDeleted = "version-deleted"
        case versionErased = "version-erased"
        case subjectDeleted = "subject-deleted"
        case subjectErased = "subject-erased"
        case configurationSet = "configuration-set"
        case configurationCleared = "configuration-cleared"
        case modeSet = "mode-set"
        case modeCleared = "mode-cleared"
        case idsReserved = "ids-reserved"
        case contextDeleted = "context-deleted"
        case associationSet = "association-set"
        case associationRemoved = "association-removed"
        case lifecycleSet = "lifecycle-set"
        case teamSet = "team-set"
        case teamRemoved = "team-removed"
        case ownerSet = "owner-set"
        case ownerRemoved = "owner-removed"
        case ownershipRulesSet = "ownership-rules-set"
        case ownershipRulesRemoved = "ownership-rules-removed"
        case transferSet = "transfer-set"
        case transferRemoved = "transfer-removed"
        case policySet = "policy-set"
        case policyRemoved = "policy-removed"
        case waiverSet = "waiver-set"
        case waiverRemoved = "waiver-removed"
        case tokenSet = "token-set"
        case tokenRemoved = "token-removed"
        case webhookSet = "webhook-set"
        case webhookRemoved = "webhook-removed"
        case keyEncryptionKeySet = "kek-set"
        case keyEncryptionKeyRemoved = "kek-removed"
        case dataEncryptionKeySet = "dek-set"
        case dataEncryptionKeyRemoved = "dek-removed"

        /// The kind of record that is set or removed; `nil` for other changes.
        fileprivate var record: (kind: Record.Kind, isRemoved: Bool)? {
            Record.Kind.allCases.lazy.compactMap { kind -> (Record.Kind, Bool)? in
                if self == Self.setting(kind) { return (kind, false) }
                return self == Self.removing(kind) ? (kind, true) : nil
            }.first
        }

        fileprivate static func setting(_ kind: Record.Kind) -> Kind {
            switch kind {
            case .team: .teamSet
            case .owner: .ownerSet
            case .ownershipRules: .ownershipRulesSet
            case .transfer: .transferSet
            case .policy: .policySet
            case .waiver: .waiverSet
            case .token: .tokenSet
            case .webhook: .webhookSet
            case .keyEncryptionKey: .keyEncryptionKeySet
            case .dataEncryptionKey: .dataEncryptionKeySet
            }
        }

        fileprivate static func removing(_ kind: Record.Kind) -> Kind {
            switch kind {
            case .team: .teamRemoved
            case .owner: .ownerRemoved
            case .ownershipRules: .ownershipRulesRemoved
            case .transfer: .transferRemoved
            case .policy: .policyRemoved
            case .waiver: .waiverRemoved
            case .token: .tokenRemoved
            case .webhook: .webhookRemoved
            case .keyEncryptionKey: .keyEncryptionKeyRemoved
            case .dataEncryptionKey: .dataEncryptionKeyRemoved
            }
        }
    }

    /// What kind of change this is.
    public var kind: Kind {
        switch self {
        case .versionRegistered: .versionRegistered
        case .versionDeleted: .versionDeleted
        case .versionErased: .versionErased
        case .subjectDeleted: .subjectDeleted
        case .subjectErased: .subjectErased
        case .configurationSet: .configurationSet
        case .configurationCleared: .configurationCleared
        case .modeSet: .modeSet
        case .modeCleared: .modeCleared
        case .idsReserved: .idsReserved
        case .contextDeleted: .contextDeleted
        case .associationSet: .associationSet
        case .associationRemoved: .associationRemoved
        case .lifecycleSet: .lifecycleSet
        case .recordSet(let key, _, _): .setting(key.kind)
        case .recordRemoved(let key, _): .removing(key.kind)
        }
    }

    /// The subject that the change is about, the empty one for a whole context; `nil` for the global settings.
    public var subject: Subject? {
        switch self {
        case .versionRegistered(let registration): registration.subject
        case .versionDeleted(let subject, _), .versionErased(let subject, _), .subjectDeleted(let subject, _),
            .subjectErased(let subject, _), .associationRemoved(_, let subject), .lifecycleSet(let subject, _, _):
            subject
        case .associationSet(let association): association.subject
        case .configurationSet(let scope, _), .configurationCleared(let scope), .modeSet(let scope, _),
            .modeCleared(let scope):
            scope == .global ? nil : scope.subject
        case .contextDeleted(let context), .idsReserved(let context, _): Scope.context(context).subject
        case .recordSet(let key, _, _), .recordRemoved(let key, _): key.subject
        }
    }

    /// What the log keeps of the change besides its kind and subject, the same in every engine.
    public var payload: JSON {
        switch self {
        case .versionRegistered(let registration): registration.payload
        case .versionDeleted(_, let version), .versionErased(_, let version): ["version": version.json]
        case .subjectDeleted(_, let versions), .subjectErased(_, let versions):
            ["versions": .array(versions.map(\.json))]
        case .configurationSet(_, let configuration): configuration.payload
        case .modeSet(_, let mode): ["mode": .string(mode.rawValue)]
        case .idsReserved(_, let id): ["id": .number(JSONNumber(Int64(id.number)))]
        case .configurationCleared, .modeCleared, .contextDeleted: [:]
        case .associationSet(let association): association.payload
        case .associationRemoved(let key, _): .object(key.payload)
        case .lifecycleSet(_, let version, let lifecycle): ["version": version.json, "lifecycle": lifecycle.json]
        case .recordSet(let key, let value, let reason): key.payload(value, reason)
        case .recordRemoved(let key, let reason): key.payload(nil, reason)
        }
    }

    /// Reads what the log keeps.
    ///
    /// - Throws: `.storeFailure` when that is not what ``payload`` writes.
    public init(kind: Kind, subject: Subject?, payload: JSON) throws(RegistryError) {
        let fields = Fields(payload, of: kind)
        switch kind {
        case .versionRegistered:
            self = .versionRegistered(try Registration(fields, subject: try fields.about(subject)))
        case .versionDeleted: self = .versionDeleted(try fields.about(subject), try fields.version("version"))
        case .versionErased: self = .versionErased(try fields.about(subject), try fields.version("version"))
        case .subjectDeleted: self = .subjectDeleted(try fields.about(subject), try fields.versions())
        case .subjectErased: self = .subjectErased(try fields.about(subject), try fields.versions())
        case .configurationSet: self = .configurationSet(Scope(subject), try Configuration(fields))
        case .configurationCleared: self = .configurationCleared(Scope(subject))
        case .modeSet: self = .modeSet(Scope(subject), try fields.named("mode"))
        case .modeCleared: self = .modeCleared(Scope(subject))
        case .idsReserved:
            guard let id = SchemaID(try fields.required("id", \.integer)) else { throw fields.unreadable("id") }
            self = .idsReserved(try fields.about(subject).context, id)
        case .contextDeleted: self = .contextDeleted(try fields.about(subject).context)
        case .associationSet: self = .associationSet(try Association(fields, subject: try fields.about(subject)))
        case .associationRemoved: self = .associationRemoved(try Association.Key(fields), try fields.about(subject))
        case .lifecycleSet:
            guard let value = fields.payload["lifecycle"], let lifecycle = try? Lifecycle(json: value) else {
                throw fields.unreadable("lifecycle")
            }
            self = .lifecycleSet(try fields.about(subject), try fields.version("version"), lifecycle)
        case .teamSet, .teamRemoved, .ownerSet, .ownerRemoved, .ownershipRulesSet, .ownershipRulesRemoved, .transferSet,
            .transferRemoved, .policySet, .policyRemoved, .waiverSet, .waiverRemoved, .tokenSet, .tokenRemoved,
            .webhookSet, .webhookRemoved, .keyEncryptionKeySet, .keyEncryptionKeyRemoved, .dataEncryptionKeySet,
            .dataEncryptionKeyRemoved:
            guard let record = kind.record else { throw fields.unreadable("kind") }
            let key = Record.Key(record.kind, try fields.required("name", \.string), subject: subject)
            let reason = try fields.optional("reason", \.string)
            if record.isRemoved {
                self = .recordRemoved(key, reason: reason)
            } else {
                guard let value = fields.payload["value"] else { throw fields.unreadable("value") }
                self = .recordSet(key, value, reason: reason)
            }
        }
    }
}

extension Configuration {
    /// Reads what ``payload`` writes.
    ///
    /// - Throws: `.storeFailure` for anything else.
    public init(payload: JSON) throws(RegistryError) {
        try self.init(Fields(payload, of: .configurationSet))
    }

    fileprivate init(_ fields: Fields) throws(RegistryError) {
        self.init()
        guard let object = fields.payload.object else { throw fields.unreadable("settings") }
        do throws(MalformedMember) {
            try merge(object)
        } catch {
            throw fields.unreadable(error.pointer.tokens.first ?? "settings")
        }
    }
}

extension Metadata {
    /// Reads what ``json`` writes.
    ///
    /// - Throws: `.storeFailure` for anything else.
    public init(payload: JSON) throws(RegistryError) {
        do throws(MalformedMember) { try self.init(json: payload) } catch { throw .storeIsDamaged }
    }
}

extension RuleSet {
    /// Reads what ``json`` writes.
    ///
    /// - Throws: `.storeFailure` for anything else.
    public init(payload: JSON) throws(RegistryError) {
        do throws(MalformedMember) { try self.init(json: payload) } catch { throw .storeIsDamaged }
    }
}

extension Reference {
    /// The form in which engines keep a list of references.
    public static func payload(of references: [Reference]) -> JSON {
        .array(
            references.map { reference in
                [
                    "name": .string(reference.name),
                    "subject": .string(reference.subject.qualifiedName),
                    "version": reference.version.json,
                ]
            })
    }

    /// Reads what ``payload(of:)`` writes.
    ///
    /// - Throws: `.storeFailure` for anything else.
    public static func references(payload: JSON) throws(RegistryError) -> [Reference] {
        var references: [Reference] = []
        guard let items = payload.array else { throw .storeIsDamaged }
        for item in items {
            let fields = Fields(item, of: .versionRegistered)
            let subject = Subject(qualifiedName: try fields.required("subject", \.string))
            references.append(
                Reference(
                    name: try fields.required("name", \.string), subject: subject,
                    version: try fields.version("version")))
        }
        return references
    }
}

extension Registration {
    fileprivate var payload: JSON {
        var object = JSONObject()
        object["version"] = version.json
        object["id"] = id.map { .number(JSONNumber(Int64($0.number))) }
        object["schemaType"] = .string(definition.type.name)
        object["schema"] = .string(definition.text)
        if !definition.references.isEmpty { object["references"] = Reference.payload(of: definition.references) }
        object["metadata"] = definition.metadata?.json
        object["ruleSet"] = definition.ruleSet?.json
        if state != .active { object["lifecycle"] = .string(state.rawValue) }
        object["at"] = at.map { .number(JSONNumber($0.microseconds)) }
        return .object(object)
    }

    fileprivate init(_ fields: Fields, subject: Subject) throws(RegistryError) {
        var id: SchemaID?
        if let number = try fields.optional("id", \.integer) {
            guard let known = SchemaID(number) else { throw fields.unreadable("id") }
            id = known
        }
        var references: [Reference] = []
        if let list = fields.payload["references"] { references = try Reference.references(payload: list) }
        self.init(
            subject: subject, version: try fields.version("version"), id: id,
            definition: Definition(
                type: SchemaType(try fields.required("schemaType", \.string)),
                text: try fields.required("schema", \.string), references: references,
                metadata: try fields.payload["metadata"].map(Metadata.init(payload:)),
                ruleSet: try fields.payload["ruleSet"].map(RuleSet.init(payload:))),
            state: try fields.optional("lifecycle", \.string) == LifecycleState.draft.rawValue ? .draft : .active,
            at: try fields.optional("at") { $0.number?.int64 }.map { Timestamp(microseconds: $0) })
    }
}

extension Record.Key {
    fileprivate func payload(_ value: JSON?, _ reason: String?) -> JSON {
        var object = JSONObject()
        object["name"] = .string(name)
        object["value"] = value
        object["reason"] = reason.map { .string($0) }
        return .object(object)
    }
}

extension Association {
    var payload: JSON {
        var object = key.payload
        object["resourceNamespace"] = .string(resource.namespace)
        object["resourceName"] = .string(resource.name)
        object["lifecycle"] = .string(lifecycle.rawValue)
        object["frozen"] = .boolean(isFrozen)
        return .object(object)
    }

    fileprivate init(_ fields: Fields, subject: Subject) throws(RegistryError) {
        let key = try Key(fields)
        self.init(
            resource: Resource(
                id: key.resourceID, namespace: try fields.required("resourceNamespace", \.string),
                name: try fields.required("resourceName", \.string), type: key.resourceType),
            part: key.part, subject: subject, lifecycle: try fields.named("lifecycle"),
            isFrozen: try fields.required("frozen", \.boolean))
    }
}

extension Association.Key {
    fileprivate var payload: JSONObject {
        JSONObject([
            .init(name: "resourceId", value: .string(resourceID)),
            .init(name: "resourceType", value: .string(resourceType)),
            .init(name: "associationType", value: .string(part.rawValue)),
        ])
    }

    fileprivate init(_ fields: Fields) throws(RegistryError) {
        self.init(
            resourceID: try fields.required("resourceId", \.string),
            resourceType: try fields.required("resourceType", \.string), part: try fields.named("associationType"))
    }
}

extension Scope {
    fileprivate init(_ subject: Subject?) {
        switch subject {
        case nil: self = .global
        case let subject? where subject.name.isEmpty: self = .context(subject.context)
        case let subject?: self = .subject(subject)
        }
    }
}

extension Version {
    fileprivate var json: JSON { .number(JSONNumber(Int64(number))) }
}

extension JSON {
    fileprivate var integer: Int? { number?.int64.flatMap { Int(exactly: $0) } }
}

/// The members of a payload; what is missing or of another type means that the log is damaged.
private struct Fields {
    let payload: JSON
    let kind: Change.Kind

    init(_ payload: JSON, of kind: Change.Kind) {
        self.payload = payload
        self.kind = kind
    }

    func unreadable(_ name: String) -> RegistryError { .eventUnreadable(kind: kind.rawValue, member: name) }

    func about(_ subject: Subject?) throws(RegistryError) -> Subject {
        guard let subject else { throw unreadable("subject") }
        return subject
    }

    func optional<Value>(_ name: String, _ read: (JSON) -> Value?) throws(RegistryError) -> Value? {
        guard let member = payload[name] else { return nil }
        guard let value = read(member) else { throw unreadable(name) }
        return value
    }

    func required<Value>(_ name: String, _ read: (JSON) -> Value?) throws(RegistryError) -> Value {
        guard let value = try optional(name, read) else { throw unreadable(name) }
        return value
    }

    func named<Name: RawRepresentable<String>>(_ name: String) throws(RegistryError) -> Name {
        try required(name) { $0.string.flatMap { Name(rawValue: $0) } }
    }

    func version(_ name: String) throws(RegistryError) -> Version {
        guard let version = Version(try required(name, \.integer)) else { throw unreadable(name) }
        return version
    }

    func versions() throws(RegistryError) -> [Version] {
        var versions: [Version] = []
        for item in try required("versions", \.array) {
            guard let version = item.integer.flatMap({ Version($0) }) else { throw unreadable("versions") }
            versions.append(version)
        }
        return versions
    }
}
