internal import JSONCore
internal import Pattern

/// Formulas by number, each once, so that equal ones have equal numbers.
///
/// The functions that make a literal simplify it: `all` within `all` is flattened, what cannot fail beside the kinds that
/// are left is dropped, and so on. Two schemas that differ in order, annotations or spelling become the same number.
struct FormulaTable {
    private(set) var formulas: [Formula] = []
    private var hashes: [UInt64] = []
    /// Positions of formulas by their hashes; -1 where there is none.
    private var slots = [Int32](repeating: -1, count: 256)
    /// The kinds of value for which a formula may hold, and may fail; more than there are is allowed.
    private var kindsIfTrue: [Kinds] = []
    private var kindsIfFalse: [Kinds] = []

    private(set) var names: [String] = []
    private var namePositions: [ByteString: Formula.Name] = [:]
    private(set) var patterns: [Pattern] = []
    /// The automata of the patterns that were asked for; `nil` where there is none.
    private var patternParts: [Formula.PatternID: PatternParts?] = [:]
    private var patternPositions: [ByteString: Formula.PatternID] = [:]
    /// What stands behind `recursive`.
    private var bodies: [Literal] = []
    /// Why the formulas behind `opaque` are not understood.
    private(set) var obstacles: [Obstacle] = []
    /// What may still be done.
    let effort: Effort
    private let disjointness = Disjointness()
    let implications = Implications()

    init(_ effort: Effort) {
        self.effort = effort
        _ = intern(.all([]))
    }

    subscript(literal: Literal) -> Formula { formulas[literal.formula] }

    /// The kinds of value for which a literal may hold.
    func kinds(_ literal: Literal) -> Kinds {
        literal.isNegated ? kindsIfFalse[literal.formula] : kindsIfTrue[literal.formula]
    }

    /// Whether a formula is made of others about the same value.
    func isCompound(_ literal: Literal) -> Bool {
        switch self[literal] {
        case .all, .recursive: true
        case .opaque, .kinds, .values, .number, .string, .array, .object: false
        }
    }

    // MARK: - Names and patterns

    mutating func name(_ text: String) -> Formula.Name {
        let key = ByteString(text)
        if let position = namePositions[key] { return position }
        let position = Formula.Name(truncatingIfNeeded: names.count)
        names.append(text)
        namePositions[key] = position
        return position
    }

    /// The position of a name, if it has one.
    func known(_ text: String) -> Formula.Name? { namePositions[ByteString(text)] }

    func text(_ name: Formula.Name) -> String { names[Int(name)] }

    mutating func patternID(_ pattern: Pattern) -> Formula.PatternID {
        let key = ByteString(pattern.source)
        if let position = patternPositions[key] { return position }
        let position = Formula.PatternID(truncatingIfNeeded: patterns.count)
        patterns.append(pattern)
        patternPositions[key] = position
        return position
    }

    func pattern(_ id: Formula.PatternID) -> Pattern { patterns[Int(id)] }

    /// The automata of a pattern; `nil` when it is not regular.
    mutating func parts(of id: Formula.PatternID) -> PatternParts? {
        if let known = patternParts[id] { return known }
        let parts = PatternParts(pattern(id).expression)
        effort.spend(parts?.size ?? 0)
        patternParts[id] = .some(parts)
        return parts
    }

    /// The texts of patterns.
    func sources(of ids: [Formula.PatternID]) -> [String] { ids.map { pattern($0).source } }

    /// Whether two literals are known to exclude each other; remembered, since it is asked again and again.
    func excludeEachOther(_ one: Literal, _ other: Literal) -> Bool {
        let key = Literal.pair(min(one, other), max(one, other))
        if let known = disjointness.known[key] { return known }
        let areDisjoint = areDisjoint(one, other)
        disjointness.known[key] = areDisjoint
        return areDisjoint
    }

    // MARK: - Recursion and what is not understood

    /// A new formula whose body is set later.
    mutating func makeRecursive() -> Literal {
        bodies.append(.truth)
        return intern(.recursive(Int32(truncatingIfNeeded: bodies.count - 1)))
    }

    mutating func setBody(of literal: Literal, to body: Literal) {
        guard case .recursive(let position) = self[literal] else { return }
        bodies[Int(position)] = body
        kindsIfTrue[literal.formula] = kinds(body)
        kindsIfFalse[literal.formula] = kinds(!body)
    }

    func body(_ position: Int32) -> Literal { bodies[Int(position)] }

    mutating func opaque(_ obstacle: Obstacle) -> Literal {
        obstacles.append(obstacle)
        return intern(.opaque(Int32(truncatingIfNeeded: obstacles.count - 1)))
    }

    // MARK: - Atoms

    mutating func kinds(_ kinds: Kinds) -> Literal {
        if kinds == .all { return .truth }
        if kinds.isEmpty { return .falsehood }
        return intern(.kinds(kinds))
    }

    mutating func values(_ values: ValueSet) -> Literal {
        values.values.isEmpty ? .falsehood : intern(.values(values))
    }

    mutating func property(_ name: Formula.Name, _ schema: Literal) -> Literal {
        schema == .truth ? .truth : intern(.object(.property(name, schema)))
    }

