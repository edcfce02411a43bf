import RegistryCore
import SchemaCore
import TestSupport
import Testing

@Suite struct ConfigurationTests {
    let world = World()
    let subject = Scope.subject(Subject(name: "s"))

    /// What a request does with one setting.
    private enum Patch<Value> {
        case keep, clear
        case set(Value)

        func apply(to value: inout Value?) {
            switch self {
            case .keep: break
            case .clear: value = nil
            case .set(let new): value = new
            }
        }
    }

    private func configure(
        _ scope: Scope, _ level: Patch<CompatibilityLevel>, _ normalize: Patch<Bool> = .keep
    ) throws -> Configuration {
        try world.registry.configure(scope, by: world.caller) {
            level.apply(to: &$0.level)
            normalize.apply(to: &$0.normalize)
        }
    }

    @Test func theServersLevelHoldsWhereNothingIsSet() throws {
        #expect(try world.registry.configuration(of: .global) == Configuration(level: .backward))
        #expect(try world.registry.configurationInForce(for: subject) == Configuration(level: .backward))
        var options = Registry.Options()
        options.level = .full
        #expect(try World(options).registry.configuration(of: .global) == Configuration(level: .full))
    }

    @Test func aPatchKeepsWhatItDoesNotName() throws {
        #expect(try configure(subject, .set(.full)) == Configuration(level: .full))
        #expect(try configure(subject, .keep, .set(true)) == Configuration(level: .full, normalize: true))
        #expect(try configure(subject, .clear) == Configuration(normalize: true))
        #expect(try configure(subject, .keep) == Configuration(normalize: true))
        #expect(try configure(subject, .set(.none), .clear) == Configuration(level: CompatibilityLevel.none))
    }

    @Test func anUnchangedRecordIsNotWrittenAgain() throws {
        _ = try configure(subject, .set(.full))
        let head = try world.store.head()
        _ = try configure(subject, .set(.full))
        #expect(try world.store.head() == head)
    }

    @Test func anEmptyRecordIsARecord() throws {
        #expect(try configure(subject, .keep) == Configuration())
        #expect(try world.registry.configuration(of: subject) == Configuration(level: .backward))
    }

    @Test func aSubjectWithoutARecordIsNotConfigured() throws {
        _ = try configure(.global, .set(.full))
        #expect(
            error { try world.registry.configuration(of: subject) } == .compatibilityNotConfigured(Subject(name: "s")))
        #expect(try world.registry.configurationInForce(for: subject) == Configuration(level: .full))
    }

    @Test func aRecordWithoutALevelFallsBackToTheServersNotTheGlobalOne() throws {
        _ = try configure(.global, .set(.full))
        _ = try configure(subject, .keep, .set(false))
        let expected = Configuration(level: .backward, normalize: false)
        #expect(try world.registry.configuration(of: subject) == expected)
        #expect(try world.registry.configurationInForce(for: subject) == expected)
    }

    @Test func normalizingAloneIsTakenFromTheGlobalRecordBesideASubjectsOwn() throws {
        _ = try configure(.global, .set(.full), .set(true))
        _ = try configure(subject, .set(.forward))
        #expect(try world.registry.configuration(of: subject) == Configuration(level: .forward))
        #expect(
            try world.registry.configurationInForce(for: subject) == Configuration(level: .forward, normalize: true))
    }

    @Test func anotherContextDoesNotSeeTheGlobalRecord() throws {
        _ = try configure(.global, .set(.full), .set(true))
        let other = Scope.subject(try Subject(parsing: ":.c:s"))
        #expect(try world.registry.configurationInForce(for: other) == Configuration(level: .backward))
        _ = try configure(other, .set(.forward))
        #expect(
            try world.registry.configurationInForce(for: other) == Configuration(level: .forward, normalize: true))
    }

    @Test func whatIsClearedIsAnswered() throws {
        _ = try configure(.global, .set(.full))
        _ = try configure(subject, .keep, .set(true))
        #expect(
            try world.registry.clearConfiguration(of: subject, by: world.caller)
                == Configuration(level: .backward, normalize: true))
        #expect(
            error { try world.registry.clearConfiguration(of: subject, by: world.caller) }
                == .subjectNotFound(Subject(name: "s")))
        #expect(
            try world.registry.clearConfiguration(of: .global, by: world.caller) == Configuration(level: .full))
        let head = try world.store.head()
        #expect(
            try world.registry.clearConfiguration(of: .global, by: world.caller) == Configuration(level: .backward))
        #expect(try world.store.head() == head)
    }

    @Test func aLevelChangedInTheMeantimeIsDecidedBy() throws {
        try world.setLevel(CompatibilityLevel.none)
        try world.register("a", "s")
        world.store.interfere { $0.force(.configurationSet(.global, Configuration(level: .full))) }
        #expect(code { try world.register("b", "s") } == .incompatibleSchema)
        let other = World()
        try other.setLevel(CompatibilityLevel.none)
        try other.register("a", "s")
        other.store.interfere {
            $0.force(.configurationSet(.subject(Subject(name: "s")), Configuration(level: .full)))
        }
        #expect(code { try other.register("b", "s") } == .incompatibleSchema)
    }
}
