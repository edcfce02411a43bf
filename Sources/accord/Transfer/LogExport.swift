internal import JSONCore
internal import Logging
internal import RegistryCore
internal import Reports
internal import SQLiteStore
internal import SchemaCore

/// The log as a text, with its hashes: a line of JSON for each event, after one that names the format.
///
/// Payloads are texts within the text, since the hashes are of their bytes.
enum LogExport {
    static let header = #"{"format":"accord-log","version":1}"#

    /// Writes the log of a store's file.
    static func write(logOf path: String) throws(Failure) {
        try Console.line(header)
        var failure: Failure?
        do throws(RegistryError) {
            try SQLiteStore.readLog(of: path, logger: Logger(label: "accord.store")) { event, hash in
                do throws(Failure) {
                    try Console.line(try line(event, hash))
                    return true
                } catch {
                    failure = error
                    return false
                }
            }
        } catch {
            throw Failure(error)
        }
        if let failure { throw failure }
    }

    private static func line(_ event: LoggedBytes, _ hash: [UInt8]) throws(Failure) -> String {
        var object = JSONObject()
        object["revision"] = .number(JSONNumber(event.revision))
        object["at"] = .number(JSONNumber(event.at))
        for (name, bytes) in [
            ("principal", event.principal), ("kind", event.kind), ("subject", event.subject),
            ("payload", event.payload),
        ] {
            guard let bytes else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw Failure(
                    .input, "event \(event.revision) is damaged: its \(name) is no text",
                    advice: "accord audit verify tells more")
            }
            object[name] = .string(text)
        }
        object["hash"] = .string(EventHash(hash)?.hexadecimal ?? "")
        return JSON.object(object).text
    }

    /// Recomputes the chain over the lines of a file.
    ///
    /// - Returns: the last event that is sound, and what is wrong after it.
    static func verify(
        _ path: String, pinned: PinnedHead?
    ) throws(Failure) -> (head: LogHead, fault: ChainFault?) {
        var lines = try Lines(of: path)
        guard try lines.next() == header else {
            throw Failure(
                .input, "\(path.printable) is no export of a log: its first line does not say so",
                advice: "\"accord audit export\" writes one")
        }
        var chain = ChainVerification(pinned: pinned)
        while let line = try lines.next() {
            guard let (event, hash) = event(line) else {
                throw Failure(.input, "\(path.printable):\(lines.number): it is no line of an export of a log")
            }
            do throws(ChainFault) { try chain.take(event, hash: hash) } catch { return (chain.head, error) }
        }
        do throws(ChainFault) { try chain.finish() } catch { return (chain.head, error) }
        return (chain.head, nil)
    }

    private static func event(_ line: String) -> (LoggedBytes, hash: [UInt8])? {
        guard let json = try? JSON(parsing: line), let revision = json["revision"]?.number?.int64,
            let at = json["at"]?.number?.int64, let principal = json["principal"]?.string,
            let kind = json["kind"]?.string, let payload = json["payload"]?.string, let hash = json["hash"]?.string
        else { return nil }
        let event = LoggedBytes(
            revision: revision, at: at, principal: Array(principal.utf8), kind: Array(kind.utf8),
            subject: json["subject"]?.string.map { Array($0.utf8) }, payload: Array(payload.utf8))
        // What is no hash is none that follows.
        return (event, EventHash(hexadecimal: hash)?.bytes ?? [])
    }
}
