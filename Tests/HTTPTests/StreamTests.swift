import Glibc
import HTTP
import Synchronization
import Testing

@Suite struct StreamTests {
    /// What is told to all: lines that are kept, each stream with a place of its own among them.
    private final class Story: Responder {
        let streams = Streams()
        let lines = Mutex<[String]>([])
        let isOver = Atomic(false)
        let isBroken = Atomic(false)
        /// How long a stream waits before it says that it is still there.
        let patience: Duration

        init(patience: Duration = .seconds(60)) { self.patience = patience }

        func tell(_ line: String) {
            lines.withLock { $0.append(line) }
            streams.wake()
        }

        func respond(to request: Request) -> Response {
            guard request.path == ["story"] else { return Response(status: 200, body: Array("other".utf8)) }
            return Response(status: 200, stream: Telling(self))
        }

        func refuse(_ refusal: Refusal, headers: Headers) -> Response { Response(status: refusal.status.code) }
    }

    private final class Telling: ResponseStream {
        private let story: Story
        private let state = Mutex((told: 0, deadline: ContinuousClock.Instant?.none))

        init(_ story: Story) { self.story = story }

        func next() -> StreamPart {
            state.withLock { state in
                let line = story.lines.withLock { state.told < $0.count ? $0[state.told] : nil }
                if let line {
                    state = (state.told + 1, nil)
                    return .bytes(Array(line.utf8))
                }
                if story.isBroken.load(ordering: .relaxed) { return .failure }
                if story.isOver.load(ordering: .relaxed) { return .end }
                if let deadline = state.deadline, deadline <= .now {
                    state.deadline = nil
                    return .bytes(Array("still here".utf8))
                }
                let deadline = state.deadline ?? .now + story.patience
                state.deadline = deadline
                return .wait(until: deadline)
            }
        }

        func isReady() -> Bool {
            state.withLock { state in story.lines.withLock { state.told < $0.count } }
                || story.isOver.load(ordering: .relaxed) || story.isBroken.load(ordering: .relaxed)
        }

        func ending() -> [UInt8] { Array("the end".utf8) }
    }

    private func server(
        _ story: Story, limits: Limits = Limits(), accessLog: (any AccessLog)? = nil
    ) throws -> Server {
        try Server.test(story, limits: limits, streams: story.streams, accessLog: accessLog)
    }

    private func listen(_ server: Server) throws -> Client {
        let client = try server.connect()
        #expect(try client.ask("/story").status == 200)
        return client
    }

