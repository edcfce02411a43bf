import Compatibility
import JSONCore
import Reports
import SchemaCore

/// Reports with all that they can hold, and with characters that mean something in each form.
enum Samples {
    static let all = ["check": check, "lint": lint, "nothing": Report(.check, version: "1.2.3", schemas: [])]

    /// Means something in XML, Markdown, commands of GitHub, terminals and URIs.
    private static let nasty =
        "a<b>&\"c\"'d' `e` ``f`` %25 ::error:: x,y *z* _w_ [l](m) |\r\n\t\u{1B}[31m\u{1}\u{FFFE} é 日本"

    private static let check: Report = {
        var report = Report(
            .check, version: "1.2.3",
            schemas: [failed, undecided, waived, renamed, added, deleted, unchanged, unreadable])
        report.against = "origin/main (commit 0123456789, where HEAD left it)"
        report.folder = "services/orders"
        report.remarks = ["the waiver of 0123… (agreed) ended at 2026-01-31T23:59:59.999Z and does not count"]
        report.rules = [
            ReportedRule(id: "MINIMUM_INCREASED", purpose: "Checks that no minimum increases.", advice: "Keep it."),
            ReportedRule(id: "UNDECIDED", purpose: "Checks that all is decided.", severity: .undecided),
            ReportedRule(id: "UNUSED", purpose: "Checks nothing."),
        ]
        return report
    }()

    private static func schema(_ name: String, _ change: CheckedSchema.Change?) -> CheckedSchema {
        var schema = CheckedSchema(name: "\(name)-value", file: "schemas/\(name).json")
        schema.subject = "\(name)-value"
        schema.change = change
        schema.level = .full
        schema.policy = .strict
        schema.earlier = change == .added ? [] : ["origin/main"]
        return schema
    }

    private static func finding(_ rule: String, _ severity: ReportedFinding.Severity) -> ReportedFinding {
        var finding = ReportedFinding(
            rule: rule, severity, "The minimum of \"qty\" is 0 in origin/main and 1 in the new schema.")
        finding.direction = .backward
        finding.earlier = "origin/main"
        finding.pointer = JSONPointer(["properties", "qty", "minimum"])
        finding.oldPointer = finding.pointer
        finding.instancePointer = JSONPointer(["qty"])
        finding.oldValue = 0
        finding.newValue = 1
        finding.witness = ["qty": 0]
        finding.fix = "Keep \"minimum\" as it was, or lower it."
        finding.fingerprint = String(repeating: "0123456789abcdef", count: 4)
        finding.place = Place(.file("schemas/order.json"), SourcePosition(line: 4, column: 33))
        finding.oldPlace = Place(
            .revision("origin/main", file: "schemas/order.json"), SourcePosition(line: 3, column: 33))
        return finding
    }

    private static let failed: CheckedSchema = {
        var schema = Self.schema("order", .changed)
        var other = Self.finding("TYPE_CHANGED", .error)
        other.message = nasty
        other.direction = .forward
        other.pointer = JSONPointer(["properties", nasty, "a/b~c"])
        other.oldValue = .string(nasty)
        other.newValue = nil
        other.witness = .string(String(repeating: nasty, count: 40))
        other.fix = nasty
        other.place = Place(.file("../shared/a b,c%#?.json"), SourcePosition(line: 1, column: 2))
        other.document = nasty
        other.oldPlace = Place(.version("orders-value:6"), SourcePosition(line: 14, column: 9))
        var bare = ReportedFinding(rule: nil, .error, "The registry gives no reason.")
        bare.earlier = "origin/main"
        schema.findings = [
            Self.finding("MINIMUM_INCREASED", .error), other, Self.finding("MINIMUM_INCREASED", .error), bare,
        ]
        schema.otherPolicy = .init(policy: .lenient, verdict: .compatible)
        schema.isRefused = true
        return schema
    }()

    private static let undecided: CheckedSchema = {
        var schema = Self.schema("pattern", .changed)
        var finding = Self.finding("UNDECIDED", .undecided)
        finding.message = "The expressions could not be compared."
        finding.witness = nil
        schema.findings = [finding]
        return schema
    }()

    private static let waived: CheckedSchema = {
        var schema = Self.schema("waived", .changed)
        var first = Self.finding("MINIMUM_INCREASED", .error)
        first.waiver = .init(reason: nasty, approver: "ann")
        var second = Self.finding("MAXIMUM_DECREASED", .error)
        second.waiver = .init()
        schema.findings = [first, second]
        return schema
    }()

    private static let renamed: CheckedSchema = {
        var schema = Self.schema("renamed", .renamed)
        schema.earlierFile = "schemas/old name.json"
        schema.remarks = ["in commit 0123456789 it was no schema, and is not compared with: \(nasty)"]
        return schema
    }()

    private static let added = schema("added", .added)

    private static let deleted: CheckedSchema = {
        var schema = Self.schema("deleted", .deleted)
        var finding = ReportedFinding(rule: "SCHEMA_DELETED", .warning, "The schema is gone.")
        finding.earlier = "origin/main"
        schema.findings = [finding]
        return schema
    }()

    private static let unchanged = schema("unchanged", .unchanged)

    private static let unreadable: CheckedSchema = {
        var schema = Self.schema(nasty, .added)
        schema.problem = .init(
            "not JSON: \(nasty)", at: Place(.file("schemas/x.json"), SourcePosition(line: 7, column: 1)))
        return schema
    }()

    private static let lint: Report = {
        var fine = CheckedSchema(name: "fine.json", file: "fine.json")
        fine.subject = "fine"
        var broken = CheckedSchema(name: "standard input")
        broken.subject = "orders"
        var error = ReportedFinding(
            rule: "property-naming", .error, "The name of the property \"order_id\" is not camelCase.")
        error.policy = "naming"
        error.pointer = JSONPointer(["properties", "order_id"])
        error.fix = "Name it \"orderId\"."
        error.place = Place(.file("standard input"), SourcePosition(line: 4, column: 5))
        var warning = ReportedFinding(rule: "require-title", .warning, "The schema has no title.")
        warning.policy = "recommended"
        warning.pointer = .root
        broken.findings = [error, warning]
        broken.remarks = ["no rule of a policy applies"]
        var report = Report(.lint, version: "1.2.3", schemas: [fine, broken])
        report.rules = [
            ReportedRule(id: "require-title", purpose: "Checks that there is a title.", severity: .warning)
        ]
        return report
    }()
}
