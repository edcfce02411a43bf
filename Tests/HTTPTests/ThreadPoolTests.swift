import Glibc
import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Work that takes long is done beside the threads of the connections.
@Suite struct ThreadPoolTests {
    private static let stackBytes = 1 << 20

    @Test func everythingTakenIsDoneBeforeStoppingEndsAndNothingIsTakenAfter() throws {
        for round in 0..<20 {
            let pool = try ThreadPool(threads: 1 + round % 4, stackBytes: Self.stackBytes)
            let done = Atomic<Int>(0)
            let taken = Atomic<Int>(0)
            onThreads(4) { _ in
                for _ in 0..<1000 where pool.submit({ done.add(1, ordering: .relaxed) }) {
                    taken.add(1, ordering: .relaxed)
                }
            }
            pool.stop()
            #expect(taken.load(ordering: .relaxed) == 4000)
            #expect(done.load(ordering: .relaxed) == 4000)
            #expect(!pool.submit { done.add(1, ordering: .relaxed) })
            pool.stop()
            #expect(done.load(ordering: .relaxed) == 4000)
        }
    }

    @Test func workIsTakenInTheOrderInWhichItCame() throws {
        let pool = try ThreadPool(threads: 1, stackBytes: Self.stackBytes)
        let order = Mutex<[Int]>([])
        for number in 0..<5000 { _ = pool.submit { order.withLock { $0.append(number) } } }
        pool.stop()
        #expect(order.withLock { $0 } == Array(0..<5000))
    }

    /// Answers `/quick` at once; everything else takes a while.
    private struct SlowAndQuick: Responder {
        let isOpen: @Sendable () -> Bool

        func respond(to request: Request) -> Response {
            while !isOpen() { usleep(1000) }
            return Response(status: 200, body: Array("slow".utf8))
        }

        func reply(to request: Request) -> Reply {
            guard request.path == ["quick"] else { return .work { respond(to: request) } }
            return .ready(Response(status: 200, body: Array("quick".utf8)))
        }

        func refuse(_ refusal: Refusal, headers: Headers) -> Response { Response(status: refusal.status.code) }
    }

    @Test func whatIsReadyAtOnceDoesNotWaitBehindWhatTakesLong() throws {
        let isOpen = Atomic<Bool>(false)
        let server = try Server.test(SlowAndQuick { isOpen.load(ordering: .acquiring) }, threads: 2)
        // More than there are threads of either kind.
        let waiting = try (0..<20).map { _ in try server.connect() }
        for client in waiting { client.send("GET /slow HTTP/1.1\nHost: a\n\n") }
        for _ in 0..<20 { #expect(try server.connect().ask("/quick").text == "quick") }
        isOpen.store(true, ordering: .releasing)
        for client in waiting { #expect(try client.readReply().text == "slow") }
        #expect(try waiting[0].ask("/quick").text == "quick", "a connection that was suspended goes on")
    }

    @Test func stoppingWaitsForWorkThatHasBegun() throws {
        let isOpen = Atomic<Bool>(false)
        let server = try Server.test(SlowAndQuick { isOpen.load(ordering: .acquiring) }, threads: 2)
        let client = try server.connect()
        client.send("GET /slow HTTP/1.1\nHost: a\n\n")
        usleep(50_000)
        onThreads(2) { thread in
            if thread == 0 {
                server.stop()
            } else {
                usleep(50_000)
                isOpen.store(true, ordering: .releasing)
            }
        }
        _ = client.readToEnd()
    }
}
