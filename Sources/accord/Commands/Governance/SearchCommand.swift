internal import ArgumentParser
internal import JSONCore
internal import RegistryClient

struct SearchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find subjects by their names, titles, descriptions and properties.",
        discussion: """
            Words are looked for as beginnings, those in camel case among them; all must be there. Without words, \
            everything that fits the other conditions is listed by name.
            """)

    @Argument(help: "What names, titles, descriptions, names of properties or labels begin with.")
    var words: [String] = []

    @Option(help: ArgumentHelp("The team that owns it, or - for nobody.", valueName: "team")) var owner: String?
    @Option(help: ArgumentHelp("The state: draft, active, deprecated or retired.", valueName: "state"))
    var state: String?
    @Option(help: "A tag, or the name or value of a property of the metadata.") var label: String?
    @Option(help: ArgumentHelp("The name of a property, exactly.", valueName: "name")) var field: String?
    @Option(help: ArgumentHelp("The draft of JSON Schema, such as 2020-12.", valueName: "draft")) var draft: String?
    @Option(help: ArgumentHelp("The most subjects to list.", valueName: "count")) var limit = 20

    @OptionGroup var output: ListingOptions
    @OptionGroup var registry: RegistryOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit must be from 1 to 1000") }
    }

    func run() throws {
        let answer = try registry.connect().ask { client throws(ClientError) in
            try client.read(
                GovernanceResource.search.with("q", words.isEmpty ? nil : words.joined(separator: " "))
                    .with("owner", owner).with("state", state).with("label", label).with("field", field)
                    .with("draft", draft).with("limit", String(limit)))
        }
        try Listing(
            ("SUBJECT", "subject"), ("VERSION", "version"), ("STATE", "state"), ("OWNER", "owner"), ("TITLE", "title")
        ).write(answer["subjects"]?.array ?? [], as: output.form)
    }
}
