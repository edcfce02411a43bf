import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// `openapi.yaml` against the table of routes, and the transcripts against both.
@Suite struct DescriptionTests {
    /// One method of one path, as it is described.
    private struct Operation: Hashable {
        var method: String
        var path: String
        var name: String
        var pathParameters: Set<String>
        var queryParameters: Set<String>
        var input: String
        var statuses: Set<Int>
        var codes: Set<Int>
    }

    private let description: JSON

    init() throws {
        let text = try #require(Fixtures.text(of: Fixtures.root + "/openapi.yaml"))
        description = try BlockYAML.parse(text)
    }

    // MARK: Reading it

    private func resolved(_ value: JSON) throws -> JSON {
        guard let reference = value["$ref"]?.string else { return value }
        let pointer = try #require(JSONPointer(parsing: String(reference.dropFirst())), "\(reference)")
        return try #require(description[pointer], "\(reference)")
    }

    private func parameters(_ value: JSON, in place: String) throws -> Set<String> {
        let parameters = try (value["parameters"]?.array ?? []).map(resolved).filter { $0["in"]?.string == place }
        return Set(parameters.compactMap { $0["name"]?.string })
    }

    private func operations() throws -> [Operation] {
        var operations: [Operation] = []
        for path in try #require(description["paths"]?.object).members {
            for method in path.value.object?.members ?? [] where method.name != "parameters" {
                let responses = try #require(method.value["responses"]?.object)
                for response in responses.members where response.name != "204" {
                    let content = try #require(try resolved(response.value)["content"]?.object)
                    #expect(!content.members.isEmpty, "\(path.name) \(method.name) \(response.name)")
                    for media in content.members { _ = try resolved(try #require(media.value["schema"])) }
                }
                operations.append(
                    Operation(
                        method: method.name.uppercased(), path: path.name,
                        name: try #require(method.value["operationId"]?.string),
                        pathParameters: try parameters(path.value, in: "path"),
                        queryParameters: try parameters(method.value, in: "query"),
                        input: method.value["requestBody"].map { $0["required"] == true ? "body" : "optionalBody" }
                            ?? "none",
                        statuses: Set(responses.names.compactMap { Int($0) }),
                        codes: Set(method.value["x-error-codes"]?.array?.compactMap { $0.integer } ?? [])))
            }
        }
        return operations
    }

    // MARK: The routes

    @Test func everyRouteIsDescribedAsItIs() throws {
        let described = try operations().map { operation in
            var operation = operation
            operation.queryParameters = []
            return operation
        }
        let routed = API.routes.map { route in
            let segments = route.template.split(separator: "/").filter { $0.hasPrefix("{") }
            return Operation(
                method: route.method.rawValue, path: route.template, name: route.endpoint.name,
                pathParameters: Set(segments.map { String($0.dropFirst().dropLast()) }), queryParameters: [],
                input: route.endpoint.input == .documents ? "body" : "\(route.endpoint.input)",
                statuses: Set(route.endpoint.codes.map(\.wire.status) + [route.endpoint.success]),
                codes: Set(route.endpoint.codes.map(\.wire.number)))
        }
        let missing = Set(routed).subtracting(described).map { "not described: \($0)" }.sorted()
        let surplus = Set(described).subtracting(routed).map { "not routed: \($0)" }.sorted()
        #expect((missing + surplus).isEmpty, "\((missing + surplus).joined(separator: "\n"))")
        #expect(described.count == routed.count)
        #expect(Set(described.map(\.name)).count == described.count)
    }

    @Test func everyReferenceLeadsSomewhereAndEveryComponentIsUsed() throws {
        var references: Set<String> = []
        func visit(_ value: JSON) throws {
            if let reference = value["$ref"]?.string {
                references.insert(reference)
                _ = try resolved(value)
            }
            for member in value.object?.members ?? [] { try visit(member.value) }
            for item in value.array ?? [] { try visit(item) }
        }
        try visit(description)
        for kind in try #require(description["components"]?.object).members {
            for name in kind.value.object?.names ?? [] {
                #expect(references.contains("#/components/\(kind.name)/\(name)"), "\(kind.name)/\(name) is not used")
            }
        }
    }

    @Test func aDescriptionThatIsNotInBlockStyleIsRefused() {
        for text in [
            "a: [1, 2]", "a: {b: 1}", "a: |\n  text", "a: 'b'", "a: 1\n   b: 2", "a: b: c", "a: 1\na: 2", "a",
            "- a\nb: 1",
            "a:", "a: b #c", "a: \"b", "\ta: 1", "a: 1 ", "a:\n    b: 1", "a: 1-2",
        ] {
            #expect(throws: (any Error).self, "\(text)") { try BlockYAML.parse(text) }
        }
    }

    @Test func blockStyleIsReadAsTheJSONItStandsFor() throws {
        let text = """
            # A comment
            a: text with "quotes", {braces} and 1
            "200":
              - one
              - x: -1
                y:
                  z: true
              - "two: \\n"
            /b/{c}: null
            """
        let expected: JSON = [
            "a": #"text with "quotes", {braces} and 1"#,
            "200": ["one", ["x": -1, "y": ["z": true]], "two: \n"],
            "/b/{c}": nil,
        ]
        #expect(try BlockYAML.parse(text) == expected)
    }

    // MARK: What goes over the wire

