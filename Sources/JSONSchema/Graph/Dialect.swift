internal import JSONCore

/// A version of the JSON Schema language.
public enum Dialect: String, CaseIterable, Sendable, Comparable {
    case draft4 = "http://json-schema.org/draft-04/schema"
    case draft6 = "http://json-schema.org/draft-06/schema"
    case draft7 = "http://json-schema.org/draft-07/schema"
    case draft2019 = "https://json-schema.org/draft/2019-09/schema"
    case draft2020 = "https://json-schema.org/draft/2020-12/schema"

    /// What a schema without `$schema` is read as.
    public static let standard = Dialect.draft7

    /// The name that people use for it.
    public var name: String { traits.name }

    public static func < (left: Dialect, right: Dialect) -> Bool { left.traits.age < right.traits.age }
}

// MARK: - What tells the dialects apart

extension Dialect {
    /// What a dialect does differently from others, besides the keywords it knows (``KeywordRule``).
    struct Traits: Sendable {
        let age: Int
        let name: String
        /// The keyword that identifies a resource.
        let identifier: String
        /// Whether `$ref` makes its siblings void (draft 7, core, section 8.3).
        let referencesStandAlone: Bool
        /// Whether `true` and `false` are schemas.
        let hasBooleanSchemas: Bool
        /// Whether the fragment of an identifier names a place, as `$anchor` does in later drafts.
        let identifiersNamePlaces: Bool
        /// Whether `1.0` is an integer (draft 6, validation, section 6.25: any number with a zero fraction).
        let integersMayHaveFractions: Bool
        /// Whether the items that `contains` matches count as evaluated (2020-12, core, section 10.3.1.3).
        let containsEvaluatesItems: Bool
    }

    var traits: Traits {
        switch self {
        case .draft4: Self.draft4Traits
        case .draft6: Self.draft6Traits
        case .draft7: Self.draft7Traits
        case .draft2019: Self.draft2019Traits
        case .draft2020: Self.draft2020Traits
        }
    }

    /// Whether `1.0` has the type `integer`; in draft 4 it has not.
    public var integersMayHaveFractions: Bool { traits.integersMayHaveFractions }

    /// Whether `unevaluatedItems` passes over the items that `contains` matches.
    public var containsEvaluatesItems: Bool { traits.containsEvaluatesItems }

    private static let draft4Traits = Traits(
        age: 4, name: "draft-04", identifier: "id", referencesStandAlone: true, hasBooleanSchemas: false,
        identifiersNamePlaces: true, integersMayHaveFractions: false, containsEvaluatesItems: false)
    private static let draft6Traits = Traits(
        age: 6, name: "draft-06", identifier: "$id", referencesStandAlone: true, hasBooleanSchemas: true,
        identifiersNamePlaces: true, integersMayHaveFractions: true, containsEvaluatesItems: false)
    private static let draft7Traits = Traits(
        age: 7, name: "draft-07", identifier: "$id", referencesStandAlone: true, hasBooleanSchemas: true,
        identifiersNamePlaces: true, integersMayHaveFractions: true, containsEvaluatesItems: false)
    private static let draft2019Traits = Traits(
        age: 8, name: "2019-09", identifier: "$id", referencesStandAlone: false, hasBooleanSchemas: true,
        identifiersNamePlaces: false, integersMayHaveFractions: true, containsEvaluatesItems: false)
    private static let draft2020Traits = Traits(
        age: 9, name: "2020-12", identifier: "$id", referencesStandAlone: false, hasBooleanSchemas: true,
        identifiersNamePlaces: false, integersMayHaveFractions: true, containsEvaluatesItems: true)
}

// MARK: - Detection

extension Dialect {
    /// What a `$schema` names.
    enum Detected: Sendable {
        case dialect(Dialect)
        /// A draft that is too old, by its name.
        case unsupported(String)
        /// Something else: a meta-schema of somebody's own.
        case custom
    }

    /// Recognizes the URI of a published meta-schema, with `http` or `https`, with or without a trailing `#`.
    static func detected(in uri: String) -> Detected {
        for (spelling, dialect) in usual where spelling.isIdentical(to: uri) { return .dialect(dialect) }
        var rest = Substring(uri)
        if rest.hasSuffix("#") { rest.removeLast() }
        for scheme in ["http://", "https://"] where rest.hasPrefix(scheme) {
            return published[String(rest.dropFirst(scheme.count))] ?? .custom
        }
        return .custom
    }

    /// Nearly always it is one of these.
    private static let usual = allCases.flatMap { [($0.rawValue + "#", $0), ($0.rawValue, $0)] }

    private static let published: [String: Detected] = {
        var table: [String: Detected] = [:]
        for dialect in allCases {
            for scheme in ["http://", "https://"] where dialect.rawValue.hasPrefix(scheme) {
                let schema = String(dialect.rawValue.dropFirst(scheme.count))
                table[schema] = .dialect(dialect)
                // Hyper-schemas are schemas of the same draft with keywords more.
                table[schema.replacing("/schema", with: "/hyper-schema")] = .dialect(dialect)
            }
        }
        for draft in ["draft-00", "draft-01", "draft-02", "draft-03"] {
            table["json-schema.org/\(draft)/schema"] = .unsupported(draft)
            table["json-schema.org/\(draft)/hyper-schema"] = .unsupported(draft)
        }
        return table
    }()
}
