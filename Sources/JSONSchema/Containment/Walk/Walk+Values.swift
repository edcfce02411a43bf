internal import Compatibility
internal import JSONCore

extension Rule {
    static let valueRules = [
        typeNarrowed, typeChanged, enumArrayAdded, enumArrayNarrowed, enumArrayChanged, falseSchemaAdded,
    ]

    static let typeNarrowed = Rule(
        id: "TYPE_NARROWED", keyword: "type", category: .type,
        purpose: "Checks that no type of the writer's values is taken away.",
        fix: "Keep every type that was allowed, and add new ones beside them.")
    static let typeChanged = Rule(
        id: "TYPE_CHANGED", keyword: "type", category: .type,
        purpose: "Checks that the type is not replaced by another one.",
        fix: "Add the new type beside the old one, or give the value a new name.")
    static let enumArrayAdded = Rule(
        id: "ENUM_ARRAY_ADDED", keyword: "enum", category: .value,
        purpose: "Checks that values are not limited to a list where they were not.",
        fix: "Leave the values open, or give the limited ones a new name.")
    static let enumArrayNarrowed = Rule(
        id: "ENUM_ARRAY_NARROWED", keyword: "enum", category: .value,
        purpose: "Checks that no value leaves a list of values.",
        fix: "Keep the values that were allowed, and mark them as deprecated in the description.")
    static let enumArrayChanged = Rule(
        id: "ENUM_ARRAY_CHANGED", keyword: "enum", category: .value,
        purpose: "Checks that no value of a list of values is replaced by others.",
        fix: "Add the new values to the list and keep the old ones.")
    static let falseSchemaAdded = Rule(
        id: "FALSE_SCHEMA_ADDED", keyword: "false", category: .value,
        purpose: "Checks that no place is closed to all values.",
        fix: "Keep the schema that was there.")
}

/// Types, and lists of values.
extension Walk {
    mutating func checkType(_ types: TypeSet, _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var grant: Grant?
        var granted = TypeSet.all
        for other in grants(at: place) {
            if case .type(let types) = other.entry.keyword { (grant, granted) = (other, types) }
        }
        let isNarrower = granted.contains(types) || (granted.contains(.number) && types == .integer)
        let writer = grant == nil ? "any" : Self.phrase(granted)
        let lost = lostTypes(types, obligation.demand, at: place)
        return report(
            Report(
                rule: isNarrower ? .typeNarrowed : .typeChanged, writer: grant?.location(),
                readerValue: Self.json(types), writerValue: grant == nil ? nil : Self.json(granted),
                change:
                    "The type of \(name(of: place)) is \(writer) in {writer} and \(Self.phrase(types)) in {reader}.",
                harm: lost.isEmpty
                    ? "Values of other types"
                    : lost == .number && types.contains(.integer)
                        ? "Numbers with a fraction" : "Values of type \(Self.phrase(lost))"),
            obligation)
    }

    /// The types of values that the writer allows at a place and that a set of types lacks.
    private mutating func lostTypes(_ types: TypeSet, _ demand: Demand, at place: Place) -> TypeSet {
        let dialect = containment.reader.resources[Int(demand.node.resource)].dialect
        let kept = Kinds(types, dialect: dialect)
        var lost: TypeSet = []
        for (_, type) in TypeSet.names where type != .number || !types.contains(.integer) {
            let kinds = Kinds(type, dialect: dialect).subtracting(kept)
            let literal = make { $0.kinds(kinds) }
            if !kinds.isEmpty, shows(literal, at: place) { lost.insert(type) }
        }
        if types.contains(.integer), shows(make { $0.kinds(.fraction) }, at: place) { lost.insert(.number) }
        if lost.contains(.number) { lost.remove(.integer) }
        return lost
    }

    private static func names(_ types: TypeSet) -> [String] {
        TypeSet.names.filter { types.contains($0.type) }.map(\.name)
    }

    private static func phrase(_ types: TypeSet) -> String {
        let names = names(types)
        guard let last = names.last, names.count > 1 else { return names.first ?? "none" }
        return names.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func json(_ types: TypeSet) -> JSON {
        let names = names(types).map { JSON.string($0) }
        return names.count == 1 ? names[0] : .array(names)
    }

    mutating func checkList(_ values: [JSON], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        var grant: Grant?
        var granted: [JSON] = []
        for other in grants(at: place) {
            if case .enumeration(let values) = other.entry.keyword { (grant, granted) = (other, values) }
            if case .const(let value) = other.entry.keyword { (grant, granted) = (other, [value]) }
        }
        let kept = ValueSet(values)
        let lost = granted.filter { !kept.contains($0) }
        let isNarrower = values.allSatisfy(ValueSet(granted).contains)
        let rule: Rule = grant == nil ? .enumArrayAdded : isNarrower ? .enumArrayNarrowed : .enumArrayChanged
        let change =
            grant == nil
            ? "The values of \(name(of: place)) are limited to \(Self.phrase(values)) in {reader}, and not in {writer}."
            : "The values of \(name(of: place)) are \(Self.phrase(granted)) in {writer} and "
                + "\(Self.phrase(values)) in {reader}."
        return report(
            Report(
                rule: rule, writer: grant?.location(), readerValue: Self.json(obligation.demand.entry.keyword),
                writerValue: grant.flatMap { Self.json($0.entry.keyword) }, change: change,
                harm: lost.isEmpty
                    ? "Other values"
                    : lost.count == 1
                        ? "Documents with the value \(Self.phrase(lost))"
                        : "Documents with the values \(Self.phrase(lost))"),
            obligation)
    }

    private static func json(_ keyword: Keyword) -> JSON? {
        if case .enumeration(let values) = keyword { return .array(values) }
        if case .const(let value) = keyword { return value }
        return nil
    }

    /// Some values as JSON; long lists are cut.
    static func phrase(_ values: [JSON]) -> String {
        let texts = values.prefix(8).map { value in
            let text = value.text
            return text.unicodeScalars.count > 60 ? String(text.prefix(57)) + "…" : text
        }
        let rest = values.count - texts.count
        return texts.joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}
