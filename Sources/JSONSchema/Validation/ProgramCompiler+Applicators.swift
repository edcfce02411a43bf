import JSONCore

/// Keywords that apply schemas: to children, and to the value itself.
extension ProgramCompiler {
    func keywords(_ block: Block) -> [SchemaNode.Entry] { graph.nodes[Int(block.node.index)].keywords }

    mutating func applyToChildren(isFramed: Bool, _ block: inout Block) {
        switch block.kind {
        case .object: applyToMembers(isFramed: isFramed, &block)
        case .array: applyToItems(isFramed: isFramed, &block)
        case .null, .boolean, .integer, .largeInteger, .fraction, .string: break
        }
    }

    /// Keywords about the members or items that no other keyword has evaluated.
    mutating func applyToUnevaluated(_ block: inout Block) {
        for entry in keywords(block) {
            switch (entry.keyword, block.kind) {
            case (.unevaluatedProperties(let schema), .object):
                let label = label(child: schema, of: block.node)
                if label != Program.noLabel { block.record(.unevaluatedProperties(label)) }
                block.record(.markAll)
            case (.unevaluatedItems(let schema), .array):
                let label = label(child: schema, of: block.node)
                if label != Program.noLabel { block.record(.unevaluatedItems(label)) }
                block.record(.markAll)
            case (_, _): continue
            }
        }
    }
}

// MARK: - Items

extension ProgramCompiler {
    private mutating func applyToItems(isFramed: Bool, _ block: inout Block) {
        var prefix: [NodeID] = []
        var rest: NodeID?
        var unevaluated: NodeID?
        for entry in keywords(block) {
            if case .prefixItems(let schemas) = entry.keyword { prefix = schemas }
            if case .items(let schema) = entry.keyword { rest = schema }
            if case .unevaluatedItems(let schema) = entry.keyword { unevaluated = schema }
        }
        // Where nothing else evaluates items, what is not evaluated is what comes after the first ones.
        if !isFramed { rest = rest ?? unevaluated }
        let labels = prefix.map { label(child: $0, of: block.node) }
        if labels.contains(where: { $0 != Program.noLabel }) {
            block.code.append(.prefixItems(first: list(labels), count: Int32(labels.count)))
        }
        if let rest {
            let label = label(child: rest, of: block.node)
            if label != Program.noLabel { block.code.append(.items(from: Int32(labels.count), label)) }
        }
        for entry in keywords(block) {
            if case .contains(let schema, let minimum, let maximum) = entry.keyword {
                applyToSomeItems(schema, minimum, maximum, &block)
            }
        }
        guard block.tracking.contains(.items) else { return }
        block.record(rest == nil ? .markItems(count: Int32(labels.count)) : .markAll)
    }

    private mutating func applyToSomeItems(_ schema: NodeID, _ minimum: Int, _ maximum: Int?, _ block: inout Block) {
        let label = label(child: schema, of: block.node)
        let isTracked = block.tracking.contains(.items) && block.dialect.containsEvaluatesItems
        guard label != Program.noLabel else {
            if minimum > 0 { block.assert(.minCount(minimum)) }
            if let maximum { block.assert(.maxCount(maximum)) }
            if isTracked { block.record(.markAll) }
            return
        }
        let least = Int32(clamping: minimum)
        let most = Int32(clamping: maximum ?? .max)
        if isTracked {
            block.record(.contains(label, minimum: least, maximum: most))
        } else if least > 0 || most < .max {
            block.code.append(.contains(label, minimum: least, maximum: most))
        }
    }
}

// MARK: - The value itself

extension ProgramCompiler {
    mutating func applyInPlace(_ keyword: Keyword, _ block: inout Block) {
        switch keyword {
        case .allOf(let schemas):
            for schema in schemas where !block.isRejected { block.append(applied(schema, block).body) }
        case .anyOf(let schemas): applyAny(schemas, &block)
        case .oneOf(let schemas): applyOne(schemas, &block)
        case .not(let schema): applyNone([schema], &block)
        case .conditional(let condition, let then, let otherwise):
            applyCondition(condition, then, otherwise, &block)
        case .dependentSchemas(let properties): applyDependent(properties, &block)
        case .reference(let target): block.append(applied(target, block).body)
        case .dynamicReference(let anchor, let initial): applyDynamic(.named(ByteString(anchor)), initial, &block)
        case .recursiveReference(let initial): applyDynamic(.recursive, initial, &block)
        case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
            .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
            .uniqueItems, .unevaluatedItems, .properties, .patternProperties, .additionalProperties, .propertyNames,
            .required, .maxProperties, .minProperties, .dependentRequired, .unevaluatedProperties:
            break
        }
    }

