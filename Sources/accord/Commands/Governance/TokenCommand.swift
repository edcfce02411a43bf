internal import ArgumentParser
internal import Governance
internal import JSONCore
internal import JSONSchema
internal import RegistryClient
internal import RegistryCore
internal import SchemaCore

struct TokenCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Make, list and revoke the tokens that let principals in.",
        discussion: """
            With --store the command works on the store itself, on the machine that holds it: so the first \
            administrator comes about.
            """,
        subcommands: [Create.self, List.self, Revoke.self])

    private static let output = Listing(
        ("TOKEN", "id"), ("PRINCIPAL", "principal"), ("ROLE", "role"), ("SUBJECTS", "subjects"), ("EXPIRES", "expires"),
        ("LAST USED", "lastUsed"))

    /// A store to work on itself.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("Work on this store, without a server.", valueName: "sqlite:path"))
        var store: String?

        /// The registry of the store, when one is named.
        func local() throws(Failure) -> Registry? {
            guard let store else { return nil }
            var options = StoreOptions()
            options.store = store
            return Registry(store: try options.open(readers: 1), formats: [JSONSchemaFormat()])
        }

        /// The same to change, or to try a change on.
        func local(isTrial: Bool) throws(Failure) -> Registry? {
            let local = try local()
            guard let local, isTrial else { return local }
            Console.note("dry run: nothing is changed")
            return try local.asked { (registry) throws(RegistryError) in try registry.sandbox().registry }
        }
    }

    struct Create: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "create", abstract: "Make a token; its secret is shown once, and kept nowhere.")

        @Argument(help: "Who comes with it: a person, a team's pipeline, a service.") var principal: String
        @Option(help: ArgumentHelp("What they may do: reader, writer, steward or admin.", valueName: "role"))
        var role: Role
        @Option(help: "A name for the token; made up without it.") var id: String?
        @Option(help: ArgumentHelp("The only subjects to write to; repeatable.", valueName: "pattern"))
        var subjects: [String] = []
        @Option(help: ArgumentHelp("When it ends, as 2027-01-31T00:00:00Z; never without it.", valueName: "time"))
        var expires: String?
        @OptionGroup var output: ListingOptions
        @OptionGroup var place: Place
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            let request = try request()
            let created: JSON
            if let local = try place.local(isTrial: registry.dryRun) {
                let (token, secret) = try local.asked { (registry) throws(RegistryError) in
                    try registry.createToken(request, by: .local)
                }
                var members = token.publicMembers
                members["secret"] = .string(secret.text)
                created = .object(members)
            } else {
                created = try registry.connect().ask { client throws(ClientError) in
                    try client.post(request.json, to: GovernanceResource("tokens"))
                }
            }
            try Listing(
                ("TOKEN", "id"), ("PRINCIPAL", "principal"), ("ROLE", "role"), ("SECRET", "secret")
            ).write(created, as: output.form)
        }

        private func request() throws(Failure) -> TokenRequest {
            let json = JSON.object([
                "id": id.map { .string($0) }, "principal": .string(principal), "role": .string(role.rawValue),
                "subjects": subjects.isEmpty ? nil : .strings(subjects), "expires": expires.map { .string($0) },
            ])
            do throws(MalformedMember) {
                return try TokenRequest(json: json)
            } catch {
                throw Failure(.usage, "\(error.pointer.tokens.first ?? "the token") must be \(error.expectation)")
            }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List tokens, without their secrets.")

        @OptionGroup var output: ListingOptions
        @OptionGroup var place: Place
        @OptionGroup var registry: RegistryOptions

        func run() throws {
            let tokens: [JSON]
            if let local = try place.local() {
                tokens = try local.asked { (registry) throws(RegistryError) in try registry.tokens() }.map {
                    .object($0.publicMembers)
                }
            } else {
                tokens = try registry.connect().ask { client throws(ClientError) in
                    try client.list("tokens", of: GovernanceResource("tokens"))
                }
            }
            try TokenCommand.output.write(tokens, as: output.form)
        }
    }

    struct Revoke: ParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "End a token.")

        @Argument(help: "The id of the token.") var token: String
        @Option(help: "Why, for the record.") var reason: String?
        @OptionGroup var place: Place
        @OptionGroup var registry: ChangingOptions

        func run() throws {
            if let local = try place.local(isTrial: registry.dryRun) {
                try local.asked { (registry) throws(RegistryError) in
                    try registry.revokeToken(token, reason: reason, by: .local)
                }
            } else {
                try registry.connect().ask { client throws(ClientError) in
                    try client.remove(GovernanceResource("tokens", token).with("reason", reason))
                }
            }
        }
    }
}

extension Registry {
    /// Asks the registry of a store, and ends the command when it refuses.
    fileprivate func asked<Value>(
        _ question: (Registry) throws(RegistryError) -> Value
    ) throws(Failure) -> Value {
        do throws(RegistryError) {
            return try question(self)
        } catch {
            let status: ExitStatus =
                switch error.code {
                case .tokenNotFound: .notFound
                case .invalidGovernance: .usage
                default: .input
                }
            throw Failure(status, error.message.clause)
        }
    }
}
