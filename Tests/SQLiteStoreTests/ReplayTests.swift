import Governance
import JSONCore
import Logging
import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import SQLiteStore

/// Whether rows that are held back and written many at a time are those that are written one after the other.
@Suite struct ReplayTests {
    private static let silent = Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() }
    private static let count = 5000

    private let directory: TemporaryDirectory
    private var path: String { directory.file("registry.db") }

    init() throws { directory = try TemporaryDirectory() }

    /// Registrations in three contexts, of content that comes again under its number and of content that is new, with
    /// references and metadata, and with deletions between.
    private func changes(_ seed: UInt64) throws -> [Change] {
        var random = SeededGenerator(seed: seed)
        var changes: [Change] = []
        var heights: [Subject: Int] = [:]
        var lastIDs: [Context: Int] = [:]
        var known: [Context: [Registration]] = [:]
        while changes.count < Self.count {
            let context = [Context.standard, Context("b"), Context("é")][Int.random(in: 0..<3, using: &random)]
            let subject = Subject(context: context, name: "s\(Int.random(in: 0..<400, using: &random))")
            let height = heights[subject] ?? 0
            if height > 0, Int.random(in: 0..<200, using: &random) == 0 {
                changes.append(.versionDeleted(subject, try .number(height)))
                changes.append(.versionErased(subject, try .number(height)))
                known[context] = []
                continue
            }
            heights[subject] = height + 1
            var registration = Registration(
                subject: subject, version: try .number(height + 1), definition: .text("\(changes.count)"))
            if Int.random(in: 0..<4, using: &random) == 0, let again = known[context]?.randomElement(using: &random) {
                (registration.id, registration.definition) = (again.id, again.definition)
            } else {
                lastIDs[context, default: 0] += Int.random(in: 1...3, using: &random)
                registration.id = SchemaID(lastIDs[context] ?? 0)
                if Int.random(in: 0..<3, using: &random) == 0, height > 0 {
                    registration.definition = .text(
                        "\(changes.count)", references: [try Reference(subject, 1), try Reference(subject, height)])
                }
                if Int.random(in: 0..<5, using: &random) == 0 {
                    registration.definition.metadata = try Metadata(
                        payload: ["properties": ["confluent:version": .string("\(height + 1)")]])
                }
                known[context, default: []].append(registration)
            }
            changes.append(.versionRegistered(registration))
        }
        return changes
    }

    @Test(arguments: [1, SeededGenerator.seed])
    func tablesAreTheSameHoweverManyRowsAreWrittenAtATime(_ seed: UInt64) throws {
        let changes = try changes(seed)
        let store = try SQLiteStore(path: path, logger: Self.silent)
        var rest = changes[...]
        // One by one, so that each finds the rows of those before it in the tables.
        for change in rest.prefix(1000) { try store.append(change) }
        rest = rest.dropFirst(1000)
        while !rest.isEmpty {
            _ = try store.append(Array(rest.prefix(1500)), by: .anonymous, expecting: [])
            rest = rest.dropFirst(1500)
        }
        #expect(try store.verify() == [])
        try store.close()
        var progress: [Int] = []
        let (head, mended) = try SQLiteStore.rebuild(path, logger: Self.silent) { progress.append($0) }
        #expect(head.number == Int64(changes.count))
        #expect(mended == [])
        #expect(progress == progress.sorted() && progress.last == changes.count)
        let rebuilt = try SQLiteStore(path: path, logger: Self.silent)
        #expect(try rebuilt.verify() == [])
        try rebuilt.close()
    }

    @Test func oneOfManyChangesThatDoesNotFitTakesAllOfThemWithIt() throws {
        let store = try SQLiteStore(path: path, logger: Self.silent)
        let twice = Registration(subject: .orders, version: try .number(1), definition: .text("{}"))
        #expect(throws: RegistryError.conflict) {
            try store.append(.modeSet(.global, .import), .versionRegistered(twice), .versionRegistered(twice))
        }
        #expect(try store.head() == .zero)
        #expect(try store.verify() == [])
        try store.append(.versionRegistered(twice))
        #expect(try store.head() == Revision(1))
    }

    @Test func fewLargeEventsAreReadAtATime() throws {
        let store = try SQLiteStore(path: path, logger: Self.silent)
        for version in 1...8 {
            try store.register(.orders, version, #""\#(String(repeating: "x", count: 600_000))\#(version)""#)
        }
        try store.close()
        var progress: [Int] = []
        _ = try SQLiteStore.rebuild(path, logger: Self.silent) { progress.append($0) }
        #expect(progress == [2, 4, 6, 8])
    }

    @Test func aLogThatIsNotSoundIsNotPlayed() throws {
        let store = try SQLiteStore(path: path, logger: Self.silent)
        for version in 1...3 { try store.register(.orders, version, "\(version)") }
        try store.close()
        let connection = try Connection(path: path, logger: Self.silent)
        try connection.execute("DROP TRIGGER event_is_not_removed")
        try connection.execute("DELETE FROM event WHERE revision = 3")
        try connection.close()
        let expected = RegistryError.copyIsUnsound(path, ["Event 3 is missing."])
        #expect(throws: expected) { try SQLiteStore.rebuild(path, logger: Self.silent) { _ in } }
        #expect(directory.files() == ["registry.db"])
    }
}
