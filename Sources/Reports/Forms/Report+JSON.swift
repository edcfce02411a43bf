internal import Compatibility
public import JSONCore
internal import SchemaCore

/// A report for programs; ``Report/schema`` describes it.
extension Report {
    var json: JSON {
        var rest = identified[...]
        return .object([
            "tool": .object(["name": .string(Self.toolName), "version": .string(version)]),
            "report": .string(purpose.rawValue), "outcome": .string(outcome.rawValue),
            "against": against.isEmpty ? nil : .string(against), "summary": Summary(schemas).json,
            "remarks": remarks.isEmpty ? nil : .strings(remarks),
            "schemas": .array(
                schemas.map { schema in
                    let findings = rest.prefix(schema.findings.count)
                    rest = rest.dropFirst(schema.findings.count)
                    return .object(
                        JSONObject(
                            schema.members.members + [.init(name: "findings", value: .array(findings.map(\.json)))]))
                }),
        ])
    }

    /// The same a line a schema, each followed by its findings, with the summary at the end.
    var jsonLines: String {
        var lines: [JSON] = []
        var rest = identified[...]
        for schema in schemas {
            lines.append(.tagged("schema", schema.members))
            for finding in rest.prefix(schema.findings.count) {
                let about: JSON = .object([
                    "schema": .string(schema.name), "file": schema.file.map { .string($0) },
                ])
                lines.append(.tagged("finding", JSONObject(about.members + finding.json.members)))
            }
            rest = rest.dropFirst(schema.findings.count)
        }
        let end: JSON = .object([
            "report": .string(purpose.rawValue), "outcome": .string(outcome.rawValue), "summary": Summary(schemas).json,
        ])
        lines.append(.tagged("summary", JSONObject(end.members)))
        return lines.map { $0.text + "\n" }.joined()
    }
}

extension JSON {
    fileprivate var members: [JSONObject.Member] { object?.members ?? [] }

    fileprivate static func tagged(_ type: String, _ object: JSONObject) -> JSON {
        .object(JSONObject([JSONObject.Member(name: "type", value: .string(type))] + object.members))
    }
}

extension Summary {
    fileprivate var json: JSON {
        .object([
            "schemas": .integer(schemas), "errors": .integer(errors), "warnings": .integer(warnings),
            "undecided": .integer(undecided), "waived": .integer(waived), "unreadable": .integer(unreadable),
        ])
    }
}

extension CheckedSchema {
    /// All but the findings.
    fileprivate var members: JSONObject {
        let json: JSON = .object([
            "name": .string(name), "file": file.map { .string($0) }, "subject": subject.map { .string($0) },
            "outcome": .string(outcome.rawValue), "change": change.map { .string($0.rawValue) },
            "earlierFile": earlierFile.map { .string($0) }, "refused": isRefused ? true : nil,
            "level": level.map { .string($0.rawValue) }, "policy": policy.map { .string($0.rawValue) },
            "otherPolicy": otherPolicy.map { other in
                .object(["policy": .string(other.policy.rawValue), "verdict": .string(other.verdict.rawValue)])
            },
            "earlier": earlier.isEmpty ? nil : .strings(earlier),
            "problem": problem.map { problem in
                .object(["message": .string(problem.message), "place": problem.place?.json])
            },
            "remarks": remarks.isEmpty ? nil : .strings(remarks),
        ])
        return json.object ?? JSONObject()
    }
}

extension Report.Identified {
    var json: JSON {
        .object([
            "severity": .string(finding.severity.rawValue), "rule": finding.rule.map { .string($0) },
            "direction": finding.direction.map { .string($0.rawValue) },
            "earlier": finding.earlier.map { .string($0) }, "policy": finding.policy.map { .string($0) },
            "pointer": finding.pointer.map { .string($0.description) },
            "oldPointer": finding.oldPointer.map { .string($0.description) },
            "document": finding.document.isEmpty ? nil : .string(finding.document),
            "oldDocument": finding.oldDocument.isEmpty ? nil : .string(finding.oldDocument),
            "instancePointer": finding.instancePointer.map { .string($0.description) },
            "oldValue": finding.oldValue, "newValue": finding.newValue, "message": .string(finding.message),
            "harm": finding.harm.map { .string($0) }, "witness": finding.witness,
            "fix": finding.fix.map { .string($0) }, "fingerprint": finding.fingerprint.map { .string($0) },
            "identity": .string(identity),
            "waiver": finding.waiver.map { waiver in
                .object([
                    "reason": waiver.reason.map { .string($0) }, "approver": waiver.approver.map { .string($0) },
                ])
            },
            "place": finding.place?.json, "oldPlace": finding.oldPlace?.json,
        ])
    }
}

extension Place {
    public var json: JSON {
        let (revision, version): (String?, String?) =
            switch origin {
            case .file: (nil, nil)
            case .revision(let revision, _): (revision, nil)
            case .version(let version): (nil, version)
            }
        return .object([
            "file": origin.file.map { .string($0) }, "revision": revision.map { .string($0) },
            "version": version.map { .string($0) }, "line": .integer(position.line),
            "column": .integer(position.column),
        ])
    }
}
