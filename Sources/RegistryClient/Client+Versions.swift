internal import JSONCore
public import SchemaCore

/// A version of a subject with its schema.
public struct RegisteredSchema: Sendable, Hashable {
    public var subject: Subject
    public var version: Version
    public var id: SchemaID
    /// Not told by registries before Confluent's 8.
    public var guid: GUID?
    public var definition: Definition
    public var isDeleted: Bool
    /// Not told by registries before Confluent's 8.
    public var registeredAt: Timestamp?
}

extension RegisteredSchema: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        subject = try Subject(answer: answer.required("subject"))
        version = try Version(answer: answer.required("version"))
        id = try SchemaID(answer: answer.required("id"))
        guid = answer["guid"]?.string.flatMap { GUID(parsing: $0) }
        definition = try Definition(answer: answer)
        isDeleted = answer["deleted"]?.boolean ?? false
        registeredAt = answer["ts"]?.number?.int64.flatMap(Timestamp.init(sinceEpochMilliseconds:))
    }
}

/// What a registration gave.
public struct Registration: Sendable, Hashable {
    public var id: SchemaID
    /// Not told by registries before Confluent's 8.
    public var version: Version?
    /// Not told by registries before Confluent's 8.
    public var guid: GUID?
}

extension Registration: Answered {
    init(answer: JSON) throws(MalformedAnswer) {
        id = try SchemaID(answer: answer.required("id"))
        version = if let json = answer.optional("version") { try Version(answer: json) } else { nil }
        guid = answer["guid"]?.string.flatMap { GUID(parsing: $0) }
    }
}

extension Client {
    /// The versions of a subject, ascending.
    public func versions(of subject: Subject, deleted: Deleted = .excluded) throws(ClientError) -> [Version] {
        let target = Target("subjects", subject.qualifiedName, "versions").with("deleted", deleted.parameter)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// One version; `latest` is the highest that is not deleted.
    ///
    /// - Throws: a refusal with code 40401 when there is no such subject, 40402 when it has no such version.
    public func version(
        _ selector: VersionSelector, of subject: Subject, deleted: Deleted = .excluded
    ) throws(ClientError) -> RegisteredSchema {
        let target = Target("subjects", subject.qualifiedName, "versions", selector.pathSegment)
            .with("deleted", deleted.parameter)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// The schemas that refer to a version, by id.
    public func referrers(
        to selector: VersionSelector, of subject: Subject
    ) throws(ClientError) -> [SchemaID] {
        let target = Target("subjects", subject.qualifiedName, "versions", selector.pathSegment, "referencedby")
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// Registers a schema under a subject, or finds it there.
    ///
    /// A draft is not the latest version, and is compared with nothing; other registries than Accord know no drafts.
    /// Never sent twice: the answer to the second request could be about a state that others have changed since.
    ///
    /// - Throws: a refusal with status 409 when the subject's level forbids it, with code 42201 when it is no schema.
    public func register(
        _ definition: Definition, under subject: Subject, normalization: Normalization = .automatic,
        asDraft: Bool = false
    ) throws(ClientError) -> Registration {
        let target = Target("subjects", subject.qualifiedName, "versions").with("normalize", normalization.parameter)
            .with("lifecycle", asDraft ? "draft" : nil)
        return try value(
            OutgoingRequest(.post, target, body: definition.requestBody, repetition: .harmful))
    }

    /// Deletes a version: hides it first, removes it the second time with `.permanent`.
    public func delete(
        _ selector: VersionSelector, of subject: Subject, _ deletion: Deletion
    ) throws(ClientError) -> Version {
        let target = Target("subjects", subject.qualifiedName, "versions", selector.pathSegment)
            .with("permanent", deletion.parameter)
        return try value(OutgoingRequest(.delete, target, repetition: .harmful))
    }
}

extension VersionSelector {
    /// The form that the API's paths have it in.
    var pathSegment: String {
        switch self {
        case .number(let version): version.description
        case .latest: "latest"
        }
    }
}

extension Timestamp {
    /// `nil` when the moment is out of range.
    init?(sinceEpochMilliseconds milliseconds: Int64) {
        let (microseconds, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return nil }
        self.init(microseconds: microseconds)
    }
}
