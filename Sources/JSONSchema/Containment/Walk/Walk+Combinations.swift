internal import Compatibility
internal import JSONCore

extension Rule {
    static let combinationRules = [
        sumTypeNarrowed, combinedTypeSubschemasChanged, alternativesOverlap, notTypeExtended, schemaNarrowed,
    ]

    static let sumTypeNarrowed = Rule(
        id: "SUM_TYPE_NARROWED", keyword: "anyOf", category: .combination,
        purpose: "Checks that no alternative is removed whose values no other one accepts.",
        fix: "Keep the alternative.")
    static let combinedTypeSubschemasChanged = Rule(
        id: "COMBINED_TYPE_SUBSCHEMAS_CHANGED", keyword: "anyOf", category: .combination,
        purpose: "Checks that the alternatives together accept what they did.",
        fix: "Add alternatives instead of changing those there are.")
    static let alternativesOverlap = Rule(
        id: "ONE_OF_ALTERNATIVES_OVERLAP", keyword: "oneOf", category: .combination,
        purpose: "Checks that no value matches two alternatives of which exactly one must match.",
        fix: "Tell the alternatives apart, by a constant for instance, or use \"anyOf\".")
    static let notTypeExtended = Rule(
        id: "NOT_TYPE_EXTENDED", keyword: "not", category: .combination,
        purpose: "Checks that no more values are ruled out.", fix: "Rule out what was ruled out, or less.")
    static let schemaNarrowed = Rule(
        id: "SCHEMA_NARROWED", keyword: "", category: .combination,
        purpose: "Checks that the schema as a whole accepts what it accepted.",
        fix: "Compare the document shown with both schemas.")

    static let undecidedRules = [undecided, undecidedReference]

    static let undecided = Rule(
        id: "UNDECIDED", keyword: "", category: .undecided,
        purpose: "Checks that the comparison came to an answer.",
        fix: "Simplify what changed, or compare with a document of the writer.")
    static let undecidedReference = Rule(
        id: "UNDECIDED_REFERENCE", keyword: "$dynamicRef", category: .undecided,
        purpose: "Checks that the targets of references are known.", fix: "Use \"$ref\".")
}

/// Alternatives, conditions and negations.
extension Walk {
    mutating func checkAlternatives(_ ids: [NodeID], _ obligation: Obligation) {
        for (place, position) in allCases(of: obligation.place, violating: obligation.literal) {
            var obligation = obligation
            obligation.place = place
            checkAlternatives(ids, position: position ?? obligation.position, obligation)
        }
    }

    /// Looks for the alternative that is meant for the values, and for what it refuses.
    private mutating func checkAlternatives(_ ids: [NodeID], position: Int?, _ obligation: Obligation) {
        let place = obligation.place
        let near = ids.indices.filter { allows(readerLiteral(ids[$0]), at: place) }
        let chosen = near.count == 1 ? near[0] : near.first { $0 == position }
        let count = findings.count
        if let chosen { check(ids[chosen], at: place.with([!obligation.literal])) }
        guard findings.count == count else { return }
        let alternatives = ids.count == 1 ? "the alternative" : "the \(ids.count) alternatives"
        report(
            Report(
                rule: near.isEmpty ? .sumTypeNarrowed : .combinedTypeSubschemasChanged,
                change: near.isEmpty
                    ? "Of \(alternatives) for \(name(of: place)) in {reader}, none accepts an alternative of {writer}."
                    : "Of \(alternatives) for \(name(of: place)) in {reader}, none accepts all of an alternative of "
                        + "{writer}.",
                harm: "Some of its values"),
            obligation)
    }

    mutating func checkExclusiveAlternatives(_ ids: [NodeID], _ obligation: Obligation) {
        let place = obligation.place
        let literals = ids.map { readerLiteral($0) }
        let any = make { $0.any(literals) }
        if !grants(any, at: place) {
            var part = obligation
            part.literal = any
            checkAlternatives(ids, part)
        }
        for (first, one) in literals.enumerated() {
            for (second, other) in literals.enumerated().dropFirst(first + 1) {
                let apart = make { $0.any([!one, !other]) }
                if containment.solver.table.areDisjoint(one, other) || grants(apart, at: place) { continue }
                report(
                    Report(
                        rule: .alternativesOverlap, reader: obligation.demand.location(String(second)),
                        change: "The alternatives \(first + 1) and \(second + 1) of exactly one for "
                            + "\(name(of: place)) in {reader} have values in common.",
                        harm: "Values that match both"),
                    obligation, violating: apart)
            }
        }
    }

    mutating func checkConditional(
        _ condition: NodeID, _ then: NodeID?, _ otherwise: NodeID?, _ obligation: Obligation
    ) {
        let holds = readerLiteral(condition)
        if let then { check(then, at: obligation.place.with([holds])) }
        if let otherwise { check(otherwise, at: obligation.place.with([!holds])) }
    }

    mutating func checkNegation(_ obligation: Obligation) {
        report(
            Report(
                rule: .notTypeExtended,
                change: "Values of \(name(of: obligation.place)) are ruled out in {reader} that are not in {writer}.",
                harm: "These"),
            obligation)
    }

    mutating func checkReference(_ obligation: Obligation) {
        report(
            Report(
                rule: .undecidedReference,
                change: "The target of the reference at \(name(of: obligation.place)) depends on the way to it.",
                harm: "Some values"),
            obligation)
    }
}
