internal import JSONCore

/// Objects: what holds under each name, names that must or must not be there, and how many.
///
/// Names fall into those that are mentioned and all others. Of the others only this counts: which patterns they match.
extension Solver {
    /// The claims about an object, by what they are about.
    private struct ObjectCase {
        /// By name.
        private var properties: [(name: Formula.Name, fact: Fact)] = []
        var members: [(scope: NameScope, fact: Fact)] = []
        var nameRules: [Fact] = []
        var required: [(name: Formula.Name, support: Support)] = []
        var absent: [Formula.Name: Support] = [:]
        /// Names that must be there with a value of a kind.
        var existing: [(name: Formula.Name, fact: Fact)] = []
        /// Some name of a scope must be there with a value of a kind.
        var some: [(scope: NameScope, fact: Fact)] = []
        /// Some name of a kind must be there.
        var someName: [Fact] = []
        var minimum = (count: 0, support: Support.none)
        var maximum = (count: Int.max, support: Support.none)
        var excluded: [JSON] = []

        init(_ branch: Branch, _ table: FormulaTable) {
            for claim in branch.claims({ table[$0].object }) { add(claim, table) }
            properties.sort { $0.name < $1.name }
            for claim in branch.exclusions(in: table) {
                excluded += claim.atom.values.filter { $0.kind == .object }
            }
        }

        private mutating func add(_ claim: Branch.Claim<ObjectAtom>, _ table: FormulaTable) {
            func fact(_ literal: Literal) -> Fact { Fact(literal: literal, support: claim.support) }
            switch (claim.atom, claim.isNegated) {
            case (.property(let name, let schema), false): properties.append((name, fact(schema)))
            case (.property(let name, let schema), true): existing.append((name, fact(!schema)))
            case (.members(let scope, let schema), false): members.append((table.scope(scope), fact(schema)))
            case (.members(let scope, let schema), true): some.append((table.scope(scope), fact(!schema)))
            case (.names(let schema), false): nameRules.append(fact(schema))
            case (.names(let schema), true): someName.append(fact(!schema))
            case (.required(let name), false): required.append((name, claim.support))
            case (.required(let name), true): absent[name] = claim.support
            case (.minProperties(let count), false): raise(to: count, claim.support)
            case (.minProperties(let count), true): sink(to: count - 1, claim.support)
            case (.maxProperties(let count), false): sink(to: count, claim.support)
            case (.maxProperties(let count), true): raise(to: count == .max ? count : count + 1, claim.support)
            }
        }

        private mutating func raise(to count: Int, _ support: Support) {
            if count > minimum.count { minimum = (count, support) }
        }

        private mutating func sink(to count: Int, _ support: Support) {
            if count < maximum.count { maximum = (count, support) }
        }

        /// The names that must be there with values of kinds.
        var demanded: [(Formula.Name, [Fact])] {
            var demanded: [(Formula.Name, [Fact])] = []
            for entry in existing.sorted(by: { $0.name < $1.name }) {
                if demanded.last?.0 == entry.name {
                    demanded[demanded.count - 1].1.append(entry.fact)
                } else {
                    demanded.append((entry.name, [entry.fact]))
                }
            }
            return demanded
        }

        /// What the claims say of the value under a name by itself.
        func facts(under name: Formula.Name) -> [Fact] {
            var low = 0
            var high = properties.count
            while low < high {
                let middle = (low + high) / 2
                if properties[middle].name < name { low = middle + 1 } else { high = middle }
            }
            var facts: [Fact] = []
            while low < properties.count, properties[low].name == name {
                facts.append(properties[low].fact)
                low += 1
            }
            return facts
        }

        /// Every name that some claim mentions, those that must be there first.
        var mentioned: [Formula.Name] {
            let present = Self.sorted(required.map(\.name) + existing.map(\.name))
            var others = properties.map(\.name) + absent.keys
            for entry in members { others += entry.scope.excluding }
            for entry in some { others += entry.scope.excluding }
            return Self.sorted(others).reduce(into: present) { names, name in
                if !present.contains(sorted: name) { names.append(name) }
            }
        }

