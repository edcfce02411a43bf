import Glibc
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct CommitQueueTests {
    @Test func workThatComesDuringACommitIsDoneTogether() {
        let queue = CommitQueue<Int, Int>()
        let groups = Mutex<[[Int]]>([])
        let results = Mutex<[Int: Int]>([:])
        let others = 15
        let isFirstInside = Gate()
        let mayOthersCome = Gate()
        let mayFirstFinish = Gate()
        let commit: @Sendable ([Int]) -> [Int] = { group in
            groups.withLock { $0.append(group) }
            if group == [0] {
                isFirstInside.open()
                mayFirstFinish.pass()
            }
            return group.map { $0 * 10 }
        }
        onThreads(others + 2) { thread in
            if thread > others {
                // Lets the others come when the first work is inside, and that one go when all of them wait.
                isFirstInside.pass()
                for _ in 1...others { mayOthersCome.open() }
                while queue.pendingCount < others + 1 { sched_yield() }
                mayFirstFinish.open()
            } else {
                if thread > 0 { mayOthersCome.pass() }
                let result = queue.submit(thread, commit: commit)
                results.withLock { $0[thread] = result }
            }
        }
        #expect(groups.withLock { $0.map(\.count) } == [1, others])
        #expect(groups.withLock { Set($0.flatMap { $0 }) } == Set(0...others))
        #expect(results.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0...others).map { ($0, $0 * 10) }))
    }

    @Test func othersHaveTheirOutcomesBeforeTheLeaderTidiesUp() {
        let queue = CommitQueue<Int, Int>()
        let isFirstInside = Gate()
        let received = Atomic<Int>(0)
        let tidied = Mutex<[Int]>([])
        onThreads(3) { thread in
            if thread > 0 { isFirstInside.pass() }
            let result = queue.submit(thread) { group in
                if group == [0] {
                    isFirstInside.open()
                    isFirstInside.open()
                    while queue.pendingCount < 3 { sched_yield() }
                }
                return group
            } tidy: {
                // Of the group of two, the one that does not lead gets its outcome while this goes on.
                let deadline = ContinuousClock.now + .seconds(20)
                let others = tidied.withLock { $0.isEmpty ? 0 : 1 }
                while received.load(ordering: .acquiring) < others, ContinuousClock.now < deadline { sched_yield() }
                tidied.withLock { $0.append(received.load(ordering: .acquiring)) }
            }
            if thread > 0 { received.add(1, ordering: .acquiringAndReleasing) }
            #expect(result == thread)
        }
        #expect(tidied.withLock { $0 } == [0, 1])
    }

    @Test func everyWorkIsDoneOnceAndOnlyOneGroupAtATime() {
        let queue = CommitQueue<Int, Int>()
        let done = Mutex<[Int]>([])
        let inside = Atomic<Int>(0)
        let overlaps = Atomic<Int>(0)
        onThreads(16) { thread in
            for round in 0..<500 {
                let work = thread * 1000 + round
                let result = queue.submit(work) { group in
                    if inside.add(1, ordering: .acquiringAndReleasing).newValue != 1 {
                        overlaps.add(1, ordering: .relaxed)
                    }
                    done.withLock { $0 += group }
                    inside.subtract(1, ordering: .acquiringAndReleasing)
                    return group
                }
                if result != work { overlaps.add(1, ordering: .relaxed) }
            }
        }
        #expect(overlaps.load(ordering: .relaxed) == 0)
        let expected = (0..<16).flatMap { thread in (0..<500).map { thread * 1000 + $0 } }
        #expect(done.withLock { $0.sorted() } == expected)
    }
}
