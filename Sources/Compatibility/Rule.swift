/// A kind of change that a comparison looks for.
public struct Rule: Sendable, Hashable {
    /// What the change does to the set of documents.
    public enum Category: String, CaseIterable, Sendable {
        case type, value, number, string, array, object, combination, reference, undecided, annotation
    }

    /// The field's name for the change, for instance `MIN_LENGTH_INCREASED`; unique and stable.
    public let id: String
    /// The keyword of the schema language that it is about.
    public let keyword: String
    public let category: Category
    /// A sentence that begins with "Checks that".
    public let purpose: String
    /// What to do instead, as a sentence; `nil` when there is nothing to advise.
    public let fix: String?
    /// The rules that took its place, when it is retired.
    public let replacedBy: [String]

    public init(
        id: String, keyword: String, category: Category, purpose: String, fix: String? = nil,
        replacedBy: [String] = []
    ) {
        self.id = id
        self.keyword = keyword
        self.category = category
        self.purpose = purpose
        self.fix = fix
        self.replacedBy = replacedBy
    }
}

/// A change that a rule reports, and one from the same beginning that it lets pass.
public struct RuleExample: Sendable, Hashable {
    /// The text of the schema that data was written with.
    public let old: String
    /// The text of a schema that reads it and is reported.
    public let breaking: String
    /// The text of a schema that reads it and is not.
    public let passing: String
    /// Whether the rule reports the change only if the comparison ran out of steps before it came to a closer one.
    public let isCutShort: Bool

    public init(old: String, breaking: String, passing: String, isCutShort: Bool = false) {
        self.old = old
        self.breaking = breaking
        self.passing = passing
        self.isCutShort = isCutShort
    }
}
