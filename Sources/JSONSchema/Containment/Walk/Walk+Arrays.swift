internal import Compatibility
internal import JSONCore

extension Rule {
    static let arrayRules = [
        maxItemsAdded, maxItemsDecreased, minItemsAdded, minItemsIncreased, uniqueItemsAdded, itemsAdded,
        itemAddedToOpen, itemAddedNotCovered, itemRemovedFromClosed, itemRemovedNotCovered, additionalItemsRemoved,
        additionalItemsNarrowed, containsAdded, containsChanged, minContainsAdded, minContainsIncreased,
        maxContainsAdded, maxContainsDecreased, unevaluatedItemsRemoved, unevaluatedItemsNarrowed,
    ]

    static let maxItemsAdded = Rule(
        id: "MAX_ITEMS_ADDED", keyword: "maxItems", category: .array,
        purpose: "Checks that no maximum number of items is added.", fix: "Leave out \"maxItems\".")
    static let maxItemsDecreased = Rule(
        id: "MAX_ITEMS_DECREASED", keyword: "maxItems", category: .array,
        purpose: "Checks that no maximum number of items decreases.", fix: "Keep \"maxItems\" as it was, or raise it.")
    static let minItemsAdded = Rule(
        id: "MIN_ITEMS_ADDED", keyword: "minItems", category: .array,
        purpose: "Checks that no minimum number of items is added.", fix: "Leave out \"minItems\".")
    static let minItemsIncreased = Rule(
        id: "MIN_ITEMS_INCREASED", keyword: "minItems", category: .array,
        purpose: "Checks that no minimum number of items increases.", fix: "Keep \"minItems\" as it was, or lower it.")
    static let uniqueItemsAdded = Rule(
        id: "UNIQUE_ITEMS_ADDED", keyword: "uniqueItems", category: .array,
        purpose: "Checks that items do not have to be unique where they did not.", fix: "Leave out \"uniqueItems\".")
    static let itemsAdded = Rule(
        id: "SCHEMA_ADDED", keyword: "items", category: .array,
        purpose: "Checks that no schema is added for items that could be anything.",
        fix: "Leave the items open, or give the array a new name.")
    static let itemAddedToOpen = Rule(
        id: "ITEM_ADDED_TO_OPEN_CONTENT_MODEL", keyword: "prefixItems", category: .array,
        purpose: "Checks that no schema is added for a position that could hold anything.",
        fix: "Leave the position open.")
    static let itemAddedNotCovered = Rule(
        id: "ITEM_ADDED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", keyword: "prefixItems", category: .array,
        purpose: "Checks that a schema added for a position accepts what the schema for all items there did.",
        fix: "Let the new schema accept what was accepted at that position.")
    static let itemRemovedFromClosed = Rule(
        id: "ITEM_REMOVED_FROM_CLOSED_CONTENT_MODEL", keyword: "items", category: .array,
        purpose: "Checks that no position is removed where further items are not allowed.",
        fix: "Keep the schema for the position.")
    static let itemRemovedNotCovered = Rule(
        id: "ITEM_REMOVED_NOT_COVERED_BY_PARTIALLY_OPEN_CONTENT_MODEL", keyword: "items", category: .array,
        purpose: "Checks that the schema for further items accepts what that of a removed position did.",
        fix: "Keep the schema for the position, or widen the one for further items.")
    static let additionalItemsRemoved = Rule(
        id: "ADDITIONAL_ITEMS_REMOVED", keyword: "items", category: .array,
        purpose: "Checks that further items stay allowed.", fix: "Keep allowing further items.")
    static let additionalItemsNarrowed = Rule(
        id: "ADDITIONAL_ITEMS_NARROWED", keyword: "items", category: .array,
        purpose: "Checks that no schema is added for further items that could be anything.",
        fix: "Leave further items open.")
    static let containsAdded = Rule(
        id: "CONTAINS_ADDED", keyword: "contains", category: .array,
        purpose: "Checks that arrays do not have to contain what they did not.", fix: "Leave out \"contains\".")
    static let containsChanged = Rule(
        id: "CONTAINS_CHANGED", keyword: "contains", category: .array,
        purpose: "Checks that what arrays have to contain is not changed to something else.",
        fix: "Keep the schema of \"contains\", or widen it.")
    static let minContainsAdded = Rule(
        id: "MIN_CONTAINS_ADDED", keyword: "minContains", category: .array,
        purpose: "Checks that no minimum is added for the items that match.", fix: "Leave out \"minContains\".")
    static let minContainsIncreased = Rule(
        id: "MIN_CONTAINS_INCREASED", keyword: "minContains", category: .array,
        purpose: "Checks that no minimum of the items that match increases.",
        fix: "Keep \"minContains\" as it was, or lower it.")
    static let maxContainsAdded = Rule(
        id: "MAX_CONTAINS_ADDED", keyword: "maxContains", category: .array,
        purpose: "Checks that no maximum is added for the items that match.", fix: "Leave out \"maxContains\".")
    static let maxContainsDecreased = Rule(
        id: "MAX_CONTAINS_DECREASED", keyword: "maxContains", category: .array,
        purpose: "Checks that no maximum of the items that match decreases.",
        fix: "Keep \"maxContains\" as it was, or raise it.")
    static let unevaluatedItemsRemoved = Rule(
        id: "UNEVALUATED_ITEMS_REMOVED", keyword: "unevaluatedItems", category: .array,
        purpose: "Checks that unevaluated items stay allowed.", fix: "Keep allowing unevaluated items.")
    static let unevaluatedItemsNarrowed = Rule(
        id: "UNEVALUATED_ITEMS_NARROWED", keyword: "unevaluatedItems", category: .array,
        purpose: "Checks that the schema for unevaluated items accepts all that was accepted for them.",
        fix: "Keep the schema for unevaluated items, or widen it.")
}

