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
}

// MARK: - Members

extension Evaluator {
    /// The value of a member whose name is a constant.
    mutating func member(_ name: Int32, of value: Int) throws(ValidationGaveUp) -> Int? {
        let constant = program.constantNames[Int(name)]
        let node = document.nodes[value]
        try spend(node.count / Self.membersPerStep)
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

    /// The place of a name in a table among the program's slots, or -1.
    func slot(of name: Int, in names: Program.HashedSet) -> Int {
        let hash = document.nodes[name].nameHash
        var place = Int(truncatingIfNeeded: hash) & Int(names.mask)
        while true {
            let index = Int(names.first) + place
            let slot = nameSlots[index]
            if slot.name < 0 { return -1 }
            if slot.hash == hash, hasName(name, slot.name) { return index }
            place = (place + 1) & Int(names.mask)
        }
    }

    mutating func acceptsMembers(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let table = program.propertyTables[index]
        let node = document.nodes[value]
        var missing = table.requiredCount
        guard node.count >= Int(missing) else { return false }
        try spend(node.count / Self.membersPerStep)
        for position in 0..<node.count {
            let name = node.firstChild + 2 * position
            let place = slot(of: name, in: table.names)
            var isNamed = false
            if place >= 0 {
                let slot = nameSlots[place]
                if slot.isRequired { missing -= 1 }
                isNamed = slot.isNamed
                guard try acceptsKnown(name, slot) else { return false }
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

    /// So many members are looked at in the time that one application of a schema takes.
    static let membersPerStep = 8

    private mutating func acceptsKnown(_ name: Int, _ slot: Program.NameSlot) throws(ValidationGaveUp) -> Bool {
        if slot.count == 1 { return try accepts(name + 1, slot.first) }
        for place in slot.first..<(slot.first + slot.count) {
            guard try accepts(name + 1, program.lists[Int(place)]) else { return false }
        }
        return true
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

    mutating func acceptsDependents(_ value: Int, _ index: Int) throws(ValidationGaveUp) -> Bool {
        let node = document.nodes[value]
        try spend(node.count / Self.membersPerStep)
        for position in 0..<node.count {
            let place = slot(of: node.firstChild + 2 * position, in: program.dependentSchemas[index])
            guard place >= 0 else { continue }
            guard try applies(nameSlots[place].first, value) else { return false }
        }
        return true
    }
}
