internal import Compatibility
public import SchemaCore

extension Registry {
    /// Finds the version of a subject that has the candidate's content: its canonical text and its references.
    ///
    /// Two schemas with equal identity have equal canonical text and references, and the other way round, so that the
    /// one reading by identity finds whatever comparing all versions, newest first, would find.
    ///
    /// - Parameter deleted: whether deleted versions are found.
    /// - Throws: `.subjectNotFound` when the subject has no version that could be found, `.schemaNotFound` when it has
    ///   others; `.invalidSchema` when the candidate is no schema, or its type is not supported.
    public func lookUp(
        _ candidate: Candidate, under subject: Subject, deleted: Deleted, normalization: Normalization
    ) throws(RegistryError) -> RegisteredVersion {
        guard !candidate.text.isEmpty else { throw .emptySchema }
        let format = try format(of: candidate.type)
        let definition = try definition(of: candidate, under: subject, as: format, normalization: normalization)
        let found = try store.version(withIdentity: definition.identity, of: subject, deleted: deleted)
        if let found, found.schema.definition == definition { return found }
        throw try hasVersions(subject, deleted: deleted) ? .schemaNotFound : .subjectNotFound(subject)
    }

    private func definition(
        of candidate: Candidate, under subject: Subject, as format: some SchemaFormat, normalization: Normalization
    ) throws(RegistryError) -> Definition {
        // What was registered once may be looked up after its references were deleted.
        try prepare(candidate, under: subject, as: format, normalization: normalization, targets: .included).definition
    }
}
