internal import Compatibility
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// The findings of a comparison with all their parts, for clients that ask for more than messages: our own addition to
/// Confluent's answer.
extension JSONBody {
    /// What was compared, and what was found.
    mutating func members(of report: CheckReport) {
        member("compatibilityLevel", report.level.rawValue)
        member("compatibilityPolicy", report.policy.rawValue)
        if let verdict = report.otherVerdict { member(otherPolicy: report.policy.other, verdict) }
        member("versions") { $0.array(report.comparisons) { $0.value($1.version.number) } }
        member("findings") { body in
            body.array { body in
                for comparison in report.comparisons {
                    switch comparison.outcome {
                    case .findings(let findings):
                        for finding in findings { body.value(finding, isWaived: report.isWaived(finding)) }
                    case .otherType(let type):
                        body.value(
                            "SCHEMA_TYPE_CHANGED", .proven, version: comparison.version,
                            "Version \(comparison.version) is a schema of type \(type.name), and the new one is not.")
                    case .unreadable(let reason):
                        body.value(
                            "SCHEMA_UNREADABLE", .undecided, version: comparison.version,
                            "Version \(comparison.version) is stored but cannot be read: \(reason)")
                    }
                }
            }
        }
    }

    private mutating func member(otherPolicy policy: CompatibilityPolicy, _ verdict: Verdict) {
        member("otherPolicy") { body in
            body.object {
                $0.member("policy", policy.rawValue)
                $0.member("verdict", verdict.rawValue)
            }
        }
    }

    /// A comparison of two schemas in the terms of reader and writer.
    mutating func value(_ report: ComparisonReport) {
        object { body in
            body.member("verdict", report.comparison.verdict.rawValue)
            body.member("policy", report.policy.rawValue)
            body.member("findings") { $0.array(report.comparison.incompatibilities) { $0.value($1) } }
            body.member(otherPolicy: report.policy.other, report.otherVerdict)
            body.member("information") { $0.array(report.comparison.information) { $0.value($1) } }
            if let changes = report.changes { body.member("changes") { $0.array(changes) { $0.value($1) } } }
            body.member("steps", report.comparison.steps)
        }
    }

    private mutating func value(_ found: Incompatibility) {
        object { body in
            body.member("rule", found.rule.id)
            body.member("certainty", found.certainty.rawValue)
            body.member("readerPointer", "\(found.readerPointer)")
            body.member("writerPointer", "\(found.writerPointer)")
            body.member(document: "readerDocument", found.readerDocument)
            body.member(document: "writerDocument", found.writerDocument)
            body.member("instancePointer", "\(found.instancePointer)")
            body.member("old", found.writerValue)
            body.member("new", found.readerValue)
            body.member("message", found.message(reader: "the reader's schema", writer: "the writer's schema"))
            body.member("witness", found.witness)
            if let fix = found.fix { body.member("fix", fix) }
            body.member("fingerprint", found.fingerprint)
        }
    }

    private mutating func value(_ change: SchemaChange) {
        object { body in
            body.member("kind", change.kind.rawValue)
            if let pointer = change.oldPointer { body.member("oldPointer", "\(pointer)") }
            if let pointer = change.newPointer { body.member("newPointer", "\(pointer)") }
            body.member(document: "oldDocument", change.oldDocument)
            body.member(document: "newDocument", change.newDocument)
            body.member("instancePointer", "\(change.instancePointer)")
            body.member("old", change.oldValue)
            body.member("new", change.newValue)
            body.member("message", change.message)
            body.member("backward", change.backward.rawValue)
            body.member("forward", change.forward.rawValue)
        }
    }

    private mutating func value(_ finding: Finding, isWaived: Bool) {
        let found = finding.incompatibility
        let isBackward = finding.direction == .backward
        object { body in
            body.member("rule", found.rule.id)
            body.member("certainty", found.certainty.rawValue)
            body.member("version", finding.version.number)
            body.member("direction", finding.direction.rawValue)
            body.member("pointer", "\(isBackward ? found.readerPointer : found.writerPointer)")
            body.member("oldPointer", "\(isBackward ? found.writerPointer : found.readerPointer)")
            body.member(document: "document", isBackward ? found.readerDocument : found.writerDocument)
            body.member(document: "oldDocument", isBackward ? found.writerDocument : found.readerDocument)
            body.member("instancePointer", "\(found.instancePointer)")
            body.member("newValue", isBackward ? found.readerValue : found.writerValue)
            body.member("oldValue", isBackward ? found.writerValue : found.readerValue)
            body.member("message", finding.message)
            body.member("witness", found.witness)
            if let fix = found.fix { body.member("fix", fix) }
            body.member("fingerprint", found.fingerprint)
            if isWaived { body.member("waived", true) }
        }
    }

    /// What stands in the way of comparing with an earlier version at all.
    private mutating func value(
        _ rule: String, _ certainty: Incompatibility.Certainty, version: Version, _ message: String
    ) {
        object { body in
            body.member("rule", rule)
            body.member("certainty", certainty.rawValue)
            body.member("version", version.number)
            body.member("message", message)
        }
    }

    private mutating func member(_ name: String, _ value: JSON?) {
        if let value { member(name) { $0.value(value) } }
    }

    /// Names the text that a pointer is about, unless it is the schema itself.
    private mutating func member(document name: String, _ document: String) {
        if !document.isEmpty { member(name, document) }
    }
}
