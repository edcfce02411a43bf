import Synchronization
import TestSupport
import Testing

@testable import HTTP

/// Work that a pool does, or whoever wants its result first.
@Suite struct ErrandTests {
    @Test func everyErrandIsDoneOnceWhoeverDoesIt() throws {
        for threads in [1, 3] {
            let pool = try ThreadPool(threads: threads, stackBytes: 1 << 20)
            let done = Atomic<Int>(0)
            let errands = (0..<2_000).map { number in
                Errand(on: pool) {
                    done.add(1, ordering: .relaxed)
                    return number
                }
            }
            // From the last one on, so that the pool and this thread meet.
            for (number, errand) in errands.enumerated().reversed() {
                if number.isMultiple(of: 3) { errand.run() }
                #expect(errand.value() == number)
                #expect(errand.isDone)
                #expect(!errand.run())
            }
            #expect(done.load(ordering: .relaxed) == errands.count)
            pool.stop()
        }
    }

    @Test func withoutAPoolOrAfterItsEndTheOneWhoWantsTheResultDoesTheWork() throws {
        let pool = try ThreadPool(threads: 1, stackBytes: 1 << 20)
        pool.stop()
        for pool in [nil, pool] {
            let errand = Errand(on: pool) { 7 }
            #expect(!errand.isDone)
            #expect(errand.value() == 7)
            #expect(errand.value() == 7)
        }
    }
}
