internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/tokens` and who asks.
enum Tokens {
    static let routes: [Route<Endpoint>] = [
        Route(.get, "/governance/status", Endpoint("getGovernanceStatus", .may(.read), status)),
        Route(.get, "/governance/whoami", Endpoint("whoAmI", .may(.read), refusals: [.storeFailure], whoAmI)),
        Route(
            .get, "/governance/tokens",
            Endpoint("listTokens", .may(.administer), refusals: [.malformedRequest, .storeFailure], list)),
        Route(
            .post, "/governance/tokens",
            Endpoint(
                "createToken", .may(.administer), input: .body, success: 201,
                refusals: [.invalidGovernance, .storeFailure, .conflict], create)),
        Route(
            .delete, "/governance/tokens/{token}",
            Endpoint(
                "revokeToken", .may(.administer), success: 204, refusals: [.tokenNotFound, .storeFailure, .conflict],
                revoke)),
    ]

    @Sendable private static func status(_ call: Call) throws(RegistryError) -> Answer {
        let isEnforced = call.authentication.mode == .token
        return .json { body in
            body.object {
                $0.member("authentication", call.authentication.mode.rawValue)
                $0.member("ownershipEnforced", isEnforced)
                $0.member(
                    "message",
                    isEnforced
                        ? "Owners are enforced: who asks is known by a token."
                        : "Owners are recorded and not enforced, since authentication is off; accord serve --auth token "
                            + "turns it on.")
            }
        }
    }

    @Sendable private static func whoAmI(_ call: Call) throws(RegistryError) -> Answer {
        let caller = call.caller
        let teams = try call.registry.teams(of: caller.principal)
        return .json { body in
            body.object {
                $0.member("principal", caller.principal.name)
                if let role = caller.role { $0.member("role", role.rawValue) }
                $0.member("teams") { $0.array(teams) { $0.value($1) } }
                $0.member("actions") { body in
                    body.array(Action.allCases.filter(caller.may)) { $0.value($1.rawValue) }
                }
                if !caller.patterns.isEmpty {
                    $0.member("subjects") { $0.array(caller.patterns) { $0.value($1.text) } }
                }
            }
        }
    }

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let limit = try call.limit()
        let tokens = try call.registry.tokens(after: call.after, limit: limit)
        return .page("tokens", tokens.map { json($0) }, limit: limit, next: tokens.last?.id)
    }

    private static func json(_ token: Token, secret: TokenSecret? = nil) -> JSON {
        var object = token.publicMembers
        object["created"] = token.created.map { .string($0.rfc3339) }
        object["lastUsed"] = token.lastUsed.map { .string($0.rfc3339) }
        object["secret"] = secret.map { .string($0.text) }
        return .object(object)
    }

    @Sendable private static func create(_ call: Call) throws(RegistryError) -> Answer {
        let request = try call.body { json throws(MalformedMember) in try TokenRequest(json: json) }
        let (token, secret) = try call.registry.createToken(request, by: call.caller)
        var answer = Answer.json { $0.value(json(token, secret: secret)) }
        answer.headers.append(.init(name: "Cache-Control", value: "no-store"))
        return answer
    }

    @Sendable private static func revoke(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.revokeToken(
            call.parameters["token"], reason: call.request.query["reason"], by: call.caller)
        return .nothing
    }
}
