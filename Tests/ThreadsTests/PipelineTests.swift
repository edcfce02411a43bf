import Synchronization
import Testing

@testable import Threads

@Suite struct PipelineTests {
    private struct Stopped: Error, Equatable { let at: Int }

    /// On two threads with little and with much room between, and on one.
    enum Way: CaseIterable, Sendable {
        case narrow, wide, inTurn

        func run(
            _ make: @escaping @Sendable (_ isWanted: (Int) -> Bool) throws -> Void, take: (Int) throws -> Void
        ) throws {
            switch self {
            case .narrow: try Pipeline.run(depth: 1, make: make, take: take)
            case .wide: try Pipeline.run(depth: 64, make: make, take: take)
            case .inTurn: try Pipeline.runInTurn(make, take)
            }
        }
    }

    @Test(arguments: Way.allCases)
    func everyPieceIsTakenOnceAndInOrder(_ way: Way) throws {
        var taken: [Int] = []
        try way.run { isWanted in
            for piece in 0..<5000 { #expect(isWanted(piece)) }
        } take: {
            taken.append($0)
        }
        #expect(taken == Array(0..<5000))
    }

    @Test(arguments: Way.allCases)
    func whatMakingThrowsComesAfterThePiecesBeforeIt(_ way: Way) {
        var taken: [Int] = []
        #expect(throws: Stopped(at: 100)) {
            try way.run { isWanted in
                for piece in 0..<100 { _ = isWanted(piece) }
                throw Stopped(at: 100)
            } take: {
                taken.append($0)
            }
        }
        #expect(taken == Array(0..<100))
    }

    @Test(arguments: Way.allCases)
    func noPieceIsWantedAfterTakingHasThrown(_ way: Way) {
        let made = Atomic(0)
        #expect(throws: Stopped(at: 10)) {
            try way.run { isWanted in
                var piece = 0
                while isWanted(piece) {
                    piece += 1
                    made.store(piece, ordering: .relaxed)
                }
            } take: { piece in
                if piece == 10 { throw Stopped(at: piece) }
            }
        }
        // It ended, and was ahead by no more than there is room for.
        #expect((10...10 + 66).contains(made.load(ordering: .relaxed)))
    }

    @Test(.timeLimit(.minutes(1)), arguments: Way.allCases)
    func whoGoesOnAskingIsToldEachTimeThatNoPieceIsWanted(_ way: Way) {
        let answers = Mutex<[Bool]>([])
        var taken = 0
        #expect(throws: Stopped(at: 0)) {
            try way.run { isWanted in
                while isWanted(0) {}
                for _ in 0..<200 { answers.withLock { $0.append(isWanted(0)) } }
            } take: { _ in
                taken += 1
                throw Stopped(at: 0)
            }
        }
        #expect(taken == 1)
        #expect(answers.withLock { $0 } == Array(repeating: false, count: 200))
    }
}
