internal import Compatibility
internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/…/lifecycle`: what state versions are in, and how they move.
enum Lifecycles {
    private static let moving: [RegistryError.Code] = [
        .subjectNotFound, .illegalMove, .invalidLifecycle, .incompatibleSchema, .policyViolation,
        .storeFailure, .conflict,
    ]

    static let routes: [Route<Endpoint>] = [
        Route(.get, "/governance/lifecycle", Endpoint("getLifecycleTable", .may(.read), readTable)),
        Route(
            .get, "/governance/subjects/{subject}/versions/{version}/lifecycle",
            Endpoint(
                "getLifecycle", .may(.read), source: .store,
                refusals: [.subjectNotFound, .versionNotFound, .invalidVersion, .storeFailure], read)),
        Route(
            .put, "/governance/subjects/{subject}/versions/{version}/lifecycle",
            Endpoint(
                "moveLifecycle", .may(.moveLifecycle), input: .body,
                refusals: moving + [.versionNotFound, .invalidVersion, .preconditionFailed], move)),
        Route(
            .put, "/governance/subjects/{subject}/lifecycle",
            Endpoint(
                "moveLifecycleOfSubject", .may(.moveLifecycle), input: .body, refusals: moving,
                moveAll)),
        Route(
            .get, "/governance/due",
            Endpoint(
                "listDue", .may(.read), source: .store, refusals: [.malformedRequest, .routeNotFound, .storeFailure],
                listDue)),
    ]

    @Sendable private static func readTable(_ call: Call) -> Answer {
        let rows: [JSON] = LifecycleTable.rows.map { row in
            [
                "from": .string(row.from.rawValue), "to": .string(row.to.rawValue),
                "condition": .string(row.condition.rawValue),
            ]
        }
        let beginnings = LifecycleTable.beginnings.map(\.rawValue)
        return .json { $0.value(["beginnings": .strings(beginnings), "moves": .array(rows)]) }
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        let selector = try call.version()
        let version = try call.registry.version(selector, of: try call.existingSubject(), deleted: .excluded)
        guard version.lifecycle.state == .draft else { return answer(version) }
        return .governed(try prospect(of: version, call), at: version.lifecycle.revision)
    }

    /// A draft, with what promoting it would be answered now: shown, and not enforced.
    private static func prospect(of draft: RegisteredVersion, _ call: Call) throws(RegistryError) -> JSON {
        let (report, findings) = try call.registry.prospect(of: draft)
        var object = draft.lifecycleJSON.object ?? JSONObject()
        object["verdict"] = .string(report.verdict.rawValue)
        object["promotable"] = .boolean(report.isCompatible && findings.pass)
        object["messages"] = .strings(report.messages)
        object["findings"] = .array(findings.map(\.json))
        return .object(object)
    }

    private static func answer(_ version: RegisteredVersion) -> Answer {
        .governed(version.lifecycleJSON, at: version.lifecycle.revision)
    }

    private static func request(_ call: Call) throws(RegistryError) -> LifecycleMove {
        try call.body { json throws(MalformedMember) in try LifecycleMove(json: json) }
    }

    @Sendable private static func move(_ call: Call) throws(RegistryError) -> Answer {
        let selector = try call.version()
        return answer(
            try call.registry.move(
                selector, of: try call.existingSubject(), try request(call), if: try call.precondition(),
                by: call.caller))
    }

    @Sendable private static func moveAll(_ call: Call) throws(RegistryError) -> Answer {
        let moved = try call.registry.moveAll(of: try call.existingSubject(), try request(call), by: call.caller)
        return .json { $0.value(["versions": .array(moved.map(\.lifecycleJSON))]) }
    }

    @Sendable private static func listDue(_ call: Call) throws(RegistryError) -> Answer {
        var time: Timestamp?
        if let text = call.request.query["by"] {
            guard let parsed = Timestamp(rfc3339: text) else {
                throw .invalidParameter("by", text, allowed: ["a date and time as RFC 3339 has it"])
            }
            time = parsed
        }
        let due = try call.registry.due(by: time, page: try call.page(maximum: 1000))
        return .json { $0.value(["versions": .array(due.map(\.lifecycleJSON))]) }
    }
}
