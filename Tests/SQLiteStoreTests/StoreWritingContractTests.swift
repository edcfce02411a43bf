import RegistryCore
import SchemaCore
import Testing

/// What every append of every engine does, and what it refuses.
@Suite struct StoreWritingContractTests {
    private func registration(_ subject: Subject, _ version: Int, _ text: String, id: Int? = nil) throws -> Change {
        let known = try id.map { try #require(SchemaID($0)) }
        return .versionRegistered(
            Registration(subject: subject, version: try .number(version), id: known, definition: .text(text)))
    }

    // MARK: - Generations

    @Test(arguments: Engine.all) func theGenerationMovesWithEveryAppendAndStaysWithoutOne(_ engine: Engine) throws {
        try engine.withStore { store in
            var seen = [try store.generation()]
            for number in 1...3 {
                try store.register(.orders, number, "\(number)")
                seen.append(try store.generation())
                _ = try store.subjects(in: nil, prefix: "", deleted: .included, page: .all)
                #expect(try store.generation() == seen.last)
            }
            #expect(Set(seen).count == 4)
        }
    }

    // MARK: - Times

    @Test(arguments: Engine.all) func aVersionKeepsTheTimeThatItBringsAlong(_ engine: Engine) throws {
        try engine.withStore { store in
            let at = Timestamp(microseconds: 1_234_567_890)
            let events = try store.append(
                .versionRegistered(
                    Registration(subject: .orders, version: .first, definition: .text("{}"), at: at)),
                registration(.orders, 2, "true"))
            let times = try [1, 2].map {
                try store.version(.number(try .number($0)), of: .orders, deleted: .excluded)?.at
            }
            #expect(times == [at, events[1].at])
            #expect(events[0].at != at)
        }
    }

    // MARK: - Streams

    @Test(arguments: Engine.all) func subjectsTakenTogetherAreWhereTheLastOfThemIs(_ engine: Engine) throws {
        try engine.withStore { store in
            let contexts = [Context.standard, Context("c"), Context("cd"), .everywhere]
            func revisions() throws -> [Int64] {
                try store.revisions(of: contexts.map { .subjects($0) }).map(\.number)
            }
            #expect(try revisions() == [0, 0, 0, 0])
            try store.register(.orders, 1, "{}")
            #expect(try revisions() == [1, 0, 0, 1])
            try store.register(Subject(context: Context("c"), name: "s"), 1, "{}")
            #expect(try revisions() == [1, 2, 0, 2])
            try store.register(Subject(context: Context("cd"), name: "s"), 1, "{}")
            #expect(try revisions() == [1, 2, 3, 3])
            try store.delete(.orders, 1)
            #expect(try revisions() == [4, 2, 3, 4])
            // What is expected of them counts.
            func append(_ revision: Int64) throws {
                _ = try store.append(
                    [registration(.payments, 1, "{}")], by: .anonymous,
                    expecting: [(.subjects(Context("c")), Revision(revision))])
            }
            #expect(code { try append(1) } == .conflict)
            try append(2)
        }
    }

    // MARK: - Ids

    @Test(arguments: Engine.all) func equalContentHasOneIdInAllSubjectsOfAContext(_ engine: Engine) throws {
        try engine.withStore { store in
            #expect(try store.register(.orders, 1, "{}") == 1)
            #expect(try store.register(.payments, 1, "{}") == 1)
            #expect(try store.register(.orders, 2, "{ }") == 2)
            #expect(try store.register(.orders, 3, "{}") == 1)
            #expect(try store.register(.orders, 4, "{}", references: [try Reference(.payments, 1)]) == 3)
            #expect(try store.register(.orders, 5, "{}", references: [try Reference(.payments, 1)]) == 3)
            let events = try store.append(
                registration(.orders, 6, "true"), registration(.payments, 2, "true"), registration(.orders, 7, "false"))
            #expect(events.map(\.id?.number) == [4, 4, 5])
        }
    }

    @Test(arguments: Engine.all) func anIdIsNeverGivenToOtherContent(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            let two = try #require(SchemaID(2))
            try store.delete(.orders, 2)
            #expect(try store.schema(two, in: .standard) != nil)
            try store.erase(.orders, 2)
            #expect(try store.schema(two, in: .standard) == nil)
            #expect(try store.schema(Definition.text("true").identity) == nil)
            #expect(try store.highestID(in: .standard) == two)
            #expect(try store.register(.orders, 2, "false") == 3)
            #expect(try store.register(.orders, 3, "true") == 4)
        }
    }

