internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/events` and `/governance/head`: who changed what and when, and what proves it.
enum Log {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/events",
            Endpoint(
                "listEvents", .may(.read), refusals: [.malformedRequest, .invalidSubject, .storeFailure], list)),
        Route(.get, "/governance/head", Endpoint("getHead", .may(.read), refusals: [.storeFailure], head)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let query = call.request.query
        let limit = try call.limit()
        var filter = LogFilter()
        filter.subject = try query["subject"].map { (text) throws(RegistryError) in try Subject(parsing: text) }
        filter.principal = query["principal"].map { Principal(name: $0) }
        filter.kind = try query["kind"].map { (text) throws(RegistryError) in
            guard let kind = Change.Kind(rawValue: text) else {
                throw .invalidParameter("kind", text, allowed: Change.Kind.allCases.map(\.rawValue))
            }
            return kind
        }
        if let after = try call.revision("after") { filter.after = after }
        if let before = try call.revision("before") { filter.before = before }
        let (events, next) = try call.registry.log(filter, limit: limit)
        return .json { body in
            body.object {
                $0.member("events") { $0.value(.array(events.map(\.json))) }
                if let next { $0.member("next", "\(next.number)") }
            }
        }
    }

    @Sendable private static func head(_ call: Call) throws(RegistryError) -> Answer {
        let head = try call.registry.logHead()
        return .json { body in
            body.object {
                $0.member("revision", head.revision.number)
                if head != .beginning { $0.member("at", head.at.rfc3339) }
                $0.member("hash", head.hash.hexadecimal)
            }
        }
    }
}

extension Call {
    /// A revision that a parameter gives.
    ///
    /// - Throws: `.malformedRequest` for anything but a number from 0.
    fileprivate func revision(_ name: String) throws(RegistryError) -> Revision? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw .invalidParameter(name, text, allowed: ["a revision, from 0"])
        }
        return Revision(number)
    }
}
