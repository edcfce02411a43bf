internal import Compatibility
internal import JSONCore
internal import Reports
internal import SchemaCore

/// What is different between two schemas, and what each difference breaks.
struct SchemaDifference {
    /// What a policy says of it.
    struct Judgement {
        var policy: CompatibilityPolicy
        var backward: Verdict
        var forward: Verdict
        /// Of each of ``changes``, in their order.
        var verdicts: [(backward: Verdict, forward: Verdict)]
        var bump: VersionBump
        /// Why, as a sentence.
        var reason: String
    }

    /// A difference with where it is.
    struct Change {
        var change: SchemaChange
        var place: Place?
        var oldPlace: Place?
    }

    var old: SchemaSource
    var new: SchemaSource
    var changes: [Change]
    /// The one that a person chose first.
    var judgements: [Judgement]

    /// - Parameter policy: what is told first.
    /// - Throws: when one of the texts is no schema.
    init<Format: SchemaFormat>(
        from old: SchemaSource, to new: SchemaSource, format: Format, policy: CompatibilityPolicy
    ) throws(UnreadableSchema) {
        let check = OfflineCheck(format: format, level: .full, policy: policy)
        let schemas = (old: try check.parse(old, .earlier), new: try check.parse(new, .new))
        let found = format.changes(from: schemas.old, to: schemas.new)
        judgements = [policy, policy.other].map { policy in
            let backward = format.compare(
                reader: schemas.new, writer: schemas.old, policy: policy, budget: .standard)
            let forward = format.compare(
                reader: schemas.old, writer: schemas.new, policy: policy, budget: .standard)
            let verdicts = found.judged(backward: backward, forward: forward).map { ($0.backward, $0.forward) }
            return Judgement(
                policy: policy, backward: backward.verdict, forward: forward.verdict, verdicts: verdicts,
                bump: VersionBump(found, backward: backward.verdict, forward: forward.verdict),
                reason: VersionBump.reason(
                    backward: backward.verdict, forward: forward.verdict, changes: found))
        }
        var (oldPlaces, newPlaces) = (SourcePlaces(old), SourcePlaces(new))
        changes = found.map { change in
            Change(
                change: change, place: newPlaces.place(of: change.newPointer, in: change.newDocument),
                oldPlace: oldPlaces.place(of: change.oldPointer, in: change.oldDocument))
        }
        self.old = old
        self.new = new
    }
}

// MARK: - For programs

extension SchemaDifference {
    var json: JSON {
        .object([
            "old": .string(old.name), "new": .string(new.name),
            "verdicts": byPolicy { Self.json($0.backward, $0.forward) },
            "bump": byPolicy { .object(["level": .string($0.bump.rawValue), "reason": .string($0.reason)]) },
            "changes": .array(changes.indices.map(json)),
        ])
    }

    private func json(ofChange position: Int) -> JSON {
        let change = changes[position].change
        return .object([
            "kind": .string(change.kind.rawValue), "message": .string(change.message),
            "pointer": change.newPointer.map { .string($0.description) },
            "oldPointer": change.oldPointer.map { .string($0.description) },
            "document": change.newDocument.isEmpty ? nil : .string(change.newDocument),
            "oldDocument": change.oldDocument.isEmpty ? nil : .string(change.oldDocument),
            "instancePointer": .string(change.instancePointer.description), "oldValue": change.oldValue,
            "newValue": change.newValue,
            "verdicts": byPolicy { Self.json($0.verdicts[position].backward, $0.verdicts[position].forward) },
            "place": changes[position].place?.json, "oldPlace": changes[position].oldPlace?.json,
        ])
    }

    private func byPolicy(_ value: (Judgement) -> JSON) -> JSON {
        .object(
            JSONObject(judgements.map { JSONObject.Member(name: $0.policy.rawValue, value: value($0)) }))
    }

    private static func json(_ backward: Verdict, _ forward: Verdict) -> JSON {
        .object(["backward": .string(backward.rawValue), "forward": .string(forward.rawValue)])
    }
}

// MARK: - For people

extension SchemaDifference {
    func text(_ style: Style) -> String {
        var text = style.bold("\(old.name.printable) -> \(new.name.printable)") + "\n"
        for judgement in judgements {
            text +=
                "  \(judgement.policy.rawValue.padded(to: 8))  backward \(Self.word(judgement.backward, style)), "
                + "forward \(Self.word(judgement.forward, style)); version: \(style.bold(judgement.bump.rawValue))\n"
            text += "            \(style.dim(judgement.reason))\n"
        }
        for kind in Self.order {
            let positions = changes.indices.filter { changes[$0].change.kind == kind }
            guard !positions.isEmpty else { continue }
            text += "\n\(style.bold(Self.title(kind)))\n"
            for position in positions { text += self.text(ofChange: position, style) }
        }
        return text + (changes.isEmpty ? "\nNothing is different.\n" : "")
    }

    /// What breaks most first.
    private static let order: [SchemaChange.Kind] = [
        .removal, .typeChange, .rename, .semantic, .structural, .additive, .annotation,
    ]

    private static func title(_ kind: SchemaChange.Kind) -> String {
        switch kind {
        case .additive: "Added"
        case .removal: "Removed"
        case .rename: "Renamed"
        case .typeChange: "Types changed"
        case .structural: "Put together otherwise"
        case .semantic: "Demands changed"
        case .annotation: "Said otherwise, with the same documents"
        }
    }

    private func text(ofChange position: Int, _ style: Style) -> String {
        let (change, place) = (changes[position].change, changes[position].place ?? changes[position].oldPlace)
        var parts = [mark(ofChange: position, style), change.message.printable]
        if let place { parts.append(style.dim(place.text.printable)) }
        var lines = ["  " + parts.joined(separator: "  ")]
        if change.oldValue != nil || change.newValue != nil, change.kind != .additive, change.kind != .removal {
            lines.append("\(Self.brief(change.oldValue)) -> \(Self.brief(change.newValue))")
        }
        if let breaks = breaks(position) { lines.append(style.yellow(breaks)) }
        return lines.joined(separator: "\n     ") + "\n"
    }

    private func mark(ofChange position: Int, _ style: Style) -> String {
        switch changes[position].change.kind {
        case .additive: style.green("+")
        case .removal: style.red("-")
        case .rename, .typeChange, .structural, .semantic: style.yellow("~")
        case .annotation: style.dim("·")
        }
    }

    /// What a change breaks under each policy; `nil` when it breaks nothing.
    private func breaks(_ position: Int) -> String? {
        let parts = judgements.compactMap { judgement -> String? in
            let verdict = judgement.verdicts[position]
            let words = [("backward", verdict.backward), ("forward", verdict.forward)].compactMap {
                (direction, verdict) -> String? in
                switch verdict {
                case .compatible: nil
                case .incompatible: "breaks \(direction)"
                case .undecided: "may break \(direction)"
                }
            }
            return words.isEmpty ? nil : "\(judgement.policy.rawValue): \(words.joined(separator: ", "))"
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private static func word(_ verdict: Verdict, _ style: Style) -> String {
        switch verdict {
        case .compatible: style.green(verdict.rawValue)
        case .incompatible: style.red(verdict.rawValue)
        case .undecided: style.yellow(verdict.rawValue)
        }
    }

    private static func brief(_ value: JSON?) -> String {
        guard let value else { return "(none)" }
        let text = value.text.printable
        return text.unicodeScalars.count <= 60 ? text : String(text.unicodeScalars.prefix(59)) + "…"
    }
}

extension String {
    fileprivate func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
