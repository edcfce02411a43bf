import JSONCore
import Pattern

/// Judges documents by a program, one after the other: whether they are valid, and no more than that.
///
/// Stops at the first failure. Nothing is allocated, except where an `unevaluated…` or a dynamic reference needs a record,
/// and that is kept for the next document.
struct Evaluator {
    let program: Program
    /// What is judged.
    var document = JSONDocument.empty
    // What is looked at all the time, since a way over the program costs more.
    let code: [Instruction]
    let entries: [Int32]
    let nameSlots: [Program.NameSlot]

    private let limits: ValidationLimits
    /// Applications of schemas that are still granted.
    private var steps = 0
    /// Applications of schemas that are underway.
    private var depth = 0
    private var searches = PatternTime()
    /// Which children are evaluated, a bit each: one record after the other.
    var marks: [UInt64] = []
    /// Where the current record begins.
    var record = 0
    /// Resources entered and not left, as far as dynamic references look for them.
    var scopes: [Int32] = []

    init(_ program: Program, limits: ValidationLimits) {
        self.program = program
        self.limits = limits
        code = program.code
        entries = program.entries
        nameSlots = program.nameSlots
    }

    /// Whether the document is valid.
    mutating func isValid() throws(ValidationGaveUp) -> Bool {
        begin()
        return try accepts(0, program.root)
    }

    /// Which of some values of the document are not valid, each judged as a document of its own.
    ///
    /// - Parameters:
    ///   - values: nodes of the document.
    ///   - allowance: what all of them may take.
    /// - Returns: positions among the values.
    mutating func invalid(
        among values: [Int], within allowance: inout ValidationAllowance
    ) throws(ValidationGaveUp) -> [Int] {
        begin()
        (steps, searches) = (allowance.steps, allowance.searches)
        defer { allowance = ValidationAllowance(steps: max(0, steps), searches: searches) }
        var invalid: [Int] = []
        for (position, value) in values.enumerated() where try !accepts(value, program.root) {
            invalid.append(position)
        }
        return invalid
    }

    private mutating func begin() {
        steps = limits.steps(for: document)
        depth = 0
        searches = PatternTime()
        // What gave up has left its records behind.
        marks.removeAll(keepingCapacity: true)
        record = 0
        scopes.removeAll(keepingCapacity: true)
        if let root = program.rootScope { scopes.append(root) }
    }

    /// Whether a value is valid by a label.
    @inline(__always)
    mutating func accepts(_ value: Int, _ label: Int32) throws(ValidationGaveUp) -> Bool {
        guard label != Program.noLabel else { return true }
        return try applies(label &* Int32(Program.kinds) &+ Int32(document.nodes[value].kindIndex), value)
    }

    /// Whether a value is valid by an entry for its kind.
    @inline(__always)
    mutating func applies(_ entry: Int32, _ value: Int) throws(ValidationGaveUp) -> Bool {
        let address = entries[Int(entry)]
        return address >= 0 ? try run(address, value) : address == Program.accepted
    }

    /// Counts work that no application of a schema stands for.
    mutating func spend(_ work: Int) throws(ValidationGaveUp) {
        steps -= work
        if steps < 0 { throw .tooManySteps }
    }

    /// Counts a search for a pattern, whose steps are not known: all of them together get some time.
    mutating func spendOnPattern() throws(ValidationGaveUp) {
        try spend(1)
        try searches.spend()
    }

    private mutating func run(_ address: Int32, _ value: Int) throws(ValidationGaveUp) -> Bool {
        steps -= 1
        depth += 1
        guard steps >= 0, depth <= limits.depth else { throw limitReached() }
        defer { depth -= 1 }
        var next = Int(address)
        while true {
            let instruction = code[next]
            next += 1
            switch instruction {
            case .accept: return true
            case .reject: return false
            case .assert(let assertion): guard try holds(assertion, value) else { return false }
            case .recorded(let instruction): guard try runRecorded(instruction, value) else { return false }

            case .prefixItems(let first, let count):
                guard try acceptsPrefix(value, first, count) else { return false }
            case .items(let from, let label): guard try acceptsItems(value, from, label) else { return false }
            case .contains(let label, let minimum, let maximum):
                guard try contains(value, label, minimum, maximum) else { return false }
            case .property(let name, let label):
                if let member = try member(name, of: value) { guard try accepts(member, label) else { return false } }
            case .requiredProperty(let name, let label):
                guard let member = try member(name, of: value), try accepts(member, label) else { return false }
            case .properties(let table): guard try acceptsMembers(value, Int(table)) else { return false }
            case .propertyNames(let entry): guard try acceptsNames(value, entry) else { return false }
            case .dependentSchemas(let table):
                guard try acceptsDependents(value, Int(table)) else { return false }

            case .call(let entry): guard try applies(entry, value) else { return false }
            case .anyOf(let first, let count): guard try acceptsAny(value, first, count) else { return false }
            case .oneOf(let first, let count): guard try acceptsOne(value, first, count) else { return false }
            case .noneOf(let first, let count): if try acceptsAny(value, first, count) { return false }
            case .conditional(let condition, let then, let otherwise):
                let branch = try applies(condition, value) ? then : otherwise
                if branch != Program.noEntry { guard try applies(branch, value) else { return false } }
            case .scoped(let resource, let entry):
                guard try acceptsInScope(value, resource, entry) else { return false }
            case .dynamicCall(let reference):
                guard try applies(dynamicTarget(Int(reference)), value) else { return false }

            }
        }
    }

    private func limitReached() -> ValidationGaveUp {
        if steps < 0 { return .tooManySteps }
        return program.mayLoop ? .endlessReferences : .tooDeep
    }
}

// MARK: - Combinations

extension Evaluator {
    private mutating func acceptsAny(
        _ value: Int, _ first: Int32, _ count: Int32
    ) throws(ValidationGaveUp) -> Bool {
        for position in first..<(first + count) {
            if try applies(program.lists[Int(position)], value) { return true }
        }
        return false
    }

    private mutating func acceptsOne(
        _ value: Int, _ first: Int32, _ count: Int32
    ) throws(ValidationGaveUp) -> Bool {
        var isFound = false
        for position in first..<(first + count) where try applies(program.lists[Int(position)], value) {
            if isFound { return false }
            isFound = true
        }
        return isFound
    }

    private mutating func acceptsInScope(
        _ value: Int, _ resource: Int32, _ entry: Int32
    ) throws(ValidationGaveUp) -> Bool {
        guard scopes.last != resource else { return try applies(entry, value) }
        scopes.append(resource)
        let isValid = try applies(entry, value)
        scopes.removeLast()
        return isValid
    }

    /// The entry in the outermost resource in scope that has one.
    private func dynamicTarget(_ index: Int) -> Int32 {
        let reference = program.dynamicReferences[index]
        for scope in scopes {
            if let target = reference.entry(in: scope) { return target }
        }
        return reference.initial
    }
}

extension Program.DynamicReference {
    /// The target in a resource, by binary search.
    fileprivate func entry(in resource: Int32) -> Int32? {
        var range = candidates.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let candidate = candidates[middle]
            if candidate.resource == resource { return candidate.entry }
            range = candidate.resource < resource ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
