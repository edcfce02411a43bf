public import JSONCore

/// A rule that policies know by name.
public struct BuiltInRule: Sendable {
    /// The rules' names.
    public enum ID: String, CaseIterable, Sendable {
        case requireOwner = "require-owner"
        case subjectNaming = "subject-naming"
        case maxBytes = "max-bytes"
        case requireTitle = "require-title"
        case requireDescription = "require-description"
        case explicitDraft = "explicit-draft"
        case propertyNaming = "property-naming"
        case closedContentModel = "closed-content-model"
        case noRemoteReference = "no-remote-reference"
        case maxDepth = "max-depth"
        case examplesValidate = "examples-validate"
        case sensitiveLabelled = "sensitive-labelled"
    }

    public let id: ID
    /// A sentence that begins with "Checks that".
    public let purpose: String
    public let options: [Option]

    init(_ id: ID, _ purpose: String, options: [Option] = []) {
        self.id = id
        self.purpose = purpose
        self.options = options
    }

    /// Something that a policy may set about a rule.
    public struct Option: Sendable {
        public let name: String
        /// A sentence.
        public let purpose: String
        public let form: Form
        /// What holds where a policy does not say.
        public let standard: JSON
    }

    /// What the value of an option is.
    public enum Form: Sendable {
        /// A whole number from 1 up.
        case count
        case choice([String])
        case texts
        /// Globs over names of subjects, at least one.
        case patterns
    }

    /// The rule of a name; every name has one, as a test shows.
    public static func named(_ id: ID) -> BuiltInRule? { catalogue.first { $0.id == id } }
}

// MARK: - Values of options

extension BuiltInRule.Form {
    /// What a value must be, as a noun phrase.
    var expectation: String {
        switch self {
        case .count: "a whole number from 1 to \(Int32.max)"
        case .choice(let names): "one of \(names.joined(separator: ", "))"
        case .texts: "an array of non-empty strings"
        case .patterns: "a non-empty array of patterns over subjects' names"
        }
    }

    /// Whether a value is of the form.
    func accepts(_ value: JSON) -> Bool {
        switch self {
        case .count: value.number?.int64.map { 1...Int64(Int32.max) ~= $0 } ?? false
        case .choice(let names): value.string.map(names.contains) ?? false
        case .texts: value.array?.allSatisfy { $0.string?.isEmpty == false } ?? false
        case .patterns:
            value.array.map { items in
                !items.isEmpty && items.allSatisfy { $0.string.flatMap(SubjectPattern.init(read:)) != nil }
            } ?? false
        }
    }
}

extension SubjectPattern {
    /// The pattern that a text is; `nil` when it is none.
    init?(read text: String) {
        do throws(Malformed) { try self.init(parsing: text) } catch { return nil }
    }
}
