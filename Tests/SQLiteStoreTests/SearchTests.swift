import Governance
import RegistryCore
import SQLiteStore
import SchemaCore
import TestSupport
import Testing

/// The index for searching, beside the naive one in memory.
///
/// Which subjects are found is compared, and their order where it is by name. How well words fit is the engine's
/// business, as is what it does with accents, which the naive one leaves as they are.
@Suite struct SearchTests {
    @Test(arguments: [1, 2, SeededGenerator.seed])
    func everyQueryFindsWhatTheNaiveIndexFinds(seed: UInt64) throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        let naive = MemoryStore()
        var index = RandomIndex(seed: seed)
        for step in 1...60 {
            let changes = index.changes()
            for store in [store, naive] as [any Store] {
                try store.index(changes, from: Revision(Int64(step - 1)), to: Revision(Int64(step)))
            }
            for query in (0..<10).map({ _ in index.query() }) {
                let expected = try naive.search(query).map(\.withoutWords)
                let pages = try pages(of: query, in: store, sizes: 1...7, using: &index.generator)
                if query.isByName {
                    #expect(pages == expected, "seed \(seed), step \(step): \(query)")
                } else {
                    #expect(pages.count == expected.count, "seed \(seed), step \(step): \(query)")
                    #expect(Set(pages) == Set(expected), "seed \(seed), step \(step): \(query)")
                }
            }
            #expect(try store.counts() == naive.counts(), "seed \(seed), step \(step)")
            #expect(
                try store.searchEntries(after: nil, limit: .max)
                    == naive.searchEntries(after: nil, limit: .max).map(\.withoutWords),
                "seed \(seed), step \(step)")
        }
        #expect(throws: RegistryError.self) { try store.index([], from: .zero, to: Revision(1)) }
    }

    /// What all pages have; their order does not depend on where they end.
    private func pages(
        of query: SearchQuery, in store: SQLiteStore, sizes: ClosedRange<Int>, using generator: inout SeededGenerator
    ) throws -> [SearchEntry] {
        var found: [SearchEntry] = []
        while true {
            var part = query
            part.page = Page(offset: found.count, limit: Int.random(in: sizes, using: &generator))
            let page = try store.search(part)
            found += page.map { $0.withoutWords }
            if page.count < part.page.limit ?? 0 { break }
        }
        #expect(try found == store.search(query).map(\.withoutWords))
        return found
    }

    @Test func aWordThatEverySubjectHasIsFoundInAllOfThemPageByPage() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        let names = (0..<2500).map { "orders-\($0)" }
        let changes = names.map { SearchChange.entry(RandomIndex.entry($0, SearchText(title: "Order"))) }
        try store.index(changes, from: .zero, to: Revision(1))
        var generator = SeededGenerator(seed: SeededGenerator.seed)
        let found = try pages(
            of: SearchQuery(words: ["order"]), in: store, sizes: 300...1700, using: &generator)
        #expect(found.map(\.subject.name).sorted() == names.sorted())
    }

    @Test func accentsDoNotKeepAWordFromBeingFound() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        try store.index(
            [.entry(RandomIndex.entry("s", SearchText(title: "Café")))], from: .zero, to: Revision(1))
        for word in ["cafe", "caf", "café"] {
            #expect(try store.search(SearchQuery(words: SearchQuery.words(in: word))).count == 1, "\(word)")
        }
    }
}

/// Subjects that come, change and go, and questions about them.
private struct RandomIndex {
    var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    private static let words = [
        "order", "orders", "orderId", "customerName", "payment", "Pay", "HTTPRequest", "line2", "заказ", "x",
    ]
    private static let teams = ["shop", "billing"]
    private static let labels = ["PII", "pii", "GDPR art. 9", "CustomerData"]
    private static let dialects = ["draft-07", "2020-12"]

    static func entry(_ name: String, _ text: SearchText, _ standing: Standing = Standing(owner: nil)) -> SearchEntry {
        SearchEntry(subject: Subject(name: name), version: .first, state: .active, text: text, standing: standing)
    }

    private mutating func oneIn(_ number: Int) -> Bool { Int.random(in: 0..<number, using: &generator) == 0 }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int.random(in: elements.indices, using: &generator)]
    }

    private mutating func some(_ elements: [String], upTo limit: Int) -> [String] {
        Array(elements.shuffled(using: &generator).prefix(Int.random(in: 0...limit, using: &generator)))
    }

    private mutating func subject() -> Subject {
        let name = "\(pick(Self.words))-\(Int.random(in: 0..<8, using: &generator))"
        return oneIn(4) ? Subject(context: Context(".other"), name: name) : Subject(name: name)
    }

    private mutating func standing() -> Standing {
        Standing(
            owner: oneIn(3) ? nil : pick(Self.teams), errors: Int.random(in: 0...1, using: &generator),
            warnings: Int.random(in: 0...1, using: &generator))
    }

    /// At most one change for each subject.
    mutating func changes() -> [SearchChange] {
        let subjects = Set((0..<Int.random(in: 0...6, using: &generator)).map { _ in subject() })
        return subjects.sorted { $0.qualifiedName < $1.qualifiedName }.map { subject in
            if oneIn(6) { return .removed(subject) }
            if oneIn(3) { return .standing(subject, standing()) }
            var text = SearchText(fields: some(Self.words, upTo: 3), labels: some(Self.labels, upTo: 2))
            if oneIn(2) { text.title = some(Self.words, upTo: 2).joined(separator: " ") }
            if oneIn(2) { text.description = some(Self.words, upTo: 4).joined(separator: ", ") }
            if !oneIn(4) { text.dialect = pick(Self.dialects) }
            var entry = Self.entry("", text, standing())
            entry.subject = subject
            entry.state = pick(LifecycleState.allCases)
            return .entry(entry)
        }
    }

    mutating func query() -> SearchQuery {
        var query = SearchQuery()
        if oneIn(2) {
            let words = some(Self.words, upTo: 2).flatMap { SearchQuery.words(in: $0) }
            query.words = words.map { oneIn(2) ? $0 : String($0.prefix(Int.random(in: 1...4, using: &generator))) }
        }
        if oneIn(4) { query.owner = oneIn(3) ? .nobody : .team(pick(Self.teams)) }
        if oneIn(4) { query.state = pick(LifecycleState.allCases) }
        if oneIn(6) { query.label = pick(Self.labels) }
        if oneIn(6) { query.field = pick(Self.words) }
        if oneIn(6) { query.dialect = pick(Self.dialects) }
        return query
    }
}

extension SearchQuery {
    /// Whether what is found comes in the order of names.
    fileprivate var isByName: Bool { words.isEmpty && label == nil && field == nil }
}

extension SearchEntry {
    /// Without what only the index of words keeps.
    fileprivate var withoutWords: SearchEntry {
        var entry = self
        entry.text.fields = []
        entry.text.labels = []
        return entry
    }
}