    /// What a body, or the answer of a status, is described by, with all that it refers to.
    private func validator(of operation: Operation, answering status: Int? = nil, as type: String) throws -> Validator {
        let method = try #require(description["paths"]?[operation.path]?[operation.method.lowercased()])
        let part = status.map { method["responses"]?["\($0)"] } ?? method["requestBody"]
        let content = try resolved(try #require(part, "\(operation.name) \(status ?? 0)"))["content"]
        let schema: JSON = [
            "allOf": [try #require(content?[type]?["schema"])],
            "components": try #require(description["components"]),
        ]
        let parsed = try JSONSchemaFormat().parse(Definition(type: .json, text: schema.text), references: [:])
        return try Validator(parsed.graph, formats: .assertion)
    }

    @Test func everyBodyAndAnswerOfTheTranscriptsIsAsDescribed() throws {
        let operations = try operations()
        var validators: [String: Validator] = [:]
        var checked = 0
        func check(_ json: JSON, _ key: String, _ place: String, _ make: () throws -> Validator) throws {
            let validator = try validators[key] ?? make()
            validators[key] = validator
            let output = try validator.explain(json)
            #expect(output.isValid, "\(place), \(key): \(output)")
            checked += 1
        }
        let fixtures = Fixtures("wire")
        for file in fixtures.files {
            let api = InMemory(api: try Station(for: file).api)
            for exchange in try Transcript(parsing: try #require(fixtures.text(file))).exchanges {
                let place = "\(file), line \(exchange.line)"
                let response = try api.send(
                    exchange.method, exchange.target, exchange.headers, Array(exchange.body.utf8))
                let method = exchange.method == .head ? "GET" : exchange.method.rawValue
                guard let operation = operations.first(where: { $0.path == response.route && $0.method == method })
                else { continue }
                guard response.status != 204, response.headers["Content-Type"]?.hasPrefix("text/") != true
                else { continue }
                let isLines = response.headers["Content-Type"] == MediaType.lines
                let type = isLines ? MediaType.lines : MediaType.vendorV1.rawValue
                for text in isLines ? response.body.split(separator: UInt8(ascii: "\n")) : [response.body[...]] {
                    try check(JSON(parsing: text), "\(operation.name) \(response.status) \(type)", place) {
                        try validator(of: operation, answering: response.status, as: type)
                    }
                }
                let isDocument = !exchange.headers.contains { $0.value == MediaType.lines }
                if [200, 207].contains(response.status), !exchange.body.isEmpty, isDocument, !exchange.isNoDocument {
                    try check(JSON(parsing: exchange.body), operation.name, place) {
                        try validator(of: operation, as: MediaType.vendorV1.rawValue)
                    }
                }
            }
        }
        #expect(checked > 400)
    }

    // MARK: The transcripts

    /// What an exchange of a transcript shows of its endpoint.
    private struct Shown {
        var name: String
        var parameters: Set<String>
        var code: Int
    }

    private func shown() throws -> [Shown] {
        let router = Router(API.routes)
        let fixtures = Fixtures("wire")
        var shown: [Shown] = []
        for file in fixtures.files {
            for exchange in try Transcript(parsing: try #require(fixtures.text(file))).exchanges {
                let bytes = Array(exchange.target.utf8)
                let target = try Target(parsing: bytes.span, queryParameters: 100)
                guard case .found(let route, _) = router.match(exchange.method, target.path) else { continue }
                let error = (try? JSON(parsing: exchange.expectedBody))?["error_code"]?.integer
                shown.append(
                    Shown(
                        name: route.endpoint.name, parameters: Set(target.query.parameters.map(\.name)),
                        code: error ?? exchange.status))
            }
        }
        return shown
    }

    @Test func everyParameterOfEveryEndpointIsInATranscript() throws {
        let shown = try shown()
        for operation in try operations() {
            let used = shown.filter { $0.name == operation.name }.reduce(into: Set()) { $0.formUnion($1.parameters) }
            let missing = operation.queryParameters.subtracting(used)
            #expect(missing.isEmpty, "\(operation.name): no transcript uses \(missing.sorted())")
            let surplus = used.subtracting(operation.queryParameters)
            #expect(surplus.isEmpty, "\(operation.name): not described are \(surplus.sorted())")
        }
    }

    /// Codes that no conversation brings about; other tests do.
    private static let provoked: Set<RegistryError.Code> = [
        .storeFailure, .internalFailure, .conflict, .unavailable, .bodyTooLarge, .tooManyAssociations,
        .storedSchemaUnreadable,
    ]
    /// Codes of negotiation, of bodies and of access, which other tests bring about at every endpoint.
    private static let ofAll: Set<RegistryError.Code> = [
        .notAcceptable, .unsupportedMediaType, .malformedRequest, .missingBody, .unauthenticated, .forbidden,
    ]

    @Test func everyErrorOfEveryEndpointIsInATranscript() throws {
        let shown = try shown()
        for route in API.routes {
            let endpoint = route.endpoint
            let codes = Set(shown.filter { $0.name == endpoint.name }.map(\.code))
            #expect(codes.contains(endpoint.success), "\(endpoint.name): no transcript of a success")
            let expected = endpoint.codes.subtracting(Self.provoked).subtracting(Self.ofAll).map(\.wire.number)
            let missing = Set(expected).subtracting(codes)
            #expect(missing.isEmpty, "\(endpoint.name): no transcript of \(missing.sorted())")
            let surplus = codes.subtracting(endpoint.codes.map(\.wire.number) + [endpoint.success, 404])
            #expect(surplus.isEmpty, "\(endpoint.name): not declared are \(surplus.sorted())")
        }
    }
}

extension Transcript.Exchange {
    /// Whether the answer says that the body is no document.
    fileprivate var isNoDocument: Bool { expectedBody.contains("The document is not JSON") }
}

extension JSON {
    fileprivate var integer: Int? { number?.int64.map { Int($0) } }
}
