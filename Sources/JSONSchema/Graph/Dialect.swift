/// A version of the JSON Schema language.
public enum Dialect: String, CaseIterable, Sendable, Comparable {
    case draft4 = "http://json-schema.org/draft-04/schema"
    case draft6 = "http://json-schema.org/draft-06/schema"
    case draft7 = "http://json-schema.org/draft-07/schema"
    case draft2019 = "https://json-schema.org/draft/2019-09/schema"
    case draft2020 = "https://json-schema.org/draft/2020-12/schema"

    /// What a schema without `$schema` is read as.
    public static let standard = Dialect.draft7

    private var age: Int {
        switch self {
        case .draft4: 4
        case .draft6: 6
        case .draft7: 7
        case .draft2019: 8
        case .draft2020: 9
        }
    }

    public static func < (left: Dialect, right: Dialect) -> Bool { left.age < right.age }
}
