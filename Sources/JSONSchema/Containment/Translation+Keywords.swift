internal import JSONCore
internal import Pattern

/// One keyword after the other as formulas.
extension Translation {
    /// What one keyword of a node says, the others of the node being what they are.
    mutating func formula(of keyword: Keyword, at site: Site) -> Literal {
        var parts: [Literal] = []
        translate(keyword, at: site, into: &parts)
        return table.all(parts)
    }

    /// A node as one of a graph.
    struct Site {
        var graph: Int
        var resource: Int
        var truth: Bool?
        var keywords: [SchemaNode.Entry]
        var dialect: Dialect
    }

    func site(of vertex: Int) -> Site {
        let (graph, node) = place(vertex)
        let resource = Int(graphs[graph].nodes[node].resource)
        return Site(
            graph: graph, resource: resource, truth: graphs[graph].nodes[node].truth,
            keywords: graphs[graph].nodes[node].keywords, dialect: graphs[graph].resources[resource].dialect)
    }

    /// The formula of a schema that a keyword of the node applies.
    func child(_ id: NodeID, at site: Site) -> Literal { literal(site.graph, id) ?? .falsehood }

    mutating func translate(_ keyword: Keyword, at site: Site, into parts: inout [Literal]) {
        switch keyword {
        case .type(let types): parts.append(table.kinds(Kinds(types, dialect: site.dialect)))
        case .enumeration(let values): parts.append(table.values(ValueSet(values)))
        case .const(let value): parts.append(table.values(ValueSet([value])))

        case .multipleOf(let divisor): parts.append(table.number(.multiple(divisor.decimal)))
        case .maximum(let limit): parts.append(table.number(.upper(Bound(limit, isInclusive: true))))
        case .exclusiveMaximum(let limit): parts.append(table.number(.upper(Bound(limit, isInclusive: false))))
        case .minimum(let limit): parts.append(table.number(.lower(Bound(limit, isInclusive: true))))
        case .exclusiveMinimum(let limit): parts.append(table.number(.lower(Bound(limit, isInclusive: false))))

        case .maxLength(let length): parts.append(table.maxLength(length))
        case .minLength(let length): parts.append(table.minLength(length))
        case .pattern(let pattern): parts.append(table.string(.pattern(table.patternID(pattern))))
        case .format(let name): parts.append(format(name, at: site))

        case .prefixItems(let ids):
            for (position, id) in ids.enumerated() { parts.append(table.item(position, child(id, at: site))) }
        case .items(let id): parts.append(table.items(from: site.keywords.prefixCount, child(id, at: site)))
        case .contains(let id, let minimum, let maximum):
            parts.append(table.contains(child(id, at: site), atLeast: minimum))
            if let maximum { parts.append(table.contains(child(id, at: site), atMost: maximum)) }
        case .maxItems(let count): parts.append(table.maxItems(count))
        case .minItems(let count): parts.append(table.minItems(count))
        case .uniqueItems: parts.append(table.array(.uniqueItems))
        case .unevaluatedItems(let id): parts.append(unevaluatedItems(child(id, at: site), at: site))

        case .properties(let properties):
            for property in properties {
                parts.append(table.property(table.name(property.name), child(property.schema, at: site)))
            }
        case .patternProperties(let properties):
            for property in properties {
                let scope = NameScope(matching: [table.patternID(property.pattern)])
                parts.append(table.members(scope, child(property.schema, at: site)))
            }
        case .additionalProperties(let id):
            parts.append(table.members(scopeOfAdditionalProperties(beside: site.keywords), child(id, at: site)))
        case .propertyNames(let id): parts.append(table.propertyNames(child(id, at: site)))
        case .required(let names): for name in names { parts.append(table.required(name)) }
        case .maxProperties(let count): parts.append(table.maxProperties(count))
        case .minProperties(let count): parts.append(table.minProperties(count))
        case .dependentRequired(let dependencies):
            for dependency in dependencies {
                let consequence = table.all(dependency.required.map { table.required($0) })
                parts.append(table.implication(ifPresent: dependency.name, consequence))
            }
        case .dependentSchemas(let properties):
            for property in properties {
                parts.append(table.implication(ifPresent: property.name, child(property.schema, at: site)))
            }
        case .unevaluatedProperties(let id): parts.append(unevaluatedProperties(child(id, at: site), at: site))

        case .allOf(let ids): for id in ids { parts.append(child(id, at: site)) }
        case .anyOf(let ids): parts.append(table.any(ids.map { child($0, at: site) }))
        case .oneOf(let ids): parts.append(table.one(ids.map { child($0, at: site) }))
        case .not(let id): parts.append(table.not(child(id, at: site)))
        case .conditional(let condition, let then, let otherwise):
            let then = then.map { child($0, at: site) } ?? .truth
            let otherwise = otherwise.map { child($0, at: site) } ?? .truth
            parts.append(table.choice(if: child(condition, at: site), then: then, else: otherwise))
        case .reference(let id): parts.append(child(id, at: site))
        case .dynamicReference, .recursiveReference: parts.append(table.opaque(.dynamicReference))
        }
    }

    /// A format says something only where the meta-schema makes it an assertion, and only if the dialect knows it.
    private mutating func format(_ name: String, at site: Site) -> Literal {
        let vocabularies = graphs[site.graph].resources[site.resource].vocabularies
        guard vocabularies.contains(.formatAssertion), Format.named(name, in: site.dialect) != nil else {
            return .truth
        }
        return table.format(AssertedFormat(name: name, dialect: site.dialect))
    }

    /// The names that neither `properties` nor `patternProperties` of a node names.
    mutating func scopeOfAdditionalProperties(beside keywords: [SchemaNode.Entry]) -> NameScope {
        var scope = NameScope()
        for entry in keywords {
            if case .properties(let properties) = entry.keyword {
                scope.excluding.reserveCapacity(scope.excluding.count + properties.count)
                for property in properties { scope.excluding.append(table.name(property.name)) }
            } else if case .patternProperties(let properties) = entry.keyword {
                scope.avoiding += properties.map { table.patternID($0.pattern) }
            }
        }
        scope.excluding.sort()
        return scope
    }
}

extension FormulaTable {
    mutating func string(_ atom: StringAtom) -> Literal { intern(.string(atom)) }
    mutating func array(_ atom: ArrayAtom) -> Literal { intern(.array(atom)) }
    mutating func object(_ atom: ObjectAtom) -> Literal { intern(.object(atom)) }

    mutating func required(_ name: String) -> Literal { object(.required(self.name(name))) }

    /// What must hold of an object that has a property.
    mutating func implication(ifPresent name: String, _ consequence: Literal) -> Literal {
        any([kinds(Kinds.object.complement), !required(name), consequence])
    }
}

extension Bound {
    init(_ limit: JSONNumber, isInclusive: Bool) { self.init(value: limit.decimal, isInclusive: isInclusive) }
}

extension SchemaNode {
    /// How many items `prefixItems` describes.
    var prefixCount: Int { keywords.prefixCount }
}

extension [SchemaNode.Entry] {
    /// How many items `prefixItems` describes.
    fileprivate var prefixCount: Int {
        for entry in self {
            if case .prefixItems(let ids) = entry.keyword { return ids.count }
        }
        return 0
    }
}
