internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import RegistryCore
internal import Reports
internal import SchemaCore

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Tell what happened to a subject, when and by whom.",
        discussion: "Oldest first. \"accord audit list\" tells what happened to everything else.")

    @Argument(help: "The subject.", completion: .subjects) var subject: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    func run() throws {
        let name = try SubjectArgument.subject(subject).qualifiedName
        let events = try registry.connect().ask { client throws(ClientError) in
            try client.list("events", of: GovernanceResource("events").with("subject", name))
        }
        guard !events.isEmpty else {
            throw Failure(
                .notFound, "nothing has ever happened to subject \"\(name.printable)\"",
                advice: "accord list shows the subjects")
        }
        switch output.form {
        case .json: try Console.line(JSON.array(events).indentedText)
        case .table:
            var table = Table("AT", "REVISION", "PRINCIPAL", "WHAT")
            for event in events {
                table.append(
                    row: ["at", "revision", "principal"].map { Listing.cell(event[$0]) }
                        + [Happening(event).sentence])
            }
            try Console.write(table.text)
        }
    }
}

/// An event as a person tells it.
struct Happening {
    private let kind: String
    private let payload: JSON

    init(_ event: JSON) {
        kind = event["kind"]?.string ?? ""
        payload = event["payload"] ?? [:]
    }

    var sentence: String {
        let reasons = [payload["lifecycle"]?["reason"], payload["value"]?["reason"], payload["reason"]]
        let reason = reasons.lazy.compactMap { $0?.string }.first
        return what + (reason.map { ": \($0)" } ?? "")
    }

    private var what: String {
        switch Change.Kind(rawValue: kind) {
        case .versionRegistered:
            "registered version \(text("version"))\(payload["lifecycle"] == nil ? "" : " as a draft"), id \(text("id"))"
        case .versionDeleted: "deleted version \(text("version"))"
        case .versionErased: "erased version \(text("version"))"
        case .subjectDeleted: "deleted the subject, versions \(text("versions"))"
        case .subjectErased: "erased the subject, versions \(text("versions"))"
        case .configurationSet: "set the configuration to \(payload.text)"
        case .configurationCleared: "cleared the configuration"
        case .modeSet: "set the mode to \(text("mode"))"
        case .modeCleared: "cleared the mode"
        case .associationSet: "tied it to \(text("resourceType")) \(text("resourceName"))"
        case .associationRemoved: "untied it from \(text("resourceType")) \(text("resourceId"))"
        case .lifecycleSet: "moved version \(text("version")) to \(text(in: payload["lifecycle"], "state"))\(sunset)"
        case .ownerSet: "gave it to team \(text(in: payload["value"], "team"))"
        case .ownerRemoved: "took its owner away"
        case .transferSet: "offered it to team \(text(in: payload["value"], "to"))"
        case .transferRemoved: "ended the offer to another team"
        case .waiverSet: "waiver \(text("name")) is \(text(in: payload["value"], "status"))"
        case .waiverRemoved: "removed waiver \(text("name"))"
        case .dataEncryptionKeySet:
            "key \(text(in: payload["value"], "version")), wrapped by \(text(in: payload["value"], "kekName")), "
                + (payload["value"]?["deleted"] == true ? "is deleted" : "is kept")
        case .dataEncryptionKeyRemoved: "erased a key"
        case .idsReserved, .contextDeleted, .teamSet, .teamRemoved, .ownershipRulesSet, .ownershipRulesRemoved,
            .policySet, .policyRemoved, .tokenSet, .tokenRemoved, .webhookSet, .webhookRemoved,
            .keyEncryptionKeySet, .keyEncryptionKeyRemoved, nil:
            // Not of one subject, or of a registry that knows more kinds.
            kind.replacing("-", with: " ")
        }
    }

    private var sunset: String { payload["lifecycle"]?["sunset"]?.string.map { ", until \($0)" } ?? "" }

    private func text(_ member: String) -> String { text(in: payload, member) }

    private func text(in json: JSON?, _ member: String) -> String { Listing.cell(json?[member]) }
}
