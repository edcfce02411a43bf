import Governance
import RegistryCore
import SchemaCore
import TestSupport
import Testing

/// The log in pages, however little of it is asked for.
@Suite struct LogPageTests {
    @Test func pagesOfALongLogAreTheWholeLogUnderEveryFilter() throws {
        let world = World()
        let alice = Caller(principal: Principal(name: "alice"), role: nil)
        // Two kinds, of which one is rare.
        for number in 1...10_500 {
            world.store.force(
                number % 5000 == 0 ? .modeSet(.global, .readWrite) : .configurationSet(.global, Configuration()))
        }
        _ = try world.registry.setMode(.readOnly, of: .global, .checked, by: alice)
        for (filter, limit) in [
            (LogFilter(), 1000), (LogFilter(kind: .modeSet), 2), (LogFilter(kind: .modeSet), 1000),
            (LogFilter(principal: alice.principal), 1000), (LogFilter(kind: .teamSet), 10),
        ] {
            var (next, found, pages): (Revision?, [Revision], Int) = (.zero, [], 0)
            while let after = next {
                var part = filter
                part.after = after
                let page = try world.registry.log(part, limit: limit)
                #expect(page.events.count <= limit)
                found += page.events.map(\.event.revision)
                next = page.next
                pages += 1
                try #require(pages < 20)
            }
            let all = try world.store.events(after: .zero, limit: .max)
            #expect(found == all.filter { filter.includes($0) }.map(\.revision))
        }
    }
}