/// Items: at positions, after the last of these, of a kind, and all different.
extension Walk {
    mutating func checkPrefix(_ ids: [NodeID], _ obligation: Obligation) {
        let place = obligation.place
        for (position, id) in ids.enumerated() {
            let schema = readerLiteral(id)
            let literal = make { $0.item(position, schema) }
            if literal == .truth || grants(literal, at: place) { continue }
            let declaration = declaration(ofItem: position, at: place)
            let below = place.below(.item(position), String(position), writers: declaration.all)
            guard declaration.declared.isEmpty else {
                check(id, at: below)
                continue
            }
            let isCovered = declaration.covering.contains { writerLiteral($0) != .truth }
            report(
                Report(
                    rule: isCovered ? .itemAddedNotCovered : .itemAddedToOpen,
                    reader: obligation.demand.location(String(position)), writer: location(ofWriters: below),
                    readerValue: source(of: id),
                    change: "\(name(of: below)) has a schema of its own in {reader}, "
                        + (isCovered ? "and is one of further items in {writer}." : "and may be anything in {writer}."),
                    harm: "Arrays with something else at this position"),
                obligation, violating: literal)
        }
    }

    mutating func checkItems(_ id: NodeID, _ obligation: Obligation) {
        let place = obligation.place
        let first = obligation.demand.node.prefixCount
        let schema = readerLiteral(id)
        let isClosed = schema == .falsehood
        var last = first
        for grant in grants(at: place) {
            guard case .prefixItems(let ids) = grant.entry.keyword else { continue }
            last = max(last, ids.count)
        }
        for position in first..<last {
            let literal = make { $0.item(position, schema) }
            if grants(literal, at: place) { continue }
            let declaration = declaration(ofItem: position, at: place)
            let below = place.below(.item(position), String(position), writers: declaration.all)
            report(
                Report(
                    rule: isClosed ? .itemRemovedFromClosed : .itemRemovedNotCovered,
                    writer: declaration.location, readerValue: source(of: id),
                    change: "\(name(of: below)) has a schema of its own in {writer}, and is "
                        + (isClosed ? "not allowed in {reader}." : "one of further items in {reader}."),
                    harm: "Arrays with an item at this position"),
                obligation, violating: literal)
        }
        let literal = make { $0.items(from: last, schema) }
        if literal == .truth || grants(literal, at: place) { return }
        let covering = declaration(ofItem: last, at: place).covering
        let below = place.below(.items(from: last), "*", writers: covering)
        if !isClosed, covering.contains(where: { writerLiteral($0) != .truth }) { return check(id, at: below) }
        let rule: Rule = isClosed ? .additionalItemsRemoved : first > 0 ? .additionalItemsNarrowed : .itemsAdded
        let items = first > 0 || isClosed ? "Further items" : "The items"
        report(
            Report(
                rule: rule, readerValue: source(of: id),
                change: isClosed
                    ? "\(items) of \(name(of: place)) are allowed in {writer} and not in {reader}."
                    : "\(items) of \(name(of: place)) have a schema in {reader} and may be anything in {writer}.",
                harm: isClosed ? "Arrays with more items" : "Arrays with other items"),
            obligation, violating: literal)
    }

    mutating func checkUnique(_ obligation: Obligation) {
        report(
            Report(
                rule: .uniqueItemsAdded, readerValue: true,
                change: "The items of \(name(of: obligation.place)) must be unique in {reader}, and not in {writer}.",
                harm: "Arrays with equal items"),
            obligation)
    }

    mutating func checkContains(_ id: NodeID, _ minimum: Int, _ maximum: Int?, _ obligation: Obligation) {
        let place = obligation.place
        var other: (grant: Grant, id: NodeID, minimum: Int, maximum: Int?)?
        for grant in grants(at: place) {
            if case .contains(let id, let minimum, let maximum) = grant.entry.keyword {
                other = (grant, id, minimum, maximum)
            }
        }
        let schema = readerLiteral(id)
        let isSame = other.map { writerLiteral($0.id) == schema } ?? false
        let atLeast = make { $0.contains(schema, atLeast: minimum) }
        if !grants(atLeast, at: place) {
            let old = other.map { JSON.integer($0.minimum) }
            let isAdded = other.map { $0.minimum == 0 } ?? false
            report(
                Report(
                    rule: other == nil ? .containsAdded : !isSame ? .containsChanged
                        : isAdded ? .minContainsAdded : .minContainsIncreased,
                    writer: other?.grant.location(), readerValue: isSame ? .integer(minimum) : source(of: id),
                    writerValue: isSame ? old : nil,
                    change: isSame
                        ? "\(name(of: place)) holds at least \(old?.text ?? "0") matching items in {writer} and "
                            + "\(minimum) in {reader}."
                        : "\(name(of: place)) holds at least \(minimum) items of some schema in {reader}, and "
                            + (other == nil ? "any in {writer}." : "of another in {writer}."),
                    harm: "Arrays with fewer of them"),
                obligation, violating: atLeast)
        }
        let atMost = make { $0.contains(schema, atMost: maximum ?? .max) }
        if !grants(atMost, at: place) {
            let old = isSame ? other?.maximum : nil
            report(
                Report(
                    rule: old == nil ? .maxContainsAdded : .maxContainsDecreased, writer: other?.grant.location(),
                    readerValue: maximum.map { .integer($0) }, writerValue: old.map { .integer($0) },
                    change: "\(name(of: place)) holds at most \(maximum ?? .max) matching items in {reader} and "
                        + (old.map { "\($0)" } ?? "any number") + " in {writer}.",
                    harm: "Arrays with more of them"),
                obligation, violating: atMost)
        }
    }
}
