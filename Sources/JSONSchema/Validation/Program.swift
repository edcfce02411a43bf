import JSONCore
import Pattern

/// A schema made ready for judging documents: flat arrays that refer to each other by index.
///
/// A *label* is a schema as it is applied somewhere. It has one *entry* for each kind of value, so that what a schema says
/// about strings costs nothing when the value is a number, and a wrong type is known without running anything.
final class Program: Sendable {
    /// The code of all entries, one after the other; each ends with `.accept`.
    let code: [Instruction]
    /// Where the code for label × kind begins, or ``accepted`` or ``rejected``.
    let entries: [Int32]
    /// Entries, labels and names that instructions list.
    let lists: [Int32]
    /// One array of all constants: the values of `const` and `enum`, and the names of properties as strings.
    let constants: JSONDocument
    /// The hashes of the constants that are names, by their index.
    let constantNames: [UInt64]
    let decimals: [ExactDecimal]
    let sets: [HashedSet]
    let setSlots: [SetSlot]
    let propertyTables: [PropertyTable]
    let nameSlots: [NameSlot]
    let patternProperties: [PatternProperty]
    let dependencies: [Dependencies]
    let dependentSchemas: [HashedSet]
    let patterns: [CompiledPattern]
    let patternParts: [BytePattern.Part]
    let patternAlternatives: [PatternAlternative]
    let searches: [Search]
    let formats: [Format]
    let dynamicReferences: [DynamicReference]
    /// The label of the schema itself.
    let root: Int32
    /// The resource that the dynamic scope begins with, when a dynamic reference may ask for it.
    let rootScope: Int32?
    /// Whether a schema leads back to itself without a step into the document.
    let mayLoop: Bool

    /// The entry of what every value of the kind passes.
    static let accepted: Int32 = -1
    /// The entry of what no value of the kind passes.
    static let rejected: Int32 = -2
    /// The label that stands for "nothing to check".
    static let noLabel: Int32 = -1
    /// The entry that stands for "nothing to check".
    static let noEntry: Int32 = -1
    /// The number of kinds, and so of entries that a label has.
    static let kinds = 8

    init(_ parts: Parts) {
        code = parts.code
        entries = parts.entries
        lists = parts.lists
        constants = parts.constants
        // The constants are the items of the root, right behind it; what follows are their children.
        let constants = parts.constants
        constantNames = constants.nodes.prefix(1 + constants.nodes[0].count).map {
            $0.kind == .string ? constants.textHash($0) : 0
        }
        decimals = parts.decimals
        sets = parts.sets
        setSlots = parts.setSlots
        propertyTables = parts.propertyTables
        nameSlots = parts.nameSlots
        patternProperties = parts.patternProperties
        dependencies = parts.dependencies
        dependentSchemas = parts.dependentSchemas
        patterns = parts.patterns
        patternParts = parts.patternParts
        patternAlternatives = parts.patternAlternatives
        searches = parts.searches
        formats = parts.formats
        dynamicReferences = parts.dynamicReferences
        root = parts.root
        rootScope = parts.rootScope
        mayLoop = parts.mayLoop
    }
}

// MARK: - Tables

extension Program {
    /// Constants by their hash: slots from `first`, as many as `mask + 1`, open addressing.
    struct HashedSet: Sendable {
        var first: Int32
        var mask: Int32
    }

    struct SetSlot: Sendable {
        var hash: UInt64
        /// The constant, or -1.
        var value: Int32
    }

    /// What `properties`, `patternProperties`, `additionalProperties` and `required` of one schema say together.
    struct PropertyTable: Sendable {
        var names: HashedSet
        var requiredCount: Int32
        /// Patterns for names that are not in the table.
        var firstPattern: Int32
        var patternCount: Int32
        /// The label for names that neither the table nor a pattern knows, or ``noLabel``.
        var additional: Int32
        var isTracked: Bool
    }

    struct NameSlot: Sendable {
        var hash: UInt64
        /// The name among the constants, or -1.
        var name: Int32
        /// A label (of a dependent schema, an entry; of a dependent name, its number), or with a `count` other than 1 the
        /// place of a list of labels.
        var first: Int32
        var count: Int32
        var isRequired: Bool
        /// Whether `properties` or a pattern names it, so that it is not additional.
        var isNamed: Bool
        /// Whether the patterns have to be tried.
        var checksPatterns: Bool

        static let empty = NameSlot(
            hash: 0, name: -1, first: 0, count: 0, isRequired: false, isNamed: false, checksPatterns: false)

        /// A slot that holds one number.
        static func single(_ number: Int32) -> NameSlot {
            NameSlot(
                hash: 0, name: -1, first: number, count: 1, isRequired: false, isNamed: true, checksPatterns: false)
        }
    }

    /// How a pattern is searched for.
    enum CompiledPattern: Sendable {
        /// By one pass for each of some ``patternAlternatives``.
        case bytes(first: Int32, count: Int32)
        /// By the engine, with one of the ``searches``.
        case search(Int32)
    }

    /// A range of ``patternParts`` that a text has to consist of, or to begin with.
    struct PatternAlternative: Sendable {
        var first: Int32
        var count: Int32
        var reachesEnd: Bool
    }

    /// A pattern by reference: to call it costs less than to copy it.
    final class Search: Sendable {
        let pattern: Pattern

        init(_ pattern: Pattern) { self.pattern = pattern }
    }

    struct PatternProperty: Sendable {
        var pattern: Int32
        var label: Int32
    }

    /// `dependentRequired`: all names of the keyword, and in a list for each trigger its number, how many it asks for, and
    /// theirs.
    struct Dependencies: Sendable {
        var names: HashedSet
        var nameCount: Int32
        var firstRule: Int32
        var ruleCount: Int32
    }

    /// A reference whose target is found in the dynamic scope.
    struct DynamicReference: Sendable {
        /// Resources and the entry of the target in each, in the order of the resources.
        var candidates: [(resource: Int32, entry: Int32)]
        /// The entry when no resource in scope has a target.
        var initial: Int32
    }

    /// What a program is made of.
    struct Parts {
        var code: [Instruction] = []
        var entries: [Int32] = []
        var lists: [Int32] = []
        var constants: JSONDocument
        var decimals: [ExactDecimal] = []
        var sets: [HashedSet] = []
        var setSlots: [SetSlot] = []
        var propertyTables: [PropertyTable] = []
        var nameSlots: [NameSlot] = []
        var patternProperties: [PatternProperty] = []
        var dependencies: [Dependencies] = []
        var dependentSchemas: [HashedSet] = []
        var patterns: [CompiledPattern] = []
        var patternParts: [BytePattern.Part] = []
        var patternAlternatives: [PatternAlternative] = []
        var searches: [Search] = []
        var formats: [Format] = []
        var dynamicReferences: [DynamicReference] = []
        /// The label of the schema itself.
        var root: Int32 = 0
        var rootScope: Int32?
        var mayLoop = false
    }
}
