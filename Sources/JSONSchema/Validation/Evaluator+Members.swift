import JSONCore

/// Items of arrays and members of objects.
extension Evaluator {
    mutating func acceptsPrefix(_ value: Int, _ first: Int32, _ count: Int32) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        for position in 0..<min(Int(count), node.count) {
            guard try accepts(node.firstChild + position, program.lists[Int(first) + position]) else { return false }
        }
        return true
    }

    mutating func acceptsItems(_ value: Int, _ from: Int32, _ label: Int32) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        var item = node.firstChild + Int(from)
        let end = node.firstChild + node.count
        while item < end {
            guard try accepts(item, label) else { return false }
            item += 1
        }
        return true
    }

    mutating func contains(
        _ value: Int, _ label: Int32, _ minimum: Int32, _ maximum: Int32
    ) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        var found: Int32 = 0
        for item in node.firstChild..<(node.firstChild + node.count) where try accepts(item, label) {
            found += 1
            if found > maximum { return false }
            // Without an upper bound the rest does not matter.
            if found >= minimum, maximum == .max { return true }
        }
        return found >= minimum
    }

    /// Up to here all pairs are compared.
    private static let pairwiseLimit = 8

    mutating func hasUniqueItems(_ value: Int) throws(ValidationGaveUp) -> Bool {
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
}

// MARK: - Members

extension Evaluator {
    /// The value of a member whose name is a constant.
    func member(_ name: Int32, of value: Int) -> Int? {
        let constant = program.constantNames[Int(name)]
        let node = document.nodes[value]
        var candidate = node.firstChild
        let end = candidate + 2 * node.count
        while candidate < end {
            if document.nodes[candidate].nameHash == constant, hasName(candidate, name) { return candidate + 1 }
            candidate += 2
        }
        return nil
    }

    private func hasName(_ index: Int, _ name: Int32) -> Bool {
        let expected = program.constants.nodes[Int(name)].bytes
        return document.hasText(document.nodes[index].nameBytes, equalTo: expected, of: program.constants)
    }

    /// The slot of a name in a table.
    private func slot(_ name: Int, _ names: Program.HashedSet) -> Program.NameSlot? {
        let hash = document.nodes[name].nameHash
        var place = Int(truncatingIfNeeded: hash) & Int(names.mask)
        while true {
            let slot = program.nameSlots[Int(names.first) + place]
            guard slot.name >= 0 else { return nil }
            if slot.hash == hash, hasName(name, slot.name) { return slot }
            place = (place + 1) & Int(names.mask)
        }
    }

    mutating func acceptsMembers(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let table = program.propertyTables[index]
        let node = document.nodes[value]
        var missing = table.requiredCount
        guard node.count >= Int(missing) else { return false }
        for position in 0..<node.count {
            let name = node.firstChild + 2 * position
            var isNamed = false
            if let slot = slot(name, table.names) {
                if slot.isRequired { missing -= 1 }
                isNamed = slot.isNamed
                if slot.count == 1 {
                    guard try accepts(name + 1, slot.first) else { return false }
                } else {
                    for place in slot.first..<(slot.first + slot.count) {
                        guard try accepts(name + 1, program.lists[Int(place)]) else { return false }
                    }
                }
                if slot.checksPatterns {
                    guard try acceptsUnknown(name, table, &isNamed) else { return false }
                }
            } else {
                guard try acceptsUnknown(name, table, &isNamed) else { return false }
            }
            if table.isTracked, isNamed { mark(position..<(position + 1)) }
        }
        return missing == 0
    }

    /// Applies the schemas of the patterns that match a name, or else the one for additional members.
    private mutating func acceptsUnknown(
        _ name: Int, _ table: Program.PropertyTable, _ isNamed: inout Bool
    ) throws(ValidationGaveUp) -> Bool {
        for position in table.firstPattern..<(table.firstPattern + table.patternCount) {
            let property = program.patternProperties[Int(position)]
            guard try matches(property.pattern, document.nodes[name].nameBytes) else { continue }
            isNamed = true
            guard try accepts(name + 1, property.label) else { return false }
        }
        return isNamed ? true : try accepts(name + 1, table.additional)
    }

    mutating func acceptsNames(_ value: Int, _ entry: Int32) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        for position in 0..<node.count {
            guard try applies(entry, ~(node.firstChild + 2 * position)) else { return false }
        }
        return true
    }

    mutating func hasDependents(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let dependencies = program.dependencies[index]
        let node = document.nodes[value]
        var isPresent = [Bool](repeating: false, count: Int(dependencies.nameCount))
        var isConcerned = false
        for position in 0..<node.count {
            guard let slot = slot(node.firstChild + 2 * position, dependencies.names) else { continue }
            isPresent[Int(slot.first)] = true
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

    mutating func acceptsDependents(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        for position in 0..<node.count {
            guard let slot = slot(node.firstChild + 2 * position, program.dependentSchemas[index]) else { continue }
            guard try applies(slot.first, value) else { return false }
        }
        return true
    }
}
