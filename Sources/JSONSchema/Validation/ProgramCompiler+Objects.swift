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
        /// The schemas for the member's value.
        var labels: [Int32] = []
        var isRequired = false
        /// Whether `properties` or a pattern names it.
        var isNamed = false
        /// Whether the patterns have to be tried at run time all the same.
        var checksPatterns = false

        func slot(_ lists: inout [Int32]) -> Program.NameSlot {
            let first = labels.count == 1 ? labels[0] : Int32(lists.count)
            if labels.count > 1 { lists += labels }
            return Program.NameSlot(
                hash: 0, name: -1, first: first, count: Int32(labels.count), isRequired: isRequired, isNamed: isNamed,
                checksPatterns: checksPatterns)
        }
    }

    mutating func applyToMembers(isFramed: Bool, _ block: inout Block) {
        let shape = ObjectShape(keywords(block), isFramed: isFramed)
        if let names = shape.propertyNames { applyToNames(names, &block) }
        let additional = shape.additional.map { label(child: $0, of: block.node) } ?? Program.noLabel
        let evaluatesAll = shape.additional != nil
        let isTracked = block.tracking.contains(.properties)
        let patterns = shape.patternProperties.map { ($0.pattern, label(child: $0.schema, of: block.node)) }
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
                    requiredCount: Int32(table.entries.filter(\.value.isRequired).count),
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
        _ shape: ObjectShape, _ patterns: [(Pattern, label: Int32)], _ additional: Int32, _ node: NodeID
    ) -> NameTable<KnownName> {
        var table = NameTable<KnownName>(capacity: shape.properties.count + shape.required.count)
        for property in shape.properties {
            let position = table.position(of: property.name, default: KnownName())
            table[position].labels.append(label(child: property.schema, of: node))
            table[position].isNamed = true
        }
        for name in shape.required { table[table.position(of: name, default: KnownName())].isRequired = true }
        let isWithinLimit = table.count * patterns.count <= Self.matchLimit
        for (position, entry) in table.entries.enumerated() {
            var known = entry.value
            do throws(PatternGaveUp) {
                guard isWithinLimit else { throw PatternGaveUp(source: "") }
                for (pattern, label) in patterns where try pattern.matches(entry.name) {
                    known.labels.append(label)
                    known.isNamed = true
                }
                if !known.isNamed { known.labels = [additional] }
            } catch {
                known = entry.value
                known.checksPatterns = true
            }
            known.labels.removeAll { $0 == Program.noLabel }
            table[position] = known
        }
        return table
    }

    /// Up to so many names are looked for in the object, instead of the object's names in a table.
    private static let scanLimit = 2

    private mutating func appendScans(_ table: NameTable<KnownName>, _ block: inout Block) {
        for entry in table.entries {
            let known = entry.value
            let constant = constants.add(.string(entry.name))
            switch (known.isRequired, known.labels.first) {
            case (true, let label?): block.code.append(.requiredProperty(constant, label))
            case (true, nil): block.assert(.required(constant))
            case (false, let label?): block.code.append(.property(constant, label))
            case (false, nil): continue
            }
        }
    }
}
