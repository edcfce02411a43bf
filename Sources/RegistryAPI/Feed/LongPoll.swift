internal import HTTP
internal import Logging
internal import RegistryCore
internal import SchemaCore
internal import Synchronization

/// A page of events, which is answered once there is one, or when the client has waited for as long as it wants to.
final class LongPoll: ResponseStream {
    private struct State {
        var cursor: FeedCursor
        var items: [ChangeFeed.Item] = []
        var isAnswered = false
    }

    private let state: Mutex<State>
    private let limit: Int
    private let deadline: ContinuousClock.Instant
    private let mayRead: @Sendable () throws(RegistryError) -> Void
    private let logger: Logger

    /// A page has no second event beyond this.
    private static let bytesLimit = 1 << 20

    init(
        _ cursor: FeedCursor, limit: Int, until deadline: ContinuousClock.Instant, logger: Logger,
        whileAllowed mayRead: @escaping @Sendable () throws(RegistryError) -> Void
    ) {
        state = Mutex(State(cursor: cursor))
        self.limit = limit
        self.deadline = deadline
        self.mayRead = mayRead
        self.logger = logger
    }

    func next() -> StreamPart {
        state.withLock { state in
            if state.isAnswered { return .end }
            do throws(RegistryError) {
                try mayRead()
                while true {
                    switch try state.cursor.advance() {
                    case .items(let items):
                        if !take(items, &state) { return answer(&state) }
                    case .moreToRead:
                        return .wait(until: .now)
                    case .nothingYet:
                        let isOver = !state.items.isEmpty || deadline <= .now
                        return isOver ? answer(&state) : .wait(until: deadline)
                    }
                }
            } catch {
                // A client that may not read any more has waited in vain.
                if [.unauthenticated, .forbidden].contains(error.code) { return answer(&state) }
                return logger.end(error)
            }
        }
    }

    /// Adds events to the page; whether there is room for more.
    private func take(_ items: [ChangeFeed.Item], _ state: inout State) -> Bool {
        var bytes = state.items.reduce(0) { $0 + $1.json.count }
        for item in items {
            bytes += item.json.count
            guard state.items.count < limit, state.items.isEmpty || bytes <= Self.bytesLimit else {
                state.cursor.revision = state.items.last?.event.revision ?? state.cursor.revision
                return false
            }
            state.items.append(item)
        }
        return state.items.count < limit
    }

    private func answer(_ state: inout State) -> StreamPart {
        state.isAnswered = true
        var body = JSONBody(capacity: 256)
        body.object {
            $0.member("events") { $0.array(state.items) { $0.encoded($1.json) } }
            $0.member("next", "\(state.cursor.revision.number)")
        }
        return .bytes(body.bytes)
    }

    func isReady() -> Bool {
        state.withLock { state in
            do throws(RegistryError) { return try state.cursor.seek() } catch { return true }
        }
    }

    func ending() -> [UInt8] {
        state.withLock { state in
            guard !state.isAnswered, case .bytes(let bytes) = answer(&state) else { return [] }
            return bytes
        }
    }
}
