import JSONCore
import Pattern

/// One judgement of one document by a program: whether it is valid, and no more than that.
///
/// Stops at the first failure. Nothing is allocated, except where an `unevaluated…` or a dynamic reference needs a record.
struct Evaluator {
    let program: Program
    let document: JSONDocument
    /// Applications of schemas that are still granted.
    private var steps: Int
    /// Applications of schemas that are underway.
    private var depth = 0
    /// Which children are evaluated, a bit each: one record after the other.
    var marks: [UInt64] = []
    /// Where the current record begins.
    var record = 0
    /// Resources entered and not left, as far as dynamic references look for them.
    var scopes: [Int32] = []

    init(_ program: Program, _ document: JSONDocument, limits: ValidationLimits) {
        self.program = program
        self.document = document
        steps = limits.steps(for: document)
        depthLimit = limits.depth
        if let root = program.rootScope { scopes.append(root) }
    }

    private let depthLimit: Int

    static func isValid(
        _ document: JSONDocument, by program: Program, limits: ValidationLimits
    ) throws(ValidationGaveUp) -> Bool {
        var evaluator = Evaluator(program, document, limits: limits)
        return try evaluator.accepts(0, program.root)
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
        let address = program.entries[Int(entry)]
        return address >= 0 ? try run(address, value) : address == Program.accepted
    }

    /// Counts work that no application of a schema stands for.
    mutating func spend(_ work: Int) throws(ValidationGaveUp) {
        steps -= work
        if steps < 0 { throw .tooManySteps }
    }

    private mutating func run(_ address: Int32, _ value: Int) throws(ValidationGaveUp) -> Bool {
        steps -= 1
        depth += 1
        guard steps >= 0, depth <= depthLimit else { throw limitReached() }
        defer { depth -= 1 }
        var next = Int(address)
        while true {
            let instruction = program.code[next]
            next += 1
            switch instruction {
            case .accept: return true
            case .reject: return false

            case .valueIs(let constant):
                guard document.isEqual(value, to: Int(constant), of: program.constants) else { return false }
            case .valueAmong(let set), .stringAmong(let set): guard isAmong(set, value) else { return false }
            case .booleanIs(let truth): guard document.nodes[value].isTrue == truth else { return false }

            case .integerIs(let number): guard document.nodes[value].integer == number else { return false }
            case .integerMinimum(let bound): guard document.nodes[value].integer >= bound else { return false }
            case .integerMaximum(let bound): guard document.nodes[value].integer <= bound else { return false }
            case .integerMultipleOf(let divisor):
                guard document.nodes[value].integer % divisor == 0 else { return false }
            case .writtenAsInteger: guard document.nodes[value].isWrittenAsInteger else { return false }
            case .minimum(let bound): guard !(decimal(value) < program.decimals[Int(bound)]) else { return false }
            case .exclusiveMinimum(let bound): guard program.decimals[Int(bound)] < decimal(value) else { return false }
            case .maximum(let bound): guard !(program.decimals[Int(bound)] < decimal(value)) else { return false }
            case .exclusiveMaximum(let bound): guard decimal(value) < program.decimals[Int(bound)] else { return false }
            case .multipleOf(let divisor):
                guard decimal(value).isMultiple(of: program.decimals[Int(divisor)]) else { return false }

            case .stringIs(let constant):
                let expected = program.constants.nodes[Int(constant)].bytes
                guard document.hasText(bytes(value), equalTo: expected, of: program.constants) else { return false }
            case .minLength(let length): guard self.length(value) >= length else { return false }
            case .maxLength(let length): guard self.length(value) <= length else { return false }
            case .pattern(let pattern): guard try matches(pattern, bytes(value)) else { return false }
            case .format(let format):
                let text = document.text.span.extracting(bytes(value))
                guard program.formats[Int(format)].accepts(text) else { return false }
            case .content(let form):
                guard form.accepts(document.text.span.extracting(bytes(value))) else { return false }

            case .minItems(let count), .minProperties(let count):
                guard document.nodes[value].count >= count else { return false }
            case .maxItems(let count), .maxProperties(let count):
                guard document.nodes[value].count <= count else { return false }
            case .prefixItems(let first, let count):
                guard try acceptsPrefix(value, first, count) else { return false }
            case .items(let from, let label): guard try acceptsItems(value, from, label) else { return false }
            case .contains(let label, let minimum, let maximum):
                guard try contains(value, label, minimum, maximum) else { return false }
            case .uniqueItems: guard try hasUniqueItems(value) else { return false }

            case .required(let name): guard member(name, of: value) != nil else { return false }
            case .property(let name, let label):
                if let member = member(name, of: value) { guard try accepts(member, label) else { return false } }
            case .requiredProperty(let name, let label):
                guard let member = member(name, of: value), try accepts(member, label) else { return false }
            case .properties(let table): guard try acceptsMembers(value, Int(table)) else { return false }
            case .propertyNames(let entry): guard try acceptsNames(value, entry) else { return false }
            case .dependentRequired(let index): guard try hasDependents(value, Int(index)) else { return false }
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
                guard try accepts(value, dynamicTarget(Int(reference))) else { return false }

            case .framed(let entry, let merges): guard try acceptsRecorded(value, entry, merges) else { return false }
            case .trackedAnyOf(let first, let count, let isSatisfied):
                guard try acceptsAnyRecorded(value, first, count) || isSatisfied else { return false }
            case .trackedOneOf(let first, let count):
                guard try acceptsOneRecorded(value, first, count) else { return false }
            case .trackedConditional(let condition, let then, let otherwise):
                let branch = try acceptsOrForgets(value, condition) ? then : otherwise
                if branch != Program.noEntry { guard try applies(branch, value) else { return false } }
            case .trackedContains(let label, let minimum, let maximum):
                guard try containsRecorded(value, label, minimum, maximum) else { return false }
            case .markItems(let count): mark(0..<min(Int(count), document.nodes[value].count))
            case .markAll: mark(0..<document.nodes[value].count)
            case .unevaluatedItems(let label):
                guard try acceptsUnmarked(value, label, stride: 1) else { return false }
            case .unevaluatedProperties(let label):
                guard try acceptsUnmarked(value, label, stride: 2) else { return false }
            }
        }
    }

