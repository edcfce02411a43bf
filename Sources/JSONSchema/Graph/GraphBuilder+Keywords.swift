internal import JSONCore
internal import Pattern
internal import SchemaCore

/// The reading of keywords: one function for each form a value has.
extension GraphBuilder {
    mutating func read(_ rule: KeywordRule, _ value: JSON, in scope: Scope) {
        if let keyword = keyword(rule, value, in: scope) { add(keyword, named: rule.name, to: scope.node) }
    }

    /// What a keyword becomes; `nil` when it asserts nothing by itself or is at fault.
    private mutating func keyword(_ rule: KeywordRule, _ value: JSON, in scope: Scope) -> Keyword? {
        let name = rule.name
        switch rule.form {
        case .identification: return nil
        case .definitions: return definitions(value, name, in: scope)
        case .detachedSchema:
            annotate(name, value, scope)
            return detached(value, name, in: scope)

        case .types: return types(value, name, in: scope).map(Keyword.type)
        case .values: return expect(.array, value.array, value, name, in: scope).map(Keyword.enumeration)
        case .value: return .const(value)
        case .limit(let make): return expect(.number, value.number, value, name, in: scope).map(make)
        case .switchedLimit(let inclusive, let exclusive, let sibling):
            let make = scope.value(sibling)?.boolean == true ? exclusive : inclusive
            return expect(.number, value.number, value, name, in: scope).map(make)
        case .limitSwitch(let limit):
            guard expect(.boolean, value.boolean, value, name, in: scope) != nil else { return nil }
            if scope.value(limit) == nil { annotate(name, value, scope) }
            return nil
        case .divisor:
            let divisor = value.number.flatMap { $0 > JSONNumber(0) ? $0 : nil }
            return expect(.positiveNumber, divisor, value, name, in: scope).map(Keyword.multipleOf)
        case .count(let make): return count(value, name, in: scope).map(make)
        case .countOf(let counted):
            if count(value, name, in: scope) != nil, scope.value(counted) == nil { annotate(name, value, scope) }
            return nil
        case .flag(let keyword):
            return expect(.boolean, value.boolean, value, name, in: scope) == true ? keyword : nil
        case .pattern:
            guard let source = expect(.string, value.string, value, name, in: scope) else { return nil }
            return compiled(source, at: scope.node, [name]).map(Keyword.pattern)
        case .text(let make): return expect(.string, value.string, value, name, in: scope).map(make)
        case .names: return names(value, [name], in: scope).map(Keyword.required)
        case .namesByName: return namesByName(value, name, in: scope)

        case .schema(let make): return make(child(value, of: scope.node, name))
        case .schemaOrBoolean(let make): return make(schemaOrBoolean(value, name, in: scope))
        case .schemas(let make): return schemas(value, name, in: scope).map(make)
        case .schemasByName(let make): return schemasByName(value, name, in: scope).map(make)
        case .schemasByPattern: return schemasByPattern(value, name, in: scope)
        case .items: return items(value, name, in: scope)
        case .laterItems: return laterItems(value, name, in: scope)
        case .additionalItems: return additionalItems(value, name, in: scope)
        case .contains: return contains(value, name, in: scope)
        case .dependencies: return dependencies(value, name, in: scope)
        case .condition: return condition(value, name, in: scope)
        case .branch: return scope.value("if") == nil ? detached(value, name, in: scope) : nil

        case .reference: return reference(value, .plain, name, in: scope)
        case .dynamicReference: return reference(value, .dynamic, name, in: scope)
        case .recursiveReference: return reference(value, .recursive, name, in: scope)
        }
    }

    /// Passes a value on, or notes that it is not what is expected.
    private mutating func expect<Value>(
        _ expectation: SchemaFault.Expectation, _ value: Value?, _ found: JSON, _ name: String, in scope: Scope
    ) -> Value? {
        if value == nil { fault(at: scope.node, [name], .wrongValue(expected: expectation, found: found)) }
        return value
    }

