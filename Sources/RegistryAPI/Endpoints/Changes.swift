internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/changes`: the log as it grows, as a stream or in pages that are waited for.
enum Changes {
    static let routes: [Route<Endpoint>] = [
        Route(
            .get, "/changes",
            Endpoint(
                "followChanges", .may(.read), alsoAnswers: EventStream.mediaType,
                refusals: [.malformedRequest, .storeFailure, .unavailable], follow))
    ]

    /// The longest that a page is waited for, in seconds: proxies close what is silent for longer.
    private static let longestWait = 60

    @Sendable private static func follow(_ call: Call) throws(RegistryError) -> Answer {
        let headers = call.request.headers
        let wait = try wait(call)
        let isStream = wait == nil && MediaType.prefers(EventStream.mediaType, headers)
        // A page is JSON, whatever else is accepted.
        if !isStream { _ = try MediaType(acceptedBy: headers) }
        let feed = call.server.feed
        let cursor = FeedCursor(
            feed: feed, registry: call.registry, filter: try filter(call), revision: try start(call, feed))
        // What is kept for as long as the stream is open: of the request no more than who asks.
        let mayRead = call.permission()
        if isStream {
            let limit = call.request.query["limit"] == nil ? nil : try call.limit()
            return Answer(
                stream: EventStream(cursor, limit: limit, logger: call.server.logger, whileAllowed: mayRead),
                type: EventStream.mediaType,
                // Neither kept by a cache, nor held back by a proxy until there is more of it.
                headers: [
                    .init(name: "Cache-Control", value: "no-store"), .init(name: "X-Accel-Buffering", value: "no"),
                ])
        }
        return Answer(
            stream: LongPoll(
                cursor, limit: try call.limit(), until: .now + .seconds(wait ?? 0), logger: call.server.logger,
                whileAllowed: mayRead),
            headers: [.init(name: "Cache-Control", value: "no-store")])
    }

    /// - Throws: `.malformedRequest` for anything but a number of seconds that is waited.
    private static func wait(_ call: Call) throws(RegistryError) -> Int? {
        guard let text = call.request.query["wait"] else { return nil }
        guard let seconds = Int(text), (0...longestWait).contains(seconds) else {
            throw .invalidParameter("wait", text, allowed: ["a number of seconds from 0 to \(longestWait)"])
        }
        return seconds
    }

    private static func filter(_ call: Call) throws(RegistryError) -> EventFilter {
        var filter = EventFilter()
        for text in call.request.query.all("kind") { filter.kinds.insert(try Call.kind(text)) }
        for text in call.request.query.all("subject") {
            do throws(SubjectPattern.Malformed) {
                filter.subjects.append(try SubjectPattern(parsing: text))
            } catch {
                throw .invalidParameter("subject", text, allowed: ["a pattern of subjects: \(error)"])
            }
        }
        return filter
    }

    /// The last event that the client has seen: as a stream that goes on says, else as asked, else the newest there is.
    private static func start(_ call: Call, _ feed: ChangeFeed) throws(RegistryError) -> Revision {
        let head = try call.registry.logHead().revision
        feed.reached(head)
        let header = call.request.headers["Last-Event-ID"]
        guard let text = header ?? call.request.query["after"] else { return head }
        // After a store was replaced by an older one, what comes next would not be what the client lacks.
        guard let number = Int64(text), (0...head.number).contains(number) else {
            throw .invalidParameter(
                header == nil ? "after" : "Last-Event-ID", text,
                allowed: ["a revision from 0 to the newest, \(head.number)"])
        }
        return Revision(number)
    }
}

extension Call {
    /// What throws once the caller may not read any more.
    fileprivate func permission() -> @Sendable () throws(RegistryError) -> Void {
        let authentication = authentication
        let registry = registry
        var fields = Headers()
        if let credentials = request.headers["Authorization"] { fields.append("Authorization", credentials) }
        let who = Request(method: .get, path: [], headers: fields)
        return { () throws(RegistryError) in
            let caller = try authentication.caller(of: who, in: registry)
            try registry.checkRole(of: caller, for: .read, about: nil)
        }
    }
}
