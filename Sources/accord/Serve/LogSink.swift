internal import JSONCore
internal import Synchronization

/// Where the lines of the log go: to the standard error, once the server runs.
///
/// Until then they are kept: a start that fails says so in one sentence, and what the parts of the server tell about the
/// same failure would be noise before it.
final class LogSink: Sendable {
    /// The lines that wait; `nil` once none do any more.
    private let held = Mutex<[UInt8]?>([])

    /// Writes an object as one line, with one system call, so that lines of several threads do not mix.
    func write(_ object: JSON) {
        var line = object.utf8
        line.append(UInt8(ascii: "\n"))
        let isHeld = held.withLock { held in
            held?.append(contentsOf: line)
            return held != nil
        }
        if !isHeld { Self.send(line) }
    }

    /// Writes the lines that wait, and from now on each as it comes.
    func release() {
        let lines = held.withLock { held in
            defer { held = nil }
            return held
        }
        if let lines, !lines.isEmpty { Self.send(lines) }
    }

    private static func send(_ bytes: [UInt8]) {
        // There is nowhere left to say that this failed.
        try? Platform.write(bytes, to: .error)
    }
}
