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
    /// The text that ``pointer`` is about, by the name of a reference; empty for the schema itself.
    public var document = ""
    /// The text that ``oldPointer`` is about, by the name of a reference; empty for the schema itself.
    public var oldDocument = ""
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

/// A line and a column of a text.
public struct Place: Sendable, Hashable {
    public var origin: TextOrigin
    public var position: SourcePosition

    public init(_ origin: TextOrigin, _ position: SourcePosition) {
        self.origin = origin
        self.position = position
    }

    /// As the person would write it.
    public var text: String {
        switch origin {
        case .file, .revision: "\(origin.text):\(position.line):\(position.column)"
        case .version(let version): "\(version), line \(position.line), column \(position.column)"
        }
    }
}

/// Where a text is from, in the words of the person.
public enum TextOrigin: Sendable, Hashable {
    case file(String)
    /// A file of a revision of git.
    case revision(String, file: String)
    /// A version in a registry, as `SUBJECT:VERSION`; its lines are those that are printed when it is asked for over
    /// several lines, since a registry keeps one.
    case version(String)

    public var text: String {
        switch self {
        case .file(let file): file
        case .revision(let revision, let file): "\(revision):\(file)"
        case .version(let version): version
        }
    }

    /// The file's path; `nil` for what is in no file.
    public var file: String? {
        switch self {
        case .file(let file), .revision(_, let file): file
        case .version: nil
        }
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