    mutating func members(_ scope: NameScope, _ schema: Literal) -> Literal {
        guard schema != .truth, Set(scope.matching).isDisjoint(with: scope.avoiding) else { return .truth }
        if schema == .falsehood, scope == .everything { return maxProperties(0) }
        var scope = scope
        scope.matching = Self.unique(scope.matching)
        scope.avoiding = Self.unique(scope.avoiding)
        scope.excluding = Self.unique(scope.excluding)
        return intern(.object(.members(scope, schema)))
    }

    mutating func propertyNames(_ schema: Literal) -> Literal {
        if schema == .truth || !kinds(!schema).contains(.string) { return .truth }
        if !kinds(schema).contains(.string) { return maxProperties(0) }
        return intern(.object(.names(schema)))
    }

    mutating func item(_ position: Int, _ schema: Literal) -> Literal {
        schema == .truth ? .truth : intern(.array(.item(position, schema)))
    }

    mutating func items(from position: Int, _ schema: Literal) -> Literal {
        if schema == .truth { return .truth }
        return schema == .falsehood ? maxItems(position) : intern(.array(.items(from: position, schema)))
    }

    /// At least so many items are of a kind.
    mutating func contains(_ schema: Literal, atLeast count: Int) -> Literal {
        if count <= 0 { return .truth }
        if schema == .truth { return minItems(count) }
        return schema == .falsehood ? kinds(Kinds.array.complement) : intern(.array(.contains(schema, count)))
    }

    /// At most so many items are of a kind, of an array; other values hold too.
    mutating func contains(_ schema: Literal, atMost count: Int) -> Literal {
        guard count < Int.max else { return .truth }
        if count <= 0 { return items(from: 0, !schema) }
        if schema == .truth { return maxItems(count) }
        if schema == .falsehood { return .truth }
        let more = contains(schema, atLeast: count + 1)
        return any([kinds(Kinds.array.complement), !more])
    }

    mutating func minItems(_ count: Int) -> Literal { count <= 0 ? .truth : intern(.array(.minItems(count))) }
    mutating func maxItems(_ count: Int) -> Literal { intern(.array(.maxItems(max(count, 0)))) }
    mutating func minProperties(_ count: Int) -> Literal {
        count <= 0 ? .truth : intern(.object(.minProperties(count)))
    }
    mutating func maxProperties(_ count: Int) -> Literal { intern(.object(.maxProperties(max(count, 0)))) }
    mutating func minLength(_ count: Int) -> Literal { count <= 0 ? .truth : intern(.string(.minLength(count))) }
    mutating func maxLength(_ count: Int) -> Literal { intern(.string(.maxLength(max(count, 0)))) }

    private static func unique<Element: Comparable>(_ list: [Element]) -> [Element] {
        if list.count < 2 { return list }
        var result: [Element] = []
        for element in list.sorted() where element != result.last { result.append(element) }
        return result
    }

    // MARK: - The table

    mutating func intern(_ formula: Formula) -> Literal {
        let hash = formula.hash
        var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        while slots[slot] >= 0 {
            let position = Int(slots[slot])
            if hashes[position] == hash, formulas[position] == formula { return Literal(position) }
            slot = (slot + 1) & (slots.count - 1)
        }
        effort.spend()
        let position = formulas.count
        slots[slot] = Int32(truncatingIfNeeded: position)
        let (ifTrue, ifFalse) = bounds(formula)
        formulas.append(formula)
        hashes.append(hash)
        kindsIfTrue.append(ifTrue)
        kindsIfFalse.append(ifFalse)
        if 2 * formulas.count > slots.count { grow() }
        return Literal(position)
    }

    private mutating func grow() {
        slots = Array(repeating: -1, count: 2 * slots.count)
        for (position, hash) in hashes.enumerated() {
            var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
            slots[slot] = Int32(truncatingIfNeeded: position)
        }
    }

    /// The kinds for which a formula may hold, and those for which it may fail.
    private func bounds(_ formula: Formula) -> (ifTrue: Kinds, ifFalse: Kinds) {
        switch formula {
        case .all(let parts):
            var ifTrue = Kinds.all
            var ifFalse: Kinds = []
            for part in parts {
                ifTrue.formIntersection(kinds(part))
                ifFalse.formUnion(kinds(!part))
            }
            return (ifTrue, ifFalse)
        case .recursive, .opaque: return (.all, .all)
        case .kinds(let kinds): return (kinds, kinds.complement)
        case .values(let set):
            var ifTrue: Kinds = []
            var ifFalse = Kinds.all
            for value in set.values { ifTrue.formUnion(Kinds(equalTo: value)) }
            if set.contains(.null) { ifFalse.remove(.null) }
            if set.contains(true), set.contains(false) { ifFalse.remove(.boolean) }
            return (ifTrue, ifFalse)
        case .number: return (.all, .number)
        case .string: return (.all, .string)
        case .array: return (.all, .array)
        case .object: return (.all, .object)
        }
    }
}

/// Pairs of literals of which it is known whether they exclude each other.
private final class Disjointness {
    var known: [UInt64: Bool] = [:]
}
