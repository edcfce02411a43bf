internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/governance/events`, `/governance/head` and `/governance/diff`: who changed what and when, and what proves it.
enum Log {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/governance/events",
            Endpoint(
                "listEvents", .may(.read), refusals: [.malformedRequest, .invalidSubject, .storeFailure], list)),
        Route(.get, "/governance/head", Endpoint("getHead", .may(.read), refusals: [.storeFailure], head)),
        Route(
            .get, "/governance/diff",
            Endpoint("listDifferences", .may(.read), refusals: [.malformedRequest, .storeFailure], listDifferences)),
    ]

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let query = call.request.query
        let limit = try call.limit()
        var filter = LogFilter()
        filter.subject = try query["subject"].map { (text) throws(RegistryError) in try Subject(parsing: text) }
        filter.principal = query["principal"].map { Principal(name: $0) }
        filter.kind = try query["kind"].map(Call.kind)
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

    @Sendable private static func listDifferences(_ call: Call) throws(RegistryError) -> Answer {
        guard let from = try Call.moment("from", call.request) else {
            throw .invalidMoment("from", "")
        }
        let found = try call.registry.differences(from: from, to: try Call.moment("to", call.request))
        return .json { body in
            body.object {
                $0.member("from", found.from.number)
                $0.member("to", found.to.number)
                $0.member("differences") { $0.value(.array(found.differences.map(\.json))) }
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

extension Difference {
    fileprivate var json: JSON {
        var object = JSONObject()
        object["item"] = .string(item.kind)
        object["subject"] = item.subject.map { .string($0.qualifiedName) }
        switch item {
        case .version(_, let version): object["version"] = .number(JSONNumber(Int64(version.number)))
        case .association(let key):
            object["resourceId"] = .string(key.resourceID)
            object["resourceType"] = .string(key.resourceType)
            object["associationType"] = .string(key.part.rawValue)
        case .record(let key) where key.subject == nil || key.kind == .waiver: object["name"] = .string(key.name)
        case .configuration, .mode, .record: break
        }
        object["before"] = before ?? .null
        object["after"] = after ?? .null
        object["revision"] = .number(JSONNumber(event.revision.number))
        object["at"] = .string(event.at.rfc3339)
        object["principal"] = .string(event.principal.name)
        return .object(object)
    }
}

extension Item {
    /// As answers call it.
    fileprivate var kind: String {
        switch self {
        case .version: "version"
        case .configuration: "config"
        case .mode: "mode"
        case .association: "association"
        case .record(let key): key.kind.rawValue
        }
    }
}

extension Call {
    /// A revision that a parameter gives.
    ///
    /// - Throws: `.malformedRequest` for anything but a number from 0.
    func revision(_ name: String) throws(RegistryError) -> Revision? {
        guard let text = request.query[name] else { return nil }
        guard let number = Int64(text), number >= 0 else {
            throw .invalidParameter(name, text, allowed: ["a revision, from 0"])
        }
        return Revision(number)
    }
}