    private mutating func annotate(_ name: String, _ value: JSON, _ scope: Scope) {
        nodes[Int(scope.node.index)].annotations.append(JSONObject.Member(name: name, value: value))
    }
}

// MARK: - Scalars

extension GraphBuilder {
    private mutating func types(_ value: JSON, _ name: String, in scope: Scope) -> TypeSet? {
        switch value {
        case .string: return type(value, [name], in: scope)
        case .array(let items) where !items.isEmpty:
            var types: TypeSet = []
            for (position, item) in items.enumerated() {
                types.formUnion(type(item, [name, String(position)], in: scope) ?? [])
            }
            return types
        case .null, .boolean, .number, .array, .object:
            return expect(.types, nil, value, name, in: scope)
        }
    }

    private mutating func type(_ value: JSON, _ tokens: [String], in scope: Scope) -> TypeSet? {
        if let name = value.string, let known = TypeSet.names.first(where: { $0.name == name }) { return known.type }
        fault(at: scope.node, tokens, .wrongValue(expected: .type, found: value))
        return nil
    }

    /// A length or number of things; whole numbers beyond `Int` are as good as the largest one.
    private static func count(_ value: JSON) -> Int? {
        guard let number = value.number, number.isInteger, number >= JSONNumber(0) else { return nil }
        return number.int64.flatMap { Int(exactly: $0) } ?? .max
    }

    private mutating func count(_ value: JSON, _ name: String, in scope: Scope) -> Int? {
        expect(.count, Self.count(value), value, name, in: scope)
    }

    private mutating func compiled(_ source: String, at node: NodeID, _ tokens: [String]) -> Pattern? {
        do {
            return try pattern(source)
        } catch {
            fault(at: node, tokens, .invalidPattern(source, reason: error.message, offset: error.offset))
            return nil
        }
    }

    /// An array of names without repetition.
    private mutating func names(_ value: JSON, _ tokens: [String], in scope: Scope) -> [String]? {
        guard let items = value.array else {
            fault(at: scope.node, tokens, .wrongValue(expected: .names, found: value))
            return nil
        }
        var names: [String] = []
        var seen: Set<ByteString> = []
        for (position, item) in items.enumerated() {
            guard let name = item.string else {
                fault(at: scope.node, tokens + [String(position)], .wrongValue(expected: .string, found: item))
                continue
            }
            if !seen.insert(ByteString(name)).inserted {
                fault(at: scope.node, tokens + [String(position)], .repeatedName(name))
            }
            names.append(name)
        }
        return names
    }

    private mutating func namesByName(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        guard let object = expect(.object, value.object, value, name, in: scope) else { return nil }
        var dependents: [Keyword.DependentRequired] = []
        for member in object.members {
            guard let required = names(member.value, [name, member.name], in: scope) else { continue }
            dependents.append(Keyword.DependentRequired(name: member.name, required: required))
        }
        return .dependentRequired(dependents)
    }
}

// MARK: - Schemas

extension GraphBuilder {
    private mutating func schemaOrBoolean(_ value: JSON, _ name: String, in scope: Scope) -> NodeID {
        guard case .boolean(let truth) = value else { return child(value, of: scope.node, name) }
        return child(truth: truth, of: scope.node, name)
    }

    private mutating func schemas(_ value: JSON, _ name: String, in scope: Scope) -> [NodeID]? {
        let items = value.array.flatMap { $0.isEmpty ? nil : $0 }
        guard let items = expect(.schemas, items, value, name, in: scope) else { return nil }
        return children(items, name, in: scope)
    }

    private mutating func children(_ items: [JSON], _ name: String, in scope: Scope) -> [NodeID] {
        var children: [NodeID] = []
        children.reserveCapacity(items.count)
        for (position, item) in items.enumerated() {
            children.append(child(item, of: scope.node, name, String(position)))
        }
        return children
    }

