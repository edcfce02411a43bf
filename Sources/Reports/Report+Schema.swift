public import JSONCore
internal import SchemaCore

extension Report {
    /// The JSON Schema, of draft 2020-12, that every report written as `json` is valid by.
    public static let schema: JSON = [
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Report of Accord",
        "description": "What was found in schemas: whether they are compatible, or whether they meet the standards.",
        "type": "object",
        "required": ["tool", "report", "outcome", "summary", "schemas"],
        "properties": [
            "tool": object(required: ["name", "version"], ["name": text, "version": text]),
            "report": ["enum": ["check", "lint"]],
            "outcome": described(outcomes, "The worst outcome of a schema."),
            "against": described(text, "What the schemas were held against."),
            "summary": object(
                required: ["schemas", "errors", "warnings", "undecided", "waived", "unreadable"],
                [
                    "schemas": count, "errors": count, "warnings": count, "undecided": count, "waived": count,
                    "unreadable": count,
                ]),
            "remarks": texts,
            "schemas": ["type": "array", "items": schemaItem],
        ],
    ]

    private static let text: JSON = ["type": "string"]
    private static let texts: JSON = ["type": "array", "items": ["type": "string"]]
    private static let count: JSON = ["type": "integer", "minimum": 0]
    private static let outcomes: JSON = ["enum": .strings(Outcome.allCases.map(\.rawValue))]
    private static let hash: JSON = ["type": "string", "pattern": "^[0-9a-f]{64}$"]
    private static let policies: JSON = ["enum": ["STRICT", "LENIENT"]]

    private static let place = object(
        required: ["line", "column"],
        [
            "version": described(
                text, "The version in a registry, instead of a file; lines are those of the text over several lines."),
            "file": text, "revision": described(text, "The revision of git that the file is of."),
            "line": ["type": "integer", "minimum": 1],
            "column": described(["type": "integer", "minimum": 1], "In code points."),
        ])

    private static let schemaItem = object(
        required: ["name", "outcome", "findings"],
        [
            "name": described(text, "The subject, or the file."), "file": text, "subject": text, "outcome": outcomes,
            "change": ["enum": ["unchanged", "changed", "added", "renamed", "deleted"]],
            "earlierFile": described(text, "The file that it was in before, when it was renamed."),
            "refused": described(["type": "boolean"], "Whether the registry would not register it."),
            "level": text, "policy": policies,
            "otherPolicy": object(
                required: ["policy", "verdict"],
                ["policy": policies, "verdict": ["enum": ["compatible", "incompatible", "undecided"]]]),
            "earlier": described(texts, "What it was compared with."),
            "problem": object(required: ["message"], ["message": text, "place": place]), "remarks": texts,
            "findings": ["type": "array", "items": finding],
        ])

    private static let finding = object(
        required: ["severity", "message", "identity"],
        [
            "severity": ["enum": .strings(ReportedFinding.Severity.allCases.map(\.rawValue))], "rule": text,
            "direction": ["enum": ["backward", "forward"]], "earlier": text,
            "policy": described(text, "The name of the policy that asks for the rule."),
            "pointer": described(text, "The place in the schema, a JSON Pointer."), "oldPointer": text,
            "document": described(
                text, "The text that the pointer is about, by the name of a reference; the schema itself without."),
            "oldDocument": text,
            "instancePointer": described(text, "The place in documents; * is any name or position."),
            "oldValue": true, "newValue": true, "message": text, "harm": described(text, "Who suffers from it."),
            "witness": described(true, "A document that one schema accepts and the other refuses."), "fix": text,
            "fingerprint": described(hash, "What a waiver names."),
            "identity": described(hash, "The same for the same finding of a later report."),
            "waiver": object(required: [], ["reason": text, "approver": text]), "place": place, "oldPlace": place,
        ])

    private static func object(required: [String], _ properties: JSON) -> JSON {
        [
            "type": "object", "required": .strings(required), "properties": properties,
            "additionalProperties": false,
        ]
    }

    private static func described(_ schema: JSON, _ description: String) -> JSON {
        guard let object = schema.object else { return ["description": .string(description)] }
        var members = JSONObject([JSONObject.Member(name: "description", value: .string(description))])
        for member in object.members { members[member.name] = member.value }
        return .object(members)
    }
}
