import Logging
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import SQLiteStore

/// The log of a file, as it is read, proven and defended.
@Suite struct LogTests {
    private static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    private let directory: TemporaryDirectory
    private let path: String
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("registry.db")
        store = try SQLiteStore(path: path, logger: Self.silent)
        for version in 1...6 { try store.register(.orders, version, "\(version)") }
        try store.register(.payments, 1, "{}")
        try store.append(.modeSet(.global, .readOnly))
    }

    private func tell(_ statements: String...) throws {
        try store.writer.use { (connection) throws(RegistryError) in
            Result { for sql in statements { try connection.execute(sql) } }
        }.get()
    }

    private func fault(_ pinned: PinnedHead? = nil) throws -> ChainFault? {
        try SQLiteStore.verifyChain(of: path, pinned: pinned, logger: Self.silent).fault
    }

    private static let opening = ["DROP TRIGGER event_is_not_changed", "DROP TRIGGER event_is_not_removed"]

    @Test func theLogTakesNewEventsAlone() throws {
        for sql in ["UPDATE event SET principal = 'x' WHERE revision = 3", "DELETE FROM event WHERE revision = 8"] {
            #expect(throws: SQLiteError.self, "\(sql)") { try tell(sql) }
        }
        #expect(try fault() == nil)
        #expect(try store.head() == Revision(8))
    }

    @Test func everyColumnThatWasAlteredIsFound() throws {
        for sql in Self.opening { try tell(sql) }
        let alterations = [
            "at = at + 1", "principal = principal || ' '", "kind = 'mode-cleared'", "subject = 'x'", "subject = NULL",
            "payload = payload || ' '", "payload = CAST(x'ff' AS TEXT)", "hash = zeroblob(32)", "hash = x''",
        ]
        for alteration in alterations {
            try tell(
                "CREATE TEMP TABLE kept AS SELECT * FROM event", "UPDATE event SET \(alteration) WHERE revision = 4")
            #expect(try fault() == .altered(Revision(4)), "\(alteration)")
            #expect(try store.verify().contains { $0.hasPrefix("Event 4 was altered") }, "\(alteration)")
            try tell("DELETE FROM event", "INSERT INTO event SELECT * FROM kept", "DROP TABLE kept")
            #expect(try fault() == nil)
        }
    }

    @Test func eventsThatAreGoneMovedOrPutInAreFound() throws {
        for sql in Self.opening { try tell(sql) }
        let columns = "at, principal, kind, subject, payload, hash"
        let cases: [(sql: [String], fault: ChainFault)] = [
            (["DELETE FROM event WHERE revision = 1"], .missing(first: Revision(1), last: Revision(1))),
            (["DELETE FROM event WHERE revision IN (4, 5)"], .missing(first: Revision(4), last: Revision(5))),
            // The end of the log, which the tables remember.
            (["DELETE FROM event WHERE revision > 6"], .missing(first: Revision(7), last: Revision(8))),
            (
                [
                    "UPDATE event SET revision = 99 WHERE revision = 3",
                    "UPDATE event SET revision = 3 WHERE revision = 4",
                    "UPDATE event SET revision = 4 WHERE revision = 99",
                ], .altered(Revision(3))
            ),
            (
                ["INSERT INTO event SELECT 9, \(columns) FROM event WHERE revision = 2"], .altered(Revision(9))
            ),
        ]
        for (statements, expected) in cases {
            try tell("CREATE TEMP TABLE kept AS SELECT * FROM event")
            for sql in statements { try tell(sql) }
            #expect(try fault() == expected, "\(statements)")
            try tell("DELETE FROM event", "INSERT INTO event SELECT * FROM kept", "DROP TABLE kept")
        }
    }

    @Test func theHeadIsWhatTheNextEventFollowsFrom() throws {
        let head = try store.logHead()
        #expect(head.revision == Revision(8))
        #expect(try store.log(LogFilter(), limit: 100).last?.hash == head.hash)
        #expect(try fault(PinnedHead(revision: head.revision, hash: head.hash)) == nil)
        #expect(
            try fault(PinnedHead(revision: Revision(9), hash: head.hash))
                == .missing(first: Revision(9), last: Revision(9)))
        let other = PinnedHead(revision: Revision(5), hash: head.hash)
        #expect(try fault(other) == .rewritten(other))
    }

    @Test func eventsAreListedByEveryFilterAsAPlainListIsFiltered() throws {
        let all = try store.log(LogFilter(), limit: 1000)
        #expect(all.map(\.event) == (try store.events(after: .zero, limit: 1000)))
        for subject in [nil, Subject.orders, .payments, Subject(name: "none")] {
            for principal in [nil, Principal.anonymous, Principal(name: "none")] {
                for kind in [nil, Change.Kind.versionRegistered, .modeSet, .teamSet] {
                    for (after, before) in [(0, Int64.max), (2, 6), (7, 8), (9, 3)] as [(Int64, Int64)] {
                        var filter = LogFilter(subject: subject, principal: principal, kind: kind)
                        filter.after = Revision(after)
                        filter.before = Revision(before)
                        for limit in [0, 2, 100] {
                            let expected = all.filter { filter.includes($0.event) }.prefix(limit)
                            #expect(try store.log(filter, limit: limit) == Array(expected), "\(filter)")
                        }
                    }
                }
            }
        }
    }
}
