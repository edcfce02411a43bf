internal import Compatibility
internal import JSONCore

/// Decides whether any value satisfies some literals at once, and finds one that does.
///
/// Containment of a writer's schema in a reader's is that none satisfies the one and not the other. The literals are taken
/// apart into branches; what a branch says of the parts of a value is a problem of the same sort, one level down. A problem
/// met again below itself has no solution there: a value that satisfies it would hold a smaller one, and that another,
/// without end. Answers that rest on such an assumption are kept only as long as it stands.
struct Solver {
    /// Whether there is a value.
    enum Answer: Sendable {
        /// There is none; the mask tells which literals suffice for that.
        case empty(core: UInt64)
        /// This one is.
        case inhabited(JSON)
        case unknown(Obstacle)
    }

    /// What became of one branch.
    enum Outcome {
        case closed(Support)
        case inhabited(JSON)
        case unknown(Obstacle)
    }

    var table: FormulaTable
    /// The problems that were met.
    private var problems: [[Literal]] = []
    private var numbers = HashIndex()
    /// What is known of each.
    private var states: [State] = []
    /// How many problems are being worked on.
    private var activeCount = 0
    /// The problems whose answers rest on assumptions.
    private var provisional: [Int] = []
    private var assumptions = Assumptions.none
    /// Calls below each other, of problems and of choices.
    private var depth = 0

    private static let depthLimit = 160
    /// Alternatives that are tried before a choice is made.
    private static let probeLimit = 80

    /// The levels of the problems that are assumed to be empty, from the lowest to the highest.
    private struct Assumptions {
        var lowest: Int
        var highest: Int

        static let none = Assumptions(lowest: .max, highest: -1)

        mutating func formUnion(_ other: Assumptions) {
            lowest = min(lowest, other.lowest)
            highest = max(highest, other.highest)
        }
    }

    /// What is known of a problem.
    private enum State {
        case open
        /// It is being worked on, below so many others.
        case active(level: Int)
        case answered(Answer)
        case provisional(Answer, Assumptions)
    }

    init(table: FormulaTable) { self.table = table }

    var effort: Effort { table.effort }

    // MARK: - Problems

    /// Whether a value satisfies all of these literals.
    mutating func solve(_ literals: [Literal]) -> Answer {
        var unique: [Literal] = []
        for literal in literals.sorted() where literal != unique.last && literal != .truth { unique.append(literal) }
        return solve(problem: unique)
    }

    /// The same within so many steps.
    mutating func ask(_ literals: [Literal], limit: Int) -> Answer {
        let effort = effort
        return effort.within(limit) { solve(literals) }
    }

    /// The same for facts, with what the answer rests on.
    mutating func solve(_ facts: [Fact]) -> Outcome {
        let facts = facts.sorted { $0.literal < $1.literal }
        var problem: [Literal] = []
        problem.reserveCapacity(facts.count)
        for fact in facts where fact.literal != .truth && fact.literal != problem.last { problem.append(fact.literal) }
        switch solve(problem: problem) {
        case .inhabited(let value): return .inhabited(value)
        case .unknown(let obstacle): return .unknown(obstacle)
        case .empty(let core):
            // Of facts that say the same, one is enough.
            var support = Support.none
            var position = -1
            var last = Literal.truth
            for fact in facts where fact.literal != last {
                last = fact.literal
                position += 1
                if Support.holds(core, position) { support |= fact.support }
            }
            return .closed(support)
        }
    }

    private mutating func solve(problem: [Literal]) -> Answer {
        let number = number(of: problem)
        switch states[number] {
        case .answered(let answer): return answer
        case .provisional(let answer, let assumed):
            assumptions.formUnion(assumed)
            return answer
        case .active(let level):
            assumptions.formUnion(Assumptions(lowest: level, highest: level))
            return .empty(core: .max)
        case .open: break
        }
        guard depth < Self.depthLimit else { return .unknown(.depth) }
        guard effort.spend(Self.problemEffort) else { return .unknown(.budget) }
        let level = activeCount
        let outer = assumptions
        assumptions = .none
        states[number] = .active(level: level)
        activeCount += 1
        depth += 1
        var branch = Branch()
        for (position, literal) in problem.enumerated() { branch.assert(literal, .input(position), table) }
        let outcome = explore(branch, decision: 0)
        depth -= 1
        activeCount -= 1
        states[number] = .open
        let answer: Answer =
            switch outcome {
            case .closed(let support): .empty(core: support.inputs)
            case .inhabited(let value): .inhabited(value)
            case .unknown(let obstacle): .unknown(effort.isSpent ? .budget : obstacle)
            }
        settle(number, answer, at: level)
        assumptions.formUnion(outer)
        return answer
    }

    /// What a problem costs besides the work on its branches.
    private static let problemEffort = 4

    private mutating func number(of problem: [Literal]) -> Int {
        let hash = Formula.hash(ofAll: problem)
        if let number = numbers.position(of: hash, where: { problems[$0] == problem }) { return number }
        numbers.append(hash)
        problems.append(problem)
        states.append(.open)
        return states.count - 1
    }

