internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// What is set for scopes, such as modes: read, set and removed alike for all subjects, for those of a context, and for
/// one.
struct ScopedSettings: Sendable {
    /// What answers a method for a scope.
    typealias Action = @Sendable (Scope, Call) throws(RegistryError) -> Answer

    /// A right.
    typealias Right = Governance.Action

    /// The path for all subjects; a scope follows it.
    let path: String
    /// What the names of the operations end in.
    let name: String
    /// What is said of a scope that has none of its own.
    let missing: @Sendable (Subject) -> RegistryError
    /// What one must be allowed to set them for a subject; for all, one must be an admin.
    let right: Right
    /// The refusals of setting them.
    let writing: [RegistryError.Code]
    let read: Action
    let update: Action
    let delete: Action

    private static let removing: [RegistryError.Code] = [.operationNotPermitted, .storeFailure, .conflict]

    /// The six routes, those of all subjects first.
    var routes: [Route<Endpoint>] {
        let (one, missing) = (path + "/{subject}", missing)
        return [
            Route(
                .get, path,
                Endpoint("getGlobal\(name)", .may(.read), source: .store, refusals: [.storeFailure], global(read))),
            Route(
                .put, path,
                Endpoint("updateGlobal\(name)", .may(.administer), input: .body, refusals: writing, global(update))),
            Route(
                .delete, path,
                Endpoint("deleteGlobal\(name)", .may(.administer), refusals: Self.removing, global(delete))),
            Route(
                .get, one,
                Endpoint(
                    "getSubject\(name)", .may(.read), source: .store,
                    refusals: [missing(Subject(name: "")).code, .storeFailure],
                    scoped(read) { (call) throws(RegistryError) in try call.scope(orThrow: missing) })),
            Route(
                .put, one,
                Endpoint(
                    "updateSubject\(name)", .may(right), input: .body, refusals: writing + [.invalidSubject],
                    scoped(update) { (call) throws(RegistryError) in try call.scope() })),
            Route(
                .delete, one,
                Endpoint(
                    "deleteSubject\(name)", .may(right), refusals: Self.removing + [.subjectNotFound],
                    scoped(delete) { (call) throws(RegistryError) in
                        try call.scope(orThrow: RegistryError.subjectNotFound)
                    })),
        ]
    }

    private func global(_ action: @escaping Action) -> @Sendable (Call) throws(RegistryError) -> Answer {
        scoped(action) { _ in .global }
    }

    private func scoped(
        _ action: @escaping Action, _ scope: @escaping @Sendable (Call) throws(RegistryError) -> Scope
    ) -> @Sendable (Call) throws(RegistryError) -> Answer {
        { (call) throws(RegistryError) in try action(try scope(call), call) }
    }
}
