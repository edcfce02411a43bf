internal import JSONCore
public import SchemaCore

/// A version that carries a schema.
public struct SchemaUse: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
}

extension SchemaUse: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        subject = try Subject(answer: answer.required("subject"))
        version = try Version(answer: answer.required("version"))
    }
}

extension Client {
    /// The schema of a number.
    ///
    /// - Throws: a refusal with code 40403 when there is none.
    public func schema(_ id: SchemaID) throws(ClientError) -> Definition {
        let target = Target("schemas", "ids", id.description)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The schema of an identity.
    ///
    /// - Throws: a refusal with code 40403 when there is none.
    public func schema(_ guid: GUID) throws(ClientError) -> Definition {
        let target = Target("schemas", "guids", guid.description)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The versions that carry a schema.
    public func uses(of id: SchemaID, deleted: Deleted = .excluded) throws(ClientError) -> [SchemaUse] {
        let target = Target("schemas", "ids", id.description, "versions").with("deleted", deleted.parameter)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The languages that the registry takes schemas in.
    public func schemaTypes() throws(ClientError) -> [SchemaType] {
        try value(OutgoingRequest(.get, Target("schemas", "types"), repetition: .harmless))
    }
}
