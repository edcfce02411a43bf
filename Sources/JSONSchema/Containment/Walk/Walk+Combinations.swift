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

    static let undecidedRules = [undecided]

    static let undecided = Rule(
        id: "UNDECIDED", keyword: "", category: .undecided,
        purpose: "Checks that the comparison came to an answer.",
        fix: "Simplify what changed, or compare with a document of the writer.")
}

/// Alternatives, conditions and negations.
extension Walk {
    mutating func checkAlternatives(_ ids: [NodeID], _ obligation: Obligation) -> Bool {
        var isCause = false
        for (place, position) in allCases(of: obligation.place, violating: obligation.literal) {
            var obligation = obligation
            obligation.place = place
            obligation.position = position ?? obligation.position
            if checkAlternatives(ids, of: obligation) { isCause = true }
        }
        return isCause
    }

    /// Looks for the alternative that is meant for the values, and for what it refuses.
    private mutating func checkAlternatives(_ ids: [NodeID], of obligation: Obligation) -> Bool {
        let place = obligation.place
        let near = ids.indices.filter { allows(readerLiteral(ids[$0]), at: place) }
        let chosen = near.count == 1 ? near[0] : near.first { $0 == obligation.position }
        if let chosen, check(ids[chosen], at: place.with([!obligation.literal])) { return true }
        let values =
            obligation.position.map { "the values of alternative \($0 + 1) in {writer}" } ?? "the values of {writer}"
        return report(
            Report(
                rule: near.isEmpty ? .sumTypeNarrowed : .combinedTypeSubschemasChanged,
                change: near.isEmpty
                    ? "No alternative for \(name(of: place)) in {reader} accepts any of \(values)."
                    : "The alternatives for \(name(of: place)) in {reader} do not accept all of \(values).",
                harm: "Such values"),
            obligation)
    }

    mutating func checkExclusiveAlternatives(_ ids: [NodeID], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        let literals = ids.map { readerLiteral($0) }
        let any = make { $0.any(literals) }
        var isCause = false
        if !grants(any, at: place) {
            var part = obligation
            part.literal = any
            isCause = checkAlternatives(ids, part)
        }
        return checkOverlaps(ids, obligation) || isCause
    }

    /// Looks for values of which more than one alternative holds.
    private mutating func checkOverlaps(_ ids: [NodeID], _ obligation: Obligation) -> Bool {
        let place = obligation.place
        let literals = ids.map { readerLiteral($0) }
        var isCause = false
        for (first, one) in literals.enumerated() {
            for (second, other) in literals.enumerated().dropFirst(first + 1) {
                let apart = make { $0.any([!one, !other]) }
                if containment.solver.table.areDisjoint(one, other) || grants(apart, at: place) { continue }
                let report = Report(
                    rule: .alternativesOverlap, reader: obligation.demand.location(String(second)),
                    change: "Exactly one of the alternatives for \(name(of: place)) must match in {reader}, and its "
                        + "alternatives \(first + 1) and \(second + 1) have values in common.",
                    harm: "Values that match both")
                if self.report(report, obligation, violating: apart) { isCause = true }
            }
        }
        return isCause
    }

    mutating func checkConditional(
        _ condition: NodeID, _ then: NodeID?, _ otherwise: NodeID?, _ obligation: Obligation
    ) -> Bool {
        let holds = readerLiteral(condition)
        var isCause = false
        if let then, check(then, at: obligation.place.with([holds])) { isCause = true }
        if let otherwise, check(otherwise, at: obligation.place.with([!holds])) { isCause = true }
        return isCause
    }

    mutating func checkNegation(of id: NodeID, _ obligation: Obligation) -> Bool {
        if obligation.demand.entry.name == "oneOf",
            let ids = LenientReading.severalHolding(id, in: containment.reader)
        {
            return checkOverlaps(ids, obligation)
        }
        return report(
            Report(
                rule: .notTypeExtended,
                change: "Values of \(name(of: obligation.place)) that {writer} allows are ruled out in {reader}.",
                harm: "Such values"),
            obligation)
    }

    mutating func checkReference(_ obligation: Obligation) -> Bool {
        report(
            Report(
                rule: .undecided,
                change: "The target of a reference for \(name(of: obligation.place)) depends on the way to it.",
                harm: "Some values"),
            obligation)
    }
}
