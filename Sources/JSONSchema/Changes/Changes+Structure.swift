internal import Compatibility
internal import JSONCore

/// How schemas are put together.
extension Changes {
    /// Looks at a reference that has something beside it.
    mutating func compareReference(_ keyword: KeywordComparison) {
        guard case (let before?, let after?) = keyword.both(\.target) else { return tellStructure(keyword) }
        descend(Pair(old: before, new: after), at: keyword.spot, keyword.node)
    }

    mutating func comparePart(_ descent: Aspect.Descent, _ keyword: KeywordComparison) {
        switch keyword.both(\.part) {
        case (let before?, let after?):
            descend(Pair(old: before, new: after), at: keyword.spot.below(descent), keyword.node)
        case (let before?, nil): tellPart(before, of: .old, descent, keyword)
        case (nil, let after?): tellPart(after, of: .new, descent, keyword)
        case (nil, nil): return
        }
    }

    /// Tells that a keyword with schemas in it came or went.
    private mutating func tellStructure(_ keyword: KeywordComparison) {
        let verb = keyword.before == nil ? "was added to" : "was removed from"
        let (before, after) = values(of: keyword)
        tell(.structural, keyword, "\"\(keyword.name)\" \(verb) \(keyword.spot.name).", before, after)
    }

    /// Tells that a schema for further parts of a value came or went; one that accepts everything says nothing.
    private mutating func tellPart(
        _ schema: NodeID, of side: Side, _ descent: Aspect.Descent, _ keyword: KeywordComparison
    ) {
        guard !isTruth(schema, of: side) else { return }
        let isClosing = (side == .old ? old : new)[schema].truth == false
        guard isClosing, let parts = descent.parts else { return tellStructure(keyword) }
        let (before, after) = values(of: keyword)
        let message =
            side == .new
            ? "\(keyword.spot.subject) was closed: further \(parts) are refused."
            : "\(keyword.spot.subject) was opened: further \(parts) are allowed."
        tell(.structural, keyword, message, before, after)
    }

    mutating func comparePositions(_ keyword: KeywordComparison) {
        let (before, after) = keyword.lists(\.positions)
        for (position, schema) in after.enumerated() {
            let spot = keyword.spot.item(position)
            if position < before.count {
                descend(Pair(old: before[position], new: schema), at: spot, keyword.node)
            } else {
                tell(
                    SchemaChange(
                        kind: .additive, oldPointer: nil, newPointer: new[schema].pointer,
                        instancePointer: spot.instance, newValue: new.value(of: schema),
                        message: "The item \(spot.name) was added."), keyword.node)
            }
        }
        for (position, schema) in before.enumerated().dropFirst(after.count) {
            let spot = keyword.spot.item(position)
            tell(
                SchemaChange(
                    kind: .removal, oldPointer: old[schema].pointer, newPointer: nil, instancePointer: spot.instance,
                    oldValue: old.value(of: schema), message: "The item \(spot.name) was removed."), keyword.node)
        }
    }

    mutating func compareBranches(_ keyword: KeywordComparison) {
        guard case (let before?, let after?) = keyword.both(\.branches) else { return tellStructure(keyword) }
        let pairs = matched(before, after)
        for (old, new) in pairs.both { descend(Pair(old: old, new: new), at: keyword.spot, keyword.node) }
        let isChoice = keyword.name != Aspect.Branching.allOf.rawValue
        let word = isChoice ? "alternative" : "part"
        for schema in pairs.new {
            tell(
                SchemaChange(
                    kind: isChoice ? .additive : .structural, oldPointer: nil, newPointer: new[schema].pointer,
                    instancePointer: keyword.spot.instance, newValue: new.value(of: schema),
                    message: "\(word == "part" ? "A" : "An") \(word) was added to \(keyword.spot.name)."),
                keyword.node)
        }
        for schema in pairs.old {
            tell(
                SchemaChange(
                    kind: isChoice ? .removal : .structural, oldPointer: old[schema].pointer, newPointer: nil,
                    instancePointer: keyword.spot.instance, oldValue: old.value(of: schema),
                    message: "\(word == "part" ? "A" : "An") \(word) was removed from \(keyword.spot.name)."),
                keyword.node)
        }
    }

