/// One step in judging a value, whose kind is known; what follows it is reached only when it succeeds.
enum Instruction: Sendable {
    /// The index of an entry: `label × kinds + kind`.
    typealias Entry = Int32
    typealias Label = Int32
    /// The index of a node in the program's constants.
    typealias Constant = Int32

    /// The end of an entry.
    case accept
    case reject
    case assert(Assertion)

    // Items
    /// The first items by a list of labels.
    case prefixItems(first: Int32, count: Int32)
    case items(from: Int32, Label)
    case contains(Label, minimum: Int32, maximum: Int32)

    // Members
    case property(Constant, Label)
    case requiredProperty(Constant, Label)
    case properties(table: Int32)
    case propertyNames(Entry)
    case dependentSchemas(table: Int32)

    // Combinations, of entries for the kind at hand
    case call(Entry)
    case anyOf(first: Int32, count: Int32)
    case oneOf(first: Int32, count: Int32)
    case noneOf(first: Int32, count: Int32)
    case conditional(if: Entry, then: Entry, else: Entry)
    /// Enters a resource that dynamic references look for.
    case scoped(resource: Int32, Entry)
    case dynamicCall(Int32)
    case recorded(RecordedInstruction)
}

/// A condition on the value itself.
enum Assertion: Sendable {
    typealias Constant = Instruction.Constant

    case valueIs(Constant)
    case valueAmong(set: Int32)
    case booleanIs(Bool)

    case integerIs(Int64)
    case integerMinimum(Int64)
    case integerMaximum(Int64)
    case integerMultipleOf(Int64)
    /// Draft 4's `integer`.
    case writtenAsInteger
    case minimum(decimal: Int32)
    case exclusiveMinimum(decimal: Int32)
    case maximum(decimal: Int32)
    case exclusiveMaximum(decimal: Int32)
    case multipleOf(decimal: Int32)

    case stringIs(Constant)
    case stringAmong(set: Int32)
    case minLength(Int)
    case maxLength(Int)
    case pattern(Int32)
    case format(Int32)
    case content(ContentForm)

    /// Items or members.
    case minCount(Int)
    case maxCount(Int)
    case uniqueItems
    case required(Constant)
    case dependentRequired(Int32)
}

/// A step where an `unevaluated…` asks for a record of the children that have been evaluated.
enum RecordedInstruction: Sendable {
    typealias Entry = Instruction.Entry
    typealias Label = Instruction.Label

    /// Applies an entry with a record of its own; on success it is added to the record around, if there is one.
    case framed(Entry, merges: Bool)
    case anyOf(first: Int32, count: Int32, isSatisfied: Bool)
    case oneOf(first: Int32, count: Int32)
    case conditional(if: Entry, then: Entry, else: Entry)
    case contains(Label, minimum: Int32, maximum: Int32)
    case markItems(count: Int32)
    case markAll
    case unevaluatedItems(Label)
    case unevaluatedProperties(Label)
}
