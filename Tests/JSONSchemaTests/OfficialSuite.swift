import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport

/// The official JSON Schema suite, read from the third-party test data.
struct OfficialSuite {
    static let dialects: [(folder: String, dialect: Dialect)] = [
        ("draft4", .draft4), ("draft6", .draft6), ("draft7", .draft7), ("draft2019-09", .draft2019),
        ("draft2020-12", .draft2020),
    ]

    /// What the suite asks of everybody, and what it does not.
    enum Part: String, CaseIterable {
        case required, optional, format

        init(_ file: String) {
            self =
                file.contains("/optional/format/")
                ? .format : file.contains("/optional/") ? .optional : .required
        }

        var formats: FormatTreatment { self == .required ? .annotation : .assertion }
    }

    struct Group {
        let description: String
        let schema: JSON
        let tests: [Test]
    }

    struct Test {
        let description: String
        let data: JSON
        let isValid: Bool
    }

    private let data: TestData
    private let remotes: [String: Definition]

    init(_ data: TestData) throws {
        self.data = data
        var remotes: [String: Definition] = [:]
        for file in data.files(under: "remotes") {
            guard let text = data.text(file) else { continue }
            remotes["http://localhost:1234/" + file.dropFirst("remotes/".count)] = Definition(type: .json, text: text)
        }
        self.remotes = remotes
    }

    /// The files of a draft, by their places.
    func files(of folder: String) -> [String] { data.files(under: "tests/" + folder).sorted() }

    func groups(_ file: String) throws -> [Group] {
        try (JSON(parsing: data.text(file) ?? "").array ?? []).map { group in
            Group(
                description: group["description"]?.string ?? "", schema: group["schema"] ?? .null,
                tests: (group["tests"]?.array ?? []).map { test in
                    Test(
                        description: test["description"]?.string ?? "", data: test["data"] ?? .null,
                        isValid: test["valid"]?.boolean == true)
                })
        }
    }

    /// The graph of a schema that may refer to the suite's remotes.
    func graph(_ schema: JSON, _ dialect: Dialect) throws(RegistryError) -> SchemaGraph {
        let definition = Definition(type: .json, text: schema.text)
        return try JSONSchemaFormat(defaultDialect: dialect).parse(definition, references: remotes).graph
    }
}
