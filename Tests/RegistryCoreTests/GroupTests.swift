import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// Level × direction × depth × group: every placing of three versions in groups, with sets of words as the oracle.
@Suite struct GroupTests {
    private static let groups: [String?] = [nil, "1", "2"]
    private static let history = ["x", "a x", "a b x"]

    @Test func onlyVersionsOfTheSameGroupAreCompared() throws {
        var failures: [String] = []
        for level in CompatibilityLevel.allCases {
            for first in Self.groups {
                for second in Self.groups {
                    for third in Self.groups {
                        failures += try deviations(level, [first, second, third])
                    }
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(20).joined(separator: "\n"))")
    }

    private func deviations(_ level: CompatibilityLevel, _ groups: [String?]) throws -> [String] {
        let world = World()
        let subject = Subject(name: "s")
        for (text, group) in zip(Self.history, groups) { try register(text, group, in: world) }
        _ = try world.registry.configure(.subject(subject), by: world.caller) {
            $0.level = level
            $0.group = "major"
        }
        var failures: [String] = []
        for text in ["x", "a x", "b x", "a b c x"] {
            for group in Self.groups {
                var candidate = world.candidate(text)
                candidate.metadata = Self.metadata(group)
                let members = zip(Self.history, groups).filter { $0.1 == group }.map(\.0)
                let report = try world.registry.check(
                    candidate, against: nil, of: subject, normalization: .asConfigured)
                if report.isCompatible != expectation(level, members, text) {
                    failures.append("\(level), \(groups) <- \(text) in \(group ?? "none")")
                }
                // A version that is named is compared with only if it is of the group.
                for (number, earlier) in zip(Self.history, groups).enumerated() {
                    let named = try world.registry.check(
                        candidate, against: .number(try #require(Version(number + 1))), of: subject,
                        normalization: .asConfigured)
                    let compared = earlier.1 == group ? [earlier.0] : []
                    if named.isCompatible != expectation(level, compared, text) {
                        failures.append("\(level), version \(number + 1) of \(groups) <- \(text) in \(group ?? "none")")
                    }
                }
            }
        }
        return failures
    }

    private func expectation(_ level: CompatibilityLevel, _ members: [String], _ text: String) -> Bool {
        func words(_ text: String) -> Set<Substring> { Set(text.split(separator: " ")) }
        let compared = level.depth == .all ? members[...] : members.suffix(1)
        return compared.map(words).allSatisfy { old in
            level.directions.allSatisfy { direction in
                switch direction {
                case .backward: words(text).isSuperset(of: old)
                case .forward: old.isSuperset(of: words(text))
                }
            }
        }
    }

    private func register(_ text: String, _ group: String?, in world: World) throws {
        var candidate = world.candidate(text)
        candidate.metadata = Self.metadata(group)
        _ = try world.registry.register(
            RegistrationRequest(candidate: candidate, subject: Subject(name: "s"), checking: .skipped),
            by: world.caller)
    }

    private static func metadata(_ group: String?) -> Metadata {
        var metadata = Metadata(properties: ["other": "1"])
        metadata.properties["major"] = group
        return metadata
    }
}