        /// Names in their order, each once.
        private static func sorted(_ names: [Formula.Name]) -> [Formula.Name] {
            var result: [Formula.Name] = []
            result.reserveCapacity(names.count)
            for name in names.sorted() where name != result.last { result.append(name) }
            return result
        }

        /// Every pattern that some claim mentions, sorted.
        var patterns: [Formula.PatternID] {
            var patterns: Set<Formula.PatternID> = []
            for entry in members { patterns.formUnion(entry.scope.matching + entry.scope.avoiding) }
            for entry in some { patterns.formUnion(entry.scope.matching + entry.scope.avoiding) }
            return patterns.sorted()
        }
    }

    /// An object while it is put together.
    private struct ObjectDraft {
        var members = JSONObject()
        /// What kept a member from being decided.
        var obstacle: Obstacle?
    }

    /// Properties beyond this many are not written down.
    private static let propertyLimit = 2_000

    mutating func settleObject(_ branch: Branch) -> Outcome {
        var object = ObjectCase(branch, table)
        let gone = branch.absence(of: .object)
        if let support = contradiction(in: object) { return .closed(gone | support) }
        var draft = ObjectDraft()
        // What some name must have comes first: it is what a reader's negation brings, and decides most often.
        for (name, facts) in object.demanded {
            if let support = add(name, facts, object, &draft) { return .closed(gone | support) }
        }
        for entry in object.some {
            if let support = addSome(entry.fact, in: entry.scope, nil, object, &draft) {
                return .closed(gone | support)
            }
        }
        for entry in object.someName {
            let any = Fact(literal: .truth, support: entry.support)
            if let support = addSome(any, in: .everything, entry, object, &draft) { return .closed(gone | support) }
        }
        for entry in object.required where draft.members[table.text(entry.name)] == nil {
            let present = Fact(literal: .truth, support: entry.support)
            if let support = add(entry.name, [present], object, &draft) { return .closed(gone | support) }
        }
        if let support = fill(object, &draft) { return .closed(gone | support) }
        if object.excluded.contains(.object(draft.members)) {
            object.minimum.count = draft.members.count + 1
            if fill(object, &draft) != nil { return .unknown(.counting) }
        }
        if let obstacle = draft.obstacle { return .unknown(obstacle) }
        if draft.members.count > object.maximum.count { return .unknown(.counting) }
        return .inhabited(.object(draft.members))
    }

    /// What makes the claims impossible without a look at any value.
    private func contradiction(in object: ObjectCase) -> Support? {
        if object.minimum.count > object.maximum.count { return object.minimum.support | object.maximum.support }
        if object.absent.isEmpty, object.maximum.count == .max { return nil }
        var present: [Formula.Name: Support] = [:]
        for entry in object.required { present[entry.name] = entry.support }
        for entry in object.existing { present[entry.name] = entry.fact.support }
        var all = object.maximum.support
        for (name, support) in present {
            if let absence = object.absent[name] { return absence | support }
            all |= support
        }
        return present.count > object.maximum.count ? all : nil
    }

    // MARK: - Names that are mentioned

    /// What holds of the value under a name; literals under patterns that could not be searched for are left out.
    private func facts(at name: Formula.Name, _ object: ObjectCase, _ draft: inout ObjectDraft) -> [Fact] {
        var facts = object.facts(under: name)
        effort.spend(object.members.count / 4)
        for entry in object.members {
            switch table.contains(entry.scope, name) {
            case true?: facts.append(entry.fact)
            case false?: continue
            case nil: draft.obstacle = draft.obstacle ?? obstacle(of: entry.scope)
            }
        }
        return facts
    }

    private func obstacle(of scope: NameScope) -> Obstacle {
        .pattern(table.sources(of: scope.matching + scope.avoiding))
    }

    /// Why a name is not allowed by what holds of all names, if it is not.
    private func objection(to name: String, _ object: ObjectCase, _ draft: inout ObjectDraft) -> Support? {
        for rule in object.nameRules {
            switch table.holds(.string(name), rule.literal) {
            case true?: continue
            case false?: return rule.support
            case nil: draft.obstacle = draft.obstacle ?? .search
            }
        }
        return nil
    }