    /// Keeps an answer as far as its assumptions allow, and settles those that assumed that there is none.
    private mutating func settle(_ number: Int, _ answer: Answer, at level: Int) {
        // An assumption about the problem itself is confirmed by its own answer.
        var own = assumptions
        if own.highest >= level { own.highest = level - 1 }
        if own.lowest >= level { own = .none }
        var isEmpty = false
        if case .empty = answer { isEmpty = true }
        provisional.removeAll { other in
            guard case .provisional(let theirs, var rest) = states[other] else { return true }
            guard rest.highest >= level else { return false }
            guard isEmpty else {
                states[other] = .open
                return true
            }
            rest.highest = level - 1
            if rest.lowest >= level { rest = .none }
            rest.formUnion(own)
            states[other] = rest.highest < 0 ? .answered(theirs) : .provisional(theirs, rest)
            return rest.highest < 0
        }
        switch answer {
        case .inhabited:
            states[number] = .answered(answer)
            assumptions = .none
        case .unknown(.budget), .unknown(.depth): assumptions = own
        case .empty, .unknown:
            if own.highest < 0 {
                states[number] = .answered(answer)
            } else {
                states[number] = .provisional(answer, own)
                provisional.append(number)
            }
            assumptions = own
        }
    }

    // MARK: - Branches

    private mutating func explore(_ branch: consuming Branch, decision: Int) -> Outcome {
        // A copy of the branch was made on the way.
        guard effort.spend(Self.cost(ofCopying: branch)) else { return .unknown(.budget) }
        branch.propagate(table)
        if let conflict = branch.conflict { return .closed(conflict) }
        if let outcome = settleFinite(branch) { return outcome }
        var obstacle = branch.obstacle(in: table)
        var count = -1
        // What a kind's claims exclude may make choices, and these bring claims about other kinds.
        while branch.facts.count != count {
            count = branch.facts.count
            for family in Kinds.families where !branch.kinds.isDisjoint(with: family) {
                switch settle(family, branch) {
                case .closed(let support):
                    branch.restrict(to: family.complement, support)
                    if let conflict = branch.conflict { return .closed(conflict) }
                case .inhabited(let value):
                    if branch.facts.allSatisfy({ table.holds(value, $0.literal) == true }) { return .inhabited(value) }
                    if effort.isSpent { return .unknown(.budget) }
                    if branch.choices.isEmpty { obstacle = obstacle ?? .search }
                case .unknown(let reason): obstacle = obstacle ?? reason
                }
            }
            branch.propagate(table)
            if let conflict = branch.conflict { return .closed(conflict) }
        }
        if branch.choices.isEmpty { return .unknown(obstacle ?? .search) }
        let facts = branch.facts.count
        let position = narrow(&branch, decision: decision)
        if let conflict = branch.conflict { return .closed(conflict) }
        if branch.facts.count > facts { return explore(branch, decision: decision) }
        // The choice may have been made on the way, with nothing new to know.
        guard branch.choices.indices.contains(position) else { return explore(branch, decision: decision) }
        return decide(position, branch, decision: decision)
    }

    /// Tries the alternatives that say much, by what follows from each at once; drops those that cannot be, and returns
    /// the position of the choice that leaves the fewest.
    private func narrow(_ branch: inout Branch, decision: Int) -> Int {
        var probes = 0
        var best: Int?
        for position in branch.choices.indices where probes < Self.probeLimit {
            let alternatives = branch.alternatives(of: branch.choices[position])
            guard alternatives.contains(where: { !$0.isNegated && table.isCompound($0) }) else { continue }
            probes += alternatives.count
            branch.narrowChoice(at: position) { branch, alternative in
                guard effort.spend(Self.cost(ofCopying: branch)) else { return nil }
                var probe = branch
                probe.assert(alternative, .decision(decision), table)
                probe.propagate(table)
                return probe.conflict?.without(decision: decision)
            }
            let count = branch.choices[position].range.count
            if count < 2 {
                branch.propagate(table)
                return position
            }
            if count < best.map({ branch.choices[$0].range.count }) ?? .max { best = position }
        }
        let counts = branch.choices.map(\.range.count)
        return best ?? counts.indices.min { counts[$0] < counts[$1] } ?? 0
    }

    private static func cost(ofCopying branch: Branch) -> Int {
        1 + branch.facts.count / 8 + branch.choices.count / 8
    }

    private mutating func decide(_ position: Int, _ branch: consuming Branch, decision: Int) -> Outcome {
        guard depth < Self.depthLimit else { return .unknown(.depth) }
        depth += 1
        defer { depth -= 1 }
        let choice = branch.choices[position]
        let alternatives = Array(branch.alternatives(of: choice))
        branch.removeChoice(at: position)
        var support = choice.support
        var obstacle: Obstacle?
        for alternative in alternatives {
            guard effort.spend(2) else { return .unknown(.budget) }
            var next = copy branch
            next.assert(alternative, choice.support | .decision(decision), table)
            switch explore(next, decision: decision + 1) {
            case .inhabited(let value): return .inhabited(value)
            case .unknown(.budget): return .unknown(.budget)
            case .unknown(let reason): obstacle = obstacle ?? reason
            case .closed(let reason):
                // What does not rest on this choice refutes the other alternatives as well.
                if !reason.rests(onDecision: decision) { return .closed(reason) }
                support |= reason
            }
        }
        if let obstacle { return .unknown(obstacle) }
        return .closed(support.without(decision: decision))
    }

    /// The claims about one family of kinds: no value, one that satisfies them, or neither is known.
    private mutating func settle(_ family: Kinds, _ branch: Branch) -> Outcome {
        switch family {
        case .number: settleNumber(branch)
        case .string: settleString(branch)
        case .array: settleArray(branch)
        case .object: settleObject(branch)
        default: settleConstants(family, branch)
        }
    }
}

extension Kinds {
    /// Kinds whose claims are looked at together, in the order in which examples are sought.
    static let families: [Kinds] = [.null, .boolean, .number, .string, .array, .object]
}
