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
    mutating func checkPrefix(_ ids: [NodeID], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var isCause = false
        for (position, id) in ids.enumerated() {
            let schema = readerLiteral(id)
            let literal = make { $0.item(position, schema) }
            if literal == .truth || grants(literal, at: place) { continue }
            let declaration = declaration(ofItem: position, at: place)
            let below = place.below(.item(position), String(position), writers: declaration.all)
            guard declaration.declared.isEmpty else {
                if check(id, at: below) { isCause = true }
                continue
            }
            let isCovered = declaration.covering.contains { writerLiteral($0) != .truth }
            let report = Report(
                rule: isCovered ? .itemAddedNotCovered : .itemAddedToOpen,
                reader: obligation.demand.location(String(position)), writer: location(ofWriters: below),
                readerValue: source(of: id),
                change: "The item \(name(of: below)) has a schema of its own in {reader}, and "
                    + (isCovered ? "the one for all items in {writer}." : "none in {writer}."),
                harm: "Arrays with something else there")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        return isCause
    }

    mutating func checkItems(_ id: NodeID, _ obligation: Obligation) -> Bool {
        let place = obligation.place
        let schema = readerLiteral(id)
        let isClosed = schema == .falsehood
        let first = obligation.demand.node.prefixCount
        let last = max(first, grants(at: place).map(\.node.prefixCount).max() ?? 0)
        var isCause = false
        for position in first..<last {
            let literal = make { $0.item(position, schema) }
            if grants(literal, at: place) { continue }
            let declaration = declaration(ofItem: position, at: place)
            let below = place.below(.item(position), String(position), writers: declaration.all)
            let report = Report(
                rule: isClosed ? .itemRemovedFromClosed : .itemRemovedNotCovered,
                writer: declaration.location, readerValue: source(of: id),
                change: "The item \(name(of: below)), described in {writer}, "
                    + (isClosed ? "is not allowed in {reader}." : "falls under the schema for all others in {reader}."),
                harm: "Arrays with it")
            if self.report(report, obligation, violating: literal) { isCause = true }
        }
        let literal = make { $0.items(from: last, schema) }
        if literal == .truth || grants(literal, at: place) { return isCause }
        let covering = declaration(ofItem: last, at: place).covering
        let below = place.below(.items(from: last), "*", writers: covering)
        if !isClosed, covering.contains(where: { writerLiteral($0) != .truth }) {
            return check(id, at: below) || isCause
        }
        let items = first > 0 || isClosed ? "Further items" : "The items"
        let report = Report(
            rule: isClosed ? .additionalItemsRemoved : first > 0 ? .additionalItemsNarrowed : .itemsAdded,
            readerValue: source(of: id),
            change: isClosed
                ? "Further items of \(name(of: place)) are allowed in {writer} and not in {reader}."
                : "\(items) of \(name(of: place)) have a schema in {reader} and none in {writer}.",
            harm: isClosed ? "Arrays with more items" : "Arrays with other items")
        return self.report(report, obligation, violating: literal) || isCause
    }

    mutating func checkUnique(_ obligation: Obligation) -> Bool {
        report(
            Report(
                rule: .uniqueItemsAdded, readerValue: true,
                change: "The items of \(name(of: obligation.place)) must be unique in {reader} and not in {writer}.",
                harm: "Arrays with equal items"),
            obligation)
    }

    /// What the writer says with `contains`.
    private struct Contained {
        var grant: Grant
        var schema: NodeID
        var minimum: Int
        var maximum: Int?
    }

    mutating func checkContains(
        _ id: NodeID, _ minimum: Int, _ maximum: Int?, _ obligation: Obligation
    ) -> Bool {
        let place = obligation.place
        let schema = readerLiteral(id)
        var others: [Contained] = []
        for grant in grants(at: place) {
            if case .contains(let id, let minimum, let maximum) = grant.entry.keyword {
                others.append(Contained(grant: grant, schema: id, minimum: minimum, maximum: maximum))
            }
        }
        let same = others.first { writerLiteral($0.schema) == schema }
        var isCause = false
        let atLeast = make { $0.contains(schema, atLeast: minimum) }
        if !grants(atLeast, at: place) {
            let report =
                same.map { self.report(minimum, of: $0, at: place) }
                ?? Report(
                    rule: others.isEmpty ? .containsAdded : .containsChanged, writer: others.first?.grant.location(),
                    readerValue: source(of: id),
                    change: "The array \(name(of: place)) must hold \(Self.counted(minimum, "item")) of a schema in "
                        + "{reader}, and " + (others.isEmpty ? "none in {writer}." : "of another in {writer}."),
                    harm: "Arrays without")
            if self.report(report, obligation, violating: atLeast) { isCause = true }
        }
        guard let maximum else { return isCause }
        let atMost = make { $0.contains(schema, atMost: maximum) }
        if !grants(atMost, at: place) {
            let old = same?.maximum
            let report = Report(
                rule: old == nil ? .maxContainsAdded : .maxContainsDecreased,
                writer: (same ?? others.first)?.grant.location(), readerValue: .integer(maximum),
                writerValue: old.map { .integer($0) },
                change: "The array \(name(of: place)) may hold \(old.map { "\($0)" } ?? "any number of") items that "
                    + "match \"contains\" in {writer} and \(maximum) in {reader}.",
                harm: "Arrays with more")
            if self.report(report, obligation, violating: atMost) { isCause = true }
        }
        return isCause
    }

    private func report(_ minimum: Int, of other: Contained, at place: Place) -> Report {
        Report(
            rule: other.minimum == 0 ? .minContainsAdded : .minContainsIncreased, writer: other.grant.location(),
            readerValue: .integer(minimum), writerValue: .integer(other.minimum),
            change: "The array \(name(of: place)) must hold \(Self.counted(other.minimum, "item")) that match "
                + "\"contains\" in {writer} and \(minimum) in {reader}.",
            harm: "Arrays with fewer")
    }
}
