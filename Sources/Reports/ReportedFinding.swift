internal import Digest
public import JSONCore
public import SchemaCore

/// Something that was found in a schema, wherever it was found, in the terms of the schemas that the person knows.
public struct ReportedFinding: Sendable {
    public enum Severity: String, Sendable, CaseIterable {
        /// Shown to do harm, or against a rule that is one of errors.
        case error
        /// Told, and fails nothing.
        case warning
        /// Neither shown nor refuted.
        case undecided
    }

    /// An exception that names the finding.
    public struct Waiver: Sendable, Hashable {
        public var reason: String?
        public var approver: String?

        public init(reason: String? = nil, approver: String? = nil) {
            self.reason = reason
            self.approver = approver
        }
    }

    /// The rule's id; `nil` from a registry that names none.
    public var rule: String?
    public var severity: Severity
    /// A sentence, or several.
    public var message: String
    public var direction: CompatibilityLevel.Direction?
    /// The earlier schema: a version of the subject, or a file.
    public var earlier: String?
    /// The policy that asks for the rule.
    public var policy: String?
    /// Where in the new schema.
    public var pointer: JSONPointer?
    /// Where in the earlier schema.
    public var oldPointer: JSONPointer?
    /// Where in documents; `*` stands for any name or position.
    public var instancePointer: JSONPointer?
    public var oldValue: JSON?
    public var newValue: JSON?
    /// A document that one schema accepts and the other refuses.
    public var witness: JSON?
    /// What to do, as a sentence.
    public var fix: String?
    /// What a waiver binds to.
    public var fingerprint: String?
    /// The waiver that names it, so that it refuses nothing.
    public var waiver: Waiver?
    public var place: Place?
    public var oldPlace: Place?

    public init(rule: String?, _ severity: Severity, _ message: String) {
        self.rule = rule
        self.severity = severity
        self.message = message
    }

    /// Who suffers from it.
    public var harm: String? {
        guard severity != .warning, let direction else { return nil }
        let earlier = earlier ?? "the earlier schema"
        return switch direction {
        case .backward: "readers that move to the new schema, on data written with \(earlier)"
        case .forward: "readers that stay with \(earlier), on data written with the new schema"
        }
    }
}

/// A line and a column of a file.
public struct Place: Sendable, Hashable {
    /// As the person would write it.
    public var file: String
    /// The revision that the file is of; `nil` for a file of the disk.
    public var revision: String?
    public var position: SourcePosition

    public init(file: String, revision: String? = nil, position: SourcePosition) {
        self.file = file
        self.revision = revision
        self.position = position
    }

    /// `file:line:column`, after the revision where there is one.
    public var text: String {
        let place = "\(file):\(position.line):\(position.column)"
        return revision.map { "\($0):\(place)" } ?? place
    }
}

extension Report {
    /// A finding with what tells it from all others of the report and of later ones.
    struct Identified {
        var schema: CheckedSchema
        var finding: ReportedFinding
        /// SHA-256, in hexadecimal, over what the finding is about; lines, witnesses and revisions have no part in it, so
        /// that it is the same after a rebase and beside edits elsewhere.
        var identity: String
    }

    /// All findings, in the order of the schemas.
    var identified: [Identified] {
        var occurrences: [String: Int] = [:]
        return schemas.flatMap { schema in
            schema.findings.map { finding in
                let about: [String?] = [
                    purpose.rawValue, schema.subject ?? schema.file.map(repositoryPath) ?? schema.name, finding.rule,
                    finding.policy, finding.direction?.rawValue, finding.pointer?.description,
                    finding.fingerprint ?? finding.message,
                ]
                let text = JSON.array(about.map { $0.map { .string($0) } ?? .null }).text
                let number = occurrences[text, default: 0]
                occurrences[text] = number + 1
                let bytes = Array((number == 0 ? text : "\(text) \(number)").utf8)
                return Identified(
                    schema: schema, finding: finding, identity: Digest.sha256.hash(bytes).hexadecimal)
            }
        }
    }

    /// A file's path from the root of the repository, for machines.
    func repositoryPath(_ file: String) -> String {
        guard !file.hasPrefix("/") else { return file }
        var parts: [Substring] = folder.split(separator: "/")
        for part in file.split(separator: "/") where part != "." {
            if part == "..", !parts.isEmpty, parts.last != ".." { parts.removeLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
