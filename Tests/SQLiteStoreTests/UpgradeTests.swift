import Logging
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import SQLiteStore

/// Files of earlier formats, opened by this program.
@Suite struct UpgradeTests {
    private static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }

    /// A file as the first format's program left it: a log and the tables drawn from it.
    private func writeFirstFormat(to path: String) throws {
        let connection = try Connection(path: path, logger: Self.silent)
        try connection.executeScript(Migrations.all[0])
        try connection.execute("PRAGMA user_version = 1")
        let payload = #"{"version":1,"id":1,"schemaType":"JSON","schema":"{}"}"#
        for sql in [
            "INSERT INTO event VALUES (1, 5, 'anonymous', 'version-registered', 'orders', '\(payload)')",
            "INSERT INTO event VALUES (2, 6, 'anonymous', 'configuration-set', NULL, '{\"compatibilityLevel\":\"FULL\"}')",
            "INSERT INTO event VALUES (3, 7, 'anonymous', 'version-deleted', 'orders', '{\"version\":1}')",
            "INSERT INTO stream VALUES ('orders', 3), (':.:', 2)",
            "UPDATE context SET last_id = 1",
            "INSERT INTO schema (context, id, guid, type, text, refs) "
                + "VALUES ('.', 1, x'99914b932bd37a50b983c5e7c90ae93b', 'JSON', '{}', '[]')",
            "INSERT INTO subject (name, context, live, total) VALUES ('orders', '.', 0, 1)",
            "INSERT INTO version VALUES ('orders', 1, '.', 1, 1, 5)",
            "INSERT INTO setting VALUES (':.:', '{\"compatibilityLevel\":\"FULL\"}')",
        ] {
            try connection.execute(sql)
        }
        try connection.close()
    }

    @Test func aFileOfTheFirstFormatIsBroughtToTheNewestOne() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("registry.db")
        try writeFirstFormat(to: path)
        let store = try SQLiteStore(path: path, logger: Self.silent)
        #expect(try store.verify() == [])
        let definition = Definition.text("{}")
        #expect(
            try store.versions(alike: definition.identity, of: .orders, deleted: .only).map(\.schema.definition)
                == [definition])
        #expect(try store.configuration(of: .global) == Configuration(level: .full))
        #expect(try store.mode(of: .global) == nil)
        // It goes on as any other store does.
        #expect(try store.register(.orders, 2, "{}") == 1)
        #expect(try store.register(.orders, 3, "true") == 2)
        try store.append(.modeSet(.global, .readOnly))
        #expect(try store.verify() == [])
        try store.close()
    }
}