    /// Which branches belong together: first those that accept the same, then those of one definition, then the rest in
    /// order.
    private func matched(
        _ before: [NodeID], _ after: [NodeID]
    ) -> (both: [(NodeID, NodeID)], old: [NodeID], new: [NodeID]) {
        var both: [(NodeID, NodeID)] = []
        var (olds, news) = (before, after)
        let isSamePlace = { (pair: Pair) in
            let (old, new) = (self.old[self.old.target(of: pair.old)], self.new[self.new.target(of: pair.new)])
            return old.document == new.document && old.pointer == new.pointer && old.pointer.tokens.count == 2
        }
        for belongs in [areSame, isSamePlace, { _ in true }] as [(Pair) -> Bool] {
            olds.removeAll { old in
                guard let position = news.firstIndex(where: { belongs(Pair(old: old, new: $0)) }) else { return false }
                both.append((old, news.remove(at: position)))
                return true
            }
        }
        return (both, olds, news)
    }

    mutating func compareDependents(_ keyword: KeywordComparison) {
        let (before, after) = keyword.lists(\.dependents)
        for property in after {
            if let old = before.first(where: { $0.name.isIdentical(to: property.name) }) {
                descend(Pair(old: old.schema, new: property.schema), at: keyword.spot, keyword.node)
            } else {
                tell(
                    SchemaChange(
                        kind: .structural, oldPointer: nil, newPointer: keyword.new(property.name),
                        instancePointer: keyword.spot.instance, newValue: new.value(of: property.schema),
                        message: "More is demanded of \(keyword.spot.name) where it has \"\(property.name)\"."),
                    keyword.node)
            }
        }
        for property in before where !after.contains(where: { $0.name.isIdentical(to: property.name) }) {
            tell(
                SchemaChange(
                    kind: .structural, oldPointer: keyword.old(property.name), newPointer: nil,
                    instancePointer: keyword.spot.instance, oldValue: old.value(of: property.schema),
                    message: "Less is demanded of \(keyword.spot.name) where it has \"\(property.name)\"."),
                keyword.node)
        }
    }

    mutating func compareConditional(_ keyword: KeywordComparison) {
        guard case (let before?, let after?) = keyword.both(\.conditions) else { return tellStructure(keyword) }
        for (name, (before, after)) in zip(["if", "then", "else"], zip(before, after)) {
            switch (before, after) {
            case (nil, nil): continue
            case (let before?, let after?): descend(Pair(old: before, new: after), at: keyword.spot, keyword.node)
            case (let schema, nil), (nil, let schema):
                let (verb, side): (String, Side) = before == nil ? ("added to", .new) : ("removed from", .old)
                guard let schema, !isTruth(schema, of: side) else { continue }
                tell(
                    keyword.node.change(.structural, name, "\"\(name)\" was \(verb) \(keyword.spot.name).") {
                        if side == .new { $0.oldPointer = nil } else { $0.newPointer = nil }
                    }, keyword.node)
            }
        }
    }

    /// Tells that a schema became one of several alternatives, or that it alone was left of them; false when neither
    /// happened.
    mutating func tellWrapping(_ pair: Pair, _ comparison: NodeComparison) -> Bool {
        let (before, after) = (comparison.old.choice, comparison.new.choice)
        let name = comparison.spot.name
        if before == nil, let after, after.branches.contains(where: { areSame(Pair(old: pair.old, new: $0)) }) {
            tell(
                SchemaChange(
                    kind: .additive, oldPointer: comparison.old.pointer,
                    newPointer: comparison.new.pointer.appending(after.name), instancePointer: comparison.spot.instance,
                    message: "What was the schema of \(name) is one of \(after.branches.count) alternatives now."),
                comparison)
            return true
        }
        if after == nil, let before, before.branches.contains(where: { areSame(Pair(old: $0, new: pair.new)) }) {
            tell(
                SchemaChange(
                    kind: .removal, oldPointer: comparison.old.pointer.appending(before.name),
                    newPointer: comparison.new.pointer, instancePointer: comparison.spot.instance,
                    message: "One of the \(before.branches.count) alternatives of \(name) is left."), comparison)
            return true
        }
        return false
    }
}

extension SchemaNode {
    /// The alternatives that it consists of.
    fileprivate var choice: (name: String, branches: [SchemaGraph.NodeID])? {
        guard keywords.count == 1, case .branches(let branches, let kind) = keywords[0].keyword.aspect, kind != .allOf
        else { return nil }
        return (keywords[0].name, branches)
    }
}

extension Aspect.Descent {
    /// What a schema that refuses everything refuses there.
    fileprivate var parts: String? {
        switch self {
        case .items: "items"
        case .members: "properties"
        case .inPlace, .names: nil
        }
    }
}