    @Test func whatIsToldArrivesWhenItIsToldAndTheEndWithIt() throws {
        let story = Story()
        let log = Entries()
        let server = try server(story, accessLog: log)
        story.tell("before")
        let client = try server.connect()
        let head = try client.ask("/story")
        #expect(head.headers["transfer-encoding"] == "chunked")
        #expect(try client.readChunk() == "before")
        for line in ["one", String(repeating: "long ", count: 100_000), "three"] {
            #expect(!client.hasBytes(withinMilliseconds: 50))
            story.tell(line)
            var told = ""
            while told.utf8.count < line.utf8.count { told += try #require(try client.readChunk()) }
            #expect(told == line)
        }
        story.isOver.store(true, ordering: .relaxed)
        story.streams.wake()
        #expect(try client.readChunk() == nil)
        #expect(eventually { story.streams.count == 0 })
        #expect(try client.ask("/other").text == "other", "the connection is kept")
        let entry = try #require(log.wait(for: 1).first)
        #expect(entry.isStream && entry.outcome == .answered)
        #expect(entry.responseBytes == 6 + 3 + 500_000 + 5)
    }

    @Test func anOldClientIsToldWithoutChunks() throws {
        let story = Story()
        let client = try server(story).connect()
        client.send("GET /story HTTP/1.0\n\n")
        #expect(eventually { story.streams.count == 1 })
        for line in ["one ", "two ", "three"] {
            story.tell(line)
            usleep(20_000)
        }
        story.isOver.store(true, ordering: .relaxed)
        story.streams.wake()
        let text = String(decoding: client.readToEnd().bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.") && text.hasSuffix("\r\n\r\none two three"), "\(text)")
    }

    @Test func aClientThatKeepsNoConnectionIsToldInChunksToo() throws {
        let story = Story()
        let client = try server(story).connect()
        let head = try client.ask("/story", headers: "Connection: close\n")
        #expect(head.headers["transfer-encoding"] == "chunked" && head.headers["connection"] == "close")
        for line in ["one", "two"] {
            story.tell(line)
            #expect(try client.readChunk() == line)
        }
        story.isOver.store(true, ordering: .relaxed)
        story.streams.wake()
        #expect(try client.readChunk() == nil)
        #expect(client.readToEnd() == ([], 0))
    }

    @Test func headOfAStreamHasNoEndToWaitFor() throws {
        let story = Story()
        let client = try server(story).connect()
        #expect(try client.ask("HEAD /story").status == 200)
        #expect(client.readToEnd() == ([], 0))
        #expect(eventually { story.streams.count == 0 })
    }

    @Test func everyStreamHasEveryLineOnceInOrderHoweverFastTheyAreTold() throws {
        let story = Story()
        let server = try server(story)
        let (readers, writers, each) = (20, 4, 500)
        let clients = try (0..<readers).map { _ in try listen(server) }
        let told = (0..<writers).map { writer in
            Thread { for number in 0..<each { story.tell("\(writer)-\(number);") } }
        }
        for thread in told { thread.join() }
        story.isOver.store(true, ordering: .relaxed)
        story.streams.wake()
        let expected = story.lines.withLock { $0.joined() }
        for client in clients {
            var text = ""
            while let chunk = try client.readChunk() { text += chunk }
            #expect(text == expected)
        }
    }

    @Test func aStreamSpeaksUpAfterItHasWaited() throws {
        let story = Story(patience: .milliseconds(50))
        let clients = try { [server = try server(story)] in try (0..<50).map { _ in try listen(server) } }()
        for _ in 0..<3 {
            for client in clients { #expect(try client.readChunk() == "still here") }
        }
    }

    @Test func thatAClientIsGoneIsNoticedAtOnce() throws {
        let story = Story()
        let server = try server(story)
        var clients = try (0..<100).map { _ in try listen(server) }
        #expect(eventually { story.streams.count == 100 })
        clients.removeFirst(60)
        #expect(eventually { story.streams.count == 40 })
        story.tell("for the others")
        for client in clients { #expect(try client.readChunk() == "for the others") }
    }

    @Test func whoDoesNotReadHoldsUpNobody() throws {
        let story = Story()
        let server = try server(story)
        let deaf = try (0..<8).map { _ in try listen(server) }
        let client = try listen(server)
        let line = String(repeating: "x", count: 100_000)
        for _ in 0..<100 {
            story.tell(line)
            var count = 0
            while count < line.utf8.count { count += try #require(try client.readChunk()).utf8.count }
        }
        #expect(try server.connect().ask("/other").text == "other")
        // What they did not take has waited for them, where it is anyway.
        for client in deaf {
            var count = 0
            while count < 100 * line.utf8.count { count += try #require(try client.readChunk()).utf8.count }
        }
    }

    @Test func thereAreOnlySoManyStreamsAndStillRoomForOthers() throws {
        let story = Story()
        let server = try server(story, limits: Limits(connections: 10, streams: 3))
        var clients = try (0..<3).map { _ in try listen(server) }
        #expect(try server.connect().ask("/story").status == 503)
        #expect(try server.connect().ask("/other").status == 200)
        clients.removeFirst()
        #expect(eventually { story.streams.count == 2 })
        #expect(try server.connect().ask("/story").status == 200)
    }

    @Test func anAnswerThatFailsIsSeenToBeIncomplete() throws {
        let story = Story()
        let client = try listen(try server(story))
        story.isBroken.store(true, ordering: .relaxed)
        story.streams.wake()
        #expect(client.readToEnd().bytes.isEmpty, "no last chunk")
    }

    @Test func aDrainEndsStreamsAndDoesNotWaitForTheDeaf() throws {
        let story = Story()
        let server = try server(story)
        let clients = try (0..<20).map { _ in try listen(server) }
        let started = ContinuousClock.now
        #expect(server.drain(seconds: 20) == 0)
        #expect(ContinuousClock.now - started < .seconds(1))
        for client in clients {
            #expect(try client.readChunk() == "the end")
            #expect(try client.readChunk() == nil)
        }
        server.stop()
        for client in clients { #expect(client.readToEnd() == ([], 0)) }

        let longStory = Story()
        longStory.tell(String(repeating: "x", count: 50_000_000))
        let other = try self.server(longStory)
        let deaf = try listen(other)
        let startedAgain = ContinuousClock.now
        #expect(other.drain(seconds: 20) == 0)
        #expect(ContinuousClock.now - startedAgain < .seconds(5))
        other.stop()
        deaf.close()
    }

    @Test func stoppingCutsStreamsOffThatWait() throws {
        for _ in 0..<20 {
            let story = Story()
            let server = try server(story)
            let clients = try (0..<20).map { _ in try listen(server) }
            let teller = Thread { for number in 0..<200 { story.tell("\(number)") } }
            server.stop()
            teller.join()
            for client in clients { #expect(client.readToEnd().code != EAGAIN) }
        }
    }
}
