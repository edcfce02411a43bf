internal import JSONCore

/// `unevaluatedProperties` and `unevaluatedItems` in terms of the other formulas.
///
/// Which schemas beside or below evaluate a part of the value depends on which of them hold. That is a formula itself, so
/// "this part is evaluated, or it is as demanded" is one, too.
extension Translation {
    /// Under which conditions parts of a value are evaluated, given that the schema holds.
    private struct Evaluation {
        /// Every property, or every item.
        var everything: [Literal] = []
        var names: [Formula.Name: [Literal]] = [:]
        var patterns: [Formula.PatternID: [Literal]] = [:]
        /// So many items from the first on.
        var prefixes: [(count: Int, condition: Literal)] = []
        /// Items of a kind, under a condition.
        var contained: [(schema: Literal, condition: Literal)] = []
    }

    private enum Part {
        case properties, items
    }

    /// Patterns and `contains` under conditions; each doubles the formula.
    private static let conditionLimit = 4

    mutating func unevaluatedProperties(_ schema: Literal, at site: Site) -> Literal {
        if schema == .truth { return .truth }
        var evaluation = Evaluation()
        guard gather(.properties, site, .truth, isOwner: true, into: &evaluation, depth: 0) else {
            return table.opaque(.unevaluated)
        }
        if evaluation.everything.contains(.truth) { return .truth }
        var parts: [Literal] = []
        for name in evaluation.names.keys.sorted() {
            var conditions = evaluation.everything + (evaluation.names[name] ?? [])
            for (pattern, more) in evaluation.patterns {
                guard let matches = table.matches(pattern, table.text(name)) else { return table.opaque(.unevaluated) }
                if matches { conditions += more }
            }
            parts.append(table.any(conditions + [table.property(name, schema)]))
        }
        let isCertain = evaluation.patterns.mapValues { $0.contains(.truth) }
        let certain = evaluation.patterns.keys.filter { isCertain[$0] == true }
        let conditional = evaluation.patterns.keys.filter { isCertain[$0] == false }.sorted()
        guard conditional.count <= Self.conditionLimit else { return table.opaque(.unevaluated) }
        for chosen in Self.subsets(of: conditional) {
            let conditions = chosen.flatMap { evaluation.patterns[$0] ?? [] }
            let avoiding = certain + conditional.filter { !chosen.contains($0) }
            let scope = NameScope(matching: chosen, avoiding: avoiding, excluding: Array(evaluation.names.keys))
            parts.append(table.any(evaluation.everything + conditions + [table.members(scope, schema)]))
        }
        return table.all(parts)
    }

    mutating func unevaluatedItems(_ schema: Literal, at site: Site) -> Literal {
        if schema == .truth { return .truth }
        var evaluation = Evaluation()
        guard gather(.items, site, .truth, isOwner: true, into: &evaluation, depth: 0),
            evaluation.contained.count <= Self.conditionLimit
        else { return table.opaque(.unevaluated) }
        if evaluation.everything.contains(.truth) { return .truth }
        let length = evaluation.prefixes.map(\.count).max() ?? 0
        var parts: [Literal] = []
        for chosen in Self.subsets(of: Array(evaluation.contained.indices)) {
            // If no other `contains` holds, only items of the chosen ones are evaluated by one.
            let others = evaluation.contained.indices.filter { !chosen.contains($0) }
            let conditions = evaluation.everything + others.map { evaluation.contained[$0].condition }
            let allowed = table.any([schema] + chosen.map { evaluation.contained[$0].schema })
            for position in 0..<length {
                let covering = evaluation.prefixes.filter { $0.count > position }.map(\.condition)
                parts.append(table.any(conditions + covering + [table.item(position, allowed)]))
            }
            parts.append(table.any(conditions + [table.items(from: length, allowed)]))
        }
        return table.all(parts)
    }

    /// Gathers what a node evaluates under a condition; false when that is not known.
    private mutating func gather(
        _ part: Part, _ site: Site, _ condition: Literal, isOwner: Bool, into evaluation: inout Evaluation, depth: Int
    ) -> Bool {
        // A schema that applies itself in place without end has no meaning to gather.
        guard depth < 64, table.effort.spend() else { return false }
        for entry in site.keywords {
            switch part {
            case .properties: gatherProperties(entry.keyword, site, condition, isOwner: isOwner, into: &evaluation)
            case .items: gatherItems(entry.keyword, site, condition, isOwner: isOwner, into: &evaluation)
            }
            for (id, isApplied) in branches(entry.keyword, site) {
                let both = table.all([condition, isApplied])
                if both == .falsehood { continue }
                let below = self.site(of: vertex(site.graph, id))
                guard gather(part, below, both, isOwner: false, into: &evaluation, depth: depth + 1) else {
                    return false
                }
            }
        }
        return true
    }

    /// The schemas that a keyword applies in place and whose evaluation counts, each with the condition for it.
    private mutating func branches(_ keyword: Keyword, _ site: Site) -> [(NodeID, Literal)] {
        switch keyword {
        case .allOf(let ids): return ids.map { ($0, .truth) }
        case .reference(let id): return [(id, .truth)]
        case .anyOf(let ids), .oneOf(let ids): return ids.map { ($0, child($0, at: site)) }
        case .conditional(let condition, let then, let otherwise):
            let holds = child(condition, at: site)
            var result = [(condition, holds)]
            if let then { result.append((then, holds)) }
            if let otherwise { result.append((otherwise, table.not(holds))) }
            return result
        case .dependentSchemas(let properties):
            let isObject = table.kinds(.object)
            return properties.map { ($0.schema, table.all([isObject, table.required($0.name)])) }
        case .dynamicReference(_, let id), .recursiveReference(let id): return [(id, table.opaque(.dynamicReference))]
        case .not, .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .unevaluatedProperties:
            return []
        }
    }

    private mutating func gatherProperties(
        _ keyword: Keyword, _ site: Site, _ condition: Literal, isOwner: Bool, into evaluation: inout Evaluation
    ) {
        if case .properties(let properties) = keyword {
            for property in properties {
                evaluation.names[table.name(property.name), default: []].append(condition)
            }
        } else if case .patternProperties(let properties) = keyword {
            for property in properties {
                evaluation.patterns[table.patternID(property.pattern), default: []].append(condition)
            }
        } else if case .additionalProperties = keyword {
            evaluation.everything.append(condition)
        } else if case .unevaluatedProperties = keyword, !isOwner {
            evaluation.everything.append(condition)
        }
    }

    private mutating func gatherItems(
        _ keyword: Keyword, _ site: Site, _ condition: Literal, isOwner: Bool, into evaluation: inout Evaluation
    ) {
        if case .prefixItems(let ids) = keyword {
            evaluation.prefixes.append((ids.count, condition))
        } else if case .items = keyword {
            evaluation.everything.append(condition)
        } else if case .contains(let id, _, _) = keyword, site.dialect.containsEvaluatesItems {
            evaluation.contained.append((child(id, at: site), condition))
        } else if case .unevaluatedItems = keyword, !isOwner {
            evaluation.everything.append(condition)
        }
    }

    private static func subsets<Element>(of list: [Element]) -> [[Element]] {
        var result: [[Element]] = [[]]
        for element in list { result += result.map { $0 + [element] } }
        return result
    }
}
