public import SchemaCore

extension Client {
    /// The subjects, in the order of their names.
    ///
    /// - Parameter prefix: what the names begin with, in the API's form (`:.context:name`); `nil` for the subjects of
    ///   all contexts.
    public func subjects(prefix: String? = nil, deleted: Deleted = .excluded) throws(ClientError) -> [Subject] {
        let target = Target("subjects").with("subjectPrefix", prefix).with("deleted", deleted.parameter)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The version of a subject that has this schema.
    ///
    /// - Throws: a refusal with code 40401 when there is no such subject, 40403 when it has no such schema.
    public func find(
        _ definition: Definition, in subject: Subject, normalization: Normalization = .automatic,
        deleted: Deleted = .excluded
    ) throws(ClientError) -> RegisteredSchema {
        let target = Target("subjects", subject.qualifiedName).with("normalize", normalization.parameter)
            .with("deleted", deleted.parameter)
        return try value(
            OutgoingRequest(.post, target, body: definition.requestBody, repetition: .harmless))
    }

    /// Deletes a subject: hides it first, removes it the second time with `.permanent`.
    ///
    /// - Returns: the versions that were deleted.
    public func delete(_ subject: Subject, _ deletion: Deletion) throws(ClientError) -> [Version] {
        let target = Target("subjects", subject.qualifiedName).with("permanent", deletion.parameter)
        return try value(OutgoingRequest(.delete, target, repetition: .harmful))
    }
}
