internal import ArgumentParser
internal import Compatibility
internal import Governance
internal import JSONCore
internal import JSONSchema

struct RulesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "List the rules that findings name.",
        discussion: """
            A rule is a kind of change that makes a reader refuse data it used to accept; those of the category \
            annotation are told as information only. `accord explain RULE` shows an example of each.

            With --lint, the rules that policies know by name are listed, with their options and defaults.
            """)

    @Option(help: ArgumentHelp("Only the rules of one category.", valueName: "category"))
    var category: Rule.Category?

    @Flag(help: "List the rules of policies instead, which accord lint checks.")
    var lint = false

    @OptionGroup var output: ListingOptions

    func validate() throws {
        guard !lint || category == nil else { throw ValidationError("--category is not for the rules of policies") }
    }

    func run() throws(Failure) {
        if lint { try listBuiltInRules() } else { try listRules() }
    }

    private func listBuiltInRules() throws(Failure) {
        switch output.form {
        case .table, .wide:
            var table = Table("RULE", "OPTIONS", "PURPOSE")
            for rule in BuiltInRule.catalogue { table.append(rule.id.rawValue, rule.optionsInBrief, rule.purpose) }
            try Console.write(table.text)
        case .json, .jsonl, .yaml, .name:
            try Listing(("RULE", "id")).write(BuiltInRule.catalogue.map(\.json), as: output.form)
        }
    }

    private func listRules() throws(Failure) {
        let rules = JSONSchemaFormat.rules.filter { category == nil || $0.category == category }
        try Listing(("RULE", "id"), ("CATEGORY", "category"), ("KEYWORD", "keyword"), ("PURPOSE", "purpose"))
            .write(rules.map(\.json), as: output.form)
    }
}

extension Rule {
    /// The rule as commands print it.
    var json: JSON {
        .object([
            "id": .string(id), "category": .string(category.rawValue),
            "keyword": keyword.isEmpty ? nil : .string(keyword), "purpose": .string(purpose),
            "fix": fix.map { .string($0) },
            "replacedBy": replacedBy.isEmpty ? nil : .array(replacedBy.map { .string($0) }),
        ])
    }
}
