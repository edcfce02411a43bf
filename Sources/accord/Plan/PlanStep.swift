internal import JSONCore
internal import Reports
internal import SchemaCore

/// What a registry needs so that a subject is as a file and accord.yaml say.
struct PlanStep {
    enum Action: String {
        /// The subject has the schema already.
        case none = "unchanged"
        case register
        /// The registry would refuse it, or it is no schema.
        case refused
    }

    /// Another level for the subject.
    struct LevelChange {
        /// `nil` when the subject has none of its own.
        var own: CompatibilityLevel?
        var effective: CompatibilityLevel?
        var wanted: CompatibilityLevel
    }

    var file: String
    var subject: Subject
    var text: String
    /// What the schema refers to: the name that it uses, and the subject whose newest version it then is.
    var references: [(name: String, subject: Subject)] = []
    var level: LevelChange?
    var action = Action.none
    /// The version that it has, or is to get.
    var version = Version.first
    /// What stands against it.
    var checked: CheckedSchema?

    var isChange: Bool { action != .none || level != nil }

    func definition(_ versions: [Subject: Version]) -> Definition {
        let references = references.map { reference in
            Reference(
                name: reference.name, subject: reference.subject, version: versions[reference.subject] ?? .first)
        }
        return Definition(type: .json, text: text, references: references)
    }
}

extension PlanStep {
    func text(_ style: Style) -> String {
        let name = subject.qualifiedName.printable
        var lines: [String] = []
        switch action {
        case .none: if level == nil { lines.append("  = \(name)  version \(version)  \(style.dim(file.printable))") }
        case .register:
            lines.append(style.green("  + \(name)  version \(version)") + "  \(style.dim(file.printable))")
        case .refused: lines.append(style.red("  ✗ \(name)  refused") + "  \(style.dim(file.printable))")
        }
        if let level {
            let before = level.effective?.rawValue ?? "none"
            lines.append(style.yellow("  ~ \(name)  level \(before) -> \(level.wanted.rawValue)"))
        }
        return lines.map { $0 + "\n" }.joined()
    }

    var json: JSON {
        .object([
            "subject": .string(subject.qualifiedName), "file": .string(file), "action": .string(action.rawValue),
            "version": action == .refused ? nil : .integer(version.number),
            "level": level.map { level in
                .object([
                    "from": level.effective.map { .string($0.rawValue) }, "to": .string(level.wanted.rawValue),
                ])
            },
            "references": references.isEmpty
                ? nil
                : .array(
                    references.map { reference in
                        .object([
                            "name": .string(reference.name), "subject": .string(reference.subject.qualifiedName),
                        ])
                    }),
        ])
    }
}
