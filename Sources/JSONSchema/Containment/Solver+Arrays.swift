internal import JSONCore

/// Arrays: what holds at each position, how many items there are, and what some of them must be.
///
/// From some position on all are alike; the first of these stands for them.
extension Solver {
    /// The claims about an array, by what they are about.
    private struct ArrayCase {
        var positions: [Int: [Fact]] = [:]
        var tails: [(from: Int, fact: Fact)] = []
        /// Positions that must be there with a value of a kind.
        var existing: [Int: [Fact]] = [:]
        /// Some position from one on must be there with a value of a kind.
        var some: [(from: Int, fact: Fact)] = []
        /// At least so many items are of a kind.
        var contains: [(count: Int, fact: Fact)] = []
        /// At most so many items are of a kind, at least one.
        var limits: [(count: Int, fact: Fact)] = []
        var minimum = (count: 0, support: Support.none)
        var maximum = (count: Int.max, support: Support.none)
        var unique: Support?
        /// Two items must be equal.
        var repeated: Support?
        var excluded: [JSON] = []

        init(_ branch: Branch, _ table: FormulaTable) {
            for claim in branch.claims({ table[$0].array }) { add(claim) }
            for claim in branch.exclusions(in: table) {
                excluded += claim.atom.values.filter { $0.kind == .array }
            }
        }

        private mutating func add(_ claim: Branch.Claim<ArrayAtom>) {
            func fact(_ literal: Literal) -> Fact { Fact(literal: literal, support: claim.support) }
            switch (claim.atom, claim.isNegated) {
            case (.item(let position, let schema), false): positions[position, default: []].append(fact(schema))
            case (.item(let position, let schema), true):
                existing[position, default: []].append(fact(!schema))
                raise(to: position + 1, claim.support)
            case (.items(let position, let schema), false): tails.append((position, fact(schema)))
            case (.items(let position, let schema), true):
                some.append((position, fact(!schema)))
                raise(to: position + 1, claim.support)
            case (.contains(let schema, let count), false):
                contains.append((count, fact(schema)))
                raise(to: count, claim.support)
            case (.contains(let schema, 1), true): tails.append((0, fact(!schema)))
            case (.contains(let schema, let count), true): limits.append((count - 1, fact(schema)))
            case (.minItems(let count), false): raise(to: count, claim.support)
            case (.minItems(let count), true): sink(to: count - 1, claim.support)
            case (.maxItems(let count), false): sink(to: count, claim.support)
            case (.maxItems(let count), true): raise(to: count == .max ? count : count + 1, claim.support)
            case (.uniqueItems, false): unique = claim.support
            case (.uniqueItems, true):
                repeated = claim.support
                raise(to: 2, claim.support)
            }
        }

        private mutating func raise(to count: Int, _ support: Support) {
            if count > minimum.count { minimum = (count, support) }
        }

        mutating func sink(to count: Int, _ support: Support) {
            if count < maximum.count { maximum = (count, support) }
        }

        /// The first position of those that are alike.
        var tail: Int {
            let mentioned = positions.keys.map { $0 + 1 } + existing.keys.map { $0 + 1 } + tails.map(\.from)
            return (mentioned + some.map(\.from)).max() ?? 0
        }

        func facts(at position: Int) -> [Fact] {
            (positions[position] ?? []) + tails.filter { $0.from <= position }.map(\.fact) + (existing[position] ?? [])
        }
    }

    /// An array while it is put together.
    private struct ArrayDraft {
        /// What positions must hold besides what holds there anyway.
        var demands: [Int: [Fact]] = [:]
        var length: Int
        var obstacle: Obstacle?
    }

    /// Arrays longer than this are not looked into.
    private static let itemLimit = 2_000
    /// Equal items are sought among so many positions.
    private static let repetitionLimit = 12

    mutating func settleArray(_ branch: Branch) -> Outcome {
        var array = ArrayCase(branch, table)
        let gone = branch.absence(of: .array)
        if array.minimum.count > array.maximum.count {
            return .closed(gone | array.minimum.support | array.maximum.support)
        }
        if array.minimum.count > Self.itemLimit || array.tail > Self.itemLimit { return .unknown(.size) }
        var draft = ArrayDraft(length: array.minimum.count)
        if let support = checkPositions(&array, &draft) { return .closed(gone | support) }
        for entry in array.some {
            let support = place(1, entry.fact, from: entry.from, array, &draft)
            if let support { return .closed(gone | support) }
        }
        for entry in array.contains {
            if let support = place(entry.count, entry.fact, from: 0, array, &draft) { return .closed(gone | support) }
        }
        for entry in array.limits {
            if let support = checkLimit(entry.count, entry.fact, array, &draft) { return .closed(gone | support) }
        }
        if let support = array.repeated.flatMap({ placeRepetition($0, array, &draft) }) {
            return .closed(gone | support)
        }
        if let obstacle = draft.obstacle { return .unknown(obstacle) }
        return build(array, &draft)
    }

