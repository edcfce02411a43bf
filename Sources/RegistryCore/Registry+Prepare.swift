internal import Compatibility
internal import SchemaCore

extension Registry {
    /// The streams that a decision about a candidate rests on.
    func streams(for candidate: Candidate, under subject: Subject) -> [Stream] {
        [.subject(subject), .settings] + candidate.references.map { .subject($0.subject) }
    }

    /// The candidate, with text, type and references of the latest version if it has no text.
    ///
    /// - Throws: `.emptySchema` when there is no text and no version either.
    func completed(_ candidate: Candidate, after latest: RegisteredVersion?) throws(RegistryError) -> Candidate {
        guard candidate.text.isEmpty else { return candidate }
        guard let latest else { throw .emptySchema }
        var completed = Candidate(latest.schema.definition)
        completed.metadata = candidate.metadata
        completed.ruleSet = candidate.ruleSet
        return completed
    }

    /// Reads a candidate: follows its references, parses it, and brings it into the form that would be stored.
    ///
    /// - Parameter targets: whether references to deleted versions are followed.
    /// - Throws: `.invalidSchema` when it is no schema of its type or a reference leads nowhere.
    func prepare<Format: SchemaFormat>(
        _ candidate: Candidate, under subject: Subject, as format: Format, normalization: Normalization,
        targets: Deleted
    ) throws(RegistryError) -> PreparedCandidate<Format> {
        let settings = try settings(of: subject)
        var definition = Definition(
            type: format.type, text: candidate.text, references: try pinned(candidate.references, targets: targets),
            metadata: candidate.metadata, ruleSet: candidate.ruleSet)
        let referred = try referredDefinitions(of: definition)
        let schema = try format.parse(definition, references: referred)
        let bytes = Self.bytes(of: definition, with: referred)
        switch normalization {
        case .always: normalize(&definition, schema, of: format)
        case .asConfigured where settings.normalize: normalize(&definition, schema, of: format)
        case .asConfigured: definition.text = format.canonicalText(of: schema)
        }
        return PreparedCandidate(definition: definition, schema: schema, bytes: bytes, settings: settings)
    }

    /// The length of all texts that are parsed together.
    static func bytes(of definition: Definition, with referred: [String: Definition]) -> Int {
        referred.values.reduce(definition.text.utf8.count) { $0 + $1.text.utf8.count }
    }

    /// The normalized text, and the references in order of their targets, each once.
    private func normalize<Format: SchemaFormat>(
        _ definition: inout Definition, _ schema: Format.Schema, of format: Format
    ) {
        definition.text = format.normalizedText(of: schema)
        var distinct: [Reference] = []
        for reference in definition.references where !distinct.contains(reference) { distinct.append(reference) }
        definition.references = distinct.sorted { $0.sortKey < $1.sortKey }
    }
}

// MARK: - References

extension Registry {
    /// The references with the versions that they mean now.
    ///
    /// - Throws: `.invalidSchema` when one leads to a version that is not there.
    func pinned(
        _ references: [Candidate.Reference], targets: Deleted
    ) throws(RegistryError) -> [Reference] {
        var pinned: [Reference] = []
        for reference in references {
            let target = try store.version(reference.version, of: reference.subject, deleted: targets)
            guard let target else { throw .referenceNotFound(reference.subject, version: reference.version.number) }
            pinned.append(Reference(name: reference.name, subject: target.subject, version: target.version))
        }
        return pinned
    }

    /// All that a definition refers to, directly and over others, by the names that are used for it.
    ///
    /// - Throws: `.invalidSchema` when a target is missing or of another type, when one name means two schemas, and
    ///   when there are more than the options' `referencesLimit`.
    func referredDefinitions(of definition: Definition) throws(RegistryError) -> [String: Definition] {
        var found: [String: (target: Reference, definition: Definition)] = [:]
        var open = definition.references[...]
        while let reference = open.popFirst() {
            if let known = found[reference.name] {
                guard known.target.leads(toSameAs: reference) else {
                    throw .conflictingReferences(
                        reference.name, (known.target.subject, known.target.version),
                        (reference.subject, reference.version))
                }
                continue
            }
            let version = VersionSelector.number(reference.version)
            guard let target = try store.version(version, of: reference.subject, deleted: .included) else {
                throw .referenceNotFound(reference.subject, version: Int(reference.version.number))
            }
            guard target.schema.definition.type == definition.type else {
                throw .invalidReference(
                    reference.name, "leads to a schema of type \(target.schema.definition.type.name)")
            }
            guard found.count < options.referencesLimit else {
                throw .tooManyReferences(limit: options.referencesLimit)
            }
            found[reference.name] = (reference, target.schema.definition)
            open += target.schema.definition.references
        }
        return found.mapValues(\.definition)
    }
}

extension Reference {
    /// Whether both mean the same version of the same subject, under whatever name.
    fileprivate func leads(toSameAs other: Reference) -> Bool {
        subject == other.subject && version == other.version
    }

    fileprivate var sortKey: (String, Version, String) { (subject.qualifiedName, version, name) }
}

extension VersionSelector {
    /// The number as clients write it; -1 for the latest.
    fileprivate var number: Int {
        switch self {
        case .number(let version): Int(version.number)
        case .latest: -1
        }
    }
}
