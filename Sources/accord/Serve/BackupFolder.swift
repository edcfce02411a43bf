internal import SchemaCore

/// A folder of copies of a store, each named after the time that it was made at.
struct BackupFolder: Sendable {
    let path: String
    /// How many to keep.
    let kept: Int

    private static let affixes = (prefix: "accord-", suffix: ".db")

    /// The path of a new copy.
    func file(at time: Timestamp) -> String {
        // 2026-11-27T15:30:00.000Z without what not every file system takes.
        let stamp = time.rfc3339.prefix(19).filter { $0 != "-" && $0 != ":" }
        return "\(path)/\(Self.affixes.prefix)\(stamp)Z\(Self.affixes.suffix)"
    }

    /// When the newest copy was made.
    var newest: Timestamp? { copies.last.flatMap { Self.time(of: $0) } }

    /// The names of the copies, the oldest first.
    private var copies: [String] { (Platform.names(inFolder: path) ?? []).filter { Self.time(of: $0) != nil } }

    /// Removes the oldest copies, and what an interrupted copying has left.
    func tidy() {
        for name in copies.dropLast(kept) { Platform.remove("\(path)/\(name)") }
        for name in Platform.names(inFolder: path) ?? [] where name.hasSuffix(".partial") {
            if Self.time(of: String(name.dropLast(".partial".count))) != nil { Platform.remove("\(path)/\(name)") }
        }
    }

    /// The time that the name of a copy tells; `nil` for any other name.
    private static func time(of name: String) -> Timestamp? {
        guard name.hasPrefix(affixes.prefix), name.hasSuffix(affixes.suffix) else { return nil }
        let stamp = Array(name.dropFirst(affixes.prefix.count).dropLast(affixes.suffix.count))
        guard stamp.count == 16, stamp[8] == "T" else { return nil }
        let (day, time) = (stamp[..<8], stamp[9...])
        let date = "\(String(day[0..<4]))-\(String(day[4..<6]))-\(String(day[6..<8]))"
        let clock = "\(String(time[9..<11])):\(String(time[11..<13])):\(String(time[13...]))"
        return Timestamp(rfc3339: "\(date)T\(clock)")
    }
}
