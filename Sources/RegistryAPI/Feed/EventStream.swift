internal import HTTP
internal import JSONCore
internal import Logging
internal import RegistryCore
internal import SchemaCore
internal import Synchronization

/// Server-Sent Events (HTML Living Standard, section 9.2): one for each event of the log that is wanted.
///
/// Their ids are revisions. The client knows one from the beginning on, so that it goes on where it was even if nothing
/// had happened before it lost the connection.
final class EventStream: ResponseStream {
    private struct State {
        var cursor: FeedCursor
        /// How many events are still to be sent; `nil` for all there will ever be.
        var left: Int?
        /// When the client is to hear from the server; `nil` until there was nothing to send.
        var beat: ContinuousClock.Instant?
        var hasBegun = false
    }

    static let mediaType = "text/event-stream"

    private let state: Mutex<State>
    private let mayRead: @Sendable () throws(RegistryError) -> Void
    private let logger: Logger

    /// - Parameters:
    ///   - limit: after how many events it ends; `nil` for never.
    ///   - mayRead: throws once the client may not read any more.
    init(
        _ cursor: FeedCursor, limit: Int?, logger: Logger,
        whileAllowed mayRead: @escaping @Sendable () throws(RegistryError) -> Void
    ) {
        state = Mutex(State(cursor: cursor, left: limit))
        self.mayRead = mayRead
        self.logger = logger
    }

    func next() -> StreamPart {
        state.withLock { state in
            guard state.hasBegun else {
                state.hasBegun = true
                return .bytes(Array("retry: 1000\nid: \(state.cursor.revision.number)\n\n".utf8))
            }
            if state.left == 0 { return .end }
            do throws(RegistryError) {
                try mayRead()
                switch try state.cursor.advance() {
                case .items(let items): return .bytes(Self.frames(items, &state))
                case .moreToRead: return .wait(until: .now)
                case .nothingYet: return Self.idle(&state)
                }
            } catch {
                return logger.end(error)
            }
        }
    }

    private static func frames(_ items: [ChangeFeed.Item], _ state: inout State) -> [UInt8] {
        var bytes: [UInt8] = []
        for item in items.prefix(state.left ?? .max) {
            bytes += "id: \(item.event.revision.number)\nevent: \(item.event.change.kind.rawValue)\ndata: ".utf8
            bytes += item.json
            bytes += "\n\n".utf8
            state.left = state.left.map { $0 - 1 }
        }
        state.beat = nil
        return bytes
    }

    /// A comment now and then, so that whatever is in between sees that the connection lives; with the place in the
    /// log, which may have moved past events that are not wanted.
    private static func idle(_ state: inout State) -> StreamPart {
        if let beat = state.beat, beat <= .now {
            state.beat = nil
            return .bytes(Array(": still here\nid: \(state.cursor.revision.number)\n\n".utf8))
        }
        let beat = state.beat ?? state.cursor.feed.nextBeat
        state.beat = beat
        return .wait(until: beat)
    }

    func isReady() -> Bool {
        state.withLock { state in
            // What fails here fails again where it can be told.
            do throws(RegistryError) { return try state.cursor.seek() } catch { return true }
        }
    }

    func ending() -> [UInt8] { [] }
}

extension Logger {
    /// How a stream ends that cannot go on: one that its client may not read any more just does.
    func end(_ error: RegistryError) -> StreamPart {
        if [.unauthenticated, .forbidden].contains(error.code) { return .end }
        self.error("a stream of changes was cut off", metadata: ["reason": "\(error.message)"])
        return .failure
    }
}
