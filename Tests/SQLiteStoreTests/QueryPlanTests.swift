import RegistryCore
import SchemaCore
import TestSupport
import Testing

@testable import SQLiteStore

@Suite struct QueryPlanTests {
    /// The plans that read all of something.
    private static let scans: [Query: [String]] = [
        // List every context.
        .contexts: ["SCAN context"], .contextsEver: ["SCAN context"],
        // List all subjects, whatever their context, in the order of the primary key.
        .subjectsEverywhere: ["SCAN subject"],
        .countsEverywhere: ["SCAN subject"],
        // Looks through the rules of one schema at a time, where a type of rule is asked for, and takes the page.
        .registeredInContext: ["SCAN j VIRTUAL TABLE INDEX 1:", "SCAN v"],
        .registeredEverywhere: ["SCAN j VIRTUAL TABLE INDEX 1:", "SCAN v"],
        // Puts the one of the default context first: what it scans are the subjects of one name.
        .subjectsNamed: ["SCAN (subquery-2)"],
        // Lists every scope that has settings.
        .settings: ["SCAN setting"],
        // Lists every association.
        .associations: ["SCAN association"],
        // Takes the first row of one range of the index, else of another: what it scans are these rows.
        .versionCarrying: ["SCAN (subquery-1)", "SCAN (subquery-3)", "SCAN (subquery-5)", "SCAN v"],
        // Looks words up in their own index, and weighs what it found; weighs again what is only passed over.
        .searchText: ["SCAN search_text VIRTUAL TABLE INDEX 0:M6", "SCAN t"],
        .setSearchOwner: ["SCAN search_text VIRTUAL TABLE INDEX 0:="],
        .removeSearchText: ["SCAN search_text VIRTUAL TABLE INDEX 0:="],
        // Lists every subject by name.
        .searchAll: ["SCAN e USING INDEX sqlite_autoindex_search_1"],
        // Counts every subject and every version by team.
        .countSubjects: ["SCAN search USING INDEX search_by_owner"],
        .countVersions: ["SCAN e USING COVERING INDEX search_by_owner"],
        // Lists every token that was ever used.
        .tokenUses: ["SCAN token_use"],
    ]

    /// The plans that sort, rather than take rows in the order of an index.
    private static let sorts: Set<Query> = [
        // By schema id, the few that refer to one version.
        .referrers,
        // The versions of one subject that carry one content.
        .versionsAlike,
        // The associations of the resources of one name.
        .associationsByName,
        // The page that was asked for.
        .registeredInContext, .registeredEverywhere,
        // What was found, by weight.
        .searchText,
        // By state, within a team.
        .countVersions,
    ]

    @Test func noStatementReadsAWholeTableButTheLists() throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteStore(path: directory.file("registry.db"))
        let plans = try store.writer.use { (connection) throws(RegistryError) -> [Query: [String]] in
            var plans: [Query: [String]] = [:]
            for query in Query.allCases { plans[query] = try Self.plan(of: query, on: connection) }
            return plans
        }
        for query in Query.allCases {
            let plan = try #require(plans[query])
            #expect(plan.filter { $0.hasPrefix("SCAN") } == Self.scans[query] ?? [], "\(query)")
            #expect(plan.contains { $0.hasPrefix("USE TEMP B-TREE") } == Self.sorts.contains(query), "\(query)")
            let reads = query.sql.hasPrefix("SELECT") || query.sql.hasPrefix("UPDATE") || query.sql.hasPrefix("DELETE")
            #expect(!reads || !plan.isEmpty, "\(query) has no plan")
        }
    }

    private static func plan(of query: Query, on connection: Connection) throws(RegistryError) -> [String] {
        do throws(SQLiteError) {
            let values = [Value](repeating: .integer(1), count: try connection.prepared(query).parameterCount)
            var plan: [String] = []
            try connection.execute("EXPLAIN QUERY PLAN \(query.sql)", values) { (row) throws(SQLiteError) in
                plan.append(try row.text(3))
            }
            return plan
        } catch {
            throw error.registryError
        }
    }
}
