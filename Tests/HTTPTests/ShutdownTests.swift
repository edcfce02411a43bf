import Glibc
import HTTP
import Synchronization
import Testing

@Suite struct ShutdownTests {
    /// A responder that lets a test decide when it answers.
    private final class Gate: Responder {
        let entered = Atomic<Int>(0)
        let isOpen = Atomic<Bool>(false)

        func respond(to request: Request) -> Response {
            entered.add(1, ordering: .sequentiallyConsistent)
            while request.path == ["wait"], !isOpen.load(ordering: .sequentiallyConsistent) { usleep(1000) }
            return Response(status: 200, body: Array("done".utf8))
        }

        func refuse(_ refusal: Refusal, headers: Headers) -> Response { Response(status: refusal.status.code) }
    }

    @Test func aRequestThatRunsDuringADrainIsAnsweredAndNewClientsAreRefused() throws {
        let gate = Gate()
        let server = try Server.test(gate)
        let address = try #require(server.addresses.first)
        let running = try server.connect()
        running.send("GET /wait HTTP/1.1\nHost: a\n\n")
        #expect(eventually { gate.entered.load(ordering: .sequentiallyConsistent) == 1 })

        let left = Atomic<Int>(-1)
        let drain = Thread { left.store(server.drain(seconds: 10), ordering: .sequentiallyConsistent) }
        let isRefused = eventually {
            do {
                _ = try Client(address)
                return false
            } catch Client.Failure.refused(let code) {
                return code == ECONNREFUSED
            } catch {
                return false
            }
        }
        #expect(isRefused)
        #expect(left.load(ordering: .sequentiallyConsistent) == -1, "the drain waits for the request")
        gate.isOpen.store(true, ordering: .sequentiallyConsistent)
        let reply = try running.readReply()
        #expect(reply.status == 200)
        #expect(reply.text == "done")
        #expect(reply.headers["connection"] == "close")
        #expect(running.readToEnd() == ([], 0))
        drain.join()
        #expect(left.load(ordering: .sequentiallyConsistent) == 0)
        server.stop()
    }

    @Test func aConnectionThatIsOpenIsServedDuringADrain() throws {
        let gate = Gate()
        let server = try Server.test(gate)
        let waiting = try server.connect()
        let other = try server.connect()
        #expect(try other.ask("/").headers["connection"] == nil)
        waiting.send("GET /wait HTTP/1.1\nHost: a\n\n")
        #expect(eventually { gate.entered.load(ordering: .sequentiallyConsistent) == 2 })
        let drain = Thread { server.drain(seconds: 10) }
        usleep(100_000)
        let reply = try other.ask("/")
        #expect(reply.status == 200)
        #expect(reply.headers["connection"] == "close")
        #expect(other.readToEnd() == ([], 0))
        gate.isOpen.store(true, ordering: .sequentiallyConsistent)
        #expect(try waiting.readReply().status == 200)
        drain.join()
    }

    @Test func aDrainGivesUpAtItsDeadlineAndStoppingCutsOff() throws {
        let gate = Gate()
        let log = Entries()
        let server = try Server.test(gate, accessLog: log)
        let stuck = try server.connect()
        stuck.send("POST /wait HTTP/1.1\nHost: a\nContent-Length: 5\n\n123")
        #expect(eventually { server.drain(seconds: 0) == 1 })
        #expect(server.drain(seconds: 1) == 1)
        server.stop()
        #expect(stuck.readToEnd().bytes == [])
        #expect(log.wait(for: 1).map(\.outcome) == [.stopped])
    }

    @Test func stoppingClosesIdleConnectionsAndFreesThePort() throws {
        let server = try Server.test()
        let idle = try server.connect()
        #expect(try idle.ask("/").status == 200)
        server.stop()
        server.stop()
        #expect(idle.readToEnd() == ([], 0))
        let address = try #require(server.addresses.first)
        let again = try Server.test(on: [address])
        #expect(again.addresses == [address])
        #expect(try again.connect().ask("/").status == 200)
    }

    @Test func aServerThatNobodyHoldsStops() throws {
        let address = try addressOfAServerThatIsGone()
        #expect(throws: Client.Failure.self) { _ = try Client(address) }
    }

    private func addressOfAServerThatIsGone() throws -> Address {
        let server = try Server.test()
        let address = try #require(server.addresses.first)
        #expect(try server.connect().ask("/").status == 200)
        return address
    }

    @Test func aStopUnderLoadBreaksNoAnswerOff() throws {
        let body = [UInt8](repeating: 0x61, count: 3000)
        for _ in 0..<5 {
            let server = try Server.test(Answering { _ in Response(status: 200, body: body) })
            let address = try #require(server.addresses.first)
            let broken = Mutex<[String]>([])
            let answered = Atomic<Int>(0)
            let clients = (0..<6).map { _ in
                Thread {
                    do {
                        while true {
                            let client = try Client(address)
                            while true {
                                let reply = try client.ask("/")
                                answered.add(1, ordering: .relaxed)
                                if reply.body != body { broken.withLock { $0.append("another body") } }
                                if reply.headers["connection"] == "close" { break }
                            }
                        }
                    } catch Client.Failure.ended(0, _) {
                        // Closed between two requests, before this one was read.
                    } catch Client.Failure.refused(_) {
                        // What a client finds after the stop.
                    } catch {
                        broken.withLock { $0.append("\(error)") }
                    }
                }
            }
            #expect(eventually { answered.load(ordering: .relaxed) > 300 })
            server.drain(seconds: 10)
            server.stop()
            for client in clients { client.join() }
            #expect(broken.withLock { $0 } == [])
        }
    }
}
