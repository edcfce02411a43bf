public import JSONCore
public import SchemaCore

/// The settings of a scope; `nil` means not set there.
public struct Configuration: Sendable, Hashable {
    public var level: CompatibilityLevel?
    public var policy: CompatibilityPolicy?
    /// The property of metadata by which versions are grouped: only versions of the same group are compared.
    public var group: String?
    /// Whether schemas are rewritten to a form that does not depend on the order of members before they are compared
    /// and stored.
    public var normalize: Bool?
    /// Whether names of fields are checked against those that are reserved.
    public var validateFields: Bool?
    public var validateNewSchemas: Bool?
    public var validateRules: Bool?
    /// The name of the subject that is meant when this one is named.
    public var alias: String?
    public var aliasForDeks: String?
    /// What holds where a schema's own metadata says nothing.
    public var defaultMetadata: Metadata?
    /// What holds whatever a schema's own metadata says.
    public var overrideMetadata: Metadata?
    public var defaultRuleSet: RuleSet?
    public var overrideRuleSet: RuleSet?

    public init(level: CompatibilityLevel? = nil, normalize: Bool? = nil) {
        self.level = level
        self.normalize = normalize
    }

    /// What this one does not say of what is taken from the global settings beside a subject's own.
    func filled(from global: Configuration) -> Configuration {
        var filled = self
        filled.normalize = normalize ?? global.normalize
        filled.validateFields = validateFields ?? global.validateFields
        filled.validateNewSchemas = validateNewSchemas ?? global.validateNewSchemas
        filled.validateRules = validateRules ?? global.validateRules
        filled.policy = policy ?? global.policy
        filled.group = group ?? global.group
        return filled
    }

    /// Whether what is registered may get other metadata or rules than it came with.
    var changesContracts: Bool {
        defaultMetadata != nil || overrideMetadata != nil || defaultRuleSet != nil || overrideRuleSet != nil
    }

    /// The subject that the alias of a subject with these settings leads to; `nil` without one.
    public func target(ofAliasOf subject: Subject) -> Subject? {
        guard let alias, !alias.isEmpty else { return nil }
        let target = Subject(qualifiedName: alias)
        return Subject.isQualified(alias) ? target : target.moved(to: subject.context)
    }

    /// Checks the rule sets.
    ///
    /// - Throws: `.invalidRuleSet`.
    func validate() throws(RegistryError) {
        try defaultRuleSet?.validate()
        try overrideRuleSet?.validate()
    }
}

// MARK: - As JSON

extension Configuration {
    /// One setting as a member of an object.
    struct Member: Sendable {
        let name: String
        let json: @Sendable (Configuration) -> JSON?
        /// Sets what the JSON says; `nil` clears.
        let set: @Sendable (inout Configuration, JSON?) throws(MalformedMember) -> Void

        init<Value>(
            _ name: String, _ setting: any WritableKeyPath<Configuration, Value?> & Sendable,
            write: @escaping @Sendable (Value) -> JSON,
            read: @escaping @Sendable (JSON) throws(MalformedMember) -> Value
        ) {
            self.name = name
            json = { $0[keyPath: setting].map(write) }
            set = { (configuration, json) throws(MalformedMember) in
                guard let json else {
                    configuration[keyPath: setting] = nil
                    return
                }
                do throws(MalformedMember) {
                    configuration[keyPath: setting] = try read(json)
                } catch {
                    throw MalformedMember(
                        JSONPointer([name]).appending(error.pointer), expected: error.expectation)
                }
            }
        }

        static func boolean(
            _ name: String, _ setting: any WritableKeyPath<Configuration, Bool?> & Sendable
        ) -> Member {
            Member(name, setting, write: { .boolean($0) }) { (json) throws(MalformedMember) in
                guard let truth = json.boolean else { throw MalformedMember(.root, expected: "true or false") }
                return truth
            }
        }

        static func string(
            _ name: String, _ setting: any WritableKeyPath<Configuration, String?> & Sendable
        ) -> Member {
            Member(name, setting, write: { .string($0) }) { (json) throws(MalformedMember) in
                guard let text = json.string else { throw MalformedMember(.root, expected: "a string") }
                return text
            }
        }

        static func named<Name: RawRepresentable<String> & CaseIterable & Sendable>(
            _ name: String, _ setting: any WritableKeyPath<Configuration, Name?> & Sendable
        ) -> Member {
            let values = Array(Name.allCases)
            return Member(name, setting, write: { .string($0.rawValue) }) { (json) throws(MalformedMember) in
                guard let value = values.first(where: { $0.rawValue == json.string }) else {
                    let names = values.map(\.rawValue).joined(separator: ", ")
                    throw MalformedMember(.root, expected: "one of \(names)")
                }
                return value
            }
        }

        static func metadata(
            _ name: String, _ setting: any WritableKeyPath<Configuration, Metadata?> & Sendable
        ) -> Member {
            Member(name, setting, write: \.json) { (json) throws(MalformedMember) in try Metadata(json: json) }
        }

        static func ruleSet(
            _ name: String, _ setting: any WritableKeyPath<Configuration, RuleSet?> & Sendable
        ) -> Member {
            Member(name, setting, write: \.json) { (json) throws(MalformedMember) in try RuleSet(json: json) }
        }
    }

    /// The name that the level has where settings are read; where they are written it is `compatibility`.
    public static let levelName = "compatibilityLevel"

    /// Every setting, by the name that the API and the log have for it.
    static let members: [Member] = [
        .string("alias", \.alias), .string("aliasForDeks", \.aliasForDeks), .boolean("normalize", \.normalize),
        .boolean("validateFields", \.validateFields), .boolean("validateNewSchemas", \.validateNewSchemas),
        .boolean("validateRules", \.validateRules), .named(levelName, \.level),
        .named("compatibilityPolicy", \.policy), .string("compatibilityGroup", \.group),
        .metadata("defaultMetadata", \.defaultMetadata), .metadata("overrideMetadata", \.overrideMetadata),
        .ruleSet("defaultRuleSet", \.defaultRuleSet), .ruleSet("overrideRuleSet", \.overrideRuleSet),
    ]

    /// The settings that are set, by name; the form in which engines keep them.
    public var payload: JSON {
        .object(
            JSONObject(
                Self.members.compactMap { member in
                    member.json(self).map { JSONObject.Member(name: member.name, value: $0) }
                }))
    }

    /// Takes over what an object says: `null` clears a setting, one that is left out stays, unknown names are ignored.
    public mutating func merge(_ object: JSONObject) throws(MalformedMember) {
        for member in Self.members {
            guard let json = object[member.name] else { continue }
            try member.set(&self, json == .null ? JSON?.none : json)
        }
    }
}
