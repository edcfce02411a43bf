internal import Compatibility
internal import JSONCore
internal import Reports
internal import SchemaCore

/// A comparison of texts, with no registry.
struct OfflineCheck<Format: SchemaFormat>: Sendable {
    let format: Format
    let level: CompatibilityLevel
    let policy: CompatibilityPolicy
    /// When the other policy is asked as well.
    var otherPolicy = OtherPolicy.whereRefused

    enum OtherPolicy {
        case always, whereRefused
    }

    /// Compares a new schema with older ones.
    ///
    /// - Parameter old: the newest first; when there is none, the new one is only read.
    /// - Throws: when one of the texts is no schema.
    func compare(
        _ new: SchemaSource, with old: [SchemaSource]
    ) throws(UnreadableSchema) -> (findings: [ReportedFinding], other: Verdict?) {
        let candidate = try parse(new, .new)
        var history: [CompatibilityChecker<Format>.Earlier] = []
        // Numbers that lead from a finding back to the text.
        var number = Version.first
        for source in old {
            history.append(.init(version: number, schema: try parse(source, .earlier)))
            number = number.next ?? number
        }
        let findings = checker(policy).check(candidate: candidate, history: history)
        var other: Verdict?
        if otherPolicy == .always || !findings.isEmpty {
            other = checker(policy.other).verdict(candidate: candidate, history: history)
        }
        guard !findings.isEmpty else { return ([], other) }
        var newPlaces = SourcePlaces(new)
        var oldPlaces = old.map(SourcePlaces.init)
        let reported = findings.map { finding in
            let position = Int(finding.version.number) - 1
            var reported = ReportedFinding(finding, earlier: old[position].name)
            reported.place = newPlaces.place(of: reported.pointer, in: reported.document)
            reported.oldPlace = oldPlaces[position].place(of: reported.oldPointer, in: reported.oldDocument)
            return reported
        }
        return (reported, other)
    }

    private func checker(_ policy: CompatibilityPolicy) -> CompatibilityChecker<Format> {
        CompatibilityChecker(format: format, level: level, policy: policy)
    }

    /// Reads a schema.
    func parse(
        _ source: SchemaSource, _ role: UnreadableSchema.Role
    ) throws(UnreadableSchema) -> Format.Schema {
        do throws(RegistryError) {
            let definition = Definition(type: format.type, text: source.text)
            return try format.reading(at: source.base).parse(definition, references: source.references)
        } catch {
            throw Self.fault(in: source, role) ?? UnreadableSchema(source: source, role: role, message: error.message)
        }
    }

    /// Where a text is not even JSON.
    private static func fault(in source: SchemaSource, _ role: UnreadableSchema.Role) -> UnreadableSchema? {
        do throws(JSONError) {
            _ = try JSON(parsing: source.text)
            return nil
        } catch {
            return UnreadableSchema(
                source: source, role: role, message: "not JSON: \(error.message.clause)",
                position: SourcePosition(line: error.line, column: error.column))
        }
    }
}

/// A text that is no schema.
struct UnreadableSchema: Error {
    enum Role {
        case new, earlier
    }

    var source: SchemaSource
    var role: Role
    /// What is wrong with it.
    var message: String
    /// Where, when that is not in the message.
    var position: SourcePosition?

    var failure: Failure {
        let place = position.map { ":\($0.line):\($0.column)" } ?? ""
        return Failure(.input, "\(source.origin.text.printable)\(place): \(message)")
    }

    var problem: CheckedSchema.Problem {
        CheckedSchema.Problem(
            message,
            at: position.map { Place(source.origin, $0) })
    }
}

extension ReportedFinding {
    /// A finding of the engine in this process.
    fileprivate init(_ finding: Finding, earlier: String) {
        let change = finding.incompatibility
        let isBackward = finding.direction == .backward
        self.init(
            rule: change.rule.id, change.certainty == .proven ? .error : .undecided,
            isBackward
                ? change.message(reader: "the new schema", writer: earlier)
                : change.message(reader: earlier, writer: "the new schema"))
        direction = finding.direction
        self.earlier = earlier
        pointer = isBackward ? change.readerPointer : change.writerPointer
        oldPointer = isBackward ? change.writerPointer : change.readerPointer
        let documents = (reader: change.readerDocument, writer: change.writerDocument)
        document = isBackward ? documents.reader : documents.writer
        oldDocument = isBackward ? documents.writer : documents.reader
        newValue = isBackward ? change.readerValue : change.writerValue
        oldValue = isBackward ? change.writerValue : change.readerValue
        instancePointer = change.instancePointer
        witness = change.witness
        fix = change.fix
        fingerprint = change.fingerprint
    }
}
