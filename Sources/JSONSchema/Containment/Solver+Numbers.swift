internal import JSONCore

/// Numbers: an interval, what they must and must not be multiples of, and single numbers that are out.
extension Solver {
    private struct NumberCase {
        var lower: Bound?
        var upper: Bound?
        var divisors: [ExactDecimal] = []
        var nonDivisors: [ExactDecimal] = []
        var excluded: [ExactDecimal] = []

        init(_ claims: [Branch.Claim<NumberAtom>], excluding exclusions: [Branch.Claim<ValueSet>]) {
            for claim in claims {
                switch (claim.atom, claim.isNegated) {
                case (.lower(let bound), false): raise(to: bound)
                case (.upper(let bound), false): sink(to: bound)
                case (.lower(let bound), true): sink(to: Bound(value: bound.value, isInclusive: !bound.isInclusive))
                case (.upper(let bound), true): raise(to: Bound(value: bound.value, isInclusive: !bound.isInclusive))
                case (.multiple(let divisor), false): divisors.append(divisor)
                case (.multiple(let divisor), true): nonDivisors.append(divisor)
                }
            }
            for claim in exclusions {
                excluded += claim.atom.values.compactMap { $0.number?.decimal }
            }
        }

        private mutating func raise(to bound: Bound) {
            guard let lower else {
                lower = bound
                return
            }
            if bound.value > lower.value || (bound.value == lower.value && !bound.isInclusive) { self.lower = bound }
        }

        private mutating func sink(to bound: Bound) {
            guard let upper else {
                upper = bound
                return
            }
            if bound.value < upper.value || (bound.value == upper.value && !bound.isInclusive) { self.upper = bound }
        }

        func admits(_ number: ExactDecimal) -> Bool {
            if let lower, lower.isInclusive ? number < lower.value : number <= lower.value { return false }
            if let upper, upper.isInclusive ? number > upper.value : number >= upper.value { return false }
            return divisors.allSatisfy { number.isMultiple(of: $0) }
                && !nonDivisors.contains { number.isMultiple(of: $0) } && !excluded.contains(number)
        }

        /// Whether not even one number lies between the bounds.
        var isEmptyInterval: Bool {
            guard let lower, let upper else { return false }
            return lower.value > upper.value
                || (lower.value == upper.value && !(lower.isInclusive && upper.isInclusive))
        }
    }

    /// What a search for a number came to.
    private enum Search {
        case none, found(ExactDecimal), givenUp
    }

    private static let tryLimit = 200

    func settleNumber(_ branch: Branch) -> Outcome {
        let claims = branch.claims { table.number(of: $0) }
        let exclusions = branch.exclusions(in: table)
        let numbers = NumberCase(claims, excluding: exclusions)
        var support = branch.absence(of: .number)
        for claim in claims { support |= claim.support }
        for claim in exclusions { support |= claim.support }
        if numbers.isEmptyInterval { return .closed(support) }
        var isKnown = true
        for kind in [Kinds.whole, Kinds.fraction] where !branch.kinds.isDisjoint(with: kind) {
            var part = numbers
            if kind == .whole { part.divisors.append(.one) } else { part.nonDivisors.append(.one) }
            switch search(part) {
            case .none: continue
            case .found(let number):
                let isPlain = branch.kinds.contains(.integer) || kind == .fraction
                return .inhabited(.number(isPlain ? JSONNumber(number).plain : Self.writtenWithFraction(number)))
            case .givenUp: isKnown = false
            }
        }
        return isKnown ? .closed(support) : .unknown(.arithmetic)
    }

    private static func writtenWithFraction(_ number: ExactDecimal) -> JSONNumber {
        JSONNumber(text: number.description + ".0") ?? JSONNumber(number)
    }

    private func search(_ numbers: NumberCase) -> Search {
        guard let first = numbers.divisors.first else { return searchAnywhere(numbers) }
        var step = first.magnitude
        for divisor in numbers.divisors.dropFirst() {
            guard let common = ExactDecimal.leastCommonMultiple(step, divisor.magnitude) else { return .givenUp }
            step = common
        }
        if numbers.nonDivisors.contains(where: { step.isMultiple(of: $0) }) { return .none }
        let lowest = numbers.lower.flatMap { bound -> ExactDecimal? in
            guard let multiple = bound.value.roundedUp(toMultipleOf: step) else { return nil }
            return !bound.isInclusive && multiple == bound.value ? multiple + step : multiple
        }
        let highest = numbers.upper.flatMap { bound -> ExactDecimal? in
            guard let multiple = bound.value.roundedDown(toMultipleOf: step) else { return nil }
            return !bound.isInclusive && multiple == bound.value ? multiple - step : multiple
        }
        if let lowest, let highest, lowest > highest { return .none }
        return searchMultiples(of: step, from: lowest, to: highest, numbers)
    }

    /// Tries the multiples nearest to zero first.
    private func searchMultiples(
        of step: ExactDecimal, from lowest: ExactDecimal?, to highest: ExactDecimal?, _ numbers: NumberCase
    ) -> Search {
        var up = ExactDecimal.zero
        if let lowest, lowest > up { up = lowest }
        if let highest, highest < up { up = highest }
        var down = up - step
        for _ in 0..<Self.tryLimit {
            guard effort.spend(1 + numbers.nonDivisors.count / 4) else { return .givenUp }
            let mayRise = highest.map { up <= $0 } ?? true
            let mayFall = lowest.map { down >= $0 } ?? true
            if !mayRise, !mayFall { return .none }
            if mayRise {
                if numbers.admits(up) { return .found(up) }
                up = up + step
            }
            if mayFall {
                if numbers.admits(down) { return .found(down) }
                down = down - step
            }
        }
        return .givenUp
    }

    /// Tries some of the uncountably many numbers of an interval.
    private func searchAnywhere(_ numbers: NumberCase) -> Search {
        if let lower = numbers.lower, let upper = numbers.upper, lower.value == upper.value {
            return numbers.admits(lower.value) ? .found(lower.value) : .none
        }
        let half = ExactDecimal.midpoint(.zero, .one)
        var low = numbers.lower?.value ?? numbers.upper.map { $0.value - .one } ?? .zero
        var high = numbers.upper?.value ?? low + .one
        for candidate in [half, low.floor + half, high.floor + half, low, high] where numbers.admits(candidate) {
            return .found(candidate)
        }
        for round in 0..<64 {
            guard effort.spend() else { return .givenUp }
            let middle = ExactDecimal.midpoint(low, high)
            if numbers.admits(middle) { return .found(middle) }
            if round.isMultiple(of: 2) { high = middle } else { low = middle }
        }
        return .givenUp
    }
}
