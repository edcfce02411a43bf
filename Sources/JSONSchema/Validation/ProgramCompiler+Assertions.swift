import Compatibility
import JSONCore
import Pattern

/// Keywords that look at the value alone.
extension ProgramCompiler {
    mutating func assert(_ keyword: Keyword, _ block: inout Block) {
        guard !block.isRejected else { return }
        switch keyword {
        case .type(let types): assertType(types, &block)
        case .enumeration(let values): assertAmong(values, &block)
        case .const(let value): assertAmong([value], &block)
        case .multipleOf(let divisor): assertMultiple(of: divisor, &block)
        case .minimum(let bound): assertMinimum(bound, .inclusive, &block)
        case .exclusiveMinimum(let bound): assertMinimum(bound, .exclusive, &block)
        case .maximum(let bound): assertMaximum(bound, .inclusive, &block)
        case .exclusiveMaximum(let bound): assertMaximum(bound, .exclusive, &block)
        case .maxLength(let length): block.assert(.maxLength(length), for: .string)
        case .minLength(let length): if length > 0 { block.assert(.minLength(length), for: .string) }
        case .pattern(let pattern): if block.kind == .string { block.assert(.pattern(self.pattern(pattern))) }
        case .format(let name): assertFormat(name, &block)
        case .maxItems(let count): block.assert(.maxCount(count), for: .array)
        case .minItems(let count): if count > 0 { block.assert(.minCount(count), for: .array) }
        case .uniqueItems: block.assert(.uniqueItems, for: .array)
        case .maxProperties(let count): block.assert(.maxCount(count), for: .object)
        case .minProperties(let count): if count > 0 { block.assert(.minCount(count), for: .object) }
        case .dependentRequired(let dependents): assertDependencies(dependents, &block)
        case .prefixItems, .items, .contains, .unevaluatedItems, .properties, .patternProperties, .additionalProperties,
            .propertyNames, .required, .dependentSchemas, .unevaluatedProperties, .allOf, .anyOf, .oneOf, .not,
            .conditional, .reference, .dynamicReference, .recursiveReference:
            break
        }
    }

    /// Draft 4's `integer`; all else that `type` says is known by the kind.
    private func assertType(_ types: TypeSet, _ block: inout Block) {
        guard !block.dialect.integersMayHaveFractions, !types.contains(.number) else { return }
        block.assert(.writtenAsInteger, for: .integer)
        block.assert(.writtenAsInteger, for: .largeInteger)
    }
}

// MARK: - Values

extension ProgramCompiler {
    private mutating func assertAmong(_ values: [JSON], _ block: inout Block) {
        let kind = block.kind
        let values = values.filter { JSONDocument.Kind(of: $0) == kind }
        guard let first = values.first else { return block.require(false) }
        switch kind {
        case .null: return
        case .boolean:
            let truths = Set(values.compactMap(\.boolean))
            if let truth = truths.first, truths.count == 1 { block.assert(.booleanIs(truth)) }
        case .integer where values.count == 1:
            if let value = first.number?.int64 { block.assert(.integerIs(value)) }
        case .string where values.count == 1: block.assert(.stringIs(constants.add(first)))
        case .string: block.assert(.stringAmong(set: set(values)))
        case .integer, .largeInteger, .fraction, .array, .object:
            block.assert(
                values.count == 1 ? .valueIs(constants.add(first)) : .valueAmong(set: set(values)))
        }
    }

    /// A set whose slots are filled when the constants are laid out.
    private mutating func set(_ values: [JSON]) -> Int32 {
        let slots = SlotCount(for: values.count)
        let first = Int32(parts.setSlots.count)
        parts.sets.append(Program.HashedSet(first: first, mask: slots.mask))
        parts.setSlots += values.map { Program.SetSlot(hash: 0, value: constants.add($0)) }
        parts.setSlots += repeatElement(Program.SetSlot(hash: 0, value: -1), count: slots.count - values.count)
        return Int32(parts.sets.count - 1)
    }

    /// Puts the values of all sets where their hashes belong.
    mutating func fillSets() {
        for set in parts.sets {
            let range = Int(set.first)...(Int(set.first) + Int(set.mask))
            let values = parts.setSlots[range].map(\.value).filter { $0 >= 0 }
            for slot in range { parts.setSlots[slot].value = -1 }
            for value in values {
                let hash = parts.constants.hash(of: Int(value))
                var slot = Int(truncatingIfNeeded: hash) & Int(set.mask)
                while parts.setSlots[range.lowerBound + slot].value >= 0 { slot = (slot + 1) & Int(set.mask) }
                parts.setSlots[range.lowerBound + slot] = Program.SetSlot(hash: hash, value: value)
            }
        }
    }
}

// MARK: - Numbers

extension ProgramCompiler {
    private enum Bound {
        case inclusive, exclusive
    }