    /// Adds a name that must be there; returns a support when that cannot be.
    private mutating func add(
        _ name: Formula.Name, _ demands: [Fact], _ object: ObjectCase, _ draft: inout ObjectDraft
    ) -> Support? {
        let text = table.text(name)
        let reason = demands.reduce(Support.none) { $0 | $1.support }
        if let support = objection(to: text, object, &draft) { return reason | support }
        switch solve(facts(at: name, object, &draft) + demands) {
        case .closed(let support): return reason | support
        case .inhabited(let value): draft.members[text] = value
        case .unknown(let obstacle): draft.obstacle = draft.obstacle ?? obstacle
        }
        return nil
    }

    // MARK: - Some name or other

    /// Adds some member of a scope whose value and name satisfy more; returns a support when there can be none.
    private mutating func addSome(
        _ fact: Fact, in scope: NameScope, _ nameRule: Fact?, _ object: ObjectCase, _ draft: inout ObjectDraft
    ) -> Support? {
        var support = fact.support
        var obstacle: Obstacle?
        let mentioned = object.mentioned
        effort.spend(mentioned.count / 4)
        for name in mentioned {
            if effort.isSpent { break }
            let text = table.text(name)
            guard table.contains(scope, name) != false else { continue }
            if let absence = object.absent[name] {
                support |= absence
                continue
            }
            var attempt = ObjectDraft()
            if let reason = objection(to: text, object, &attempt) {
                support |= reason
                continue
            }
            if let nameRule, table.holds(.string(text), nameRule.literal) == false { continue }
            var facts = facts(at: name, object, &attempt) + [fact]
            facts += object.existing.filter { $0.name == name }.map(\.fact)
            switch solve(facts) {
            case .closed(let reason): support |= reason
            case .unknown(let reason): obstacle = obstacle ?? reason
            case .inhabited(let value):
                let isSure = attempt.obstacle == nil && table.contains(scope, name) == true
                guard isSure, draft.members[text] != nil || draft.members.count < object.maximum.count else {
                    obstacle = obstacle ?? attempt.obstacle ?? .counting
                    continue
                }
                draft.members[text] = value
                return nil
            }
        }
        switch other(fact, in: scope, nameRule, mentioned, object, besides: []) {
        case .closed(let reason): support |= reason
        case .unknown(let reason): obstacle = obstacle ?? reason
        case .found(let name, let value):
            if draft.members[name] == nil {
                draft.members[name] = value
                return nil
            }
            // Another demand has taken the name; that there is a second one is not certain.
            if case .found(let name, let value) = other(
                fact, in: scope, nameRule, mentioned, object, besides: draft.members.names)
            {
                draft.members[name] = value
                return nil
            }
            obstacle = obstacle ?? .counting
        }
        if effort.isSpent { obstacle = .budget }
        if let obstacle {
            draft.obstacle = draft.obstacle ?? obstacle
            return nil
        }
        return support
    }

    private enum Other {
        case closed(Support)
        case found(String, JSON)
        case unknown(Obstacle)
    }

