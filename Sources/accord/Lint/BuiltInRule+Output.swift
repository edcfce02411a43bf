internal import Governance
internal import JSONCore
internal import Reports
internal import SchemaCore

extension BuiltInRule {
    /// The rule as commands print it.
    var json: JSON {
        .object([
            "id": .string(id.rawValue), "purpose": .string(purpose),
            "options": .array(
                options.map { option in
                    .object([
                        "name": .string(option.name), "purpose": .string(option.purpose),
                        "values": option.choices.map { .strings($0) }, "default": option.standard,
                    ])
                }),
        ])
    }

    /// The rule for a person, with what a policy can set about it.
    func text(_ style: Style) -> String {
        var lines = [style.bold(id.rawValue), "  \(purpose)"]
        for option in options {
            let values = option.choices.map { " One of \($0.joined(separator: ", "))." } ?? ""
            lines.append("  \(option.name): \(option.purpose)\(values)")
            lines.append(style.dim("    default \(option.standard.text)"))
        }
        let setting: JSON =
            options.first.map {
                ["severity": "error", "options": .object([($0.name): $0.standard])]
            } ?? "error"
        lines += ["", "In a policy", "  \(JSON.object(["rules": .object([id.rawValue: setting])]).text)"]
        return lines.joined(separator: "\n") + "\n"
    }

    /// A line of the options with their defaults.
    var optionsInBrief: String {
        options.isEmpty ? "-" : options.map { "\($0.name)=\($0.defaultInBrief)" }.joined(separator: " ")
    }
}

extension BuiltInRule.Option {
    /// The values of which one is to be chosen, where there are such.
    fileprivate var choices: [String]? {
        switch form {
        case .choice(let names): names
        case .count, .texts, .patterns: nil
        }
    }

    fileprivate var defaultInBrief: String {
        let text = standard.text
        return text.utf8.count <= 60 ? text : "[\(standard.array?.count ?? 0) terms]"
    }
}
