public import JSONCore
public import SchemaCore

/// Rules that the schemas of some subjects have to keep, each with what is made of a breach.
public struct Policy: Sendable {
    /// A slug; see ``Team/isName(_:)``.
    public let name: String
    /// The subjects that it is about.
    public let pattern: SubjectPattern
    /// The team to whose subjects alone it applies; `nil` for any.
    public let team: String?
    /// What is made of rules, by their ids: built-in ones, own ones, and own ones of other policies.
    public let rules: SortedMap<RuleSetting>
    /// The rules that it defines; each is an error where ``rules`` does not say.
    public let custom: [CustomRule]

    public init(
        name: String, pattern: SubjectPattern, team: String? = nil, rules: SortedMap<RuleSetting> = SortedMap(),
        custom: [CustomRule] = []
    ) {
        self.name = name
        self.pattern = pattern
        self.team = team
        self.rules = rules
        self.custom = custom
    }

    /// The most rules that a policy defines.
    public static let customRulesLimit = 100

    /// What the policy says of a rule; `nil` when it says nothing.
    func setting(of rule: String) -> RuleSetting? {
        rules[rule] ?? (definition(of: rule) == nil ? nil : RuleSetting(.error))
    }

    /// The rule of that id, when the policy defines it.
    func definition(of rule: String) -> CustomRule? { custom.first { $0.id == rule } }

    /// The rules that it says something of.
    var ruleIDs: [String] { rules.entries.map(\.name) + custom.map(\.id) }
}

// MARK: - JSON

extension Policy {
    public var json: JSON {
        var object = JSONObject()
        object["name"] = .string(name)
        object["pattern"] = .string(pattern.text)
        if let team { object["team"] = .string(team) }
        object["rules"] = .object(JSONObject(rules.entries.map { .init(name: $0.name, value: $0.value.json) }))
        object["custom"] = .array(custom.map(\.schema))
        return .object(object)
    }

    /// Reads a policy.
    ///
    /// - Parameters:
    ///   - name: what it is called where that is known from elsewhere; the document need not say it then.
    ///   - foreign: the ids of rules that other policies define, which this one may have something to say about.
    /// - Throws: when a member is not what it should be, is not known, or names a rule or an option that does not exist.
    public init(json: JSON, name: String? = nil, foreign: [String] = []) throws(MalformedMember) {
        let members = try Members(json)
        for member in json.object?.members ?? [] where !Self.memberNames.contains(member.name) {
            throw MalformedMember(
                JSONPointer([member.name]),
                expected: "left out: a policy has only \(Self.memberNames.joined(separator: ", "))")
        }
        self.name = try Self.name(members, given: name)
        pattern = try Self.pattern(members)
        team = try members.optional("team", expected: "the name of a team") { json in
            json.string.flatMap { Team.isName($0) ? $0 : nil }
        }
        custom = try Self.custom(members)
        let ids = custom.map(\.id)
        rules = try Self.rules(members, defined: ids + foreign)
    }

    private static let memberNames = ["name", "pattern", "team", "rules", "custom"]

    private static func name(_ members: Members, given: String?) throws(MalformedMember) -> String {
        let written = try members.string("name")
        if let written, let given, !written.isIdentical(to: given) {
            throw members.malformed("name", expected: "\"\(given)\", the policy's name, or left out")
        }
        guard let name = given ?? written, Team.isName(name) else {
            throw members.malformed(
                "name", expected: "a name of small letters, digits and \"-_.\", at most 64, from a letter or digit on")
        }
        return name
    }

    private static func pattern(_ members: Members) throws(MalformedMember) -> SubjectPattern {
        let text = try members.requiredString("pattern")
        do throws(SubjectPattern.Malformed) {
            return try SubjectPattern(parsing: text)
        } catch {
            throw members.malformed("pattern", expected: "a pattern over subjects' names: \(error)")
        }
    }

    private static func custom(_ members: Members) throws(MalformedMember) -> [CustomRule] {
        let custom = try members.items("custom") { json, pointer throws(MalformedMember) in
            try CustomRule(json: json, at: pointer)
        }
        guard custom.count <= customRulesLimit else {
            throw members.malformed("custom", expected: "an array of at most \(customRulesLimit) rules")
        }
        var ids: Set<String> = []
        for (position, rule) in custom.enumerated() where !ids.insert(rule.id).inserted {
            throw MalformedMember(
                JSONPointer(["custom", String(position), "title"]), expected: "an id that no other rule has")
        }
        return custom
    }

    private static func rules(
        _ members: Members, defined: [String]
    ) throws(MalformedMember) -> SortedMap<RuleSetting> {
        var rules = SortedMap<RuleSetting>()
        for member in try members.optional("rules", expected: "an object", \.object)?.members ?? [] {
            let place = JSONPointer(["rules", member.name])
            let builtIn = BuiltInRule.ID(rawValue: member.name).flatMap(BuiltInRule.named)
            guard builtIn != nil || defined.contains(where: { $0.isIdentical(to: member.name) }) else {
                let known = BuiltInRule.ID.allCases.map(\.rawValue) + defined
                throw MalformedMember(
                    place, expected: "left out: there is no such rule; there are \(known.joined(separator: ", "))")
            }
            rules[member.name] = try RuleSetting(json: member.value, options: builtIn?.options ?? [], at: place)
        }
        return rules
    }
}
