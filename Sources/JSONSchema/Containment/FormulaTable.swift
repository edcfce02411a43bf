internal import JSONCore
internal import Pattern

/// Formulas by number, each once, so that equal ones have equal numbers.
///
/// The functions that make a literal simplify it: `all` within `all` is flattened, what cannot fail beside the kinds that
/// are left is dropped, and so on. Two schemas that differ in order, annotations or spelling become the same number.
struct FormulaTable {
    /// What is in a table, without what is found out about it in one comparison.
    struct Contents: Sendable {
        fileprivate(set) var formulas: [Formula] = []
        /// The literals of all conjunctions.
        fileprivate(set) var parts: [Literal] = []
        fileprivate var index: HashIndex
        /// The kinds of value for which a formula may hold, and may fail; more than there are is allowed.
        fileprivate var kindsIfTrue: [Kinds] = []
        fileprivate var kindsIfFalse: [Kinds] = []
        fileprivate var names = NameTable<Void>()
        fileprivate(set) var patterns: [Pattern] = []
        fileprivate var patternPositions = NameTable<Void>()
        /// What stands behind `recursive`.
        fileprivate var bodies: [Literal] = []
        fileprivate var sets = Interned<ValueSet>()
        fileprivate var numbers = Interned<NumberAtom>()
        fileprivate var formats = Interned<AssertedFormat>()
        fileprivate var scopes = Interned<NameScope>()
        /// Why the formulas behind `opaque` are not understood.
        fileprivate(set) var obstacles: [Obstacle] = []

        /// Nothing yet, with room for about so many formulas.
        fileprivate init(formulas count: Int) {
            index = HashIndex(capacity: count)
            formulas.reserveCapacity(count)
            parts.reserveCapacity(count)
            kindsIfTrue.reserveCapacity(count)
            kindsIfFalse.reserveCapacity(count)
        }
    }

    private(set) var contents: Contents
    /// The automata of the patterns that were asked for; `nil` where there is none.
    private var patternParts: [Formula.PatternID: PatternParts?] = [:]
    /// What may still be done.
    let effort: Effort
    private let disjointness = Disjointness()
    let implications = Implications()
    /// The parts of the conjunction that is being made, kept for their memory.
    var gathered: [Literal] = []

    /// A table of nothing but the truth, with room for the formulas of so many schemas.
    init(_ effort: Effort, schemas: Int) {
        self.init(Contents(formulas: min(32 + 2 * schemas, 10_000)), effort)
        _ = intern(all: [])
    }

    /// What stands for a table that is elsewhere.
    static func absent(_ effort: Effort) -> FormulaTable { FormulaTable(Contents(formulas: 0), effort) }

    /// A table to go on from.
    init(_ contents: Contents, _ effort: Effort) {
        self.contents = contents
        self.effort = effort
    }

    var formulas: [Formula] { contents.formulas }
    var names: [String] { contents.names.names }
    var patterns: [Pattern] { contents.patterns }
    var obstacles: [Obstacle] { contents.obstacles }

    subscript(literal: Literal) -> Formula { contents.formulas[literal.formula] }

    /// One literal of a conjunction.
    subscript(part position: Int) -> Literal { contents.parts[position] }

    /// The literals of a conjunction.
    subscript(parts: Formula.Parts) -> ArraySlice<Literal> { contents.parts[parts.range] }

    /// The kinds of value for which a literal may hold.
    func kinds(_ literal: Literal) -> Kinds {
        literal.isNegated ? contents.kindsIfFalse[literal.formula] : contents.kindsIfTrue[literal.formula]
    }

    /// Whether a formula is made of others about the same value.
    func isCompound(_ literal: Literal) -> Bool { parts(of: literal) != nil || body(of: literal) != nil }

    /// The parts of a formula that is a conjunction.
    func parts(of literal: Literal) -> Formula.Parts? {
        if case .all(let parts) = contents.formulas[literal.formula] { parts } else { nil }
    }

    /// What stands behind a formula that refers to itself, negated as the literal is.
    func body(of literal: Literal) -> Literal? {
        guard case .recursive(let position) = contents.formulas[literal.formula] else { return nil }
        return literal.isNegated ? !body(position) : body(position)
    }

    /// The position of why a formula is not understood.
    func obstacle(of literal: Literal) -> Int32? {
        if case .opaque(let position) = contents.formulas[literal.formula] { position } else { nil }
    }

    /// The values of a formula that lists them.
    func values(of literal: Literal) -> ValueSet? {
        if case .values(let id) = contents.formulas[literal.formula] { set(id) } else { nil }
    }

    /// What a formula says of a number.
    func number(of literal: Literal) -> NumberAtom? {
        if case .number(let id) = contents.formulas[literal.formula] { number(id) } else { nil }
    }

    // MARK: - What formulas refer to

    func set(_ id: Formula.SetID) -> ValueSet { contents.sets[id] }

    func number(_ id: Formula.NumberID) -> NumberAtom { contents.numbers[id] }

    func format(_ id: Formula.FormatID) -> AssertedFormat { contents.formats[id] }

    func scope(_ id: Formula.ScopeID) -> NameScope { contents.scopes[id] }

    // MARK: - Names and patterns

    mutating func name(_ text: String) -> Formula.Name {
        Formula.Name(truncatingIfNeeded: contents.names.position(of: text, default: ()))
    }

