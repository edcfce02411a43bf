/// The groups of keywords that a resource uses (2019-09 and 2020-12, core, section 8.1.2); drafts before know no choice.
public struct Vocabularies: OptionSet, Sendable, Hashable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Identifiers, references and definitions; cannot be left out.
    public static let core = Vocabularies(rawValue: 1)
    public static let applicator = Vocabularies(rawValue: 2)
    public static let unevaluated = Vocabularies(rawValue: 4)
    public static let validation = Vocabularies(rawValue: 8)
    public static let metadata = Vocabularies(rawValue: 16)
    /// `format` as an annotation.
    public static let format = Vocabularies(rawValue: 32)
    /// `format` as an assertion, whatever the caller's configuration says.
    public static let formatAssertion = Vocabularies(rawValue: 64)
    public static let content = Vocabularies(rawValue: 128)

    /// What a published meta-schema uses.
    public static let standard: Vocabularies = [
        .core, .applicator, .unevaluated, .validation, .metadata, .format, .content,
    ]

    /// What a vocabulary's URI adds, or `nil` when it is not known.
    ///
    /// The format vocabulary of 2019-09 asserts when it is required (validation, section 7.2); of 2020-12's two, one
    /// asserts wherever it occurs (validation, section 7.2.2).
    static func named(_ uri: String, requirement: Requirement) -> Vocabularies? {
        switch (uri, requirement) {
        case ("https://json-schema.org/draft/2019-09/vocab/format", .required): [.format, .formatAssertion]
        default: published[uri]
        }
    }

    /// What `$vocabulary` says about a URI.
    enum Requirement {
        case required, optional
    }

    private static let published: [String: Vocabularies] = [
        "https://json-schema.org/draft/2019-09/vocab/core": .core,
        "https://json-schema.org/draft/2019-09/vocab/applicator": [.applicator, .unevaluated],
        "https://json-schema.org/draft/2019-09/vocab/validation": .validation,
        "https://json-schema.org/draft/2019-09/vocab/meta-data": .metadata,
        "https://json-schema.org/draft/2019-09/vocab/format": .format,
        "https://json-schema.org/draft/2019-09/vocab/content": .content,
        "https://json-schema.org/draft/2020-12/vocab/core": .core,
        "https://json-schema.org/draft/2020-12/vocab/applicator": .applicator,
        "https://json-schema.org/draft/2020-12/vocab/unevaluated": .unevaluated,
        "https://json-schema.org/draft/2020-12/vocab/validation": .validation,
        "https://json-schema.org/draft/2020-12/vocab/meta-data": .metadata,
        "https://json-schema.org/draft/2020-12/vocab/format-annotation": .format,
        "https://json-schema.org/draft/2020-12/vocab/format-assertion": [.format, .formatAssertion],
        "https://json-schema.org/draft/2020-12/vocab/content": .content,
    ]
}
