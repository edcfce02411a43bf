import JSONCore
import Pattern

/// Keywords that apply schemas to the members of an object.
extension ProgramCompiler {
    /// What the keywords of one schema say about names and members.
    private struct ObjectShape {
        var properties: [Keyword.Property] = []
        var patternProperties: [Keyword.PatternProperty] = []
        var additional: NodeID?
        var required: [String] = []
        var propertyNames: NodeID?

        init(_ keywords: [SchemaNode.Entry], isFramed: Bool) {
            var unevaluated: NodeID?
            for entry in keywords {
                switch entry.keyword {
                case .properties(let properties): self.properties += properties
                case .patternProperties(let properties): patternProperties += properties
                case .additionalProperties(let schema): additional = schema
                case .unevaluatedProperties(let schema): unevaluated = schema
                case .required(let names): required += names
                case .propertyNames(let schema): propertyNames = schema
                case .type, .enumeration, .const, .multipleOf, .maximum, .exclusiveMaximum, .minimum, .exclusiveMinimum,
                    .maxLength, .minLength, .pattern, .format, .prefixItems, .items, .contains, .maxItems, .minItems,
                    .uniqueItems, .unevaluatedItems, .maxProperties, .minProperties, .dependentRequired,
                    .dependentSchemas, .allOf, .anyOf, .oneOf, .not, .conditional, .reference, .dynamicReference,
                    .recursiveReference:
                    continue
                }
            }
            // Where nothing applies in place, what is not evaluated is what is additional.
            if !isFramed { additional = additional ?? unevaluated }
        }
    }

    /// What is known at compile time about a name.
    private struct KnownName {
        /// The schemas for the member's value: most often there is one.
        private(set) var label = Program.noLabel
        private var otherLabels: [Int32] = []
        var isRequired = false
        /// Whether `properties` or a pattern names it.
        var isNamed = false
        /// Whether the patterns have to be tried at run time all the same.
        var checksPatterns = false

        mutating func add(_ label: Int32) {
            guard label != Program.noLabel else { return }
            if self.label == Program.noLabel { self.label = label } else { otherLabels.append(label) }
        }

        func slot(_ lists: inout [Int32]) -> Program.NameSlot {
            let first = otherLabels.isEmpty ? label : Int32(lists.count)
            if !otherLabels.isEmpty { lists += [label] + otherLabels }
            return Program.NameSlot(
                hash: 0, name: -1, first: first, count: Int32(1 + otherLabels.count), isRequired: isRequired,
                isNamed: isNamed, checksPatterns: checksPatterns)
        }
    }

    mutating func applyToMembers(isFramed: Bool, _ block: inout Block) {
        let shape = ObjectShape(keywords(block), isFramed: isFramed)
        if let names = shape.propertyNames { applyToNames(names, &block) }
        let additional = shape.additional.map { label(child: $0, of: block.node) } ?? Program.noLabel
        let evaluatesAll = shape.additional != nil
        let isTracked = block.tracking.contains(.properties)
        let patterns = shape.patternProperties.map {
            (pattern: $0.pattern, label: label(child: $0.schema, of: block.node))
        }
        let table = knownNames(shape, patterns, additional, block.node)
        if patterns.isEmpty, additional == Program.noLabel, !isTracked || evaluatesAll, table.count <= Self.scanLimit {
            appendScans(table, &block)
        } else {
            let firstPattern = Int32(parts.patternProperties.count)
            for (pattern, label) in patterns {
                parts.patternProperties.append(Program.PatternProperty(pattern: self.pattern(pattern), label: label))
            }
            parts.propertyTables.append(
                Program.PropertyTable(
                    names: add(table) { $0.slot(&$1) },
                    requiredCount: Int32(table.values.count(where: \.isRequired)),
                    firstPattern: firstPattern, patternCount: Int32(patterns.count), additional: additional,
                    isTracked: isTracked && !evaluatesAll))
            block.code.append(.properties(table: Int32(parts.propertyTables.count - 1)))
        }
        if isTracked, evaluatesAll { block.record(.markAll) }
    }

    private mutating func applyToNames(_ schema: NodeID, _ block: inout Block) {
        let (body, entry) = inPlace(schema, from: block.node, [], .string)
        switch body {
        case .accepted: break
        case .rejected: block.assert(.maxCount(0))
        case .code: block.code.append(.propertyNames(entry))
        }
    }

    /// More matches than this are left to run time.
    private static let matchLimit = 100_000

    private mutating func knownNames(
        _ shape: ObjectShape, _ patterns: [(pattern: Pattern, label: Int32)], _ additional: Int32, _ node: NodeID
    ) -> NameTable<KnownName> {
        var table = NameTable<KnownName>(capacity: shape.properties.count + shape.required.count)
        for property in shape.properties {
            let position = table.position(of: property.name, default: KnownName())
            table[position].add(label(child: property.schema, of: node))
            table[position].isNamed = true
        }
        for name in shape.required { table[table.position(of: name, default: KnownName())].isRequired = true }
        if !patterns.isEmpty { match(patterns, &table) }
        if additional != Program.noLabel {
            for position in 0..<table.count where !table[position].isNamed && !table[position].checksPatterns {
                table[position].add(additional)
            }
        }
        return table
    }

    /// Adds the schemas of the patterns that match the names; where that is too much, it is left to run time.
    private func match(_ patterns: [(pattern: Pattern, label: Int32)], _ table: inout NameTable<KnownName>) {
        let isWithinLimit = table.count * patterns.count <= Self.matchLimit
        for position in 0..<table.count {
            var known = table[position]
            do throws(PatternGaveUp) {
                guard isWithinLimit else { throw PatternGaveUp(source: "") }
                for (pattern, label) in patterns where try pattern.matches(table.names[position]) {
                    known.add(label)
                    known.isNamed = true
                }
                table[position] = known
            } catch {
                table[position].checksPatterns = true
            }
        }
    }

    /// Up to so many names are looked for in the object, instead of the object's names in a table.
    private static let scanLimit = 2

    private mutating func appendScans(_ table: NameTable<KnownName>, _ block: inout Block) {
        for (name, known) in zip(table.names, table.values) {
            let constant = constants.add(.string(name))
            switch (known.isRequired, known.label) {
            case (true, Program.noLabel): block.assert(.required(constant))
            case (true, let label): block.code.append(.requiredProperty(constant, label))
            case (false, Program.noLabel): continue
            case (false, let label): block.code.append(.property(constant, label))
            }
        }
    }
}
