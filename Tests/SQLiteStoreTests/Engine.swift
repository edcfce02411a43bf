import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// A kind of store that must keep the contract of `Store`.
struct Engine: Sendable, CustomTestStringConvertible {
    let testDescription: String
    /// Makes an empty store; what it keeps on the disk lies in the directory.
    let make: @Sendable (TemporaryDirectory) throws -> any Store

    /// Every engine there is; the one in memory is naive enough to compare the others with.
    static let all = [
        Engine(testDescription: "SQLite") { try SQLiteStore(path: $0.file("registry.db")) },
        Engine(testDescription: "memory") { _ in MemoryStore() },
    ]

    /// Runs a test on an empty store.
    func withStore(_ body: (any Store) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let store = try make(directory)
        try body(store)
        try (store as? SQLiteStore)?.close()
        withExtendedLifetime(directory) {}
    }
}

// MARK: - Short forms

extension Subject {
    static let orders = Subject(name: "orders")
    static let payments = Subject(name: "payments")
}

extension Version {
    static func number(_ number: Int) throws -> Version { try #require(Version(number)) }
}

extension Definition {
    static func text(_ text: String, references: [Reference] = []) -> Definition {
        Definition(type: .json, text: text, references: references)
    }
}

extension Reference {
    init(_ subject: Subject, _ version: Int) throws {
        self.init(name: "\(subject.name).json", subject: subject, version: try .number(version))
    }
}

extension Store {
    /// Appends without expecting any revision.
    @discardableResult
    func append(_ changes: Change...) throws -> [Event] {
        try append(changes, by: .anonymous, expecting: [])
    }

    /// Registers a version and gives its id.
    @discardableResult
    func register(
        _ subject: Subject, _ version: Int, _ text: String, references: [Reference] = []
    ) throws -> Int32 {
        let events = try append(
            .versionRegistered(
                Registration(
                    subject: subject, version: try .number(version), definition: .text(text, references: references))))
        return try #require(events.first?.id).number
    }

    func delete(_ subject: Subject, _ version: Int) throws {
        try append(.versionDeleted(subject, .number(version)))
    }

    func erase(_ subject: Subject, _ version: Int) throws {
        try append(.versionErased(subject, .number(version)))
    }

    /// The numbers of a subject's versions.
    func numbers(of subject: Subject, _ deleted: Deleted, page: Page = .all) throws -> [Int32] {
        try versions(of: subject, deleted: deleted, page: page).map(\.version.number)
    }

    /// The qualified names of subjects.
    func names(
        in context: Context? = .standard, prefix: String = "", _ deleted: Deleted = .excluded, page: Page = .all
    ) throws -> [String] {
        try subjects(in: context, prefix: prefix, deleted: deleted, page: page).map(\.qualifiedName)
    }
}

extension Event {
    /// The id that a registration was given.
    var id: SchemaID? {
        if case .versionRegistered(let registration) = change { registration.id } else { nil }
    }
}

/// The code of the error that a body throws.
func code(of body: () throws -> Void) -> RegistryError.Code? {
    do {
        try body()
        return nil
    } catch {
        return (error as? RegistryError)?.code
    }
}
