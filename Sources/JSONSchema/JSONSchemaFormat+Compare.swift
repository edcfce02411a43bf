public import Compatibility
internal import JSONCore
public import SchemaCore

extension JSONSchemaFormat: SchemaFormat {
    /// Every kind of change that a comparison looks for.
    public static let rules = Rule.jsonSchema

    /// A change that a rule reports and one that it lets pass; every rule has them.
    public static func example(of rule: Rule) -> RuleExample? { RuleExamples.all[rule.id] }

    /// Which documents that the writer's schema accepts the reader's schema might refuse.
    ///
    /// Compatible is only said with a proof, incompatible only with a document that shows it.
    public func compare(
        reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> Comparison {
        if isSame(reader, writer) { return Comparison(incompatibilities: [], steps: 0) }
        return Containment.comparison(reader: reader, writer: writer, policy: policy, budget: budget)
    }

    /// The same without the causes, for less work.
    public func verdict(
        reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget
    ) -> (verdict: Verdict, steps: Int) {
        if isSame(reader, writer) { return (.compatible, 0) }
        return Containment.verdict(reader: reader, writer: writer, policy: policy, budget: budget)
    }

    private func isSame(_ reader: Schema, _ writer: Schema) -> Bool {
        reader.json == writer.json && reader.graph.isSameOutside(writer.graph)
    }

    /// What is different in a new schema, in the order of its text; nothing is said yet of whether it breaks anybody.
    public func changes(from old: Schema, to new: Schema) -> [SchemaChange] {
        Changes.between(old.graph, new.graph)
    }
}

extension SchemaGraph {
    /// Whether what is not in the text itself is the same: the texts referred to, and how it is read.
    fileprivate func isSameOutside(_ other: SchemaGraph) -> Bool {
        documents.count == other.documents.count && resources.count == other.resources.count
            && zip(documents, other.documents).dropFirst().allSatisfy { $0.name == $1.name && $0.json == $1.json }
            && zip(resources, other.resources).allSatisfy { $0.dialect == $1.dialect }
    }
}