    private mutating func applied(_ schema: NodeID, _ block: Block) -> (body: Body, entry: Int32) {
        inPlace(schema, from: block.node, block.tracking, block.kind)
    }

    private mutating func applyAny(_ schemas: [NodeID], _ block: inout Block) {
        var open: [(body: Body, entry: Int32)] = []
        var isSatisfied = false
        for schema in schemas {
            let branch = applied(schema, block)
            switch branch.body {
            case .accepted: isSatisfied = true
            case .rejected: continue
            case .code: open.append(branch)
            }
        }
        let isTracked = !block.tracking.concerning(block.kind).isEmpty
        if isSatisfied, !isTracked { return }
        let entries = open.map(\.entry)
        switch (open.count, isSatisfied) {
        case (0, true): break
        case (0, false): block.isRejected = true
        case (1, false): block.append(open[0].body)
        case (_, _) where isTracked:
            block.record(
                .anyOf(first: list(entries), count: Int32(entries.count), isSatisfied: isSatisfied))
        case (_, _): block.code.append(.anyOf(first: list(entries), count: Int32(entries.count)))
        }
    }

    private mutating func applyOne(_ schemas: [NodeID], _ block: inout Block) {
        var open: [(body: Body, entry: Int32)] = []
        var undecided: [NodeID] = []
        var satisfied = 0
        for schema in schemas {
            let branch = applied(schema, block)
            switch branch.body {
            case .accepted: satisfied += 1
            case .rejected: continue
            case .code:
                open.append(branch)
                undecided.append(schema)
            }
        }
        let entries = open.map(\.entry)
        let isTracked = !block.tracking.concerning(block.kind).isEmpty
        switch (open.count, satisfied) {
        case (_, 2...), (0, 0): block.isRejected = true
        case (0, _): break
        case (1, 0): block.append(open[0].body)
        case (_, 1): applyNone(undecided, &block)
        case (_, _) where isTracked:
            block.record(.oneOf(first: list(entries), count: Int32(entries.count)))
        case (_, _): block.code.append(.oneOf(first: list(entries), count: Int32(entries.count)))
        }
    }

    /// Applies schemas none of which may hold; nothing that they evaluate is recorded.
    private mutating func applyNone(_ schemas: [NodeID], _ block: inout Block) {
        var entries: [Int32] = []
        for schema in schemas {
            let (body, entry) = inPlace(schema, from: block.node, [], block.kind)
            switch body {
            case .accepted: block.isRejected = true
            case .rejected: continue
            case .code: entries.append(entry)
            }
        }
        if !entries.isEmpty { block.code.append(.noneOf(first: list(entries), count: Int32(entries.count))) }
    }

    private mutating func applyCondition(
        _ condition: NodeID, _ then: NodeID?, _ otherwise: NodeID?, _ block: inout Block
    ) {
        let condition = applied(condition, block)
        let then = then.map { applied($0, block) }
        let otherwise = otherwise.map { applied($0, block) }
        switch condition.body {
        case .accepted: if let then { block.append(then.body) }
        case .rejected: if let otherwise { block.append(otherwise.body) }
        case .code:
            let isTracked = !block.tracking.concerning(block.kind).isEmpty
            guard then != nil || otherwise != nil || isTracked else { return }
            let branches = (then?.entry ?? Program.noEntry, otherwise?.entry ?? Program.noEntry)
            if isTracked {
                block.record(.conditional(if: condition.entry, then: branches.0, else: branches.1))
            } else {
                block.code.append(.conditional(if: condition.entry, then: branches.0, else: branches.1))
            }
        }
    }

    private mutating func applyDependent(_ properties: [Keyword.Property], _ block: inout Block) {
        guard block.kind == .object else { return }
        var table = NameTable<Int32>(capacity: properties.count)
        for property in properties {
            let dependent = applied(property.schema, block)
            if case .accepted = dependent.body { continue }
            table.position(of: property.name, default: dependent.entry)
        }
        guard table.count > 0 else { return }
        let names = add(table) { entry, _ in .single(entry) }
        parts.dependentSchemas.append(names)
        block.code.append(.dependentSchemas(table: Int32(parts.dependentSchemas.count - 1)))
    }
}
