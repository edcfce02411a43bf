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
        member("versions") { $0.array(report.comparisons) { $0.value($1.version.number) } }
        member("findings") { body in
            body.array { body in
                for comparison in report.comparisons {
                    switch comparison.outcome {
                    case .findings(let findings): for finding in findings { body.value(finding) }
                    case .otherType(let type): body.value(otherType: type, version: comparison.version)
                    }
                }
            }
        }
    }

    private mutating func value(_ finding: Finding) {
        let found = finding.incompatibility
        let isBackward = finding.direction == .backward
        object { body in
            body.member("rule", found.rule.id)
            body.member("certainty", found.certainty.rawValue)
            body.member("version", finding.version.number)
            body.member("direction", finding.direction.rawValue)
            body.member("pointer", "\(isBackward ? found.readerPointer : found.writerPointer)")
            body.member("oldPointer", "\(isBackward ? found.writerPointer : found.readerPointer)")
            body.member("instancePointer", "\(found.instancePointer)")
            body.member("newValue", isBackward ? found.readerValue : found.writerValue)
            body.member("oldValue", isBackward ? found.writerValue : found.readerValue)
            body.member("message", finding.message)
            body.member("witness", found.witness)
            if let fix = found.fix { body.member("fix", fix) }
        }
    }

    /// An earlier version in another language, with which nothing can be compared.
    private mutating func value(otherType type: SchemaType, version: Version) {
        object { body in
            body.member("rule", "SCHEMA_TYPE_CHANGED")
            body.member("certainty", Incompatibility.Certainty.proven.rawValue)
            body.member("version", version.number)
            body.member("message", "Version \(version) is a schema of type \(type.name), and the new one is not.")
        }
    }

    private mutating func member(_ name: String, _ value: JSON?) {
        if let value { member(name) { $0.value(value) } }
    }
}
