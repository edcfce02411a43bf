import Governance
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// Mode × operation × scope: every mode, or none, of a subject, of its context and of every context, and all that can be
/// done to the subject.
@Suite struct ModeTests {
    private enum Operation: CaseIterable {
        case registerNew, registerPresent, registerWithID, registerPresentWithItsID
        case deleteVersion, deleteSubject, eraseVersion, configure, clearConfiguration
        case lookUp, check, read
    }

    private static let modes: [Mode?] = Mode.allCases + [nil]

    @Test func everyOperationIsLetInAsTheNearestModeSays() throws {
        var failures: [String] = []
        for context in [Context.standard, Context("c")] {
            for own in Self.modes {
                for around in Self.modes {
                    for everywhere in Self.modes {
                        for operation in Operation.allCases {
                            let world = try Self.world(in: context, own, around, everywhere)
                            let refusal = Self.refusal(of: operation, in: world, Subject(context: context, name: "s"))
                            let expected = Self.expectation(operation, own ?? around ?? everywhere ?? .readWrite)
                            if refusal != expected {
                                failures.append(
                                    "\(operation) in \(context.name), \([own, around, everywhere]): "
                                        + "\(refusal.map { "\($0)" } ?? "done")")
                            }
                        }
                    }
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
    }

    /// A world in which a subject has a version, a deleted one and a level of its own; the plain global mode is one that
    /// another context must not see.
    private static func world(
        in context: Context, _ own: Mode?, _ around: Mode?, _ everywhere: Mode?
    ) throws -> World {
        let world = World()
        let subject = Subject(context: context, name: "s")
        func registration(_ number: Int, _ text: String) throws -> Change {
            .versionRegistered(
                Registration(
                    subject: subject, version: try #require(Version(number)),
                    definition: Definition(type: WordsFormat.words, text: text)))
        }
        world.store.force(
            try registration(1, "a"), .versionDeleted(subject, .first), try registration(2, "a b"),
            .configurationSet(.subject(subject), Configuration(level: .backward)))
        if context != .standard { world.store.force(.modeSet(.global, .readOnly)) }
        for (scope, mode) in [(Scope.subject(subject), own), (.context(context), around), (.everywhere, everywhere)] {
            if let mode { world.store.force(.modeSet(scope, mode)) }
        }
        return world
    }

    private static func refusal(
        of operation: Operation, in world: World, _ subject: Subject
    ) -> RegistryError.Code? {
        let (registry, caller) = (world.registry, world.caller)
        func register(_ text: String, id: Int? = nil) throws {
            _ = try registry.register(
                RegistrationRequest(candidate: world.candidate(text), subject: subject, id: id), by: caller)
        }
        return code {
            switch operation {
            case .registerNew: try register("a b c")
            case .registerPresent: try register("a b")
            case .registerWithID: try register("a b c", id: 70)
            case .registerPresentWithItsID: try register("a b", id: 2)
            case .deleteVersion:
                _ = try registry.delete(.latest, of: subject, .soft, by: caller)
            case .deleteSubject: _ = try registry.delete(subject, .soft, by: caller)
            case .eraseVersion: _ = try registry.delete(.number(.first), of: subject, .permanent, by: caller)
            case .configure: _ = try registry.configure(.subject(subject), by: caller) { $0.normalize = true }
            case .clearConfiguration: _ = try registry.clearConfiguration(of: .subject(subject), by: caller)
            case .lookUp:
                _ = try registry.lookUp(
                    world.candidate("a b"), under: subject, deleted: .excluded, normalization: .asConfigured)
            case .check:
                _ = try registry.check(
                    world.candidate("a b c"), against: nil, of: subject, normalization: .asConfigured)
            case .read: _ = try registry.version(.latest, of: subject)
            }
        }
    }

    /// What the protocol says of a mode.
    private static func expectation(_ operation: Operation, _ mode: Mode) -> RegistryError.Code? {
        switch (operation, mode) {
        // What is there already is found whatever the mode.
        case (.registerPresent, _), (.registerPresentWithItsID, _), (.lookUp, _), (.check, _), (.read, _): nil
        case (_, .readOnly), (_, .readOnlyOverride): .operationNotPermitted
        case (.registerNew, .readWrite), (.registerWithID, .import), (.registerWithID, .forward): nil
        case (.registerNew, .import), (.registerNew, .forward), (.registerWithID, .readWrite): .operationNotPermitted
        case (.deleteVersion, _), (.deleteSubject, _), (.eraseVersion, _), (.configure, _), (.clearConfiguration, _):
            nil
        }
    }

    // MARK: Setting modes

    @Test func anImportBeginsEmptyUnlessItIsForced() throws {
        let world = World()
        try world.register("a", "s")
        try world.register("a", ":.c:s")
        let set = { (scope: Scope, change: ModeChange) in
            try world.registry.setMode(.import, of: scope, change, by: world.caller)
        }
        let subject = Scope.subject(Subject(name: "s"))
        for scope in [subject, .global, .everywhere] {
            #expect(error { try set(scope, .checked) } == .subjectsExist, "\(scope)")
        }
        try set(.subject(Subject(name: "t")), .checked)
        try world.delete("s")
        // What is deleted is erased in the scope, and nowhere else.
        try set(.global, .checked)
        #expect(try world.versions("s") == [])
        #expect(try world.versions(":.c:s") == [1])
        try set(.context(Context("c")), .forced)
        #expect(try world.versions(":.c:s") == [1])
    }

    @Test func aFirstVersionThatIsRegisteredMeanwhileIsFoundByAnImport() throws {
        let subject = Subject(context: Context("c"), name: "s")
        for scope in [Scope.subject(subject), .context(subject.context), .everywhere] {
            let world = World()
            world.store.interfere { store in
                store.force(
                    .versionRegistered(
                        Registration(
                            subject: subject, version: .first,
                            definition: Definition(type: WordsFormat.words, text: "a"))))
            }
            let refusal = error { try world.registry.setMode(.import, of: scope, .checked, by: world.caller) }
            #expect(refusal == .subjectsExist, "\(scope)")
            #expect(try world.store.mode(of: scope) == nil)
        }
    }

    @Test func writersThatRaceWithTheBeginningOfAnImportLeaveItEmptyOrStopIt() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        let registry = Registry(store: store, formats: [WordsFormat()])
        var outcomes: Set<Mode?> = []
        for round in 0..<60 {
            let context = Context("c\(round)")
            onThreads(3) { thread in
                if thread == 0 {
                    try? registry.setMode(.import, of: .context(context), .checked, by: .anonymous)
                } else {
                    _ = try? registry.register(
                        RegistrationRequest(
                            candidate: Candidate(type: WordsFormat.words, text: "a"),
                            subject: Subject(context: context, name: "s\(thread)")), by: .anonymous)
                }
            }
            let subjects = try store.subjects(in: context, prefix: "", deleted: .excluded, page: .all)
            let mode = try store.mode(of: .context(context))
            outcomes.insert(mode)
            #expect((mode == .import) == subjects.isEmpty, "round \(round): \(subjects.count) subjects")
        }
        #expect(outcomes.isSubset(of: [.import, nil]))
        try store.close()
    }

    @Test func fixedModesAreNeitherSetNorRemoved() throws {
        var options = Registry.Options()
        options.modesCanChange = false
        let world = World(options)
        #expect(
            error { try world.registry.setMode(.readOnly, of: .global, .forced, by: world.caller) }
                == .modesAreFixed)
        #expect(
            error { try world.registry.clearMode(of: .global, .recursive, by: world.caller) } == .modesAreFixed)
    }

