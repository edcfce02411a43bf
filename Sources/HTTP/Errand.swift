internal import Synchronization
internal import Threads

/// Some work whose result is wanted later: done by a thread of a pool, or by whoever wants it before one is free.
public final class Errand<Value: Sendable>: Sendable {
    private enum State {
        case waiting(@Sendable () -> Value)
        case underway
        case done(Value)
    }

    private let state: Mutex<State>
    private let bell = Bell()

    /// Hands the work to a pool; without one, or when it is stopped, it waits for ``run()`` or ``value()``.
    public init(on pool: ThreadPool?, _ work: @escaping @Sendable () -> Value) {
        state = Mutex(.waiting(work))
        pool?.submit { [self] in run() }
    }

    /// Whether the work is done.
    public var isDone: Bool {
        state.withLock { if case .done = $0 { true } else { false } }
    }

    /// Does the work, unless somebody has begun; whether it was done here.
    @discardableResult public func run() -> Bool {
        let work = state.withLock { state -> (@Sendable () -> Value)? in
            guard case .waiting(let work) = state else { return nil }
            state = .underway
            return work
        }
        guard let work else { return false }
        let value = work()
        state.withLock { $0 = .done(value) }
        bell.ring()
        return true
    }

    /// The result, for one thread: does the work if nobody has begun, waits for whoever has.
    public func value() -> Value {
        run()
        while true {
            let value = state.withLock { if case .done(let value) = $0 { value } else { nil as Value? } }
            if let value { return value }
            bell.wait()
        }
    }
}
