import Compatibility
import Governance
import JSONCore
import SchemaCore
import Synchronization

/// Rules that are schemas of schemas, made ready once.
enum CustomRules {
    private static let kept = Mutex<[JSON: Validator]>([:])
    /// When more rules than this are in use, all are made ready again as they are needed.
    private static let keptLimit = 500

    /// What judges subschemas by a rule.
    ///
    /// - Throws: `.malformedRequest` when the rule is no schema.
    static func validator(of rule: CustomRule) throws(RegistryError) -> Validator {
        if let known = kept.withLock({ $0[rule.schema] }) { return known }
        let validator: Validator
        do throws(RegistryError) {
            let definition = Definition(type: .json, text: rule.schema.text)
            validator = try Validator(JSONSchemaFormat().parse(definition, references: [:]).graph)
        } catch {
            throw .invalidCustomRule(rule.id, error)
        }
        kept.withLock { kept in
            if kept.count >= keptLimit { kept.removeAll() }
            kept[rule.schema] = validator
        }
        return validator
    }
}

/// A schema's text laid out as a document, with the node of each subschema.
struct SchemaParts {
    let document: JSONDocument
    let ids: [SchemaGraph.NodeID]
    /// The nodes of the document that the subschemas are.
    let nodes: [Int]
    /// What all custom rules together may take: as much as the judgement of one document.
    var allowance: ValidationAllowance

    /// - Returns: `nil` when the text is too large to be laid out.
    init?(_ graph: SchemaGraph, _ outline: SchemaOutline) {
        let json = graph.documents[0].json
        guard let document = JSONDocument(json) else { return nil }
        self.document = document
        let found = outline.ids.compactMap { id in
            document.node(at: graph[id].pointer, in: json).map { (id: id, node: $0) }
        }
        ids = found.map(\.id)
        nodes = found.map(\.node)
        allowance = ValidationAllowance(steps: ValidationLimits.standard.steps(for: document))
    }
}

extension JSONDocument {
    /// The node of a place, found with the value that the document was made of, where names are looked up faster.
    fileprivate func node(at pointer: JSONPointer, in json: JSON) -> Int? {
        var (node, value) = (0, json)
        for token in pointer.tokens {
            switch value {
            case .object(let object):
                guard let position = object.position(of: token) else { return nil }
                node = nodes[node].firstChild + 2 * position + 1
                value = object.members[position].value
            case .array(let items):
                guard let position = Int(token), items.indices.contains(position) else { return nil }
                node = nodes[node].firstChild + position
                value = items[position]
            case .null, .boolean, .number, .string: return nil
            }
        }
        return node
    }
}

extension Linter {
    mutating func check(_ custom: CustomRule, as rule: EffectiveRule) throws(RegistryError) {
        let validator = try CustomRules.validator(of: custom)
        guard !isFull else { return }
        guard var parts = parts ?? SchemaParts(graph, outline) else {
            return reportUndecided(rule, "the schema is too large")
        }
        var evaluator = validator.evaluator()
        evaluator.document = parts.document
        let invalid = Result { () throws(ValidationGaveUp) in
            try evaluator.invalid(among: parts.nodes, within: &parts.allowance)
        }
        self.parts = parts
        switch invalid {
        case .success(let positions):
            for position in positions where !isFull {
                let pointer = graph[parts.ids[position]].pointer
                report(rule, at: place(pointer, by: validator), custom.message, fix: nil)
            }
        case .failure(let reason): reportUndecided(rule, "\(reason)")
        }
    }

    private static let stepsForPlace = 20_000

    /// The first place in a subschema that a rule objects to; the subschema itself, when that takes long to find out.
    private mutating func place(_ pointer: JSONPointer, by validator: Validator) -> JSONPointer {
        guard let subschema = json[pointer] else { return pointer }
        let output = validator.explain(subschema, steps: Self.stepsForPlace, within: &explaining)
        return pointer.appending(output?.basicErrors.first?.instanceLocation ?? .root)
    }
}
