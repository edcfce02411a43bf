internal import Compatibility
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// A comparison with versions of a subject, which the registry does.
struct OnlineCheck {
    var connection: Connection
    var subject: Subject
    /// One version; `nil` for those that the subject's level names.
    var selector: VersionSelector?
    var normalization: Normalization
    /// Which documents count; `nil` for what the registry has configured.
    var policy: CompatibilityPolicy?
    /// Adds the files that the schema refers to, by the names that it uses for them; asked when a finding is in one.
    var addLinked: (inout SchemaSource) throws(Failure) -> Void = { _ in }

    /// Of how many versions the texts are asked for, to say where in them a finding is.
    private static let textsLimit = 20

    /// Has a new schema compared.
    ///
    /// - Throws: `.input` when the registry finds no schema in the text.
    func compare(_ definition: Definition, from file: SchemaFile) throws(Failure) -> CheckedSchema {
        let topic = selector.map { Connection.Topic.version($0, of: subject) } ?? .subject(subject)
        let answer = try connection.ask(about: topic) { client throws(ClientError) in
            try client.check(definition, against: selector, of: subject, normalization: normalization, policy: policy)
        }
        var schema = CheckedSchema(name: subject.qualifiedName, file: file.path)
        schema.subject = subject.qualifiedName
        schema.isRefused = !answer.isCompatible
        if let details = answer.details {
            schema.level = details.level
            schema.policy = details.policy
            schema.otherPolicy = details.otherVerdict.flatMap(Verdict.init(rawValue:)).map {
                .init(policy: details.policy.other, verdict: $0)
            }
            schema.earlier = details.versions.map { "version \($0)" }
            schema.findings = try located(details.findings, in: definition, from: file)
        } else if !answer.isCompatible {
            // A registry that is asked for reasons says this instead of refusing.
            if let reason = answer.messages.first(where: Self.isNoSchema) {
                throw Failure(.input, "\(connection.address) finds no schema in \(file.name): \(reason)")
            }
            schema.findings = answer.messages.compactMap(ReportedFinding.init(registryMessage:))
        }
        return schema
    }

    /// The findings with where they are in both texts.
    private func located(
        _ findings: [CompatibilityFinding], in definition: Definition, from file: SchemaFile
    ) throws(Failure) -> [ReportedFinding] {
        var source = SchemaSource(name: file.name, origin: .file(file.name), text: file.text)
        let documents = findings.map(\.newDocument).filter { !$0.isEmpty }
        if !documents.isEmpty { try addLinked(&source) }
        if documents.contains(where: { source.references[$0] == nil }) {
            source.add(try connection.referred(by: definition.references))
        }
        var places = SourcePlaces(source)
        var earlier: [Version: SourcePlaces] = [:]
        var located: [ReportedFinding] = []
        for finding in findings {
            var reported = ReportedFinding(finding)
            reported.place = places.place(of: reported.pointer, in: reported.document)
            if reported.oldPointer != nil, earlier[finding.version] == nil, earlier.count < Self.textsLimit {
                let version = try SchemaSource(.number(finding.version), of: subject, at: connection)
                earlier[finding.version] = SourcePlaces(version)
            }
            reported.oldPlace = earlier[finding.version]?.place(of: reported.oldPointer, in: reported.oldDocument)
            located.append(reported)
        }
        return located
    }

    private static func isNoSchema(_ message: String) -> Bool {
        message.hasPrefix("Invalid schema") || message.hasPrefix("Empty schema")
    }
}

extension ReportedFinding {
    fileprivate init(_ finding: CompatibilityFinding) {
        let severity: Severity =
            switch finding.certainty {
            case .proven: .error
            case .undecided: .undecided
            }
        self.init(rule: finding.rule, severity, finding.message)
        direction = finding.direction
        earlier = "version \(finding.version)"
        pointer = finding.newPointer
        oldPointer = finding.oldPointer
        document = finding.newDocument
        oldDocument = finding.oldDocument
        instancePointer = finding.instancePointer
        newValue = finding.newValue
        oldValue = finding.oldValue
        witness = finding.witness
        fix = finding.fix
        fingerprint = finding.fingerprint
        waiver = finding.isWaived ? Waiver() : nil
    }

    /// A finding of a registry that tells messages alone, `{errorType:"RULE", description:"…"}` among them; `nil` for
    /// those that repeat the old schema or the settings.
    fileprivate init?(registryMessage message: String) {
        guard !["{oldSchema", "{validateFields:", "{compatibility:"].contains(where: message.hasPrefix) else {
            return nil
        }
        let beginning = "{errorType:\""
        let name = message.hasPrefix(beginning) ? message.dropFirst(beginning.count).prefix { $0 != "\"" } : ""
        self.init(rule: name.isEmpty ? nil : String(name), .error, message)
    }
}
