internal import Synchronization

/// Work in two steps that go on at the same time: one thread makes pieces, another takes them in their order.
public enum Pipeline {
    /// Makes pieces on a thread of its own, and takes them on this one; both are done when it returns.
    ///
    /// Where the system starts no thread, each piece is taken as soon as it is made.
    ///
    /// - Parameters:
    ///   - depth: how many pieces may wait to be taken, from 1.
    ///   - make: hands over each piece, and ends when it is told that no more are wanted.
    /// - Throws: what either step throws; pieces made before that are taken.
    public static func run<Piece: Sendable>(
        depth: Int = 4, make: @escaping @Sendable (_ isWanted: (Piece) -> Bool) throws -> Void,
        take: (Piece) throws -> Void
    ) throws {
        let buffer = Buffer<Piece>(depth: depth)
        let maker: Thread
        do throws(ThreadFailure) {
            maker = try Thread {
                let result = Result { try make(buffer.put) }
                buffer.end(result)
            }
        } catch {
            return try runInTurn(make, take)
        }
        defer {
            buffer.close()
            maker.join()
        }
        while let piece = try buffer.next() { try take(piece) }
    }

    /// Takes each piece as soon as it is made.
    static func runInTurn<Piece>(
        _ make: @escaping (_ isWanted: (Piece) -> Bool) throws -> Void, _ take: (Piece) throws -> Void
    ) throws {
        var failure: (any Error)?
        try make { piece in
            guard failure == nil else { return false }
            do { try take(piece) } catch { failure = error }
            return failure == nil
        }
        if let failure { throw failure }
    }
}

/// Pieces between two threads.
private final class Buffer<Piece: Sendable>: Sendable {
    private struct State {
        var pieces: [Piece] = []
        var end: Result<Void, any Error>?
        var isClosed = false
    }

    private let state = Mutex(State())
    /// Rings for each piece, and for the end.
    private let filled = Bell()
    /// Rings for each piece that there is room for.
    private let room = Bell()

    init(depth: Int) {
        for _ in 0..<max(1, depth) { room.ring() }
    }

    /// Waits for room; whether the piece is wanted.
    func put(_ piece: Piece) -> Bool {
        room.wait()
        let isWanted = state.withLock { state in
            if !state.isClosed { state.pieces.append(piece) }
            return !state.isClosed
        }
        // Whoever asks again after that is not to wait.
        if isWanted { filled.ring() } else { room.ring() }
        return isWanted
    }

    func end(_ result: Result<Void, any Error>) {
        state.withLock { $0.end = result }
        filled.ring()
    }

    /// Waits for a piece; `nil` at the end.
    func next() throws -> Piece? {
        filled.wait()
        let (piece, end) = state.withLock { state in
            (state.pieces.isEmpty ? nil : state.pieces.removeFirst(), state.end)
        }
        guard let piece else {
            try end?.get()
            return nil
        }
        room.ring()
        return piece
    }

    /// Wants no more pieces.
    func close() {
        state.withLock { $0.isClosed = true }
        room.ring()
    }
}
