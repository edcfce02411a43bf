import Compatibility
import Glibc
import JSONCore
import JSONSchema
import Reports
import SchemaCore
import TestSupport
import Testing

/// Reports with all that they can hold, and each form of them as it has to be; `RECORD=1` writes down what they are, and
/// fails.
@Suite("A report")
struct ReportFormTests {
    private static let fixtures = Fixtures("reports")
    private static let files: [ReportForm: String] = [
        .text: "txt", .json: "json", .jsonl: "jsonl", .junit: "xml", .sarif: "sarif", .github: "github",
        .gitlab: "gitlab.json", .markdown: "md",
    ]

    @Test("is the same text in each form", arguments: ReportForm.allCases, ["check", "lint", "nothing"])
    func golden(form: ReportForm, name: String) throws {
        let report = try #require(Samples.all[name])
        let file = "\(name).\(try #require(Self.files[form]))"
        let text = form.render(report)
        if getenv("RECORD") != nil {
            let stream = try #require(fopen("\(Self.fixtures.path)/\(file)", "w"))
            fputs(text, stream)
            fclose(stream)
            Issue.record("recorded \(file)")
        }
        #expect(text == Self.fixtures.text(file), "\(file)")
    }

    @Test("as JSON is valid by the schema that is printed for it", arguments: ["check", "lint", "nothing"])
    func schema(name: String) throws {
        let report = try #require(Samples.all[name])
        let text = ReportForm.json.render(report)
        let format = JSONSchemaFormat()
        let schema = try format.parse(Definition(type: .json, text: Report.schema.text), references: [:])
        let validator = try format.validator(of: schema, formats: .annotation)
        let output = validator.session().judge(Array(text.utf8).span, .basic)
        #expect(output.isValid, "\(output)")
    }

    @Test("of which a line is a value, as lines of JSON", arguments: ["check", "lint", "nothing"])
    func lines(name: String) throws {
        let report = try #require(Samples.all[name])
        for line in ReportForm.jsonl.render(report).split(separator: "\n") { _ = try JSON(parsing: String(line)) }
    }

    @Test("for a terminal has no control characters but those of its colors")
    func controls() throws {
        let text = ReportForm.text.render(try #require(Samples.all["check"]), style: Style(isColored: true))
        let plain = text.replacing("\u{1B}[", with: "")
        #expect(!plain.unicodeScalars.contains { $0.properties.generalCategory == .control && $0 != "\n" })
        #expect(text.contains("\u{1B}[31m"))
    }

    @Test("for GitHub has one command a line and escapes what would end one")
    func github() throws {
        for line in ReportForm.github.render(try #require(Samples.all["check"])).split(separator: "\n") {
            #expect(line.hasPrefix("::error ") || line.hasPrefix("::warning "), "\(line)")
            // `::name properties::message`: what is between must not have a colon or a comma of its own.
            let rest = line.dropFirst(2)
            let end = try #require(rest.firstRange(of: "::"))
            for property in rest[..<end.lowerBound].split(separator: " ", maxSplits: 1)[1].split(separator: ",") {
                #expect(property.contains("=") && !property.contains(":"), "\(property)")
            }
        }
    }

    @Test("for GitHub tells the worst first")
    func order() throws {
        let lines = ReportForm.github.render(try #require(Samples.all["check"])).split(separator: "\n")
        let firstWarning = try #require(lines.firstIndex { $0.hasPrefix("::warning") })
        #expect(lines[firstWarning...].allSatisfy { $0.hasPrefix("::warning") })
    }

    @Test("names each finding differently, whatever they share")
    func identities() throws {
        var report = try #require(Samples.all["check"])
        report.schemas += report.schemas
        let issues = try #require(try JSON(parsing: ReportForm.json.render(report))["schemas"]?.array)
        let identities = issues.flatMap { $0["findings"]?.array ?? [] }.compactMap { $0["identity"]?.string }
        #expect(identities.count == Set(identities).count && identities.count > 8)
    }

    @Test("that is too long for a summary of GitHub is cut between schemas")
    func cut() throws {
        var report = try #require(Samples.all["check"])
        let schemas = report.schemas
        for _ in 0..<1500 { report.schemas += schemas }
        let text = ReportForm.markdown.render(report)
        #expect(text.utf8.count < 1 << 20)
        #expect(text.hasSuffix("have findings.\n"))
    }
}
