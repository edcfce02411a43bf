internal import Compatibility
internal import JSONCore
internal import Pattern

/// Properties: by name, by pattern, all others, their names and what depends on them.
extension Walk {
    mutating func checkRequired(_ names: [String], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var isCause = false
        for property in names {
            let literal = make { $0.required(property) }
            if grants(literal, at: place) { continue }
            let position = position(of: property, requiredBy: obligation.demand)
            let schema = schema(of: property, in: obligation.demand.node)
            let declaration = declaration(of: property, at: place)
            let isNew = schema != nil && declaration.declared.isEmpty
            let hasDefault = schema.map(containment.reader.hasDefault) ?? false
            let rule: Rule =
                switch (isNew, isOpen(for: property, at: place), hasDefault) {
                case (false, _, false): .requiredAttributeAdded
                case (false, _, true): .requiredAttributeWithDefaultAdded
                case (true, true, false): .requiredPropertyAddedToOpen
                case (true, true, true): .requiredPropertyWithDefaultAddedToOpen
                case (true, false, false): .requiredPropertyAddedToUnopen
                case (true, false, true): .requiredPropertyWithDefaultAddedToUnopen
                }
            let below = place.below(.property(name(property)), property, writers: [])
            let old = isNew ? "not declared" : "optional"
            let report = Report(
                rule: rule, reader: obligation.demand.location(String(position)), writer: declaration.location,
                readerValue: .string(property),
                change: "The property \(name(of: below)) is \(old) in {writer} and required in {reader}.",
                harm: "Documents without it")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        return isCause
    }

    /// Where a name stands in the text of a keyword; some of its names may not count under a policy.
    private func position(of property: String, requiredBy demand: Demand) -> Int {
        let json = containment.reader.documents[Int(demand.node.document)].json[demand.node.pointer]
        return json?[demand.entry.name]?.array?.firstIndex(of: .string(property)) ?? 0
    }

    /// The schema that a reader's node has for a property by name.
    private func schema(of property: String, in node: SchemaNode) -> NodeID? {
        for entry in node.keywords {
            guard case .properties(let properties) = entry.keyword else { continue }
            return properties.first { $0.name.isIdentical(to: property) }?.schema
        }
        return nil
    }

    /// Whether the writer allows any value under a name.
    private mutating func isOpen(for property: String, at place: Place) -> Bool {
        let name = name(property)
        for kind in [Kinds.null, .boolean, .string, .array] {
            let refuses = make { table in
                let wanted = table.kinds(kind)
                return table.property(name, !wanted)
            }
            let present = make { $0.all([$0.required(property), !refuses]) }
            if !allows(present, at: place) { return false }
        }
        return true
    }

    private mutating func name(_ text: String) -> Formula.Name { containment.solver.table.name(text) }

    mutating func checkProperties(_ properties: [Keyword.Property], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        let facts = facts(at: place)
        var isCause = false
        for property in properties {
            let name = name(property.name)
            let schema = readerLiteral(property.schema)
            let literal = make { $0.property(name, schema) }
            if literal == .truth || isSaid(literal, by: facts) || grants(literal, at: place) { continue }
            for (place, _) in cases(of: place, violating: literal)
            where checkProperty(property, literal, at: place, obligation) {
                isCause = true
            }
        }
        return isCause
    }

    private mutating func checkProperty(
        _ property: Keyword.Property, _ literal: Literal, at place: Place, _ obligation: Obligation
    ) -> Bool {
        let declaration = declaration(of: property.name, at: place)
        let below = place.below(.property(name(property.name)), property.name, writers: declaration.all)
        if !declaration.declared.isEmpty { return check(property.schema, at: below) }
        // A property that is new and required is one cause, told with "required".
        let required = make { $0.required(property.name) }
        if isRequired(property.name, by: obligation.demand.node), !grants(required, at: place) { return true }
        let isCovered = !declaration.covering.isEmpty || !isOpen(for: property.name, at: place)
        var obligation = obligation
        obligation.place = place
        return report(
            Report(
                rule: isCovered ? .propertyAddedNotCovered : .optionalPropertyAddedToOpen,
                reader: obligation.demand.location(property.name),
                writer: isCovered ? location(ofWriters: below) : nil, readerValue: source(of: property.schema),
                change: "The property \(name(of: below)) has a schema in {reader}, and "
                    + (isCovered
                        ? "falls under a wider one in {writer}." : "none in {writer}, where it may be anything."),
                harm: "Documents that use the name for something else"),
            obligation, violating: literal)
    }

    private func isRequired(_ property: String, by node: SchemaNode) -> Bool {
        node.keywords.contains { entry in
            guard case .required(let names) = entry.keyword else { return false }
            return names.contains { $0.isIdentical(to: property) }
        }
    }

    // MARK: - Patterns and all other names

    /// What the writer names, by itself and by patterns.
    private struct Declared {
        var properties: [(name: String, location: Location)] = []
        var patterns: [(property: Keyword.PatternProperty, location: Location)] = []
        var additional: [NodeID] = []
    }

    private func declared(at place: Place) -> Declared {
        var result = Declared()
        for grant in grants(at: place) {
            if case .properties(let properties) = grant.entry.keyword {
                result.properties += properties.map { ($0.name, grant.location($0.name)) }
            } else if case .patternProperties(let properties) = grant.entry.keyword {
                result.patterns += properties.map { ($0, grant.location($0.pattern.source)) }
            } else if case .additionalProperties(let id) = grant.entry.keyword {
                result.additional.append(id)
            }
        }
        return result
    }

    mutating func checkPatternProperties(
        _ properties: [Keyword.PatternProperty], _ obligation: Obligation
    ) -> Bool {
        let place = obligation.place
        let declared = declared(at: place)
        var isCause = false
        for property in properties {
            let pattern = containment.solver.table.patternID(property.pattern)
            let scope = NameScope(matching: [pattern])
            let schema = readerLiteral(property.schema)
            let literal = make { $0.members(scope, schema) }
            if literal == .truth || grants(literal, at: place) { continue }
            let same = declared.patterns.filter { $0.property.pattern == property.pattern }
            let below = place.below(.member(scope), "*", writers: same.map(\.property.schema))
            if !same.isEmpty {
                if check(property.schema, at: below) { isCause = true }
                continue
            }
            let source = property.pattern.source
            let report = Report(
                rule: .patternPropertyAdded, reader: obligation.demand.location(source),
                readerValue: self.source(of: property.schema),
                change: "The properties of \(name(of: place)) that match \(JSON.string(source).text) have a schema in "
                    + "{reader}, which {writer} does not have.",
                harm: "Documents with other values for them")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        return isCause
    }

    mutating func checkAdditionalProperties(_ id: NodeID, _ obligation: Obligation) -> Bool {
        let own = containment.scopeOfAdditionalProperties(of: obligation.demand.node)
        let declared = declared(at: obligation.place)
        var rest = own
        var isCause = false
        for property in declared.properties {
            let name = name(property.name)
            rest.excluding.append(name)
            if containment.solver.table.contains(own, name) == false { continue }
            if checkRemoved(property.name, property.location, id, obligation) { isCause = true }
        }
        for (property, location) in declared.patterns {
            let pattern = containment.solver.table.patternID(property.pattern)
            if own.avoiding.contains(pattern) { continue }
            var scope = own
            scope.matching.append(pattern)
            scope.excluding = rest.excluding
            rest.avoiding.append(pattern)
            if checkRemoved(property.pattern.source, scope, location, id, obligation) { isCause = true }
        }
        return checkRest(rest, id, declared, obligation) || isCause
    }

    /// A name that the writer declares and the reader does not.
    private mutating func checkRemoved(
        _ property: String, _ location: Location, _ id: NodeID, _ obligation: Obligation
    ) -> Bool {
        let place = obligation.place
        let name = name(property)
        let schema = readerLiteral(id)
        let literal = make { $0.property(name, schema) }
        if grants(literal, at: place) { return false }
        let isClosed = schema == .falsehood
        let below = place.below(.property(name), property, writers: [])
        return report(
            Report(
                rule: isClosed ? .propertyRemovedFromClosed : .propertyRemovedNotCovered, writer: location,
                readerValue: source(of: id),
                change: "The property \(self.name(of: below)), declared in {writer}, "
                    + (isClosed ? "is not allowed in {reader}." : "falls under the schema for all others in {reader}."),
                harm: "Documents with it"),
            obligation, violating: literal)
    }

    /// Names of a pattern that the writer has and the reader has not.
    private mutating func checkRemoved(
        _ pattern: String, _ scope: NameScope, _ location: Location, _ id: NodeID, _ obligation: Obligation
    ) -> Bool {
        let place = obligation.place
        let schema = readerLiteral(id)
        let literal = make { $0.members(scope, schema) }
        if grants(literal, at: place) { return false }
        let isClosed = schema == .falsehood
        return report(
            Report(
                rule: isClosed ? .patternPropertyRemovedFromClosed : .patternPropertyRemovedNotCovered,
                writer: location, readerValue: source(of: id),
                change: "The properties of \(name(of: place)) that match \(JSON.string(pattern).text), described in "
                    + "{writer}, "
                    + (isClosed ? "are not allowed in {reader}." : "fall under the schema for all others in {reader}."),
                harm: "Documents with them"),
            obligation, violating: literal)
    }

    /// The names that neither side mentions.
    private mutating func checkRest(
        _ rest: NameScope, _ id: NodeID, _ declared: Declared, _ obligation: Obligation
    ) -> Bool {
        let place = obligation.place
        let schema = readerLiteral(id)
        let literal = make { $0.members(rest, schema) }
        if literal == .truth || grants(literal, at: place) { return false }
        let below = place.below(.member(rest), "*", writers: declared.additional)
        let isClosed = schema == .falsehood
        if !isClosed, declared.additional.contains(where: { writerLiteral($0) != .truth }) {
            return check(id, at: below)
        }
        return report(
            Report(
                rule: isClosed ? .additionalPropertiesRemoved : .additionalPropertiesNarrowed,
                readerValue: source(of: id),
                change: "Additional properties of \(name(of: place)) "
                    + (isClosed
                        ? "are allowed in {writer} and not in {reader}."
                        : "have a schema in {reader} and none in {writer}."),
                harm: isClosed ? "Documents with more properties" : "Documents with other values for them"),
            obligation, violating: literal)
    }

    mutating func checkPropertyNames(_ id: NodeID, _ obligation: Obligation) -> Bool {
        let grant = grants(at: obligation.place).first { grant in
            if case .propertyNames = grant.entry.keyword { true } else { false }
        }
        return report(
            Report(
                rule: grant == nil ? .propertyNamesAdded : .propertyNamesChanged, writer: grant?.location(),
                readerValue: source(of: id),
                change: "The names of the properties of \(name(of: obligation.place)) have a schema in {reader}, and "
                    + (grant == nil ? "none" : "another") + " in {writer}.",
                harm: "Documents with other names"),
            obligation)
    }

    // MARK: - Dependencies

    mutating func checkDependencies(_ dependencies: [Keyword.DependentRequired], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var isCause = false
        for dependency in dependencies {
            let literal = make { table in
                let parts = dependency.required.map { table.required($0) }
                return table.implication(ifPresent: dependency.name, table.all(parts))
            }
            if grants(literal, at: place) { continue }
            var other: (location: Location, names: [String])?
            for grant in grants(at: place) {
                guard case .dependentRequired(let all) = grant.entry.keyword else { continue }
                for one in all where one.name.isIdentical(to: dependency.name) {
                    other = (grant.location(one.name), one.required)
                }
            }
            let isExtended = other.map { Set($0.names).isSubset(of: dependency.required) } ?? false
            let below = place.below(.property(name(dependency.name)), dependency.name, writers: [])
            let new = Self.phrase(dependency.required.map { .string($0) })
            let old = other.map { Self.phrase($0.names.map { .string($0) }) } ?? "nothing"
            let report = Report(
                rule: other == nil
                    ? .dependencyArrayAdded
                    : isExtended ? .dependencyArrayExtended : .dependencyArrayChanged,
                reader: obligation.demand.location(dependency.name), writer: other?.location,
                readerValue: .array(dependency.required.map { .string($0) }),
                writerValue: other.map { .array($0.names.map { .string($0) }) },
                change: "The property \(name(of: below)) requires \(old) in {writer} and \(new) in {reader}.",
                harm: "Documents with it and without these")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        return isCause
    }

    mutating func checkDependentSchemas(_ properties: [Keyword.Property], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var isCause = false
        for property in properties {
            let schema = readerLiteral(property.schema)
            let literal = make { $0.implication(ifPresent: property.name, schema) }
            if literal == .truth || grants(literal, at: place) { continue }
            let present = make { table in
                let required = table.required(property.name)
                return table.all([table.kinds(.object), required])
            }
            var writers: [NodeID] = []
            for grant in grants(at: place) {
                guard case .dependentSchemas(let all) = grant.entry.keyword else { continue }
                writers += all.filter { $0.name.isIdentical(to: property.name) }.map(\.schema)
            }
            if !writers.isEmpty, check(property.schema, at: place.with([present], writers: writers)) {
                isCause = true
                continue
            }
            let below = place.below(.property(name(property.name)), property.name, writers: [])
            let report = Report(
                rule: .dependencySchemaAdded, reader: obligation.demand.location(property.name),
                readerValue: source(of: property.schema),
                change: "Objects with \(name(of: below)) have a schema of their own in {reader} and "
                    + (writers.isEmpty ? "none" : "another") + " in {writer}.",
                harm: "Documents with it that do not match it")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        return isCause
    }

    // MARK: - Unevaluated parts

    /// The two keywords about parts that no other has evaluated.
    enum Unevaluated {
        case unevaluatedProperties, unevaluatedItems
    }

    mutating func checkUnevaluated(_ id: NodeID, _ keyword: Unevaluated, _ obligation: Obligation) -> Bool {
        let isClosed = readerLiteral(id) == .falsehood
        let (parts, rule): (String, Rule) =
            switch (keyword, isClosed) {
            case (.unevaluatedProperties, true): ("properties", .unevaluatedPropertiesRemoved)
            case (.unevaluatedProperties, false): ("properties", .unevaluatedPropertiesNarrowed)
            case (.unevaluatedItems, true): ("items", .unevaluatedItemsRemoved)
            case (.unevaluatedItems, false): ("items", .unevaluatedItemsNarrowed)
            }
        return report(
            Report(
                rule: rule, readerValue: source(of: id),
                change: "Some \(parts) of \(name(of: obligation.place)) that {writer} allows are not evaluated in "
                    + "{reader}, where such \(parts) " + (isClosed ? "are not allowed." : "have a schema."),
                harm: "Documents with such \(parts)"),
            obligation)
    }

    /// A schema of the reader as JSON.
    func source(of id: NodeID) -> JSON? {
        let node = containment.reader[id]
        return containment.reader.documents[Int(node.document)].json[node.pointer]
    }
}
