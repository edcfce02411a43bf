internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/dek-registry/v1/keks`: where the keys are that encrypt fields and messages, as Kafka clients keep and find them.
///
/// The keys of data come wrapped, and stay so: no key service is asked from here.
enum EncryptionKeys {
    private static let path = "/dek-registry/v1/keks"
    private static let writing: [RegistryError.Code] = [.storeFailure, .conflict]
    private static let removing: [RegistryError.Code] = writing + [.keyNotFound, .keySoftDeleted, .keyNotSoftDeleted]

    static let routes: [Route<Endpoint>] = keks + deks + versions

    private static let keks: [Route<Endpoint>] = [
        Route(
            .get, path,
            Endpoint(
                "listKeks", .may(.read), source: .store, refusals: [.routeNotFound, .malformedRequest, .storeFailure],
                list)
        ),
        Route(
            .post, path,
            Endpoint(
                "createKek", .may(.createKey), input: .body, refusals: writing + [.keyExists, .invalidKey], create)),
        Route(
            .get, path + "/{kek}",
            Endpoint(
                "getKek", .may(.read), source: .store, refusals: [.keyNotFound, .malformedRequest, .storeFailure], read)
        ),
        Route(
            .put, path + "/{kek}",
            Endpoint(
                "updateKek", .may(.administer), input: .body, refusals: writing + [.keyNotFound, .invalidKey], update)),
        Route(
            .delete, path + "/{kek}",
            Endpoint(
                "deleteKek", .may(.administer), success: 204, refusals: removing + [.keyInUse, .malformedRequest],
                delete)),
        Route(
            .post, path + "/{kek}/undelete",
            Endpoint(
                "undeleteKek", .may(.administer), success: 204,
                refusals: writing + [.keyNotFound, .keyNotSoftDeleted, .malformedRequest], undelete)),
    ]

    private static func kek(_ kept: Kept<KeyEncryptionKey>) -> Answer {
        let key = kept.key
        return .json { body in
            body.object { body in
                body.member("name", key.name)
                body.member("kmsType", key.serviceType)
                body.member("kmsKeyId", key.serviceKey)
                if let properties = key.properties { body.member("kmsProps") { $0.value(properties) } }
                if let note = key.note { body.member("doc", note) }
                body.member("shared", false)
                body.member("ts", kept.at.milliseconds)
                if key.isDeleted { body.member("deleted", true) }
            }
        }
    }

    @Sendable private static func list(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let prefixes = call.request.query.all("subjectPrefix").filter { !$0.isEmpty }
        let names = try call.registry.keyEncryptionKeys(
            in: try call.contextOfSubjects(), wrappingFor: prefixes, deleted: call.deleted)
        return .json { body in body.array(page.of(names)) { $0.value($1) } }
    }

    @Sendable private static func read(_ call: Call) throws(RegistryError) -> Answer {
        kek(
            try call.registry.keyEncryptionKey(
                call.parameters["kek"], in: try call.contextOfSubjects(), deleted: call.deleted))
    }

    @Sendable private static func create(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        try refuseSharing(fields)
        let key = KeyEncryptionKey(
            name: try fields.optional("name", .string) ?? "", context: try call.contextOfSubjects(),
            serviceType: try fields.optional("kmsType", .string) ?? "",
            serviceKey: try fields.optional("kmsKeyId", .string) ?? "",
            properties: try properties(fields), note: try fields.optional("doc", .string))
        return kek(try call.registry.create(key, by: call.caller))
    }

    @Sendable private static func update(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        try refuseSharing(fields)
        return kek(
            try call.registry.updateKey(
                call.parameters["kek"], in: try call.contextOfSubjects(), properties: try properties(fields),
                note: try fields.optional("doc", .string), by: call.caller))
    }

    @Sendable private static func delete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.deleteKey(
            call.parameters["kek"], in: try call.contextOfSubjects(), call.deletion, by: call.caller)
        return .nothing
    }

    @Sendable private static func undelete(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.undeleteKey(call.parameters["kek"], in: try call.contextOfSubjects(), by: call.caller)
        return .nothing
    }

    /// A shared key is one that the registry itself may use, which needs the key service.
    private static func refuseSharing(_ fields: Fields) throws(RegistryError) {
        if try fields.optional("shared", .boolean) == true {
            throw .invalidKey("shared", "must be false, as this registry asks no key service")
        }
    }

    private static func properties(_ fields: Fields) throws(RegistryError) -> JSON? {
        guard let object = try fields.optional("kmsProps", .object) else { return nil }
        guard object.members.allSatisfy({ $0.value.string != nil }) else {
            throw .malformedField("/kmsProps", expected: "an object of strings")
        }
        return .object(object)
    }
}

// MARK: - Keys of data

extension EncryptionKeys {
    private static let creating: [RegistryError.Code] =
        writing + [.keyNotFound, .keyExists, .invalidKey, .invalidSubject, .invalidVersion]
    private static let reading: [RegistryError.Code] = [.keyNotFound, .malformedRequest, .storeFailure]

    private static let deks: [Route<Endpoint>] = [
        Route(
            .get, path + "/{kek}/deks",
            Endpoint("listDekSubjects", .may(.read), source: .store, refusals: reading + [.routeNotFound], listSubjects)
        ),
        Route(
            .post, path + "/{kek}/deks",
            Endpoint("createDek", .may(.register), input: .body, refusals: creating, createDek)),
        Route(
            .get, path + "/{kek}/deks/{subject}",
            Endpoint("getDek", .may(.read), source: .store, refusals: reading, readDek)),
        Route(
            .post, path + "/{kek}/deks/{subject}",
            Endpoint("createDekOfSubject", .may(.register), input: .body, refusals: creating, createDek)),
        Route(
            .delete, path + "/{kek}/deks/{subject}",
            Endpoint("deleteDeks", .may(.delete), success: 204, refusals: removing + [.malformedRequest], deleteDek)),
        Route(
            .post, path + "/{kek}/deks/{subject}/undelete",
            Endpoint(
                "undeleteDeks", .may(.delete), success: 204,
                refusals: writing + [.keyNotFound, .keyNotSoftDeleted, .malformedRequest],
                undeleteDek)),
    ]

    private static let versions: [Route<Endpoint>] = [
        Route(
            .get, path + "/{kek}/deks/{subject}/versions",
            Endpoint("listDekVersions", .may(.read), source: .store, refusals: reading + [.routeNotFound], listVersions)
        ),
        Route(
            .get, path + "/{kek}/deks/{subject}/versions/{version}",
            Endpoint(
                "getDekVersion", .may(.read), source: .store, refusals: reading + [.invalidVersion], readDek)),
        Route(
            .delete, path + "/{kek}/deks/{subject}/versions/{version}",
            Endpoint(
                "deleteDekVersion", .may(.delete), success: 204,
                refusals: removing + [.invalidVersion, .malformedRequest], deleteDek)),
        Route(
            .post, path + "/{kek}/deks/{subject}/versions/{version}/undelete",
            Endpoint(
                "undeleteDekVersion", .may(.delete), success: 204,
                refusals: writing + [.keyNotFound, .keyNotSoftDeleted, .invalidVersion, .malformedRequest], undeleteDek)
        ),
    ]

    private static func dek(_ kept: Kept<DataEncryptionKey>) -> Answer {
        let key = kept.key
        return .json { body in
            body.object { body in
                body.member("kekName", key.key.wrappedBy)
                body.member("subject", key.key.subject.qualifiedName)
                body.member("version", key.key.version.number)
                body.member("algorithm", key.key.algorithm.rawValue)
                body.member("encryptedKeyMaterial", key.material)
                body.member("ts", kept.at.milliseconds)
                if key.isDeleted { body.member("deleted", true) }
            }
        }
    }

    @Sendable private static func listSubjects(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let subjects = try call.registry.subjects(
            ofKey: call.parameters["kek"], in: try call.contextOfSubjects(), deleted: call.deleted)
        return .json { body in body.array(page.of(subjects)) { $0.value($1.qualifiedName) } }
    }

    @Sendable private static func listVersions(_ call: Call) throws(RegistryError) -> Answer {
        let page = try call.page()
        let versions = try call.registry.versions(
            ofKey: call.parameters["kek"], try call.dekSubject(), try call.algorithm(), deleted: call.deleted)
        return .json { body in body.array(page.of(versions)) { $0.value($1.number) } }
    }

    @Sendable private static func readDek(_ call: Call) throws(RegistryError) -> Answer {
        dek(
            try call.registry.dataEncryptionKey(
                call.parameters["kek"], try call.dekSubject(), try call.algorithm(),
                try call.dekVersion() ?? .number(.first), deleted: call.deleted))
    }

    @Sendable private static func createDek(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let given = try fields.optional("subject", .string)
        guard let name = call.parameters.value("subject") ?? given else {
            throw .invalidKey("subject", "must be there")
        }
        var subject = try Subject(parsing: name)
        if !Subject.isQualified(name) { subject = Subject(context: try call.contextOfSubjects(), name: name) }
        let number = try fields.optional("version", .integer) ?? 1
        guard let version = Version(Int(number)) else { throw .invalidVersion("\(number)") }
        let key = DataEncryptionKey(
            key: .init(
                wrappedBy: call.parameters["kek"], subject: subject,
                algorithm: try fields.optional("algorithm", .named()) ?? .aes256GCM, version: version),
            material: try fields.optional("encryptedKeyMaterial", .string) ?? "")
        return dek(try call.registry.create(key, by: call.caller))
    }

    @Sendable private static func deleteDek(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.deleteKey(
            call.parameters["kek"], try call.dekSubject(), try call.algorithm(), try call.dekNumber(), call.deletion,
            by: call.caller)
        return .nothing
    }

    @Sendable private static func undeleteDek(_ call: Call) throws(RegistryError) -> Answer {
        try call.registry.undeleteKey(
            call.parameters["kek"], try call.dekSubject(), try call.algorithm(), try call.dekNumber(), by: call.caller)
        return .nothing
    }
}

extension Call {
    /// The subject of a key of data.
    ///
    /// - Throws: `.keyNotFound` for a name that can be none.
    fileprivate func dekSubject() throws(RegistryError) -> Subject {
        let text = parameters["subject"]
        do { return try Subject(parsing: text) } catch { throw .keyNotFound(text) }
    }

    /// - Throws: `.malformedRequest` for an algorithm that is none.
    fileprivate func algorithm() throws(RegistryError) -> DataEncryptionKey.Algorithm {
        guard let text = request.query["algorithm"] else { return .aes256GCM }
        guard let algorithm = DataEncryptionKey.Algorithm(rawValue: text.uppercased()) else {
            throw .invalidParameter(
                "algorithm", text, allowed: DataEncryptionKey.Algorithm.allCases.map(\.rawValue))
        }
        return algorithm
    }

    /// The version of the path; `nil` where it has none.
    fileprivate func dekVersion() throws(RegistryError) -> VersionSelector? {
        guard let text = parameters.value("version") else { return nil }
        return try VersionSelector(parsing: text)
    }

    /// The number of the version of the path; the latest one's where it asks for that.
    fileprivate func dekNumber() throws(RegistryError) -> Version? {
        switch try dekVersion() {
        case nil: return nil
        case .number(let version)?: return version
        case .latest?:
            return try registry.versions(
                ofKey: parameters["kek"], try dekSubject(), try algorithm(), deleted: .included
            ).last
        }
    }
}
