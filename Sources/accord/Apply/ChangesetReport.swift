internal import JSONCore
internal import Reports

/// What a registry says that came, or would come, of some steps.
struct ChangesetReport {
    private let steps: [JSON]
    private let style: Style

    /// - Throws: `.server` when the answer is not what the API says.
    init(_ answer: JSON, style: Style) throws(Failure) {
        guard let steps = answer["steps"]?.array else {
            throw Failure(.server, "the registry answered without steps")
        }
        self.steps = steps
        self.style = style
    }

    private func count(_ result: String) -> Int { steps.count { $0["result"]?.string == result } }

    var isRefused: Bool { count("refused") > 0 }
    var isChange: Bool { count("changed") > 0 }

    /// A line for each step that changes something or cannot, and one about all.
    ///
    /// - Parameter tense: how the last line begins: `plan`, `applied`.
    func text(_ tense: String) -> String {
        var lines: [String] = []
        for step in steps {
            let subject = step["subject"]?.string ?? ""
            let name = subject.isEmpty ? "(all)" : subject.printable
            switch step["result"]?.string {
            case "refused":
                lines.append(
                    style.red("✗ ") + "\(style.bold(name)): \(what(step)) is refused: \(text(step, "message"))")
            case "changed":
                lines.append(style.green(sign(step)) + " \(style.bold(name)): \(what(step))\(verdict(step))")
            default: continue
            }
            if step["forbidden"] != nil { lines.append(style.yellow("  ! you may not: ") + text(step, "forbidden")) }
            for finding in step["check"]?["findings"]?.array ?? [] where finding["waived"]?.boolean != true {
                lines.append("    \(text(finding, "rule"))  \(text(finding, "pointer"))  \(text(finding, "message"))")
                if let witness = finding["witness"] { lines.append("      \(witness.text.printable)") }
            }
        }
        let parts = [("to change", "changed"), ("unchanged", "unchanged"), ("refused", "refused")]
        let counts = parts.map { title, result in "\(count(result)) \(title)" }.joined(separator: ", ")
        lines.append("\(tense): \(counts)")
        return lines.map { $0 + "\n" }.joined()
    }

    private func text(_ json: JSON, _ name: String) -> String { (json[name]?.string ?? "").printable }

    private func sign(_ step: JSON) -> String {
        switch step["step"]?.string {
        case "register": step["version"]?.number?.int64 == 1 ? "+" : "~"
        case "delete": "-"
        default: "~"
        }
    }

    private func what(_ step: JSON) -> String {
        switch step["step"]?.string {
        case "register": "register" + (step["version"].map { " version \($0.text)" } ?? "")
        case "configure": "change its settings"
        case "own": "change its owner"
        case "move": "move its lifecycle"
        case "delete": "delete all versions"
        default: step["step"]?.string?.printable ?? ""
        }
    }

    private func verdict(_ step: JSON) -> String {
        guard let check = step["check"], let level = check["compatibilityLevel"]?.string else { return "" }
        let versions = check["versions"]?.array?.map(\.text) ?? []
        guard let newest = versions.first else { return ", the first one that is compared with nothing" }
        let names = versions.count == 1 ? "version \(newest)" : "\(versions.count) versions"
        return ", compatible with \(names) (\(level.printable))"
    }
}
