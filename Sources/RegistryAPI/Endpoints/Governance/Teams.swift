internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/teams`: who owns subjects.
enum Teams {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/teams",
            Endpoint("listTeams", .may(.read), source: .store, refusals: [.malformedRequest, .storeFailure], list)),
        Route(
            .get, "/governance/teams/{team}",
            Endpoint("getTeam", .may(.read), source: .store, refusals: [.teamNotFound, .storeFailure], read)),
        Route(
            .put, "/governance/teams/{team}",
            Endpoint(
                "setTeam", .may(.administer), input: .body, refusals: [.preconditionFailed, .storeFailure, .conflict],
                set)),
        Route(
            .delete, "/governance/teams/{team}",
            Endpoint(
                "deleteTeam", .may(.administer), success: 204,
                refusals: [
                    .malformedRequest, .teamNotFound, .teamInUse, .preconditionFailed, .storeFailure, .conflict,
                ], delete)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let teams = try call.registry.teams(after: call.after, limit: limit)
        return .page(
            "teams", teams.map { $0.record.described($0.team.json) }, limit: limit, next: teams.last?.team.name)
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let (team, record) = try call.registry.team(call.parameters["team"])
        return .governed(record.described(team.json), at: record.revision)
    }

    @Sendable private static func set(_ call: Call) throws(RegistryError) -> Answer {
        let team = try call.body { json throws(MalformedMember) in
            try Team(name: call.parameters["team"], json: json)
        }
        let record = try call.registry.set(team, if: try call.precondition(), by: call.caller)
        return .governed(record.described(team.json), at: record.revision)
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.removeTeam(call.parameters["team"], if: try call.precondition(), by: call.caller)
        return .nothing
    }
}