    private func limitReached() -> ValidationGaveUp {
        if steps < 0 { return .tooManySteps }
        return program.mayLoop ? .endlessReferences : .tooDeep
    }
}

// MARK: - Values

extension Evaluator {
    private func decimal(_ value: Int) -> ExactDecimal { document.decimal(document.nodes[value]) }

    /// The bytes of a string, or with a negative index of a name.
    private func bytes(_ value: Int) -> Range<Int> {
        value >= 0 ? document.nodes[value].bytes : document.nodes[~value].nameBytes
    }

    private func length(_ value: Int) -> Int {
        guard value < 0 else { return document.nodes[value].length }
        var length = 0
        for position in bytes(value) where document.text[position] & 0xC0 != 0x80 { length += 1 }
        return length
    }

    private func isAmong(_ index: Int32, _ value: Int) -> Bool {
        let set = program.sets[Int(index)]
        let hash = value >= 0 ? document.hash(of: value) : document.hash(ofName: ~value)
        var slot = Int(truncatingIfNeeded: hash) & Int(set.mask)
        while true {
            let candidate = program.setSlots[Int(set.first) + slot]
            guard candidate.value >= 0 else { return false }
            if candidate.hash == hash, isEqual(value, Int(candidate.value)) { return true }
            slot = (slot + 1) & Int(set.mask)
        }
    }

    private func isEqual(_ value: Int, _ constant: Int) -> Bool {
        guard value < 0 else { return document.isEqual(value, to: constant, of: program.constants) }
        let expected = program.constants.nodes[constant].bytes
        return document.hasText(bytes(value), equalTo: expected, of: program.constants)
    }

    mutating func matches(_ pattern: Int32, _ bytes: Range<Int>) throws(ValidationGaveUp) -> Bool {
        try spend(1)
        do throws(PatternGaveUp) {
            return try program.patterns[Int(pattern)].matches(document.text.span.extracting(bytes))
        } catch {
            throw .pattern(program.patterns[Int(pattern)].source)
        }
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

    /// The label in the outermost resource in scope that has one.
    private func dynamicTarget(_ index: Int) -> Int32 {
        let reference = program.dynamicReferences[index]
        for scope in scopes {
            if let target = reference.label(in: scope) { return target }
        }
        return reference.initial
    }
}

extension Program.DynamicReference {
    /// The target in a resource, by binary search.
    fileprivate func label(in resource: Int32) -> Int32? {
        var range = candidates.indices
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let candidate = candidates[middle]
            if candidate.resource == resource { return candidate.label }
            range = candidate.resource < resource ? (middle + 1)..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
