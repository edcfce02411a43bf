internal import JSONCore

/// Values from a finite set: each is simply tried.
extension Solver {
    /// The outcome when the claims leave finitely many values; `nil` when they do not.
    func settleFinite(_ branch: Branch) -> Outcome? {
        if let smallest = branch.smallestSet, let set = table.values(of: smallest.literal) {
            return settle(set.values.flatMap(\.writings), smallest.support, branch)
        }
        guard branch.kinds.isSubset(of: [.null, .boolean]) else { return nil }
        let values = [JSON.null, false, true].filter { !Kinds(of: $0).isDisjoint(with: branch.kinds) }
        return settle(values, branch.absence(of: .all), branch)
    }

    /// The null value or the two truth values.
    func settleConstants(_ family: Kinds, _ branch: Branch) -> Outcome {
        let values = [JSON.null, false, true].filter { !Kinds(of: $0).isDisjoint(with: family) }
        return settle(values, .none, branch)
    }

    private func settle(_ values: [JSON], _ support: Support, _ branch: Branch) -> Outcome {
        var support = support
        var isKnown = true
        for value in values {
            guard effort.spend() else { return .unknown(.budget) }
            var refutation: Support?
            var isUnknown = false
            for fact in branch.facts {
                switch table.holds(value, fact.literal) {
                case false?: refutation = fact.support
                case true?: continue
                case nil:
                    isUnknown = true
                    continue
                }
                break
            }
            if let refutation {
                support |= refutation
            } else if isUnknown {
                isKnown = false
            } else {
                return .inhabited(value)
            }
        }
        return isKnown ? .closed(support) : .unknown(branch.obstacle(in: table) ?? .search)
    }
}