    /// Finds positions that cannot be filled: a contradiction where they must be, a limit of the length where not.
    private mutating func checkPositions(_ array: inout ArrayCase, _ draft: inout ArrayDraft) -> Support? {
        let tail = array.tail
        for position in array.existing.keys.sorted() + Array(0...tail) where position < array.maximum.count {
            guard effort.spend(1 + array.tails.count / 4) else {
                draft.obstacle = .budget
                return nil
            }
            switch solve(array.facts(at: position)) {
            case .closed(let support):
                if position < array.minimum.count { return support | array.minimum.support }
                array.sink(to: position, support)
                return nil
            case .inhabited: continue
            case .unknown(let obstacle):
                if position < array.minimum.count { draft.obstacle = draft.obstacle ?? obstacle }
            }
        }
        return nil
    }

    /// The positions to try, alike ones by as many as may be needed.
    private func candidates(from start: Int, _ count: Int, _ array: ArrayCase) -> Range<Int> {
        let end = min(max(array.tail, start, array.minimum.count) + count, array.maximum.count, Self.itemLimit)
        return start < end ? start..<end : 0..<0
    }

    /// Demands that so many items from a position on are of a kind; returns a support when they cannot be.
    private mutating func place(
        _ count: Int, _ fact: Fact, from start: Int, _ array: ArrayCase, _ draft: inout ArrayDraft
    ) -> Support? {
        var support = fact.support | array.maximum.support
        var chosen: [Int] = []
        var possible = 0
        var obstacle: Obstacle?
        let positions = candidates(from: start, count, array)
        for position in positions where chosen.count < count {
            guard effort.spend(1 + array.tails.count / 4) else {
                obstacle = .budget
                possible = count
                break
            }
            let facts = array.facts(at: position) + [fact]
            switch solve(facts) {
            case .closed(let reason): support |= reason
            case .unknown(let reason):
                obstacle = obstacle ?? reason
                possible += 1
            case .inhabited:
                possible += 1
                let demands = draft.demands[position] ?? []
                if case .inhabited = solve(facts + demands) { chosen.append(position) }
            }
        }
        // So many more than the ones that differ were tried that too few mean too few anywhere.
        if possible < count, positions.upperBound < Self.itemLimit { return support }
        guard chosen.count == count else {
            draft.obstacle = draft.obstacle ?? obstacle ?? .counting
            return nil
        }
        for position in chosen {
            draft.demands[position, default: []].append(fact)
            draft.length = max(draft.length, position + 1)
        }
        return nil
    }

    /// Whether more items than allowed must be of a kind, because they are or because others demand it.
    private mutating func checkLimit(
        _ count: Int, _ fact: Fact, _ array: ArrayCase, _ draft: inout ArrayDraft
    ) -> Support? {
        let opposite = Fact(literal: !fact.literal, support: fact.support)
        for entry in array.contains where entry.count > count {
            if case .closed(let support) = solve([entry.fact, opposite]) {
                return support | fact.support | entry.fact.support
            }
        }
        var support = fact.support | array.minimum.support
        var forced = 0
        for position in 0..<array.minimum.count where forced <= count {
            switch solve(array.facts(at: position) + [opposite]) {
            case .closed(let reason):
                forced += 1
                support |= reason
            case .inhabited, .unknown: continue
            }
        }
        if forced > count { return support }
        // Others are made not to be of the kind where they may be.
        for position in 0..<draft.length where draft.demands[position] == nil {
            if case .inhabited = solve(array.facts(at: position) + [opposite]) { draft.demands[position] = [opposite] }
        }
        return nil
    }

    /// Demands that two items are equal; returns a support when no two can be.
    private mutating func placeRepetition(
        _ reason: Support, _ array: ArrayCase, _ draft: inout ArrayDraft
    ) -> Support? {
        var support = reason | array.maximum.support
        let positions = candidates(from: 0, 2, array).prefix(Self.repetitionLimit)
        var obstacle: Obstacle? = positions.count < Self.repetitionLimit ? nil : .counting
        for second in positions {
            for first in positions where first < second {
                let demands = (draft.demands[first] ?? []) + (draft.demands[second] ?? [])
                switch solve(array.facts(at: first) + array.facts(at: second) + demands) {
                case .closed(let reason):
                    support |= reason
                    if !demands.isEmpty { obstacle = obstacle ?? .counting }
                case .unknown(let reason): obstacle = obstacle ?? reason
                case .inhabited(let value):
                    let same = Fact(literal: table.values(ValueSet([value])), support: reason)
                    draft.demands[first, default: []].append(same)
                    draft.demands[second, default: []].append(same)
                    draft.length = max(draft.length, second + 1)
                    return nil
                }
            }
        }
        if let obstacle {
            draft.obstacle = draft.obstacle ?? obstacle
            return nil
        }
        return support
    }

    private mutating func build(_ array: ArrayCase, _ draft: inout ArrayDraft) -> Outcome {
        var items: [JSON] = []
        while items.count < draft.length || array.excluded.contains(.array(items)) {
            guard items.count < min(array.maximum.count, Self.itemLimit) else { return .unknown(.counting) }
            guard effort.spend(array.unique == nil ? 1 : 1 + items.count / 4) else { return .unknown(.budget) }
            var facts = array.facts(at: items.count) + (draft.demands[items.count] ?? [])
            if array.unique != nil, !items.isEmpty {
                let taken = table.values(ValueSet(items))
                facts.append(Fact(literal: table.not(taken), support: .none))
            }
            guard case .inhabited(let item) = solve(facts) else { return .unknown(.counting) }
            items.append(item)
        }
        return .inhabited(.array(items))
    }
}