    private mutating func assertMinimum(_ number: JSONNumber, _ bound: Bound, _ block: inout Block) {
        switch block.kind {
        case .integer:
            // Bounds of whole numbers are whole, whatever they are written as.
            let least = bound == .inclusive ? number.decimal.ceiling : number.decimal.floor + .one
            if let least = least.int64 {
                block.assert(.integerMinimum(least))
            } else {
                block.require(least.isNegative)
            }
        case .largeInteger, .fraction:
            let decimal = decimal(number)
            block.assert(
                bound == .inclusive ? .minimum(decimal: decimal) : .exclusiveMinimum(decimal: decimal))
        case .null, .boolean, .string, .array, .object: break
        }
    }

    private mutating func assertMaximum(_ number: JSONNumber, _ bound: Bound, _ block: inout Block) {
        switch block.kind {
        case .integer:
            let greatest = bound == .inclusive ? number.decimal.floor : number.decimal.ceiling - .one
            if let greatest = greatest.int64 {
                block.assert(.integerMaximum(greatest))
            } else {
                block.require(!greatest.isNegative)
            }
        case .largeInteger, .fraction:
            let decimal = decimal(number)
            block.assert(
                bound == .inclusive ? .maximum(decimal: decimal) : .exclusiveMaximum(decimal: decimal))
        case .null, .boolean, .string, .array, .object: break
        }
    }

    private mutating func assertMultiple(of divisor: JSONNumber, _ block: inout Block) {
        switch block.kind {
        case .integer:
            block.assert(
                divisor.int64.map(Assertion.integerMultipleOf) ?? .multipleOf(decimal: decimal(divisor)))
        case .largeInteger, .fraction: block.assert(.multipleOf(decimal: decimal(divisor)))
        case .null, .boolean, .string, .array, .object: break
        }
    }

    private mutating func decimal(_ number: JSONNumber) -> Int32 {
        parts.decimals.append(number.decimal)
        return Int32(parts.decimals.count - 1)
    }
}

// MARK: - Strings and objects

extension ProgramCompiler {
    private mutating func assertFormat(_ name: String, _ block: inout Block) {
        guard block.kind == .string, assertsFormats(block.node), let format = Format.named(name, in: block.dialect)
        else { return }
        parts.formats.append(format)
        block.assert(.format(Int32(parts.formats.count - 1)))
    }

    /// Whether `format` is more than an annotation: on request, or where the meta-schema says so.
    private func assertsFormats(_ node: NodeID) -> Bool {
        let vocabularies = graph.resources[Int(traits(of: node).resource)].vocabularies
        return formatTreatment == .assertion || vocabularies.contains(.formatAssertion)
    }

    mutating func pattern(_ pattern: Pattern) -> Int32 {
        if let known = patterns[pattern] { return known }
        patterns[pattern] = Int32(parts.patterns.count)
        if let bytes = BytePattern(pattern) {
            parts.patterns.append(
                .bytes(first: Int32(parts.patternAlternatives.count), count: Int32(bytes.alternatives.count)))
            for alternative in bytes.alternatives {
                parts.patternAlternatives.append(
                    Program.PatternAlternative(
                        first: Int32(parts.patternParts.count), count: Int32(alternative.parts.count),
                        reachesEnd: alternative.reachesEnd))
                parts.patternParts += alternative.parts
            }
        } else {
            parts.patterns.append(.search(Int32(parts.searches.count)))
            parts.searches.append(Program.Search(pattern))
        }
        return Int32(parts.patterns.count - 1)
    }

    private mutating func assertDependencies(_ dependents: [Keyword.DependentRequired], _ block: inout Block) {
        guard block.kind == .object else { return }
        var names = NameTable<Int32>(capacity: dependents.reduce(0) { $0 + 1 + $1.required.count })
        func number(of name: String) -> Int32 {
            let next = Int32(names.count)
            return Int32(names.position(of: name, default: next))
        }
        var rules: [Int32] = []
        var ruleCount: Int32 = 0
        for dependent in dependents where !dependent.required.isEmpty {
            rules += [number(of: dependent.name), Int32(dependent.required.count)]
            rules += dependent.required.map(number)
            ruleCount += 1
        }
        guard ruleCount > 0 else { return }
        let table = add(names) { number, _ in .single(number) }
        parts.dependencies.append(
            Program.Dependencies(
                names: table, nameCount: Int32(names.count), firstRule: list(rules), ruleCount: ruleCount))
        block.assert(.dependentRequired(Int32(parts.dependencies.count - 1)))
    }

    /// Draft 7 leaves it open whether `contentEncoding` and `contentMediaType` assert (validation, section 8.1); later drafts
    /// do not.
    mutating func assertContent(_ block: inout Block) {
        guard block.kind == .string, formatTreatment == .assertion,
            let form = ContentForm(annotations: graph.nodes[Int(block.node.index)].annotations)
        else { return }
        block.assert(.content(form))
    }
}
