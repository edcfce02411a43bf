internal import JSONCore
internal import SchemaCore

/// A report as SARIF 2.1.0, the format of results that code hosts and editors read.
extension Report {
    var sarif: JSON {
        let rules = rulesOfFindings
        let positions = Dictionary(rules.enumerated().map { ($1.id, $0) }) { first, _ in first }
        return .object([
            "$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [
                .object([
                    "tool": [
                        "driver": .object([
                            "name": .string(Self.toolName), "version": .string(version),
                            "semanticVersion": .string(version), "rules": .array(rules.map(\.sarif)),
                        ])
                    ],
                    "automationDetails": ["id": .string("\(Self.toolName)/\(purpose.rawValue)/")],
                    "columnKind": "unicodeCodePoints", "invocations": [invocation],
                    "results": .array(identified.map { result($0, positions) }),
                ])
            ],
        ])
    }

    /// The rules that findings name; those that nothing more is known of are named by their ids alone.
    private var rulesOfFindings: [ReportedRule] {
        let named = Set(schemas.flatMap(\.findings).map(\.sarifRule))
        let known = rules.filter { named.contains($0.id) }
        let unknown = named.subtracting(known.map(\.id)).map { ReportedRule(id: $0, purpose: $0) }
        return (known + unknown).sorted { $0.id < $1.id }
    }

    private var invocation: JSON {
        let notifications = schemas.compactMap { schema in
            schema.problem.map { problem in
                let message: JSON = ["text": .string("\(schema.name): \(problem.message)")]
                return JSON.object([
                    "level": "error", "message": message, "locations": problem.place.flatMap(location).map { [$0] },
                ])
            }
        }
        return .object([
            "executionSuccessful": .boolean(notifications.isEmpty),
            "toolExecutionNotifications": notifications.isEmpty ? nil : .array(notifications),
        ])
    }

    private func result(_ identified: Identified, _ positions: [String: Int]) -> JSON {
        let finding = identified.finding
        return .object([
            "ruleId": .string(finding.sarifRule), "ruleIndex": positions[finding.sarifRule].map { .integer($0) },
            "level": .string(finding.severity == .error ? "error" : "warning"),
            "message": ["text": .string(finding.sarifMessage)],
            "locations": .array(location(identified).map { [$0] } ?? []),
            "relatedLocations": finding.oldPlace.flatMap(earlier).map { [$0] },
            "partialFingerprints": ["accordFinding/v1": .string(identified.identity)],
            "suppressions": finding.waiver.map { waiver in
                [
                    .object([
                        "kind": "external", "status": "accepted",
                        "justification": waiver.text.map { .string($0) },
                    ])
                ]
            },
            "properties": .object([
                "schema": .string(identified.schema.name), "severity": .string(finding.severity.rawValue),
                "direction": finding.direction.map { .string($0.rawValue) },
                "earlier": finding.earlier.map { .string($0) }, "policy": finding.policy.map { .string($0) },
                "pointer": finding.pointer.map { .string($0.description) }, "witness": finding.witness,
                "fingerprint": finding.fingerprint.map { .string($0) },
            ]),
        ])
    }

    /// Where a finding is; of what has no place, the file, without which code hosts take no result.
    private func location(_ identified: Identified) -> JSON? {
        identified.finding.place.flatMap(location)
            ?? identified.schema.file.flatMap { location(Place(.file($0), SourcePosition(line: 1, column: 1))) }
    }

    /// Where the earlier schema says it; code hosts take no location that is in no file.
    private func earlier(_ place: Place) -> JSON? {
        physicalLocation(place).map { location in
            let text =
                switch place.origin {
                case .revision(let revision, _): "As it is in \(revision)"
                case .file, .version: "The earlier schema"
                }
            return ["id": 0, "physicalLocation": location, "message": ["text": .string(text)]]
        }
    }

    private func location(_ place: Place) -> JSON? { physicalLocation(place).map { ["physicalLocation": $0] } }

    /// A place in a file.
    private func physicalLocation(_ place: Place) -> JSON? {
        guard let file = place.origin.file else { return nil }
        let uri = URIPath.encoded(repositoryPath(file))
        let artifact: JSON =
            uri.hasPrefix("/")
            ? ["uri": .string("file://" + uri)] : ["uri": .string(uri), "uriBaseId": "%SRCROOT%"]
        return [
            "artifactLocation": artifact,
            "region": [
                "startLine": .integer(place.position.line), "startColumn": .integer(place.position.column),
            ],
        ]
    }
}

extension ReportedRule {
    fileprivate var sarif: JSON {
        .object([
            "id": .string(id), "shortDescription": ["text": .string(purpose)],
            "help": advice.map { ["text": .string($0)] },
            "defaultConfiguration": ["level": .string(severity == .error ? "error" : "warning")],
        ])
    }
}

extension ReportedFinding {
    fileprivate var sarifRule: String { rule ?? "INCOMPATIBLE" }

    fileprivate var sarifMessage: String {
        var text = message
        if let oldPlace, oldPlace.origin.file == nil { text += " Was at: \(oldPlace.text)." }
        if let witness { text += " Example: \(TextForm.brief(witness, limit: 400))" }
        if let fix { text += " \(fix)" }
        return text
    }
}

/// Paths in URIs.
enum URIPath {
    /// The path with all bytes percent-encoded that a path may not have (RFC 3986, section 3.3).
    static func encoded(_ path: String) -> String {
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in path.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122: encoded.append(byte)
            case _ where "-._~!$&'()*+,;=@/".utf8.contains(byte): encoded.append(byte)
            default: encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
