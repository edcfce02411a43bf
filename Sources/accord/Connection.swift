internal import RegistryClient
internal import SchemaCore

/// A registry that a command speaks to, with errors in the command's words.
struct Connection {
    let client: Client

    init(_ client: Client) { self.client = client }

    /// The registry's address, for messages.
    var address: String { client.server.text }

    /// What a request is about, so that "not found" can name it and suggest others.
    enum Topic {
        case registry
        case subject(Subject)
        case version(VersionSelector, of: Subject)
        case schema(String)
    }

    /// Asks the registry, and says what went wrong in the words of the command line.
    func ask<Value>(
        about topic: Topic = .registry, _ question: (Client) throws(ClientError) -> Value
    ) throws(Failure) -> Value {
        do throws(ClientError) {
            return try question(client)
        } catch {
            throw failure(error, about: topic)
        }
    }

    /// A version of a subject; one that is named by its number, deleted or not.
    func version(_ selector: VersionSelector, of subject: Subject) throws(Failure) -> RegisteredSchema {
        try ask(about: .version(selector, of: subject)) { client throws(ClientError) in
            try client.version(selector, of: subject, deleted: selector == .latest ? .excluded : .included)
        }
    }

    /// All that references lead to, over however many steps, by the names that are used for it.
    func referred(by references: [Reference]) throws(Failure) -> [String: RegisteredSchema] {
        var found: [String: RegisteredSchema] = [:]
        var open = references[...]
        while let reference = open.popFirst() {
            guard found[reference.name] == nil else { continue }
            let schema = try version(.number(reference.version), of: reference.subject)
            found[reference.name] = schema
            open += schema.definition.references
        }
        return found
    }

    /// The failure that an error of the client ends a command with.
    func failure(_ error: ClientError, about topic: Topic) -> Failure {
        switch error {
        case .unreachable(_, .connectionRefused):
            Failure(
                .server, "\(error)",
                advice: "is a registry running there? accord serve starts one; --url or ACCORD_URL names another")
        case .unreachable:
            Failure(.server, "\(error)", advice: "--url or ACCORD_URL says where the registry is")
        case .insecure:
            Failure(.server, "\(error)", advice: "ACCORD_CA_FILE names a file of authorities to trust")
        case .timeout: Failure(.server, "\(error)", advice: "--timeout allows more")
        case .connectionLost:
            Failure(.server, "\(error)", advice: "whether the request was carried out is not known")
        case .unexpectedAnswer:
            Failure(.server, "\(error)", advice: "is that the address of a schema registry?")
        case .refused(let refusal): failure(refusal, about: topic)
        }
    }

    private func failure(_ refusal: ClientError.Refusal, about topic: Topic) -> Failure {
        switch (refusal.code, topic) {
        case (404, _):
            Failure(
                .server, "\(address) knows no such endpoint",
                advice: "is that the address of a schema registry, with the right path?")
        case (40401, .subject(let subject)), (40401, .version(_, let subject)): notFound(subject)
        case (40402, .version(let selector, let subject)): notFound(selector, of: subject)
        case (40403, .schema(let name)): Failure(.notFound, "\(name) not found at \(address)")
        case (401, _), (403, _), (407, _), (40101, _), (40301, _):
            Failure(
                .access, "\(address) answered \(refusal.status): \(refusal.message)",
                advice: refusal.code == 40301 ? nil : "ACCORD_TOKEN holds a token, or user:password")
        default: Failure(Self.status(of: refusal), "\(address) refuses: \(refusal.message)")
        }
    }

    /// The exit status for a code of the API.
    private static func status(of refusal: ClientError.Refusal) -> ExitStatus {
        switch refusal.code {
        case 40401, 40402, 40403, 40408, 40409, 40410, 40420...40426: .notFound
        // Deleted already, or not deleted yet; referred to; not permitted in this mode.
        case 40404...40407, 42205, 42206, 42211, 42220, 412, 41201: .conflict
        case 42201, 42207, 42209, 42222, 413: .input
        case 42202, 42203, 42204, 42208, 42210, 42212, 42221, 42223, 400, 414, 422: .usage
        default:
            switch refusal.status {
            case 404: .notFound
            case 409: .conflict
            default: .server
            }
        }
    }

    private func notFound(_ subject: Subject) -> Failure {
        let message = "subject \"\(subject.qualifiedName)\" not found at \(address)"
        guard let others = try? client.subjects() else { return Failure(.notFound, message) }
        guard !others.isEmpty else { return Failure(.notFound, message, advice: "it has no subjects yet") }
        var advice = "accord list shows \(others.count)"
        if let near = Suggestion.nearest(to: subject.qualifiedName, among: others.map(\.qualifiedName)) {
            advice += "; did you mean \"\(near)\"?"
        }
        return Failure(.notFound, message, advice: advice)
    }

    private func notFound(_ selector: VersionSelector, of subject: Subject) -> Failure {
        let name =
            switch selector {
            case .number(let version): "version \(version)"
            case .latest: "latest version"
            }
        let message = "\(name) of subject \"\(subject.qualifiedName)\" not found at \(address)"
        guard let others = try? client.versions(of: subject), let first = others.first, let last = others.last else {
            return Failure(.notFound, message)
        }
        let advice =
            if others.count == 1 {
                "it has version \(first)"
            } else if others.count <= 10 {
                "it has versions \(others.map(\.description).joined(separator: ", "))"
            } else {
                "it has \(others.count) versions from \(first) to \(last)"
            }
        return Failure(.notFound, message, advice: advice)
    }
}
