import JSONCore

/// A set of kinds of value.
struct KindSet: OptionSet, Sendable, Hashable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ kind: JSONDocument.Kind) { rawValue = 1 << kind.rawValue }

    static let none: KindSet = []
    static let all = KindSet(rawValue: 0xFF)
    static let integers: KindSet = [KindSet(.integer), KindSet(.largeInteger)]
    static let numbers: KindSet = [.integers, KindSet(.fraction)]
    static let string = KindSet(.string)
    static let array = KindSet(.array)
    static let object = KindSet(.object)

    /// The kinds of some types.
    init(of types: TypeSet) {
        self = .none
        if types.contains(.null) { insert(KindSet(.null)) }
        if types.contains(.boolean) { insert(KindSet(.boolean)) }
        if types.contains(.integer) { formUnion(.integers) }
        if types.contains(.number) { formUnion(.numbers) }
        if types.contains(.string) { insert(.string) }
        if types.contains(.array) { insert(.array) }
        if types.contains(.object) { insert(.object) }
    }

    func contains(_ kind: JSONDocument.Kind) -> Bool { contains(KindSet(kind)) }
}

/// What the compiler asks of a schema again and again, found out once.
struct SchemaTraits {
    let resource: Int32
    let dialect: Dialect
    /// `true` and `false` as schemas.
    let truth: Bool?
    /// The kinds that `type` lets pass.
    private(set) var allowed = KindSet.all
    /// The kinds that any other keyword may object to.
    private(set) var concerned = KindSet.none
    /// The kinds that keywords look at which look at the value alone, `type` included where the kind does not decide.
    private(set) var asserted = KindSet.none
    /// What has to be recorded for the schema's own `unevaluated…`: nothing where the keywords beside it alone decide.
    private(set) var recorded = KindSet.none
    /// Whether any keyword applies schemas to the value itself.
    private(set) var appliesInPlace = false

    /// Looks at a node by its index, which spares a copy of it.
    init(_ index: Int, in graph: SchemaGraph) {
        resource = graph.nodes[index].resource
        dialect = graph.resources[Int(resource)].dialect
        truth = graph.nodes[index].truth
        guard truth == nil else { return }
        var keepsWhatAppliesInPlace = false
        var unevaluated = KindSet.none
        var evaluated = KindSet.none
        let keywords = graph.nodes[index].keywords
        for position in keywords.indices {
            let traits = keywords[position].keyword.traits
            if case .type(let types) = keywords[position].keyword {
                allowed = KindSet(of: types)
                // Whether a number is written as draft 4 has integers is not known by its kind.
                let isByKind = dialect.integersMayHaveFractions || types.contains(.number)
                if types.contains(.integer), !isByKind {
                    concerned.formUnion(.integers)
                    asserted.formUnion(.integers)
                }
            }
            concerned.formUnion(traits.kinds)
            switch traits.role {
            case .inPlace:
                appliesInPlace = true
                keepsWhatAppliesInPlace = true
            case .negated: appliesInPlace = true
            case .unevaluated: unevaluated.formUnion(traits.kinds)
            case .remaining: evaluated.formUnion(traits.kinds)
            case .contains where dialect.containsEvaluatesItems: recorded.insert(.array)
            case .assertion: asserted.formUnion(traits.kinds)
            case .contains, .other: break
            }
        }
        // Draft 7's `contentEncoding` and `contentMediaType` are kept as annotations.
        if dialect == .draft7, !graph.nodes[index].annotations.isEmpty { concerned.insert(.string) }
        recorded = unevaluated.subtracting(evaluated).intersection(keepsWhatAppliesInPlace ? .all : recorded)
    }
}