    /// The position of a name, if it has one.
    func known(_ text: String) -> Formula.Name? {
        contents.names.position(of: text).map { Formula.Name(truncatingIfNeeded: $0) }
    }

    func text(_ name: Formula.Name) -> String { contents.names.names[Int(name)] }

    mutating func patternID(_ pattern: Pattern) -> Formula.PatternID {
        let position = contents.patternPositions.position(of: pattern.source, default: ())
        if position == contents.patterns.count { contents.patterns.append(pattern) }
        return Formula.PatternID(truncatingIfNeeded: position)
    }

    func pattern(_ id: Formula.PatternID) -> Pattern { contents.patterns[Int(id)] }

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
        let pair = Literal.pair(min(one, other), max(one, other))
        if let known = disjointness.known[pair] { return known }
        let areDisjoint = areDisjoint(one, other)
        disjointness.known[pair] = areDisjoint
        return areDisjoint
    }

    // MARK: - Recursion and what is not understood

    /// A new formula whose body is set later.
    mutating func makeRecursive() -> Literal {
        contents.bodies.append(.truth)
        return intern(.recursive(Int32(truncatingIfNeeded: contents.bodies.count - 1)))
    }

    mutating func setBody(of literal: Literal, to body: Literal) {
        guard case .recursive(let position) = self[literal] else { return }
        contents.bodies[Int(position)] = body
        contents.kindsIfTrue[literal.formula] = kinds(body)
        contents.kindsIfFalse[literal.formula] = kinds(!body)
    }

    func body(_ position: Int32) -> Literal { contents.bodies[Int(position)] }

    mutating func opaque(_ obstacle: Obstacle) -> Literal {
        contents.obstacles.append(obstacle)
        return intern(.opaque(Int32(truncatingIfNeeded: contents.obstacles.count - 1)))
    }

    // MARK: - Atoms

    mutating func kinds(_ kinds: Kinds) -> Literal {
        if kinds == .all { return .truth }
        if kinds.isEmpty { return .falsehood }
        return intern(.kinds(kinds))
    }

    mutating func values(_ values: ValueSet) -> Literal {
        if values.values.isEmpty { return .falsehood }
        return intern(.values(contents.sets.number(of: values, hash: UInt64(bitPattern: Int64(values.hash)))))
    }

    mutating func number(_ atom: NumberAtom) -> Literal {
        intern(.number(contents.numbers.number(of: atom, hash: atom.hash)))
    }

    mutating func format(_ format: AssertedFormat) -> Literal {
        intern(.string(.format(contents.formats.number(of: format, hash: format.hash))))
    }

    mutating func property(_ name: Formula.Name, _ schema: Literal) -> Literal {
        schema == .truth ? .truth : intern(.object(.property(name, schema)))
    }

    mutating func members(_ scope: NameScope, _ schema: Literal) -> Literal {
        guard schema != .truth, !scope.matching.contains(where: scope.avoiding.contains) else { return .truth }
        if schema == .falsehood, scope == .everything { return maxProperties(0) }
        var scope = scope
        scope.matching = Self.unique(scope.matching)
        scope.avoiding = Self.unique(scope.avoiding)
        scope.excluding = Self.unique(scope.excluding)
        return intern(.object(.members(contents.scopes.number(of: scope, hash: scope.hash), schema)))
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

    private static func unique(_ list: [Int32]) -> [Int32] {
        if list.indices.dropFirst().allSatisfy({ list[$0 - 1] < list[$0] }) { return list }
        var result: [Int32] = []
        for element in list.sorted() where element != result.last { result.append(element) }
        return result
    }

    // MARK: - The table

    mutating func intern(_ formula: Formula) -> Literal {
        let hash = formula.hash
        let known = contents.index.position(of: hash) { contents.formulas[$0] == formula }
        return known.map { Literal($0) } ?? add(formula, hash)
    }

    /// The conjunction of some literals, which are sorted and of which each is there once.
    mutating func intern(all literals: [Literal]) -> Literal {
        let hash = Formula.hash(ofAll: literals)
        let known = contents.index.position(of: hash) { position in
            guard case .all(let parts) = contents.formulas[position] else { return false }
            return parts.range.count == literals.count && self[parts].elementsEqual(literals)
        }
        if let known { return Literal(known) }
        let start = contents.parts.count
        contents.parts += literals
        return add(.all(Formula.Parts(range: start..<contents.parts.count)), hash)
    }

    private mutating func add(_ formula: Formula, _ hash: UInt64) -> Literal {
        effort.spend()
        let (ifTrue, ifFalse) = bounds(formula)
        contents.index.append(hash)
        contents.formulas.append(formula)
        contents.kindsIfTrue.append(ifTrue)
        contents.kindsIfFalse.append(ifFalse)
        return Literal(contents.formulas.count - 1)
    }

    /// The kinds for which a formula may hold, and those for which it may fail.
    private func bounds(_ formula: Formula) -> (ifTrue: Kinds, ifFalse: Kinds) {
        switch formula {
        case .all(let parts):
            var ifTrue = Kinds.all
            var ifFalse: Kinds = []
            for part in self[parts] {
                ifTrue.formIntersection(kinds(part))
                ifFalse.formUnion(kinds(!part))
            }
            return (ifTrue, ifFalse)
        case .recursive, .opaque: return (.all, .all)
        case .kinds(let kinds): return (kinds, kinds.complement)
        case .values(let id):
            let set = set(id)
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
    var known = PairMap()
}