    @Test(arguments: Engine.all) func aSchemaStaysAsLongAsAnyVersionCarriesIt(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.payments, 1, "{}")
            let id = try #require(SchemaID(1))
            try store.append(.subjectDeleted(.orders, [.first]), .subjectErased(.orders, [.first]))
            #expect(try store.schema(id, in: .standard) != nil)
            try store.delete(.payments, 1)
            #expect(try store.schema(id, in: .standard) != nil)
            try store.erase(.payments, 1)
            #expect(try store.schema(id, in: .standard) == nil)
            #expect(try store.names(.included).isEmpty)
        }
    }

    @Test(arguments: Engine.all) func revivedContentKeepsItsIdWhileItsDeletedVersionIsErased(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.delete(.orders, 1)
            let events = try store.append(registration(.orders, 2, "{}"), .versionErased(.orders, .first))
            #expect(events.map(\.id?.number) == [1, nil])
            #expect(try store.numbers(of: .orders, .included) == [2])
            #expect(try store.schema(try #require(SchemaID(1)), in: .standard)?.definition.text == "{}")
        }
    }

    @Test(arguments: Engine.all) func aLogOfAnotherStoreKeepsItsIds(_ engine: Engine) throws {
        try engine.withStore { store in
            let changes = [
                try registration(.orders, 1, "{}", id: 1), try registration(.orders, 2, "true", id: 2),
                try registration(.payments, 1, "{}", id: 1),
            ]
            #expect(try store.append(changes, by: .anonymous, expecting: []).map(\.id?.number) == [1, 2, 1])
            for (text, id) in [("{}", 2), ("false", 1)] {
                #expect(
                    code { try store.append(registration(.payments, 2, text, id: id)) } == .conflict, "\(text) \(id)")
            }
            #expect(try store.append(registration(.payments, 2, "false", id: 7)).first?.id?.number == 7)
            // The same content under another id; what comes later gets the lowest id of its content, or one above all.
            #expect(try store.append(registration(.payments, 3, "false", id: 4)).first?.id?.number == 4)
            #expect(try store.highestID(in: .standard)?.number == 7)
            #expect(try store.register(.payments, 4, "false") == 4)
            #expect(try store.register(.payments, 5, "5") == 8)
        }
    }

    // MARK: - Streams and conflicts

    @Test(arguments: Engine.all) func anEventMovesItsSubjectAndThoseItRefersTo(_ engine: Engine) throws {
        try engine.withStore { store in
            let streams: [RegistryCore.Stream] = [.subject(.orders), .subject(.payments), .settings]
            try store.register(.orders, 1, "{}")
            #expect(try store.revisions(of: streams).map(\.number) == [1, 0, 0])
            try store.register(.payments, 1, "1", references: [try Reference(.orders, 1)])
            #expect(try store.revisions(of: streams).map(\.number) == [2, 2, 0])
            try store.append(
                .configurationSet(.global, Configuration()), .configurationSet(.subject(.orders), Configuration()))
            #expect(try store.revisions(of: streams).map(\.number) == [4, 2, 3])
            try store.append(.subjectDeleted(.payments, [.first]), .subjectErased(.payments, [.first]))
            #expect(try store.revisions(of: streams.reversed()).map(\.number) == [3, 6, 4])
        }
    }

    @Test(arguments: Engine.all) func anAppendOnAnOldStateConflictsAndWritesNothing(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            let old = try store.revisions(of: [.subject(.orders), .settings])
            try store.register(.orders, 2, "true")
            let change = try registration(.payments, 1, "false")
            #expect(
                code {
                    _ = try store.append(
                        [change], by: .anonymous, expecting: [(.settings, old[1]), (.subject(.orders), old[0])])
                } == .conflict)
            #expect(
                code { _ = try store.append([], by: .anonymous, expecting: [(.settings, Revision(7))]) } == .conflict)
            #expect(try store.head() == Revision(2))
            #expect(try store.names(.included) == ["orders"])
            #expect(try store.highestID(in: .standard)?.number == 2)
            let now = try store.revisions(of: [.subject(.orders)])
            #expect(
                try store.append([change], by: .anonymous, expecting: [(.subject(.orders), now[0])]).first?.id?.number
                    == 3)
            #expect(try store.append([], by: .anonymous, expecting: []).isEmpty)
            #expect(try store.head() == Revision(3))
        }
    }

    @Test(arguments: Engine.all) func aChangeThatDoesNotFitTakesTheWholeAppendBack(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            try store.delete(.orders, 2)
            let before = try store.registeredVersions(
                in: nil, prefix: "", deleted: .included, depth: .all, ruleType: nil, page: .all)
            let misfits: [Change] = [
                try registration(.orders, 1, "false"), try registration(.orders, 2, "true"),
                .versionDeleted(.orders, try .number(2)), .versionDeleted(.orders, try .number(3)),
                .versionDeleted(Subject(name: "none"), .first), .versionErased(.orders, .first),
                .versionErased(.orders, try .number(3)), .subjectDeleted(.orders, [.first, try .number(2)]),
                .subjectErased(.orders, [try .number(2), .first]),
            ]
            for misfit in misfits {
                let code = code {
                    try store.append(
                        registration(.payments, 1, "new"), .configurationSet(.global, Configuration()), misfit)
                }
                #expect(code == .conflict, "\(misfit)")
            }
            #expect(
                try store.registeredVersions(
                    in: nil, prefix: "", deleted: .included, depth: .all, ruleType: nil, page: .all) == before
            )
            #expect(try store.head() == Revision(3))
            #expect(try store.configuration(of: .global) == nil)
            #expect(try store.register(.payments, 1, "new") == 3)
        }
    }

    @Test(arguments: Engine.all) func aVersionNumberMayBeGivenAgainAfterItWasErased(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.delete(.orders, 1)
            #expect(code { try store.register(.orders, 1, "true") } == .conflict)
            try store.erase(.orders, 1)
            #expect(try store.register(.orders, 1, "true") == 2)
            #expect(try store.version(.latest, of: .orders, deleted: .excluded)?.schema.definition.text == "true")
        }
    }

    @Test(arguments: Engine.all) func erasingASubjectDropsItsSettingsToo(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.append(
                .configurationSet(.subject(.orders), Configuration(level: .full)), .subjectDeleted(.orders, [.first]))
            #expect(try store.configuration(of: .subject(.orders)) == Configuration(level: .full))
            try store.append(.subjectErased(.orders, [.first]))
            #expect(try store.configuration(of: .subject(.orders)) == nil)
        }
    }

    @Test(arguments: Engine.all) func aProbePassesAndLeavesNoEvent(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.probe()
            #expect(try store.head() == .zero)
        }
    }
}
