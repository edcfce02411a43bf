internal import Compatibility
public import SchemaCore

extension Registry {
    /// Finds the version of a subject that has the candidate's content.
    ///
    /// Content is text, references, metadata and rules: first as they were sent, then as registering would complete
    /// them. Where the default context has none, a subject of the same name in another one may.
    ///
    /// - Parameter deleted: whether deleted versions are found.
    /// - Throws: `.subjectNotFound` when the subject has no version that could be found, `.schemaNotFound` when it has
    ///   others; `.versionRetired`; `.invalidSchema` when the candidate is no schema, or its type is not supported.
    public func lookUp(
        _ candidate: Candidate, under subject: Subject, deleted: Deleted, normalization: Normalization
    ) throws(RegistryError) -> RegisteredVersion {
        guard !candidate.text.isEmpty else { throw .emptySchema }
        let format = try format(of: candidate.type)
        for place in [subject] + (try namesakes(of: subject)) {
            let found = try find(
                candidate, under: place, deleted: deleted, normalization: normalization, as: format)
            if let found {
                try found.checkIsNotRetired()
                return found
            }
        }
        throw try hasVersions(subject, deleted: deleted) ? .schemaNotFound : .subjectNotFound(subject)
    }

    private func find(
        _ candidate: Candidate, under subject: Subject, deleted: Deleted, normalization: Normalization,
        as format: some SchemaFormat
    ) throws(RegistryError) -> RegisteredVersion? {
        // What was registered once may be looked up after its references were deleted.
        let prepared = try prepare(
            candidate, under: subject, as: format, normalization: normalization, targets: .included)
        let asSent = prepared.definition
        if let found = try version(alike: asSent, of: subject, deleted: deleted) { return found }
        guard let latest = try store.version(.latest, of: subject, deleted: .excluded) else { return nil }
        var completed = asSent
        completed.completeContract(after: latest.schema.definition, prepared.settings.configuration)
        return completed == asSent ? nil : try version(alike: completed, of: subject, deleted: deleted)
    }

    /// The version that carries exactly this definition, else the newest that differs in the number of the version
    /// alone; a definition that has such a number is found under no other.
    func version(
        alike definition: Definition, of subject: Subject, deleted: Deleted
    ) throws(RegistryError) -> RegisteredVersion? {
        let likeness = definition.withoutVersion
        let alike = try store.versions(alike: likeness.identity, of: subject, deleted: deleted)
        if let exact = alike.first(where: { $0.schema.definition == definition }) { return exact }
        let number = definition.metadata?.properties[Metadata.versionProperty]
        return alike.first {
            $0.schema.definition.withoutVersion == likeness && (number == nil || number == $0.version.description)
        }
    }
}

extension Definition {
    /// Fills in what the schema does not say itself from the version before it, and puts the configuration's defaults
    /// below and its overrides above that.
    mutating func completeContract(after previous: Definition?, _ configuration: Configuration) {
        metadata = Metadata.merged(
            configuration.defaultMetadata, metadata ?? previous?.metadata, configuration.overrideMetadata)
        ruleSet = RuleSet.merged(
            configuration.defaultRuleSet, ruleSet ?? previous?.ruleSet, configuration.overrideRuleSet)
    }
}
