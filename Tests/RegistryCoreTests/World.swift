import Governance
import RegistryCore
import SchemaCore
import TestSupport

/// A registry of word sets over a store in memory.
struct World {
    let store: MemoryStore
    let format: WordsFormat
    let registry: Registry
    let caller = Caller(principal: Principal(name: "tester"), role: nil)

    init(store: MemoryStore = MemoryStore(), _ options: Registry.Options = Registry.Options()) {
        self.store = store
        format = WordsFormat()
        registry = Registry(store: store, formats: [format], options: options)
    }

    func candidate(_ text: String, _ references: [Candidate.Reference] = []) -> Candidate {
        Candidate(type: WordsFormat.words, text: text, references: references)
    }

    @discardableResult
    func register(
        _ text: String, _ subject: String, references: [Candidate.Reference] = [],
        target: RegistrationRequest.Target = .any, id: Int? = nil,
        normalization: Normalization = .asConfigured
    ) throws -> RegisteredVersion {
        try registry.register(
            RegistrationRequest(
                candidate: candidate(text, references), subject: try Subject(parsing: subject), target: target,
                id: id, normalization: normalization),
            by: caller)
    }

    func check(
        _ text: String, _ subject: String, against selector: VersionSelector? = nil
    ) throws -> CheckReport {
        try registry.check(
            candidate(text), against: selector, of: try Subject(parsing: subject), normalization: .asConfigured)
    }

    func lookUp(
        _ text: String, _ subject: String, references: [Candidate.Reference] = [], deleted: Deleted = .excluded,
        normalization: Normalization = .asConfigured
    ) throws -> RegisteredVersion {
        try registry.lookUp(
            candidate(text, references), under: try Subject(parsing: subject), deleted: deleted,
            normalization: normalization)
    }

    func setLevel(_ level: CompatibilityLevel?, _ subject: String? = nil) throws {
        let scope: Scope = if let subject { .subject(try Subject(parsing: subject)) } else { .global }
        _ = try registry.configure(scope, by: caller) { $0.level = level }
    }

    @discardableResult
    func delete(_ subject: String, _ deletion: Deletion = .soft) throws -> [Int] {
        try registry.delete(try Subject(parsing: subject), deletion, by: caller).map { Int($0.number) }
    }

    @discardableResult
    func delete(_ subject: String, _ version: Int, _ deletion: Deletion = .soft) throws -> Int {
        let selector = try VersionSelector(parsing: String(version))
        return Int(
            try registry.delete(selector, of: try Subject(parsing: subject), deletion, by: caller).number)
    }

    /// The numbers of the versions of a subject; those that are deleted below zero.
    func versions(_ subject: String) throws -> [Int] {
        try store.versions(of: try Subject(parsing: subject), deleted: .included, page: .all).map {
            $0.isDeleted ? -Int($0.version.number) : Int($0.version.number)
        }
    }
}

extension RegisteredVersion {
    /// Version, id and text, to compare in one go.
    var summary: String { "v\(version) id\(schema.id) \(schema.definition.text)" }
}

/// The reference to a subject's version, or to its latest one.
func reference(_ name: String, _ subject: String, _ version: Int? = nil) throws -> Candidate.Reference {
    Candidate.Reference(
        name: name, subject: try Subject(parsing: subject),
        version: try version.map { try VersionSelector(parsing: String($0)) } ?? .latest)
}

/// The code of the error that something throws; `nil` when it throws none.
func code(_ body: () throws -> some Any) -> RegistryError.Code? { error(body)?.code }

/// The error that something throws; `nil` when it throws none.
func error(_ body: () throws -> some Any) -> RegistryError? {
    do {
        _ = try body()
        return nil
    } catch let error as RegistryError {
        return error
    } catch {
        return RegistryError(.internalFailure, "\(error)")
    }
}
