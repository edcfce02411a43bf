/// How many of what a report has.
struct Summary {
    var schemas = 0
    var errors = 0
    var warnings = 0
    var undecided = 0
    var waived = 0
    /// Schemas that are none.
    var unreadable = 0

    init(_ schemas: [CheckedSchema]) {
        self.schemas = schemas.count
        unreadable = schemas.count { $0.problem != nil }
        for finding in schemas.flatMap(\.findings) {
            switch finding.severity {
            case _ where finding.waiver != nil: waived += 1
            case .error: errors += 1
            case .warning: warnings += 1
            case .undecided: undecided += 1
            }
        }
    }

    var findings: Int { errors + warnings + undecided + waived }

    /// `3 findings: 1 error, 2 warnings`; `nil` when there are none.
    var text: String? {
        guard findings > 0 else { return nil }
        let counts = [
            errors == 0 ? nil : counted(errors, "error"), warnings == 0 ? nil : counted(warnings, "warning"),
            undecided == 0 ? nil : "\(undecided) undecided", waived == 0 ? nil : "\(waived) waived",
        ].compactMap(\.self)
        return "\(counted(findings, "finding")): \(counts.joined(separator: ", "))"
    }
}

/// A number with its noun.
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
