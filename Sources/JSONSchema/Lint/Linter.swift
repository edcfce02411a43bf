import Governance
import JSONCore
import SchemaCore

/// One pass of rules over the text of a schema; the texts that it refers to are looked at when they are registered.
struct Linter {
    typealias NodeID = SchemaGraph.NodeID

    let graph: SchemaGraph
    let outline: SchemaOutline
    /// The properties that the text declares, found when a rule first asks for them.
    lazy var properties = graph.declaredProperties(outline)
    /// The labels that properties have beside the text, found when a rule first asks for them.
    lazy var metadataLabels = MetadataLabels(metadata, graph)
    private let metadata: Metadata?
    /// What custom rules judge, once there is one.
    var parts: SchemaParts?
    private var findings: [PolicyFinding] = []
    /// What custom rules may take to find out where in a subschema they object.
    var explaining = ValidationAllowance(steps: 2_000_000)

    /// The most findings that are told.
    static let findingsLimit = 1000

    init(_ graph: SchemaGraph, _ metadata: Metadata?) {
        self.graph = graph
        self.metadata = metadata
        outline = SchemaOutline(graph)
    }

    /// The schema's text as a value.
    var json: JSON { graph.documents[0].json }

    /// Whether no further finding would be told.
    var isFull: Bool { findings.count >= Self.findingsLimit }

    mutating func check(_ rule: EffectiveRule) throws(RegistryError) {
        switch rule.kind {
        case .builtIn(let builtIn):
            switch builtIn.id {
            case .requireOwner, .subjectNaming, .maxBytes: break
            case .requireTitle: checkTitle(rule)
            case .requireDescription: checkDescriptions(rule)
            case .explicitDraft: checkDraft(rule)
            case .propertyNaming: checkPropertyNames(rule)
            case .closedContentModel: checkContentModels(rule)
            case .noRemoteReference: checkReferences(rule)
            case .maxDepth: checkDepth(rule)
            case .examplesValidate: checkExamples(rule)
            case .sensitiveLabelled: checkLabels(rule)
            }
        case .custom(let custom): try check(custom, as: rule)
        }
    }

    /// Notes that a place does not keep a rule.
    mutating func report(_ rule: EffectiveRule, at pointer: JSONPointer, _ message: String, fix: String?) {
        guard !isFull else { return }
        findings.append(PolicyFinding(rule, at: pointer, message, fix: fix))
    }

    /// Notes that it could not be found out whether a rule is kept, which is no better than that it is not.
    mutating func reportUndecided(_ rule: EffectiveRule, _ reason: String) {
        report(
            rule, at: .root, "Whether the schema keeps the rule could not be found out: \(reason).",
            fix: "Make the schema smaller, or the rule simpler.")
    }

    /// What has been found, with lines and columns, in the order of the text.
    func locatedFindings() -> [PolicyFinding] {
        guard !findings.isEmpty else { return [] }
        let positions = SourceMap(graph.documents[0].text).namePositions(of: findings.map(\.pointer))
        let located = zip(findings, positions).map { finding, position in
            var finding = finding
            finding.position = position
            return finding
        }
        func place(_ finding: PolicyFinding, _ number: Int) -> (Int, Int, Int) {
            (finding.position?.line ?? .max, finding.position?.column ?? .max, number)
        }
        return located.enumerated().sorted { place($0.element, $0.offset) < place($1.element, $1.offset) }
            .map(\.element)
    }
}
