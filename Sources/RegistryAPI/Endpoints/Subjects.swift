internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/subjects`: which there are, which version has a schema, and deleting all versions at once.
enum Subjects {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/subjects",
            Endpoint("listSubjects", .may(.read), source: .store, refusals: [.routeNotFound, .storeFailure], list)),
        Route(
            .post, "/subjects/{subject}",
            Endpoint(
                "lookUpSchema", .may(.read), input: .body,
                refusals: [.subjectNotFound, .schemaNotFound, .invalidSchema, .versionRetired, .storeFailure], lookUp)),
        Route(
            .delete, "/subjects/{subject}",
            Endpoint(
                "deleteSubject", .may(.delete),
                refusals: [
                    .subjectNotFound, .subjectSoftDeleted, .subjectNotSoftDeleted, .referenceExists,
                    .operationNotPermitted, .storeFailure, .conflict,
                ], delete)),
        Route(
            .get, "/subjects/{subject}/metadata",
            Endpoint(
                "getVersionByMetadata", .may(.read), source: .storeKept,
                refusals: [.subjectNotFound, .schemaNotFound, .storeFailure], readByMetadata)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let prefix = SubjectPrefix(call.request.query["subjectPrefix"] ?? ":*:")
        let subjects = try call.registry.subjects(
            in: prefix.context, prefix: prefix.name, deleted: call.deletedInList, page: try call.page())
        return .json { body in body.array(subjects) { $0.value($1.qualifiedName) } }
    }

    @Sendable private static func lookUp(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let subject = try call.existingSubject()
        return .version(
            try call.registry.lookUp(
                Candidate(fields, in: subject.context), under: subject, deleted: call.deleted,
                normalization: call.normalization))
    }

    /// The pairs are the values of `key` and `value`, each with the one of the same position.
    @Sendable private static func readByMetadata(_ call: Call) throws(RegistryError) -> Answer {
        let query = call.request.query
        let pairs = zip(query.all("key"), query.all("value")).map { (name: $0, value: $1) }
        return .version(
            try call.registry.version(
                of: try call.existingSubject(), withProperties: pairs, deleted: call.deleted))
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        let versions = try call.registry.delete(try call.existingSubject(), call.deletion, by: call.caller)
        return .json { body in body.array(versions) { $0.value($1.number) } }
    }
}

/// What the names of subjects in a list begin with: `name`, `:.context:name`, or `:*:name` for all contexts.
struct SubjectPrefix {
    /// `nil` for all of them.
    var context: Context?
    var name: String

    init(_ text: String) {
        if text.hasPrefix(":*:") {
            context = nil
            name = String(text.dropFirst(3))
        } else {
            let subject = Subject(qualifiedName: text)
            context = subject.context
            name = subject.name
        }
    }
}
