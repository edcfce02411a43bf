import Compatibility
import Governance
import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// Level × direction × depth, every combination of two earlier versions and what was deleted of them.
@Suite struct LevelTests {
    /// Every set of words over a base that they all have in common.
    private static let texts = ["x", "a x", "b x", "a b x"]

    private struct Earlier {
        var text: String
        var isDeleted: Bool
    }

    @Test func eachLevelComparesWithItsVersionsInItsDirections() throws {
        var failures: [String] = []
        for level in CompatibilityLevel.allCases {
            for first in Self.texts {
                for second in Self.texts where second != first {
                    for deleted in [[], [1], [2], [1, 2]] {
                        let history = [first, second].enumerated().map {
                            Earlier(text: $1, isDeleted: deleted.contains($0 + 1))
                        }
                        failures += try deviations(level, history)
                    }
                }
            }
        }
        #expect(failures == [])
    }

    /// Where registering or checking does not do what sets of words say.
    private func deviations(_ level: CompatibilityLevel, _ history: [Earlier]) throws -> [String] {
        var failures: [String] = []
        for text in Self.texts {
            let world = World()
            try world.setLevel(CompatibilityLevel.none)
            for earlier in history { try world.register(earlier.text, "s") }
            for (position, earlier) in history.enumerated() where earlier.isDeleted {
                try world.delete("s", position + 1)
            }
            try world.setLevel(level)
            let expected = expectation(level, history, text)
            let situation = "\(level) \(history.map { ($0.isDeleted ? "-" : "+") + $0.text }) <- \(text)"
            let report = try world.check(text, "s")
            if report.isCompatible != expected { failures.append("check: \(situation)") }
            let isPresent = history.contains { $0.text == text && !$0.isDeleted }
            let refusal = code { try world.register(text, "s") }
            if refusal != (isPresent || expected ? nil : .incompatibleSchema) {
                failures.append("register: \(situation)")
            }
        }
        return failures
    }

    /// What the protocol's table of levels says, over plain sets.
    private func expectation(_ level: CompatibilityLevel, _ history: [Earlier], _ text: String) -> Bool {
        func words(_ text: String) -> Set<Substring> { Set(text.split(separator: " ")) }
        let live = history.filter { !$0.isDeleted }.map { words($0.text) }
        let new = words(text)
        let readsOld: (Set<Substring>) -> Bool = { new.isSuperset(of: $0) }
        let isReadByOld: (Set<Substring>) -> Bool = { $0.isSuperset(of: new) }
        return switch level {
        case .none: true
        case .backward: live.suffix(1).allSatisfy(readsOld)
        case .backwardTransitive: live.allSatisfy(readsOld)
        case .forward: live.suffix(1).allSatisfy(isReadByOld)
        case .forwardTransitive: live.allSatisfy(isReadByOld)
        case .full: live.suffix(1).allSatisfy { readsOld($0) && isReadByOld($0) }
        case .fullTransitive: live.allSatisfy { readsOld($0) && isReadByOld($0) }
        }
    }

    // MARK: One version named

    @Test func aVersionThatIsNamedIsComparedWithAloneWhateverTheDepth() throws {
        for level in CompatibilityLevel.allCases {
            let world = World()
            try world.setLevel(CompatibilityLevel.none)
            for text in ["x", "a x", "a b x"] { try world.register(text, "s") }
            try world.setLevel(level)
            let second = try VersionSelector(parsing: "2")
            let report = try world.check("a x", "s", against: second)
            #expect(report.isCompatible, "\(level)")
            #expect(report.comparisons.count == (level == .none ? 0 : 1), "\(level)")
            let smaller = try world.check("x", "s", against: second)
            #expect(smaller.isCompatible == !level.directions.contains(.backward), "\(level)")
            let larger = try world.check("a b c x", "s", against: second)
            #expect(larger.isCompatible == !level.directions.contains(.forward), "\(level)")
        }
    }

    @Test func aVersionThatIsNamedMustBeThere() throws {
        let world = World()
        let first = try VersionSelector(parsing: "1")
        #expect(error { try world.check("a", "s", against: first) } == .versionNotFound(first))
        // The version is looked for before the schema is read.
        #expect(error { try world.check("a!", "s", against: first) } == .versionNotFound(first))
        #expect(try world.check("a", "s", against: .latest).isCompatible)
        #expect(try world.check("a", "s").isCompatible)
        try world.register("a", "s")
        try world.delete("s", 1)
        #expect(error { try world.check("a", "s", against: first) } == .versionNotFound(first))
        #expect(try world.check("b", "s", against: .latest).isCompatible)
    }

    @Test func anEmptySchemaIsNotChecked() throws {
        let world = World()
        try world.register("a", "s")
        #expect(error { try world.check("", "s") } == .emptySchema)
    }

    @Test func checkingWritesNothing() throws {
        let world = World()
        try world.register("a", "s")
        let head = try world.store.head()
        _ = try world.check("b", "s")
        #expect(try world.store.head() == head)
    }

    // MARK: What is said

