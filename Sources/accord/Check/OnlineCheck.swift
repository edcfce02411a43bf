internal import Compatibility
internal import RegistryClient
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

    /// Has a new schema compared.
    ///
    /// - Throws: `.input` when the registry finds no schema in the text.
    func compare(_ definition: Definition, from file: SchemaFile) throws(Failure) -> CheckReport {
        let topic = selector.map { Connection.Topic.version($0, of: subject) } ?? .subject(subject)
        let answer = try connection.ask(about: topic) { client throws(ClientError) in
            try client.check(definition, against: selector, of: subject, normalization: normalization, policy: policy)
        }
        var report = CheckReport(
            name: subject.qualifiedName.printable, level: answer.details?.level, policy: answer.details?.policy,
            earlier: [], findings: [], isRefused: !answer.isCompatible, newFile: file)
        if let details = answer.details {
            report.otherPolicy = details.otherVerdict.flatMap(Verdict.init(rawValue:)).map {
                PolicyVerdict(policy: details.policy.other, verdict: $0)
            }
            report.earlier = details.versions.map { "version \($0)" }
            report.findings = details.findings.map(CheckedFinding.init)
        } else if !answer.isCompatible {
            // A registry that is asked for reasons says this instead of refusing.
            if let reason = answer.messages.first(where: Self.isNoSchema) {
                throw Failure(.input, "\(connection.address) finds no schema in \(file.name): \(reason)")
            }
            report.findings = answer.messages.compactMap(CheckedFinding.init(message:))
        }
        return report
    }

    private static func isNoSchema(_ message: String) -> Bool {
        message.hasPrefix("Invalid schema") || message.hasPrefix("Empty schema")
    }
}

extension CheckedFinding {
    fileprivate init(_ finding: CompatibilityFinding) {
        rule = finding.rule
        certainty =
            switch finding.certainty {
            case .proven: .proven
            case .undecided: .undecided
            }
        direction = finding.direction
        earlier = "version \(finding.version)"
        newPointer = finding.newPointer
        oldPointer = finding.oldPointer
        instancePointer = finding.instancePointer
        newValue = finding.newValue
        oldValue = finding.oldValue
        sentence = finding.message
        witness = finding.witness
        fix = finding.fix
        fingerprint = finding.fingerprint
        isWaived = finding.isWaived
    }

    /// A finding of a registry that tells messages alone, `{errorType:"RULE", description:"…"}` among them; `nil` for
    /// those that repeat the old schema or the settings.
    fileprivate init?(message: String) {
        guard !["{oldSchema", "{validateFields:", "{compatibility:"].contains(where: message.hasPrefix) else {
            return nil
        }
        certainty = .proven
        sentence = message
        let beginning = "{errorType:\""
        if message.hasPrefix(beginning) {
            let name = message.dropFirst(beginning.count).prefix { $0 != "\"" }
            rule = name.isEmpty ? nil : String(name)
        }
    }
}
