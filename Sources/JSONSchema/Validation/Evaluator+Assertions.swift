import JSONCore
import Pattern

/// Conditions on the value itself.
extension Evaluator {
    mutating func holds(_ assertion: Assertion, _ value: Int) throws(ValidationGaveUp) -> Bool {
        switch assertion {
        case .valueIs(let constant): document.isEqual(value, to: Int(constant), of: program.constants)
        case .valueAmong(let set), .stringAmong(let set): isAmong(set, value)
        case .booleanIs(let truth): document.nodes[value].isTrue == truth

        case .integerIs(let number): document.nodes[value].integer == number
        case .integerMinimum(let bound): document.nodes[value].integer >= bound
        case .integerMaximum(let bound): document.nodes[value].integer <= bound
        case .integerMultipleOf(let divisor): document.nodes[value].integer % divisor == 0
        case .writtenAsInteger: document.nodes[value].isWrittenAsInteger
        case .minimum(let bound): !(decimal(value) < program.decimals[Int(bound)])
        case .exclusiveMinimum(let bound): program.decimals[Int(bound)] < decimal(value)
        case .maximum(let bound): !(program.decimals[Int(bound)] < decimal(value))
        case .exclusiveMaximum(let bound): decimal(value) < program.decimals[Int(bound)]
        case .multipleOf(let divisor): decimal(value).isMultiple(of: program.decimals[Int(divisor)])

        case .stringIs(let constant): hasText(value, constant)
        case .minLength(let length): self.length(value) >= length
        case .maxLength(let length): self.length(value) <= length
        case .pattern(let pattern): try matches(pattern, bytes(value))
        case .format(let format):
            program.formats[Int(format)].accepts(document.text.span.extracting(bytes(value)))
        case .content(let form): form.accepts(document.text.span.extracting(bytes(value)))

        case .minCount(let count): document.nodes[value].count >= count
        case .maxCount(let count): document.nodes[value].count <= count
        case .uniqueItems: try hasUniqueItems(value)
        case .required(let name): try member(name, of: value) != nil
        case .dependentRequired(let index): try hasDependents(value, Int(index))
        }
    }

    private func decimal(_ value: Int) -> ExactDecimal { document.decimal(document.nodes[value]) }

    /// The bytes of a string, or with a negative index of a name.
    private func bytes(_ value: Int) -> Range<Int> {
        value >= 0 ? document.nodes[value].bytes : document.nodes[~value].nameBytes
    }

    private func length(_ value: Int) -> Int {
        guard value < 0 else { return document.nodes[value].length }
        var length = 0
        for position in bytes(value) where document.text[position] & 0xC0 != 0x80 { length += 1 }
        return length
    }

    private func hasText(_ value: Int, _ constant: Int32) -> Bool {
        let expected = program.constants.nodes[Int(constant)].bytes
        return document.hasText(bytes(value), equalTo: expected, of: program.constants)
    }

    private func isAmong(_ index: Int32, _ value: Int) -> Bool {
        let set = program.sets[Int(index)]
        let hash = value >= 0 ? document.hash(of: value) : document.hash(ofName: ~value)
        var slot = Int(truncatingIfNeeded: hash) & Int(set.mask)
        while true {
            let candidate = program.setSlots[Int(set.first) + slot]
            guard candidate.value >= 0 else { return false }
            if candidate.hash == hash, isEqual(value, candidate.value) { return true }
            slot = (slot + 1) & Int(set.mask)
        }
    }

    private func isEqual(_ value: Int, _ constant: Int32) -> Bool {
        value < 0 ? hasText(value, constant) : document.isEqual(value, to: Int(constant), of: program.constants)
    }

    mutating func matches(_ pattern: Int32, _ bytes: Range<Int>) throws(ValidationGaveUp) -> Bool {
        switch program.patterns[Int(pattern)] {
        case .search(let index): return try search(Int(index), bytes)
        case .bytes(let first, let count):
            let text = document.text.span.extracting(bytes)
            for index in first..<(first + count) {
                let alternative = program.patternAlternatives[Int(index)]
                let parts = alternative.first..<(alternative.first + alternative.count)
                if BytePattern.matches(program.patternParts, parts, alternative.reachesEnd, text) { return true }
            }
            return false
        }
    }

    private mutating func search(_ index: Int, _ bytes: Range<Int>) throws(ValidationGaveUp) -> Bool {
        try spendOnPattern()
        let search = program.searches[index]
        do throws(PatternGaveUp) {
            return try search.pattern.matches(document.text.span.extracting(bytes))
        } catch {
            throw .pattern(search.pattern.source)
        }
    }

    /// Up to here all pairs are compared.
    private static let pairwiseLimit = 8

    private mutating func hasUniqueItems(_ value: Int) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        let items = node.firstChild..<(node.firstChild + node.count)
        guard items.count > Self.pairwiseLimit else { return hasUniqueItems(items) }
        try spend(items.count)
        let hashes = items.map { (hash: document.hash(of: $0), item: $0) }.sorted { $0.hash < $1.hash }
        var start = 0
        for position in 1..<hashes.count {
            if hashes[position].hash != hashes[start].hash { start = position }
            // Values of equal hash are equal, but for one chance in 2^64: what is compared in vain is next to nothing.
            for other in start..<position
            where document.isEqual(hashes[other].item, to: hashes[position].item, of: document) {
                return false
            }
        }
        return true
    }

    private func hasUniqueItems(_ items: Range<Int>) -> Bool {
        for item in items {
            for other in items.lowerBound..<item where document.isEqual(other, to: item, of: document) { return false }
        }
        return true
    }

    private mutating func hasDependents(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let dependencies = program.dependencies[index]
        let node = document.nodes[value]
        try spend((node.count + Int(dependencies.nameCount)) / Self.membersPerStep)
        var isPresent = [Bool](repeating: false, count: Int(dependencies.nameCount))
        var isConcerned = false
        for position in 0..<node.count {
            let place = slot(of: node.firstChild + 2 * position, in: dependencies.names)
            guard place >= 0 else { continue }
            isPresent[Int(nameSlots[place].first)] = true
            isConcerned = true
        }
        guard isConcerned else { return true }
        var rule = Int(dependencies.firstRule)
        for _ in 0..<dependencies.ruleCount {
            let trigger = Int(program.lists[rule])
            let names = (rule + 2)..<(rule + 2 + Int(program.lists[rule + 1]))
            if isPresent[trigger] {
                for name in names where !isPresent[Int(program.lists[name])] { return false }
            }
            rule = names.upperBound
        }
        return true
    }
}