    private mutating func schemasByName(_ value: JSON, _ name: String, in scope: Scope) -> [Keyword.Property]? {
        guard let object = expect(.object, value.object, value, name, in: scope) else { return nil }
        var properties: [Keyword.Property] = []
        properties.reserveCapacity(object.count)
        for member in object.members {
            let schema = child(member.value, of: scope.node, name, member.name)
            properties.append(Keyword.Property(name: member.name, schema: schema))
        }
        return properties
    }

    private mutating func schemasByPattern(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        guard let object = expect(.object, value.object, value, name, in: scope) else { return nil }
        var properties: [Keyword.PatternProperty] = []
        for member in object.members {
            let schema = child(member.value, of: scope.node, name, member.name)
            guard let pattern = compiled(member.name, at: scope.node, [name, member.name]) else { continue }
            properties.append(Keyword.PatternProperty(pattern: pattern, schema: schema))
        }
        return .patternProperties(properties)
    }

    private mutating func items(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        switch value {
        case .array(let items): return .prefixItems(children(items, name, in: scope))
        case .object, .boolean: return .items(child(value, of: scope.node, name))
        case .null, .number, .string: return expect(.schemaOrSchemas, nil, value, name, in: scope)
        }
    }

    private mutating func laterItems(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        guard value.array == nil else { return expect(.itemsSchema, nil, value, name, in: scope) }
        return .items(child(value, of: scope.node, name))
    }

    private mutating func additionalItems(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        let schema = schemaOrBoolean(value, name, in: scope)
        if scope.value("items")?.array != nil { return .items(schema) }
        nodes[Int(scope.node.index)].definitions.append(schema)
        return nil
    }

    private mutating func contains(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        let bounds = ["minContains", "maxContains"].map { scope.value($0).flatMap(Self.count) }
        return .contains(child(value, of: scope.node, name), minimum: bounds[0] ?? 1, maximum: bounds[1])
    }

    private mutating func condition(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        let condition = child(value, of: scope.node, name)
        let then = scope.value("then").map { child($0, of: scope.node, "then") }
        let otherwise = scope.value("else").map { child($0, of: scope.node, "else") }
        return .conditional(if: condition, then: then, else: otherwise)
    }

    /// Both halves of draft 7's keyword, each by the kind of its value.
    private mutating func dependencies(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        guard let object = expect(.object, value.object, value, name, in: scope) else { return nil }
        var required: [Keyword.DependentRequired] = []
        var schemas: [Keyword.Property] = []
        for member in object.members {
            switch member.value {
            case .array:
                guard let names = names(member.value, [name, member.name], in: scope) else { continue }
                required.append(Keyword.DependentRequired(name: member.name, required: names))
            case .object, .boolean:
                let schema = child(member.value, of: scope.node, name, member.name)
                schemas.append(Keyword.Property(name: member.name, schema: schema))
            case .null, .number, .string:
                let reason = SchemaFault.Reason.wrongValue(expected: .schemaOrNames, found: member.value)
                fault(at: scope.node, [name, member.name], reason)
            }
        }
        if !required.isEmpty { add(.dependentRequired(required), named: name, to: scope.node) }
        return schemas.isEmpty ? nil : .dependentSchemas(schemas)
    }

    private mutating func definitions(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        for definition in schemasByName(value, name, in: scope) ?? [] {
            nodes[Int(scope.node.index)].definitions.append(definition.schema)
        }
        return nil
    }

    private mutating func detached(_ value: JSON, _ name: String, in scope: Scope) -> Keyword? {
        let schema = child(value, of: scope.node, name)
        nodes[Int(scope.node.index)].definitions.append(schema)
        return nil
    }

    private mutating func reference(
        _ value: JSON, _ kind: UnresolvedReference.Kind, _ name: String, in scope: Scope
    ) -> Keyword? {
        guard let text = expect(.string, value.string, value, name, in: scope) else { return nil }
        addReference(text, kind, named: name, to: scope.node)
        return nil
    }
}
