import Synchronization
import Testing

@testable import Threads

@Suite struct ThreadsTests {
    @Test func aThreadHasDoneItsWorkWhenItWasJoined() throws {
        let count = Atomic(0)
        let threads = try (0..<8).map { _ in try Thread { count.add(1, ordering: .relaxed) } }
        for thread in threads { thread.join() }
        #expect(count.load(ordering: .relaxed) == 8)
    }

    @Test func aThreadHasTheStackThatItWasGiven() throws {
        // Each step takes some hundred bytes: far more than a small stack has.
        @Sendable func depth(_ number: Int) -> Int { number == 0 ? 0 : 1 + depth(number - 1) }
        let reached = Atomic(0)
        try Thread(stackBytes: 256 << 20) { reached.store(depth(100_000), ordering: .relaxed) }.join()
        #expect(reached.load(ordering: .relaxed) == 100_000)
    }

    @Test func aStackThatNoMachineHasIsRefusedWithTheSystemsReason() {
        #expect(throws: ThreadFailure.self) { try Thread(stackBytes: 1 << 60) {} }
    }

    @Test func eachRingWakesOnceAlsoWhoWaitsLater() throws {
        let bell = Bell()
        for _ in 0..<3 { bell.ring() }
        for _ in 0..<3 { bell.wait() }
        let woken = Atomic(0)
        let thread = try Thread {
            bell.wait()
            woken.store(1, ordering: .releasing)
        }
        bell.ring()
        thread.join()
        #expect(woken.load(ordering: .acquiring) == 1)
    }

    @Test(arguments: [Duration.zero, .milliseconds(20), .seconds(-5)])
    func whoIsNotRungForSleepsNoLongerThanItWants(time: Duration) {
        let start = ContinuousClock.now
        Bell().wait(atMost: time)
        let slept = ContinuousClock.now - start
        #expect(slept >= time - .milliseconds(2) && slept < .seconds(10))
    }

    @Test func whoIsRungForDoesNotSleepOn() {
        let bell = Bell()
        bell.ring()
        let start = ContinuousClock.now
        bell.wait(atMost: .seconds(60))
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
