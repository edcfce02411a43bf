internal import JSONCore
internal import RegistryClient
internal import RegistryCore
internal import Reports
internal import SchemaCore

/// The changes that make another registry, asked over its API, from nothing.
struct RegistrySource: ChangeSource {
    let connection: Connection

    /// How many versions are asked for at a time; no registry gives more.
    private static let pageSize = 500

    func forEachChange(_ body: (Change) throws(Failure) -> Void) throws(Failure) {
        let contexts = try ask { (client) throws(ClientError) in try client.contexts() }
        var scopes: [Scope] = [.everywhere] + contexts.map { .context($0) }
        for context in contexts { scopes += try forEachVersion(of: context, body).map { .subject($0) } }
        for context in contexts { try forEachKey(of: context, body) }
        for scope in scopes { try forEachSetting(of: scope, body) }
        // At the end, since a registry that is being imported from may be read-only.
        for scope in scopes {
            let name = try ask { (client) throws(ClientError) in try client.mode(ofScope: scope.pathName) }
            // The global mode is told even where none is set.
            guard let mode = name.flatMap({ Mode(rawValue: $0) }), scope != .global || mode != .readWrite else {
                continue
            }
            try body(.modeSet(scope, mode))
        }
    }

    private func ask<Value>(_ question: (Client) throws(ClientError) -> Value) throws(Failure) -> Value {
        try connection.ask(question)
    }

    /// - Returns: the subjects.
    private func forEachVersion(
        of context: Context, _ body: (Change) throws(Failure) -> Void
    ) throws(Failure) -> [Subject] {
        var subjects: [Subject] = []
        var live: [Version]?
        var highest: SchemaID?
        var associations: [Association] = []
        var offset = 0
        while true {
            let from = offset
            let page = try ask { (client) throws(ClientError) in
                try client.listedVersions(in: context, offset: from, limit: Self.pageSize)
            }
            for listed in page {
                if subjects.last != listed.subject {
                    subjects.append(listed.subject)
                    live = nil
                    associations = []
                }
                if highest == nil {
                    let given = try ask { (client) throws(ClientError) in
                        try client.highestID(in: context, knowing: listed.id)
                    }
                    highest = given ?? listed.id
                }
                highest = max(highest ?? listed.id, listed.id)
                try body(
                    .versionRegistered(
                        Registration(
                            subject: listed.subject, version: listed.version, id: listed.id,
                            definition: listed.definition, at: listed.at)))
                if try isDeleted(listed, &live) { try body(.versionDeleted(listed.subject, listed.version)) }
                // Each version of a subject tells them.
                for association in listed.associations where !associations.contains(association) {
                    associations.append(association)
                    try body(.associationSet(association))
                }
            }
            if page.count < Self.pageSize { break }
            offset += page.count
        }
        if let highest { try body(.idsReserved(context, highest)) }
        return subjects
    }

    /// Whether a version is deleted; registries before 8.0 do not say so in lists.
    private func isDeleted(_ listed: ListedVersion, _ live: inout [Version]?) throws(Failure) -> Bool {
        if let isDeleted = listed.isDeleted { return isDeleted }
        let versions =
            if let live { live } else {
                try ask { (client) throws(ClientError) in try client.liveVersions(of: listed.subject) }
            }
        live = versions
        return !versions.contains(listed.version)
    }

    /// The keys of encryption; those that the other registry could unwrap itself are left to the clients here.
    private func forEachKey(of context: Context, _ body: (Change) throws(Failure) -> Void) throws(Failure) {
        let keys = try ask { (client) throws(ClientError) in try client.keyEncryptionKeys(in: context) }
        for answer in keys {
            let key = try decoded { () throws(MalformedMember) in try KeyEncryptionKey(answer: answer, in: context) }
            try body(.recordSet(key.recordKey, key.json, reason: nil))
            let wrapped = try ask { (client) throws(ClientError) in
                try client.dataEncryptionKeys(
                    of: key.name, in: context, algorithms: DataEncryptionKey.Algorithm.allCases.map(\.rawValue))
            }
            for answer in wrapped {
                let key = try decoded { () throws(MalformedMember) in try DataEncryptionKey(json: answer) }
                try body(.recordSet(key.recordKey, key.json, reason: nil))
            }
        }
    }

    private func decoded<Key>(_ read: () throws(MalformedMember) -> Key) throws(Failure) -> Key {
        do throws(MalformedMember) {
            return try read()
        } catch {
            throw Failure(
                .input,
                "\(connection.address) has a key that cannot be taken over: \(error.pointer) must be \(error.expectation)"
            )
        }
    }

    private func forEachSetting(of scope: Scope, _ body: (Change) throws(Failure) -> Void) throws(Failure) {
        let object = try ask { (client) throws(ClientError) in try client.settings(ofScope: scope.pathName) }
        guard let object else { return }
        var configuration = Configuration()
        do throws(MalformedMember) {
            try configuration.merge(object)
        } catch {
            throw Failure(
                .input,
                "\(connection.address) has settings of \(scope.label) that cannot be taken over: \(error.pointer) must be "
                    + error.expectation)
        }
        try body(.configurationSet(scope, configuration))
    }
}

extension Scope {
    /// The name in the path of a request; none for the global scope.
    fileprivate var pathName: String? { self == .global ? nil : subject.qualifiedName }

    /// The name in a message.
    var label: String { self == .global ? "all subjects" : subject.qualifiedName.printable }
}
