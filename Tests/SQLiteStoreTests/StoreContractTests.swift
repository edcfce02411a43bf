import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// What every reading of every engine answers.
@Suite struct StoreContractTests {
    // MARK: - Versions

    @Test(arguments: Engine.all) func anEmptyStoreHasNothing(_ engine: Engine) throws {
        try engine.withStore { store in
            let id = try #require(SchemaID(1))
            let guid = Definition.text("{}").identity
            #expect(try store.head() == .zero)
            #expect(try store.events(after: .zero, limit: 10).isEmpty)
            #expect(try store.revisions(of: [.settings, .subject(.orders)]) == [.zero, .zero])
            #expect(try store.contexts() == [.standard])
            #expect(try store.highestID(in: .standard) == nil)
            #expect(try store.highestVersion(of: .orders) == nil)
            #expect(try store.schema(id, in: .standard) == nil)
            #expect(try store.schema(guid) == nil)
            #expect(try store.ids(of: guid).isEmpty)
            #expect(try store.version(carrying: id, in: .standard) == nil)
            #expect(try store.configuration(of: .global) == nil)
            for deleted in [Deleted.excluded, .included, .only] {
                #expect(try store.names(in: nil, deleted).isEmpty)
                #expect(try store.versions(of: .orders, deleted: deleted, page: .all).isEmpty)
                #expect(try store.version(.latest, of: .orders, deleted: deleted) == nil)
                #expect(try store.version(.number(.first), of: .orders, deleted: deleted) == nil)
                #expect(try store.versions(alike: guid, of: .orders, deleted: deleted) == [])
                #expect(try store.uses(of: id, in: .standard, deleted: deleted, page: .all).isEmpty)
                #expect(try store.referrers(to: .first, of: .orders, deleted: deleted).isEmpty)
            }
        }
    }

