internal import JSONCore

/// A report as commands that GitHub Actions makes annotations of.
extension Report {
    /// The worst first, for only so many are shown; what is waived is not told.
    var githubCommands: String {
        let problems = schemas.compactMap { schema in
            schema.problem.map { command("error", $0.place, "Not a schema", "\(schema.name): \($0.message)") }
        }
        let findings = schemas.flatMap(\.findings).filter { $0.waiver == nil }
        let errors = findings.filter { $0.severity == .error }
        let others = findings.filter { $0.severity != .error }
        let commands = problems + errors.map { command("error", $0) } + others.map { command("warning", $0) }
        return commands.map { $0 + "\n" }.joined()
    }

    private func command(_ name: String, _ finding: ReportedFinding) -> String {
        var text = finding.message
        if finding.severity == .undecided { text = "Undecided: \(text)" }
        if let harm = finding.harm { text += "\nhurts: \(harm)" }
        if let place = finding.oldPlace { text += "\nwas at: \(place.text)" }
        if let witness = finding.witness { text += "\nexample: \(TextForm.brief(witness, limit: 1000))" }
        if let fix = finding.fix { text += "\nfix: \(fix)" }
        return command(name, finding.place, finding.rule ?? "Incompatible", text)
    }

    private func command(_ name: String, _ place: Place?, _ title: String, _ text: String) -> String {
        var properties: [(name: String, value: String)] = []
        if let place, let file = place.origin.file {
            properties.append(("file", repositoryPath(file)))
            properties.append(("line", String(place.position.line)))
            properties.append(("col", String(place.position.column)))
        }
        properties.append(("title", title))
        let list = properties.map { "\($0.name)=\(Self.escaped($0.value, isProperty: true))" }.joined(separator: ",")
        return "::\(name) \(list)::\(Self.escaped(text, isProperty: false))"
    }

    /// The text as a command may have it: a line ends a command, and so does, for a property, what separates them.
    private static func escaped(_ text: String, isProperty: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "%": escaped += "%25"
            case "\r": escaped += "%0D"
            case "\n": escaped += "%0A"
            case ":" where isProperty: escaped += "%3A"
            case "," where isProperty: escaped += "%2C"
            case _ where scalar.properties.generalCategory == .control: escaped += "?"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