    @Test func aModeThatIsSetAgainIsNotWrittenAgain() throws {
        let world = World()
        for _ in 0..<2 { try world.registry.setMode(.readOnly, of: .global, .checked, by: world.caller) }
        #expect(try world.store.head().number == 1)
        try world.registry.setMode(nil, of: .global, .checked, by: world.caller)
        try world.registry.setMode(nil, of: .global, .checked, by: world.caller)
        #expect(try world.store.head().number == 2)
    }

    @Test func aModeSetInTheMeantimeIsDecidedBy() throws {
        let world = World()
        world.store.interfere { $0.force(.modeSet(.everywhere, .readOnly)) }
        #expect(code { try world.register("a", "s") } == .operationNotPermitted)
    }

    @Test func theModeOfASubjectGoesWithIt() throws {
        let world = World()
        let scope = Scope.subject(Subject(name: "s"))
        for erasing in [true, false] {
            try world.register("a", "s")
            try world.registry.setMode(.readWrite, of: scope, .forced, by: world.caller)
            try world.delete("s")
            #expect(try world.store.mode(of: scope) == .readWrite)
            if erasing {
                try world.delete("s", .permanent)
            } else {
                try world.delete("s", 1, .permanent)
            }
            #expect(try world.store.mode(of: scope) == nil)
        }
    }
}