    @Test func everyFindingAgainstEveryVersionIsSaid() throws {
        let world = World()
        try world.setLevel(CompatibilityLevel.none)
        try world.register("a", "s")
        try world.register("b it's", "s")
        try world.setLevel(.backwardTransitive)
        let messages = [
            #"{errorType:"WORD_REMOVED", description:'"b" of version 2 isn\'t in the new schema.', path:'#', version:2}"#,
            #"{errorType:"WORD_REMOVED", description:'"it\'s" of version 2 isn\'t in the new schema.', path:'#', version:2, "#
                + #"witness:'"it\'s"'}"#,
            "{oldSchemaVersion: 2}",
            "{oldSchema: 'b it's'}",
            #"{errorType:"WORD_REMOVED", description:'"a" of version 1 isn\'t in the new schema.', path:'#', version:1}"#,
            "{oldSchemaVersion: 1}",
            "{oldSchema: 'a'}",
            "{validateFields: 'false', compatibility: 'BACKWARD_TRANSITIVE'}",
        ]
        #expect(try world.check("c", "s").messages == messages)
        #expect(
            error { try world.register("c", "s") }
                == RegistryError(
                    .incompatibleSchema,
                    "Schema being registered is incompatible with an earlier schema for subject \"s\", "
                        + "details: [\(messages.joined(separator: ", "))]"))
        #expect(try world.check("a b it's", "s").messages == [])
    }

    @Test func bothDirectionsAreSaidForwardFirst() throws {
        let world = World()
        try world.register("a", "s")
        try world.setLevel(.full)
        #expect(
            try world.check("b", "s").messages == [
                #"{errorType:"WORD_REMOVED", description:'"b" of the new schema isn\'t in version 1.', path:'#/b', version:1}"#,
                #"{errorType:"WORD_REMOVED", description:'"a" of version 1 isn\'t in the new schema.', path:'#', version:1}"#,
                "{oldSchemaVersion: 1}",
                "{oldSchema: 'a'}",
                "{validateFields: 'false', compatibility: 'FULL'}",
            ])
    }

    @Test func longEarlierSchemasAreCutAndTheirTextsBounded() throws {
        let world = World()
        try world.setLevel(CompatibilityLevel.none)
        for number in 1...9 { try world.register(String(repeating: "é", count: 6000) + "\(number)", "s") }
        try world.setLevel(.backwardTransitive)
        let quotations = try world.check("x", "s").messages.filter { $0.hasPrefix("{oldSchema:") }
        #expect(quotations.count == 7)
        #expect(quotations[0] == "{oldSchema: <truncated> '" + String(repeating: "é", count: 5120) + "...'}")
        // 65,536 bytes are all; 6 × 10,240 are taken before the last.
        #expect(quotations[6] == "{oldSchema: <truncated> '" + String(repeating: "é", count: 2048) + "...'}")
    }

    @Test func aDocumentThatIsTooLongToShowIsLeftOut() throws {
        let world = World()
        for (length, isShown) in [(496, true), (497, false)] {
            // With the quotes of JSON and those of the word, 500 bytes are the most.
            let word = "'" + String(repeating: "x", count: length) + "'"
            try world.register(word, "s\(length)")
            #expect(try world.check("y", "s\(length)").messages[0].contains(", witness:'") == isShown)
        }
    }

    @Test func aSchemaOfAnotherTypeIsIncompatibleAtEveryLevelButNone() throws {
        let store = MemoryStore()
        let other = WordsFormat(type: SchemaType("OTHER"))
        let words = WordsFormat()
        let registry = Registry(store: store, formats: [words, other])
        func register(_ type: SchemaType, _ text: String) throws -> RegisteredVersion {
            try registry.register(
                RegistrationRequest(
                    candidate: Candidate(type: type, text: text), subject: Subject(name: "s")), by: .anonymous)
        }
        _ = try register(WordsFormat.words, "a")
        for level in CompatibilityLevel.allCases where level != .none {
            _ = try registry.configure(.global, by: .anonymous) { $0.level = level }
            #expect(
                error { try register(other.type, "a b") }?.message
                    == "Schema being registered is incompatible with an earlier schema for subject \"s\", details: "
                    + "[Incompatible because of different schema type, {oldSchemaVersion: 1}, {oldSchema: 'a'}, "
                    + "{validateFields: 'false', compatibility: '\(level.rawValue)'}]")
        }
        _ = try registry.configure(.global, by: .anonymous) { $0.level = CompatibilityLevel.none }
        #expect(try register(other.type, "a b").version == Version(2))
    }

    // MARK: What could not be decided

    @Test func whatIsUndecidedIsRefusedAndSaidToBeSo() throws {
        let world = World()
        try world.register("a b?", "s")
        let report = try world.check("a", "s")
        #expect(!report.isCompatible)
        #expect(
            report.messages.first
                == #"{errorType:"WORD_REMOVED", description:'Undecided: "b?" of version 1 isn\'t in the new schema.', "#
                + "path:'#', version:1}")
        #expect(code { try world.register("a", "s") } == .incompatibleSchema)
    }

    @Test func whatIsUndecidedIsAcceptedWhereTheServerSaysSo() throws {
        var options = Registry.Options()
        options.undecided = .accept
        let world = World(options)
        try world.register("a b?", "s")
        #expect(try world.check("a", "s").isCompatible)
        #expect(try world.check("a", "s").findings.count == 1)
        #expect(try !world.check("b?", "s").isCompatible)
        #expect(try world.register("a", "s").version == Version(2))
    }
}
