import JSONSchema
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import HTTP
@testable import RegistryAPI

/// What is counted is what happened.
@Suite struct MetricsTests {
    private let metrics: Metrics
    private let api: API
    private let registry: Registry

    init() {
        metrics = Metrics { [Gauge("a_gauge", "A help.", .gauge, 2.5)] }
        var options = Registry.Options()
        options.observers = [metrics]
        registry = Registry(store: MemoryStore(), formats: [JSONSchemaFormat()], options: options)
        api = API(registry: registry, release: Release(version: "1", commit: ""), metrics: metrics)
    }

    private func send(_ method: HTTP.Method, _ target: String, _ body: String = "") throws -> Response {
        try InMemory(api: api).send(method, target, [], Array(body.utf8))
    }

    /// The samples of the text, each under its name with its labels; every line must be one, or a comment.
    private func samples() throws -> [String: Double] {
        let response = try send(.get, "/metrics")
        #expect(response.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        var samples: [String: Double] = [:]
        var types: [Substring: Substring] = [:]
        for line in String(decoding: response.body, as: UTF8.self).split(separator: "\n") {
            if line.hasPrefix("# ") {
                let words = line.split(separator: " ", maxSplits: 3)
                if words[1] == "TYPE" { #expect(types.updateValue(words[3], forKey: words[2]) == nil, "\(line)") }
                continue
            }
            let space = try #require(line.lastIndex(of: " "))
            let name = String(line[..<space])
            let family = name.prefix { $0 != "{" }
            let isKnown = ["", "_bucket", "_sum", "_count"].contains { suffix in
                family.hasSuffix(suffix) && types[family.dropLast(suffix.count)] != nil
            }
            #expect(isKnown, "\(line) has no type")
            #expect(samples.updateValue(try #require(Double(line[line.index(after: space)...])), forKey: name) == nil)
        }
        return samples
    }

    private func register(_ schema: String) throws -> Int {
        try send(.post, "/subjects/s/versions", #"{"schemaType":"JSON","schema":\#(schema)}"#).status
    }

    @Test func eventsChecksFindingsDocumentsAndReadingsAreCounted() throws {
        #expect(try register(#""{\"type\":\"string\"}""#) == 200)
        #expect(try register(#""{\"type\":\"integer\"}""#) == 409)
        #expect(try register(#""{\"type\":[\"string\",\"null\"]}""#) == 200)
        for document in [#""a""#, "1", "null"] { _ = try send(.post, "/validate/ids/1", document) }
        for _ in 0..<3 { _ = try send(.get, "/schemas/ids/1") }
        let samples = try samples()
        #expect(samples[#"accord_events_total{kind="version-registered"}"#] == 2)
        #expect(samples[#"accord_checks_total{verdict="incompatible"}"#] == 1)
        #expect(samples.contains { $0.key.hasPrefix(#"accord_findings_total{rule="TYPE_"#) && $0.value == 1 })
        #expect(samples[#"accord_documents_total{verdict="valid"}"#] == 1)
        #expect(samples[#"accord_documents_total{verdict="invalid"}"#] == 2)
        #expect(samples[#"accord_answer_cache_total{result="hit"}"#] == 2)
        #expect(samples[#"accord_answer_cache_total{result="miss"}"#] == 1)
        // The first version was compared with twice, once more for what the other policy says of the refusal, and three
        // documents were judged by it, for which it was parsed anew.
        #expect(samples[#"accord_parsed_schema_cache_total{result="hit"}"#] == 5)
        #expect(samples[#"accord_parsed_schema_cache_total{result="miss"}"#] == 1)
        #expect(samples["accord_parsed_schemas"] == 3)
        #expect(samples["accord_parsed_schema_bytes"] ?? 0 > 3 * 1024)
        #expect(samples["accord_log_revision"] == 2)
        #expect(samples["a_gauge"] == 2.5)
    }

    private func entry(_ route: String?, _ method: String, _ status: Int?, microseconds: Int) -> AccessEntry {
        AccessEntry(
            id: "", method: method, target: "", route: route, status: status, requestBytes: 0, responseBytes: 0,
            microseconds: microseconds, remoteAddress: "", traceParent: nil, outcome: .answered, connection: .kept)
    }

    @Test func requestsAreCountedByRouteMethodAndStatusInCumulativeBuckets() throws {
        for (microseconds, status) in [(100, 200), (500, 200), (501, 404), (20_000_000, 200)] {
            metrics.record(entry("/a/{b}", "GET", status, microseconds: microseconds))
        }
        let samples = try samples()
        #expect(samples[#"accord_http_requests_total{route="/a/{b}",method="GET",status="200"}"#] == 3)
        #expect(samples[#"accord_http_requests_total{route="/a/{b}",method="GET",status="404"}"#] == 1)
        let duration = "accord_http_request_duration_seconds"
        let labels = #"route="/a/{b}",method="GET""#
        for (bound, count) in [("0.0005", 2), ("0.001", 3), ("10.0", 3), ("+Inf", 4)] {
            #expect(samples["\(duration)_bucket{\(labels),le=\"\(bound)\"}"] == Double(count), "\(bound)")
        }
        #expect(samples["\(duration)_count{\(labels)}"] == 4)
        #expect(abs((samples["\(duration)_sum{\(labels)}"] ?? 0) - 20.001101) < 0.000001)
    }

    /// A client must not be able to fill the memory with names.
    @Test func methodsAndPathsThatAClientMakesUpAreOneEach() throws {
        for number in 0..<100 {
            metrics.record(entry(nil, "MADE\(number)", 501, microseconds: 1))
            metrics.record(entry(nil, "GET", nil, microseconds: 1))
        }
        let samples = try samples()
        #expect(samples[#"accord_http_requests_total{route="none",method="other",status="501"}"#] == 100)
        #expect(samples[#"accord_http_requests_total{route="none",method="GET",status="0"}"#] == 100)
    }

    @Test func valuesOfLabelsAreEscaped() {
        var exposition = Exposition()
        exposition.sample("a", [("b", "\\ \" \n")], "1")
        #expect(exposition.text == #"a{b="\\ \" \n"} 1"# + "\n")
    }
}
