internal import ArgumentParser
internal import Compatibility
internal import Governance
internal import JSONCore
internal import JSONSchema
internal import Reports
internal import SchemaCore

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a rule, with a change that it reports and one that it lets pass.",
        discussion: """
            The rule's id is what a finding of `accord check` names, in any case; `accord rules` lists all. The example is \
            compared on the spot, so that what is shown is what the check would say. A rule of policies is told with its \
            options and their defaults.
            """)

    @Argument(help: "The rule's id.")
    var rule: String

    @OptionGroup var output: OutputOptions

    func run() throws(Failure) {
        if let builtIn = BuiltInRule.ID(rawValue: rule.lowercased()).flatMap(BuiltInRule.named) {
            switch output.form {
            case .table: return try Console.write(builtIn.text(Style(output.color, for: .output)))
            case .json: return try Console.line(builtIn.json.indentedText)
            }
        }
        let rule = try found()
        guard let example = JSONSchemaFormat.example(of: rule) else {
            throw Failure(.notFound, "the rule \"\(rule.id)\" has no example")
        }
        let finding = try Self.finding(of: rule, in: example)
        switch output.form {
        case .table: try Console.write(Self.text(rule, example, finding, Style(output.color, for: .output)))
        case .json: try Console.line(Self.json(rule, example, finding).indentedText)
        }
    }

    private func found() throws(Failure) -> Rule {
        let id = rule.uppercased()
        if let rule = JSONSchemaFormat.rules.first(where: { $0.id == id }) { return rule }
        var advice = "\(Build.name) rules lists all"
        let known = JSONSchemaFormat.rules.map(\.id) + BuiltInRule.ID.allCases.map(\.rawValue)
        if let near = Suggestion.nearest(to: id, among: known) {
            advice = "did you mean \"\(near)\"? \(advice)"
        }
        throw Failure(.notFound, "there is no rule \"\(rule.printable)\"", advice: advice)
    }

    /// What the comparison says of an example; nothing for a rule that takes a comparison that is cut short.
    private static func finding(of rule: Rule, in example: RuleExample) throws(Failure) -> Incompatibility? {
        let format = JSONSchemaFormat()
        do throws(RegistryError) {
            let comparison = format.compare(
                reader: try format.parse(Definition(type: .json, text: example.breaking), references: [:]),
                writer: try format.parse(Definition(type: .json, text: example.old), references: [:]),
                policy: .strict, budget: .standard)
            return (comparison.incompatibilities + comparison.information).first { $0.rule == rule }
        } catch {
            throw Failure(.input, "the example of \"\(rule.id)\" is no schema: \(error.message)")
        }
    }
}

// MARK: - Output

extension ExplainCommand {
    private static func text(
        _ rule: Rule, _ example: RuleExample, _ finding: Incompatibility?, _ style: Style
    ) -> String {
        let keyword = rule.keyword.isEmpty ? "" : ", keyword \"\(rule.keyword)\""
        var lines = [
            style.bold(rule.id), "  \(rule.purpose)", "  \(style.dim("category \(rule.category.rawValue)\(keyword)"))",
        ]
        if !rule.replacedBy.isEmpty { lines.append("  retired; see \(rule.replacedBy.joined(separator: ", "))") }
        if example.isCutShort {
            lines.append("  Named only where the comparison ran out of steps before it found a closer cause.")
        }
        lines += ["", "From", "  \(example.old)", style.red("this is reported"), "  \(example.breaking)"]
        if let finding {
            lines.append("  \(finding.message(reader: "the new schema", writer: "the old schema"))")
            if let witness = finding.witness { lines.append("  example: \(witness.text)") }
        }
        lines += [style.green("and this is not"), "  \(example.passing)"]
        if let fix = rule.fix { lines += ["", "What to do", "  \(fix)"] }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func json(_ rule: Rule, _ example: RuleExample, _ finding: Incompatibility?) -> JSON {
        .object([
            "rule": rule.json,
            "example": .object([
                "old": .string(example.old), "reported": .string(example.breaking), "passing": .string(example.passing),
                "message": finding.map { .string($0.message(reader: "the new schema", writer: "the old schema")) },
                "witness": finding?.witness,
            ]),
        ])
    }
}