    /// A name that no claim mentions, with a value.
    ///
    /// Every way for such a name to match the patterns is a problem of its own, about the name and about the value.
    private mutating func other(
        _ fact: Fact, in scope: NameScope, _ nameRule: Fact?, _ mentioned: [Formula.Name], _ object: ObjectCase,
        besides taken: [String]
    ) -> Other {
        var known: [Formula.PatternID: Bool] = [:]
        for pattern in scope.matching { known[pattern] = true }
        for pattern in scope.avoiding { known[pattern] = false }
        // With the patterns left open, fewer literals are known to hold; if even they exclude each other, all do.
        if case .closed(let support) = solve(facts(known, object) + [fact]) { return .closed(support | fact.support) }
        let open = object.patterns.filter { known[$0] == nil }
        guard open.count <= 6 else { return .unknown(obstacle(of: NameScope(matching: open))) }
        let taken = mentioned.map { JSON.string(table.text($0)) } + taken.map { .string($0) }
        var support = fact.support
        var obstacle: Obstacle?
        effort.spend(taken.count / 4)
        for mask in 0..<(1 << open.count) {
            guard effort.spend() else { return .unknown(.budget) }
            for (position, pattern) in open.enumerated() { known[pattern] = mask & (1 << position) != 0 }
            let nameFacts = nameFacts(known, nameRule, excluding: taken, object)
            // Names of at least one character are easier to read.
            let readable = Fact(literal: table.minLength(1), support: .none)
            var nameOutcome = solve(nameFacts + [readable])
            if case .closed = nameOutcome { nameOutcome = solve(nameFacts) }
            if case .closed(let reason) = nameOutcome {
                support |= reason
                continue
            }
            let valueOutcome = solve(facts(known, object) + [fact])
            switch (nameOutcome, valueOutcome) {
            case (_, .closed(let reason)): support |= reason
            case (.inhabited(.string(let name)), .inhabited(let value)): return .found(name, value)
            case (.unknown(let reason), _), (_, .unknown(let reason)): obstacle = obstacle ?? reason
            case (.inhabited, _), (.closed, _): obstacle = obstacle ?? .search
            }
        }
        return obstacle.map { .unknown($0) } ?? .closed(support)
    }

    /// What holds of the value under a name of which it is known which patterns it matches.
    private func facts(_ known: [Formula.PatternID: Bool], _ object: ObjectCase) -> [Fact] {
        object.members.filter { entry in
            entry.scope.matching.allSatisfy { known[$0] == true }
                && entry.scope.avoiding.allSatisfy { known[$0] == false }
        }.map(\.fact)
    }

    private mutating func nameFacts(
        _ known: [Formula.PatternID: Bool], _ nameRule: Fact?, excluding taken: [JSON], _ object: ObjectCase
    ) -> [Fact] {
        var facts = object.nameRules
        if let nameRule { facts.append(nameRule) }
        facts.append(Fact(literal: table.kinds(.string), support: .none))
        for pattern in known.keys.sorted() {
            let literal = table.string(.pattern(pattern))
            facts.append(Fact(literal: known[pattern] == true ? literal : !literal, support: .none))
        }
        let taken = table.values(ValueSet(taken))
        facts.append(Fact(literal: table.not(taken), support: .none))
        return facts
    }

    // MARK: - As many as are demanded

    /// Adds names until there are enough; returns a support when there cannot be.
    private mutating func fill(_ object: ObjectCase, _ draft: inout ObjectDraft) -> Support? {
        guard draft.obstacle == nil, draft.members.count < object.minimum.count else { return nil }
        guard object.minimum.count <= Self.propertyLimit else {
            draft.obstacle = .size
            return nil
        }
        var support = object.minimum.support
        for entry in object.required { support |= entry.support }
        for entry in object.existing { support |= entry.fact.support }
        let mentioned = object.mentioned
        effort.spend(mentioned.count / 4)
        for name in mentioned where draft.members.count < object.minimum.count {
            let text = table.text(name)
            if draft.members[text] != nil { continue }
            if let reason = object.absent[name] ?? objection(to: text, object, &draft) {
                support |= reason
                continue
            }
            switch solve(facts(at: name, object, &draft)) {
            case .closed(let reason): support |= reason
            case .inhabited(let value): draft.members[text] = value
            case .unknown(let obstacle): draft.obstacle = draft.obstacle ?? obstacle
            }
        }
        while draft.obstacle == nil, draft.members.count < object.minimum.count {
            guard effort.spend() else {
                draft.obstacle = .budget
                return nil
            }
            let any = Fact(literal: .truth, support: .none)
            switch other(any, in: .everything, nil, mentioned, object, besides: draft.members.names) {
            case .closed(let reason):
                // Members of some scope may have taken a name's place; only without them this is certain.
                if object.some.isEmpty, object.someName.isEmpty { return support | reason }
                draft.obstacle = .counting
            case .found(let name, let value): draft.members[name] = value
            case .unknown(let obstacle): draft.obstacle = obstacle
            }
        }
        return nil
    }
}
