import JSONCore
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct VerifyTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteStore(path: directory.file("registry.db"))
        try store.register(.orders, 1, "{}")
        try store.register(.orders, 2, "true", references: [try Reference(.orders, 1)])
        try store.register(.payments, 1, "{}")
        try store.delete(.payments, 1)
        var configuration = Configuration(level: .full)
        configuration.alias = "payments"
        try store.append(
            .configurationSet(.subject(.orders), configuration), .modeSet(.global, .import),
            .associationSet(
                Association(
                    resource: .init(id: "1", namespace: "-", name: "t"), part: .key, subject: .orders, lifecycle: .weak,
                    isFrozen: false)),
            .recordSet(Record.Key(.team, "payments"), ["name": "payments"], reason: nil))
    }

    private func tamper(_ sql: String) throws {
        try store.writer.use { (connection) throws(RegistryError) in
            Result {
                try connection.execute("PRAGMA foreign_keys = OFF")
                for trigger in ["changed", "removed"] {
                    try connection.execute("DROP TRIGGER IF EXISTS event_is_not_\(trigger)")
                }
                try connection.execute(sql)
            }
        }.get()
    }

    @Test func aSoundStoreHasNoDisagreement() throws {
        #expect(try store.verify() == [])
    }

    @Test func everyTableThatSaysOtherThanTheLogIsNamed() throws {
        let cases = [
            ("UPDATE stream SET revision = 99 WHERE name = 'orders'", "The table 'stream' holds orders"),
            ("UPDATE context SET last_id = 7", "The table 'context' holds ."),
            ("UPDATE schema SET text = 'false' WHERE id = 1", "The table 'schema' holds . 1"),
            ("DELETE FROM schema WHERE id = 2", "The table 'schema' lacks . 2"),
            ("UPDATE subject SET live = 9 WHERE name = 'payments'", "The table 'subject' holds payments"),
            ("UPDATE version SET deleted = 1 WHERE version = 2", "The table 'version' holds orders 2"),
            ("DELETE FROM version WHERE subject = 'payments'", "The table 'version' lacks payments 1"),
            ("DELETE FROM reference", "The table 'reference' lacks orders 1 . 2"),
            ("UPDATE setting SET payload = '{}'", "The table 'setting' holds orders"),
            ("UPDATE mode SET mode = 'READONLY'", "The table 'mode' holds :.:"),
            ("UPDATE alias SET target = 'b'", "The table 'alias' holds orders"),
            ("UPDATE record SET principal = 'x'", "The table 'record' holds team payments"),
            ("UPDATE version SET state = 3 WHERE version = 2", "The table 'version' holds orders 2"),
            ("DELETE FROM registrant WHERE id = 1", "The table 'registrant' lacks 1 payments"),
            ("DELETE FROM association", "The table 'association' lacks 1 topic key"),
        ]
        #expect(Set(cases.map { $0.1.split(separator: "'")[1] }) == Set(Migrations.projection.map { $0.table[...] }))
        for (sql, sentence) in cases {
            try tamper(sql)
            let disagreements = try store.verify()
            #expect(disagreements.contains { $0.hasPrefix(sentence) }, "\(sql): \(disagreements)")
        }
    }

    @Test func aLogWithAGapOrAnEventThatDoesNotFollowIsNamed() throws {
        try tamper("UPDATE event SET revision = 99 WHERE revision = 5")
        #expect(try store.verify().contains("Event 5 is missing."))
        try tamper("UPDATE event SET revision = 5 WHERE revision = 99")
        #expect(try store.verify() == [])
        try tamper("UPDATE event SET payload = replace(payload, '\"id\":2', '\"id\":1') WHERE revision = 2")
        #expect(try store.verify().contains { $0.hasPrefix("The log's event 2 does not follow from those before it") })
        try tamper("UPDATE event SET payload = '{' WHERE revision = 2")
        #expect(try store.verify().contains { $0.hasPrefix("The log's event 2 cannot be read") })
    }

    @Test func aRowWithoutWhatItRefersToIsNamed() throws {
        try tamper("DELETE FROM schema WHERE id = 1")
        #expect(
            try store.verify().contains("A row of the table 'version' refers to one of 'schema' that is not there."))
    }
}
