import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// State of deletion × operation, every combination for a subject of two versions and what may refer to them.
@Suite struct DeletionTests {
    private enum Presence: CaseIterable {
        case live, deleted, gone
    }

    /// Version 1 and 2 of `s`; version 1 is referred to by version 2, by `t`, by both or by neither.
    private struct Situation {
        var first: Presence
        var second: Presence
        var other: Presence
        var secondRefersToFirst: Bool

        var presences: [Presence] { [first, second] }
        var live: [Int] { [1, 2].filter { presences[$0 - 1] == .live } }
        var present: [Int] { [1, 2].filter { presences[$0 - 1] != .gone } }

        /// Whether something stands in the way of deleting version 1.
        func isReferredTo(_ deletion: Deletion, within subject: Bool) -> Bool {
            let blocking: [Presence] = deletion == .soft ? [.live] : [.live, .deleted]
            return blocking.contains(other) || (subject && secondRefersToFirst && blocking.contains(second))
        }
    }

    private enum Operation {
        case version(VersionSelector, Deletion)
        case subject(Deletion)
    }

    private static let subject = Subject(name: "s")

    private static var situations: [Situation] {
        var situations: [Situation] = []
        for first in Presence.allCases {
            for second in Presence.allCases {
                for other in Presence.allCases {
                    for secondRefersToFirst in [false, true] {
                        // What is gone is not referred to any more.
                        if first == .gone, other != .gone || (secondRefersToFirst && second != .gone) { continue }
                        situations.append(
                            Situation(
                                first: first, second: second, other: other, secondRefersToFirst: secondRefersToFirst))
                    }
                }
            }
        }
        return situations
    }

    private static func operations() throws -> [Operation] {
        let selectors = try ["1", "2", "3", "latest"].map { try VersionSelector(parsing: $0) }
        return [Deletion.soft, .permanent].flatMap { deletion in
            selectors.map { .version($0, deletion) } + [.subject(deletion)]
        }
    }

    private func world(in situation: Situation) throws -> World {
        let world = World()
        let second = try #require(Version(2))
        let toFirst = Reference(name: "r", subject: Self.subject, version: .first)
        func registration(_ subject: Subject, _ version: Version, _ text: String, _ references: [Reference]) -> Change {
            .versionRegistered(
                Registration(
                    subject: subject, version: version,
                    definition: Definition(type: WordsFormat.words, text: text, references: references)))
        }
        let other = Subject(name: "t")
        world.store.force(
            registration(Self.subject, .first, "a", []),
            registration(Self.subject, second, "b", situation.secondRefersToFirst ? [toFirst] : []),
            registration(other, .first, "c", [toFirst]))
        let targets = [
            (Self.subject, Version.first, situation.first), (Self.subject, second, situation.second),
            (other, Version.first, situation.other),
        ]
        for (subject, version, presence) in targets {
            switch presence {
            case .live: continue
            case .deleted: world.store.force(.versionDeleted(subject, version))
            case .gone: world.store.force(.versionDeleted(subject, version), .versionErased(subject, version))
            }
        }
        return world
    }

    /// What the protocol says, in the order in which it says it.
    private func expectation(_ situation: Situation, _ operation: Operation) -> Result<[Int], RegistryError> {
        let subject = Self.subject
        if situation.present.isEmpty { return .failure(.subjectNotFound(subject)) }
        switch operation {
        case .subject(.soft):
            if situation.live.isEmpty { return .failure(.subjectSoftDeleted(subject)) }
            if situation.first == .live, situation.isReferredTo(.soft, within: false) {
                return .failure(.referenceExists(subject, .first))
            }
            return .success(situation.live)
        case .subject(.permanent):
            if !situation.live.isEmpty { return .failure(.subjectNotSoftDeleted(subject)) }
            if situation.first == .deleted, situation.isReferredTo(.permanent, within: false) {
                return .failure(.referenceExists(subject, .first))
            }
            return .success(situation.present)
        case .version(let selector, let deletion):
            let number: Int? =
                switch selector {
                case .number(let version): Int(version.number)
                case .latest: situation.live.last
                }
            guard let number, situation.present.contains(number), let version = Version(number) else {
                return .failure(.versionNotFound(selector))
            }
            switch (deletion, situation.presences[number - 1]) {
            case (.soft, .deleted): return .failure(.versionSoftDeleted(subject, version))
            case (.permanent, .live): return .failure(.versionNotSoftDeleted(subject, version))
            case (.soft, .live), (.permanent, .deleted), (_, .gone): break
            }
            if number == 1, situation.isReferredTo(deletion, within: true) {
                return .failure(.referenceExists(subject, version))
            }
            return .success([number])
        }
    }

