import Glibc
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// The past reads as the present did when it was the present.
@Suite struct PastTests {
    /// How many steps are taken, and at how many moments all is asked; `ACCORD_PAST=5000,200` takes long.
    private static let extent: (steps: Int, moments: Int) = {
        let numbers = getenv("ACCORD_PAST").map { String(cString: $0).split(separator: ",").compactMap { Int($0) } }
        guard let numbers, numbers.count == 2 else { return (80, 5) }
        return (numbers[0], numbers[1])
    }()

    @Test(arguments: [3, SeededGenerator.seed])
    func everyReadingOfThePastSaysWhatWasSaidThen(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        var world = World(seed: seed)
        let (steps, moments) = Self.extent
        var said: [(revision: Revision, answers: [String: [String]])] = []
        for step in 1...steps {
            // Most fit what is there; the others change nothing.
            _ = try? store.append(try world.changes(on: store), by: .anonymous, expecting: [])
            if step % (steps / moments) == 0 { said.append((try store.head(), try world.answers(of: store))) }
        }
        // Questions on their own draw what they need each: of many moments, they are asked at a few.
        let stride = max(1, moments / 5)
        for (number, (revision, answers)) in said.enumerated().reversed() {
            let past = try store.past(at: revision, store.now())
            compare(try world.answers(of: past), with: answers, "seed \(seed), revision \(revision.number)")
            guard number % stride == 0 else { continue }
            // None is answered from what another one has drawn.
            let alone = try world.answers(of: try store.past(at: revision, store.now()))
            compare(alone, with: answers, "seed \(seed), revision \(revision.number), alone")
        }
        #expect(try world.answers(of: store) == said.last?.answers, "seed \(seed): the present stays as it is")
    }

    private func compare(
        _ answers: [String: [String]], with expected: [String: [String]], _ place: Comment
    ) {
        for (question, answer) in expected {
            #expect(answers[question] == answer, "\(place): \(question)")
        }
    }

    @Test func theNewestRevisionOfAMomentIsFound() throws {
        let directory = try TemporaryDirectory()
        for store in [MemoryStore(), try SQLiteStore(path: directory.file("registry.db"))] as [any Store] {
            #expect(try store.revision(at: store.now()) == .zero)
            for number in 1...9 {
                _ = try store.append([.modeSet(.global, .readWrite)], by: .anonymous, expecting: [])
                #expect(try store.head() == Revision(Int64(number)))
            }
            let events = try store.events(after: .zero, limit: .max)
            for event in events {
                let newest = try #require(events.last { $0.at == event.at })
                #expect(try store.revision(at: event.at) == newest.revision)
                let before = events.last { $0.at < event.at }?.revision ?? .zero
                #expect(try store.revision(at: Timestamp(microseconds: event.at.microseconds - 1)) == before)
            }
        }
    }

    @Test func thePastTakesNoChanges() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        _ = try store.append([.modeSet(.global, .readOnly)], by: .anonymous, expecting: [])
        let past = try store.past(at: Revision(1), store.now())
        #expect(throws: RegistryError.pastIsOver) {
            try past.append([.modeCleared(.global)], by: .anonymous, expecting: [])
        }
        #expect(try store.head() == Revision(1))
    }

    @Test func noMoreThanTwoCanLookAtAllOfThePastAtATime() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        for _ in 1...3 { _ = try store.append([.modeSet(.global, .readOnly)], by: .anonymous, expecting: []) }
        var pasts = try (1...3).map { try store.past(at: Revision($0), store.now()) }
        for past in pasts.prefix(2) { #expect(try past.scopesWithMode(in: nil) == [.global]) }
        #expect(throws: RegistryError.pastIsBusy) { try pasts[2].scopesWithMode(in: nil) }
        // What rests on a few events can still be asked.
        #expect(try pasts[2].mode(of: .global) == .readOnly)
        pasts.removeFirst()
        #expect(try pasts[1].scopesWithMode(in: nil) == [.global])
    }
}