    @Test(arguments: Engine.all) func aVersionIsReadBackAsItWasWritten(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.payments, 1, "{}")
            let text = #"{"title":"Ω\u0000 \"x\" 😀 e\#u{301}é"}"# + "\u{0} \u{7F}"
            let references = [
                Reference(name: "a b/ü#", subject: .payments, version: .first),
                Reference(name: "other", subject: .payments, version: .first),
            ]
            let definition = Definition(type: SchemaType("JSON"), text: text, references: references)
            let event = try #require(
                try store.append(
                    .versionRegistered(Registration(subject: .orders, version: .first, definition: definition))
                ).first)
            let id = try #require(event.id)
            let version = try #require(try store.version(.latest, of: .orders, deleted: .excluded))
            #expect(version.subject == .orders)
            #expect(version.version == .first)
            #expect(version.schema == StoredSchema(id: id, guid: definition.identity, definition: definition))
            #expect(version.schema.definition.text.utf8.elementsEqual(text.utf8))
            #expect(!version.isDeleted)
            #expect(version.at == event.at)
            #expect(try store.schema(id, in: .standard) == version.schema)
            #expect(try store.schema(definition.identity) == version.schema)
            #expect(try store.version(.number(.first), of: .orders, deleted: .excluded) == version)
            #expect(try store.versions(alike: definition.identity, of: .orders, deleted: .excluded) == [version])
            #expect(try store.version(carrying: id, in: .standard) == version)
        }
    }

    @Test(arguments: Engine.all) func deletedVersionsShowOnlyWhereTheyAreAskedFor(_ engine: Engine) throws {
        try engine.withStore { store in
            for number in 1...4 { try store.register(.orders, number, "{\"title\":\"\(number)\"}") }
            try store.delete(.orders, 2)
            try store.delete(.orders, 4)
            #expect(try store.numbers(of: .orders, .excluded) == [1, 3])
            #expect(try store.numbers(of: .orders, .included) == [1, 2, 3, 4])
            #expect(try store.numbers(of: .orders, .only) == [2, 4])
            #expect(
                try store.versions(of: .orders, deleted: .included, page: .all).map(\.isDeleted)
                    == [false, true, false, true])
            for (number, found) in [(1, [true, true, false]), (2, [false, true, true]), (5, [false, false, false])] {
                for (deleted, isFound) in zip([Deleted.excluded, .included, .only], found) {
                    let version = try store.version(.number(.number(number)), of: .orders, deleted: deleted)
                    #expect((version != nil) == isFound, "version \(number), \(deleted)")
                    #expect(version.map(\.isDeleted) == (isFound ? number == 2 : nil))
                }
            }
        }
    }

    @Test(arguments: Engine.all) func latestIsTheHighestVersionThatIsNotDeletedWhateverIsAsked(
        _ engine: Engine
    ) throws {
        try engine.withStore { store in
            for number in 1...3 { try store.register(.orders, number, "{\"title\":\"\(number)\"}") }
            try store.delete(.orders, 3)
            for deleted in [Deleted.excluded, .included, .only] {
                #expect(try store.version(.latest, of: .orders, deleted: deleted)?.version.number == 2)
            }
            #expect(try store.highestVersion(of: .orders)?.number == 3)
            try store.delete(.orders, 1)
            try store.delete(.orders, 2)
            #expect(try store.version(.latest, of: .orders, deleted: .included) == nil)
            #expect(try store.highestVersion(of: .orders)?.number == 3)
            try store.erase(.orders, 3)
            #expect(try store.highestVersion(of: .orders)?.number == 2)
        }
    }

    @Test(arguments: Engine.all) func pagesAreCutFromTheList(_ engine: Engine) throws {
        try engine.withStore { store in
            for number in 1...5 { try store.register(.orders, number, "{}") }
            let cases: [(Page, [Int32])] = [
                (.all, [1, 2, 3, 4, 5]), (Page(offset: 2), [3, 4, 5]), (Page(limit: 2), [1, 2]),
                (Page(offset: 3, limit: 5), [4, 5]), (Page(offset: 5), []), (Page(offset: .max, limit: .max), []),
                (Page(limit: 0), []), (Page(offset: -3, limit: -1), []), (Page(offset: -3), [1, 2, 3, 4, 5]),
            ]
            let id = try #require(SchemaID(1))
            for (page, expected) in cases {
                #expect(try store.numbers(of: .orders, .excluded, page: page) == expected, "\(page)")
                #expect(
                    try store.uses(of: id, in: .standard, deleted: .excluded, page: page).map(\.version.number)
                        == expected, "\(page)")
                for context in [Context.standard, nil] {
                    #expect(
                        try store.registeredVersions(
                            in: context, prefix: "", deleted: .excluded, depth: .all, ruleType: nil, page: page
                        ).map(\.version.number) == expected, "\(page)")
                }
            }
            for name in ["a", "b", "c"] { try store.register(Subject(name: name), 1, "{}") }
            for context in [Context.standard, nil] {
                #expect(try store.names(in: context, page: Page(offset: 1, limit: 2)) == ["b", "c"])
            }
        }
    }

    @Test(arguments: Engine.all) func pagesOfListsAreTheListHoweverTheyAreTurned(_ engine: Engine) throws {
        var random = SeededGenerator(seed: SeededGenerator.seed)
        try engine.withStore { store in
            let contexts = [Context.standard, Context("c"), Context("d")]
            let names = ["a", "a-b", "b", "é", "z"]
            for round in 0..<40 {
                let subject = Subject(
                    context: contexts[Int.random(in: 0..<3, using: &random)],
                    name: names[Int.random(in: 0..<5, using: &random)])
                let highest = try store.highestVersion(of: subject).map { Int($0.number) } ?? 0
                var definition = Definition.text("\(round)")
                if round % 3 == 0 {
                    definition.ruleSet = RuleSet(domainRules: [.init(name: "r", mode: .write, type: "CEL")])
                }
                try store.append(
                    .versionRegistered(
                        Registration(subject: subject, version: try .number(highest + 1), definition: definition)))
                if highest > 0, round % 4 == 0 { try? store.delete(subject, highest) }
                guard round % 20 == 19 else { continue }
                for context in contexts + [nil] {
                    for prefix in ["", "a"] {
                        for deleted in [Deleted.excluded, .included, .only] {
                            for (depth, rule) in [(Depth.all, nil), (.latest, nil), (.all, "CEL"), (.all, "NONE")] {
                                func list(_ page: Page) throws -> [String] {
                                    try store.registeredVersions(
                                        in: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: rule,
                                        page: page
                                    ).map { "\($0.subject) \($0.version)" }
                                }
                                let all = try list(.all)
                                // From page to page, and in leaps.
                                let size = Int.random(in: 1...5, using: &random)
                                let leaps = (0..<4).map { _ in Int.random(in: 0...(all.count + 1), using: &random) }
                                for offset in Array(stride(from: 0, through: all.count, by: size)) + leaps {
                                    let page = try list(Page(offset: offset, limit: size))
                                    #expect(page == Array(all.dropFirst(offset).prefix(size)), "\(offset) \(size)")
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test(arguments: Engine.all) func theNewestVersionWithAnIdentityIsFound(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            try store.register(.orders, 3, "{}")
            try store.register(.payments, 9, "{}")
            let guid = Definition.text("{}").identity
            func found(_ deleted: Deleted) throws -> Int32? {
                try store.versions(alike: guid, of: .orders, deleted: deleted).first?.version.number
            }
            #expect(try found(.excluded) == 3)
            #expect(try found(.only) == nil)
            try store.delete(.orders, 3)
            #expect(try found(.excluded) == 1)
            #expect(try found(.included) == 3)
            #expect(try found(.only) == 3)
        }
    }

    // MARK: - Lists of subjects

    @Test(arguments: Engine.all) func subjectsComeInTheOrderOfCodePoints(_ engine: Engine) throws {
        try engine.withStore { store in
            // U+FF5E sorts before U+1F600 by code points and after it by UTF-16 units.
            let names = ["9", "Z", "_", "a", "a%b", "a/b", "a_b", "ab", "e\u{301}", "\u{E9}", "～", "😀", "😀b"]
            for name in names.reversed() { try store.register(Subject(name: name), 1, "{}") }
            try store.register(Subject(context: Context("c"), name: "x"), 1, "{}")
            let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            #expect(try store.names().map { Array($0.utf8) } == sorted.map { Array($0.utf8) })
            #expect(try store.names(in: nil) == ["9", ":.c:x"] + sorted.dropFirst())
            #expect(try store.names(in: Context("c")) == [":.c:x"])
            #expect(try store.names(in: Context("d")).isEmpty)
        }
    }

    @Test(arguments: Engine.all) func aPrefixIsTakenLiterally(_ engine: Engine) throws {
        try engine.withStore { store in
            let last = "\u{10FFFF}"
            let names = [
                "a%b", "a_b", "axb", "a/b", "A", "team/orders", "😀", "😀x", "😁", last, last + "x", "\u{D7FF}",
                "\u{E000}",
            ]
            let contexts = [Context.standard, Context("ctx"), Context("ct")]
            for context in contexts {
                for name in names { try store.register(Subject(context: context, name: name), 1, "{}") }
            }
            let prefixes = names + ["", "a", "a%", "a_", "team/", "t", "x", "e\u{301}", "😀xx", last + last]
            for prefix in prefixes {
                let expected = names.filter { $0.utf8.starts(with: prefix.utf8) }
                    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
                for context in contexts {
                    #expect(
                        try store.subjects(in: context, prefix: prefix, deleted: .excluded, page: .all).map(\.name)
                            == expected, "\(prefix) in \(context.name)")
                }
                let everywhere = try store.names(in: nil, prefix: prefix)
                #expect(everywhere.count == expected.count * 3, "\(prefix)")
                #expect(everywhere == everywhere.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            }
        }
    }

    @Test(arguments: Engine.all) func aSubjectIsDeletedWhenAllItsVersionsAre(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            try store.register(.payments, 1, "{}")
            try store.delete(.orders, 1)
            #expect(try store.names(.excluded) == ["orders", "payments"])
            #expect(try store.names(.only).isEmpty)
            try store.delete(.orders, 2)
            for context in [Context.standard, nil] {
                #expect(try store.names(in: context, .excluded) == ["payments"])
                #expect(try store.names(in: context, .included) == ["orders", "payments"])
                #expect(try store.names(in: context, .only) == ["orders"])
            }
            try store.erase(.orders, 1)
            try store.erase(.orders, 2)
            #expect(try store.names(.included) == ["payments"])
        }
    }

    @Test(arguments: Engine.all) func aListOfVersionsHoldsAllOrTheLatestOfThoseAskedFor(_ engine: Engine) throws {
        try engine.withStore { store in
            let named = Subject(context: Context("c"), name: "orders")
            for subject in [Subject.orders, .payments, named] {
                for number in 1...3 { try store.register(subject, number, "{\"title\":\"\(number)\"}") }
            }
            try store.delete(.orders, 3)
            try store.delete(.payments, 1)
            func list(_ context: Context?, _ prefix: String, _ deleted: Deleted, _ depth: Depth) throws -> [String] {
                try store.registeredVersions(
                    in: context, prefix: prefix, deleted: deleted, depth: depth, ruleType: nil, page: .all
                ).map { "\($0.subject) \($0.version)" }
            }
            #expect(try list(.standard, "", .excluded, .latest) == ["orders 2", "payments 3"])
            #expect(try list(.standard, "", .included, .latest) == ["orders 3", "payments 3"])
            #expect(try list(.standard, "", .only, .latest) == ["orders 3", "payments 1"])
            #expect(try list(.standard, "pay", .excluded, .all) == ["payments 2", "payments 3"])
            #expect(try list(nil, "or", .excluded, .latest) == [":.c:orders 3", "orders 2"])
            #expect(
                try list(nil, "o", .included, .all)
                    == [1, 2, 3].map { ":.c:orders \($0)" } + [1, 2, 3].map { "orders \($0)" })
            #expect(try list(Context("c"), "", .only, .all).isEmpty)
        }
    }

    // MARK: - Ids and contexts

    @Test(arguments: Engine.all) func contextsHaveNumbersOfTheirOwnAndShareIdentities(_ engine: Engine) throws {
        try engine.withStore { store in
            let test = Context("test")
            let inTest = Subject(context: test, name: "orders")
            #expect(try store.register(.orders, 1, "true") == 1)
            #expect(try store.register(.orders, 2, "{}") == 2)
            #expect(try store.register(inTest, 1, "{}") == 1)
            #expect(try store.register(inTest, 2, "false") == 2)
            let guid = Definition.text("{}").identity
            #expect(try store.ids(of: guid).map(\.context.name) == [".", ".test"])
            #expect(try store.ids(of: guid).map(\.id.number) == [2, 1])
            #expect(try store.schema(guid)?.id.number == 2)
            #expect(try store.contexts() == [.standard, test])
            let two = try #require(SchemaID(2))
            #expect(try store.schema(two, in: .standard)?.definition.text == "{}")
            #expect(try store.schema(two, in: test)?.definition.text == "false")
            #expect(try store.highestID(in: test) == two)
            #expect(try store.version(carrying: two, in: test)?.subject == inTest)
            #expect(try store.uses(of: two, in: test, deleted: .excluded, page: .all).map(\.subject) == [inTest])
        }
    }

    @Test(arguments: Engine.all) func usesAreEveryVersionThatCarriesTheSchema(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.payments, 1, "{}")
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            try store.register(.orders, 3, "{}")
            try store.delete(.orders, 1)
            let id = try #require(SchemaID(1))
            func uses(_ deleted: Deleted) throws -> [String] {
                try store.uses(of: id, in: .standard, deleted: deleted, page: .all).map {
                    "\($0.subject) \($0.version)"
                }
            }
            #expect(try uses(.included) == ["orders 1", "orders 3", "payments 1"])
            #expect(try uses(.excluded) == ["orders 3", "payments 1"])
            #expect(try uses(.only) == ["orders 1"])
            #expect(try store.version(carrying: id, in: .standard)?.version.number == 3)
            try store.delete(.orders, 3)
            #expect(try store.version(carrying: id, in: .standard)?.subject == .payments)
            try store.delete(.payments, 1)
            #expect(try store.version(carrying: id, in: .standard)?.subject == .orders)
            #expect(try store.version(carrying: id, in: .standard)?.version.number == 1)
        }
    }

    // MARK: - References and settings

    @Test(arguments: Engine.all) func referrersAreTheVersionsWhoseSchemasRefer(_ engine: Engine) throws {
        try engine.withStore { store in
            try store.register(.orders, 1, "{}")
            try store.register(.orders, 2, "true")
            let toFirst = try Reference(.orders, 1)
            let again = Reference(name: "again", subject: .orders, version: .first)
            let elsewhere = Subject(context: Context("c"), name: "a")
            try store.register(.payments, 1, "1", references: [toFirst, again])
            try store.register(Subject(name: "a"), 1, "1", references: [toFirst, again])
            try store.register(elsewhere, 1, "1", references: [toFirst])
            try store.register(.orders, 3, "3", references: [toFirst])
            try store.register(.payments, 2, "2", references: [try Reference(.orders, 2)])
            func referrers(_ deleted: Deleted) throws -> [String] {
                try store.referrers(to: .first, of: .orders, deleted: deleted).map {
                    "\($0.id) \($0.subject) \($0.version)"
                }
            }
            #expect(try referrers(.excluded) == ["1 :.c:a 1", "3 a 1", "3 payments 1", "4 orders 3"])
            try store.delete(.payments, 1)
            #expect(try referrers(.excluded) == ["1 :.c:a 1", "3 a 1", "4 orders 3"])
            #expect(try referrers(.included) == ["1 :.c:a 1", "3 a 1", "3 payments 1", "4 orders 3"])
            #expect(try referrers(.only) == ["3 payments 1"])
            try store.erase(.payments, 1)
            #expect(try referrers(.only).isEmpty)
            #expect(try store.referrers(to: .number(2), of: .orders, deleted: .included).map(\.version.number) == [2])
        }
    }

    @Test(arguments: Engine.all) func settingsAreKeptForExactlyTheirScope(_ engine: Engine) throws {
        try engine.withStore { store in
            let context = Scope.subject(Subject(context: Context("c"), name: ""))
            let configurations: [(Scope, Configuration)] = [
                (.global, Configuration(level: .full)),
                (.subject(.orders), Configuration(normalize: true)),
                (context, Configuration(level: CompatibilityLevel.none, normalize: false)),
                (.subject(.payments), Configuration()),
            ]
            for (scope, configuration) in configurations { try store.append(.configurationSet(scope, configuration)) }
            for (scope, configuration) in configurations {
                #expect(try store.configuration(of: scope) == configuration)
            }
            #expect(try store.configuration(of: .subject(Subject(name: "other"))) == nil)
            try store.append(.configurationSet(.global, Configuration(level: .backward, normalize: true)))
            #expect(try store.configuration(of: .global) == Configuration(level: .backward, normalize: true))
            try store.append(.configurationCleared(.global), .configurationCleared(.subject(Subject(name: "other"))))
            #expect(try store.configuration(of: .global) == nil)
            #expect(try store.configuration(of: context) == configurations[2].1)
            #expect(try store.names(in: nil, .included).isEmpty)
        }
    }

    @Test(arguments: Engine.all) func theLogGivesBackEveryEventInOrder(_ engine: Engine) throws {
        try engine.withStore { store in
            let changes: [Change] = [
                .versionRegistered(Registration(subject: .orders, version: .first, definition: .text("{}"))),
                .configurationSet(.global, Configuration(level: .forwardTransitive)),
                .configurationSet(.subject(.orders), Configuration(normalize: false)),
                .versionRegistered(
                    Registration(
                        subject: .payments, version: .first,
                        definition: .text("\u{0}\"", references: [try Reference(.orders, 1)]))),
                .subjectDeleted(.payments, [.first]), .subjectErased(.payments, [.first]),
                .versionDeleted(.orders, .first), .versionErased(.orders, .first),
                .configurationCleared(.global),
            ]
            let amy = Principal(name: "amy \"ö\"")
            let events = try store.append(changes, by: amy, expecting: [])
            #expect(events.map(\.revision.number) == Array(1...9))
            #expect(events.allSatisfy { $0.principal == amy })
            #expect(zip(events, events.dropFirst()).allSatisfy { $0.at <= $1.at })
            #expect(events.map(\.id?.number) == [1, nil, nil, 2, nil, nil, nil, nil, nil])
            #expect(try store.events(after: .zero, limit: 100) == events)
            #expect(try store.events(after: Revision(3), limit: 2) == Array(events[3...4]))
            #expect(try store.events(after: Revision(9), limit: 2).isEmpty)
            #expect(try store.events(after: .zero, limit: 0).isEmpty)
            #expect(try store.events(after: .zero, limit: -1).isEmpty)
            #expect(try store.head() == Revision(9))
        }
    }
}