    @Test func everyOperationInEveryStateDoesWhatTheProtocolSays() throws {
        var failures: [String] = []
        for situation in Self.situations {
            for operation in try Self.operations() {
                let world = try world(in: situation)
                let before = try world.versions("s")
                let answer = perform(operation, in: world)
                let expected = expectation(situation, operation)
                let after = try world.versions("s")
                if answer != expected || after != effect(of: operation, answer, on: before) {
                    failures.append("\(situation) \(operation): \(answer), not \(expected); \(before) -> \(after)")
                }
            }
        }
        #expect(failures == [])
        #expect(Self.situations.count == 40)
    }

    private func perform(_ operation: Operation, in world: World) -> Result<[Int], RegistryError> {
        Result { () throws(RegistryError) -> [Version] in
            switch operation {
            case .version(let selector, let deletion):
                [try world.registry.delete(selector, of: Self.subject, deletion, by: world.caller)]
            case .subject(let deletion):
                try world.registry.delete(Self.subject, deletion, by: world.caller)
            }
        }.map { versions in versions.map { Int($0.number) } }
    }

    /// The versions afterwards; deleted ones below zero.
    private func effect(
        of operation: Operation, _ answer: Result<[Int], RegistryError>, on versions: [Int]
    ) -> [Int] {
        guard case .success(let deleted) = answer else { return versions }
        let deletion =
            switch operation {
            case .version(_, let deletion), .subject(let deletion): deletion
            }
        return switch deletion {
        case .soft: versions.map { deleted.contains($0) ? -$0 : $0 }
        case .permanent: versions.filter { !deleted.contains(abs($0)) }
        }
    }

    // MARK: What goes with it

    @Test func settingsOfASubjectStayUntilItIsGone() throws {
        let world = World()
        let scope = Scope.subject(Self.subject)
        try world.register("a", "s")
        try world.register("a b", "s")
        try world.setLevel(.full, "s")
        try world.delete("s")
        #expect(try world.store.configuration(of: scope)?.level == .full)
        try world.delete("s", .permanent)
        #expect(try world.store.configuration(of: scope) == nil)
    }

    @Test func theLastVersionToGoTakesTheSettingsWithIt() throws {
        let world = World()
        let scope = Scope.subject(Self.subject)
        try world.register("a", "s")
        try world.register("a b", "s")
        try world.setLevel(.full, "s")
        try world.delete("s")
        try world.delete("s", 1, .permanent)
        #expect(try world.store.configuration(of: scope)?.level == .full)
        try world.delete("s", 2, .permanent)
        #expect(try world.store.configuration(of: scope) == nil)
    }

    @Test func whatIsDeletedCanStillBeReadByItsNumberUntilItIsGone() throws {
        let world = World()
        let id = try world.register("a", "s").schema.id
        try world.delete("s")
        #expect(try world.registry.schema(id).isDeleted)
        try world.delete("s", .permanent)
        #expect(error { try world.registry.schema(id) } == .schemaNotFound(id))
    }

    @Test func aReferenceMadeInTheMeantimeStandsInTheWay() throws {
        let world = World()
        try world.register("a", "s")
        world.store.interfere { store in
            let reference = Reference(name: "r", subject: Self.subject, version: .first)
            let definition = Definition(type: WordsFormat.words, text: "@r", references: [reference])
            store.force(
                .versionRegistered(
                    Registration(subject: Subject(name: "t"), version: .first, definition: definition)))
        }
        #expect(error { try world.delete("s") } == .referenceExists(Self.subject, .first))
        #expect(try world.versions("s") == [1])
    }

    @Test func aVersionDeletedInTheMeantimeIsDeletedAlready() throws {
        let world = World()
        try world.register("a", "s")
        world.store.interfere { $0.force(.versionDeleted(Self.subject, .first)) }
        #expect(error { try world.delete("s", 1) } == .versionSoftDeleted(Self.subject, .first))
    }
}
