public import JSONCore
public import SchemaCore

// The keys of encryption that a registry keeps for clients.

extension Client {
    /// The keys of a context that wrap others, as the registry tells of them, deleted ones too; none from a registry that
    /// keeps no keys.
    public func keyEncryptionKeys(in context: Context) throws(ClientError) -> [JSON] {
        guard let names = try keyTexts(at: [], in: context) else { return [] }
        var keys: [JSON] = []
        for name in names {
            keys.append(try json(OutgoingRequest(.get, keyTarget([name], in: context), repetition: .harmless)))
        }
        return keys
    }

    /// The keys of data that a key wraps, as the registry tells of them, deleted ones too.
    ///
    /// - Parameter algorithms: what the keys may be for.
    public func dataEncryptionKeys(
        of name: String, in context: Context, algorithms: [String]
    ) throws(ClientError) -> [JSON] {
        var keys: [JSON] = []
        for subject in try keyTexts(at: [name, "deks"], in: context) ?? [] {
            for algorithm in algorithms {
                let path = [name, "deks", subject, "versions"]
                guard let versions = try present(keyTarget(path, in: context).with("algorithm", algorithm)) else {
                    continue
                }
                for version in versions.array ?? [] {
                    let target = keyTarget(path + [version.text], in: context).with("algorithm", algorithm)
                    keys.append(try json(OutgoingRequest(.get, target, repetition: .harmless)))
                }
            }
        }
        return keys
    }

    private func keyTexts(at path: [String], in context: Context) throws(ClientError) -> [String]? {
        guard let answer = try present(keyTarget(path, in: context)) else { return nil }
        guard let texts = answer.array?.compactMap(\.string) else {
            throw unexpected("the names of keys are no strings")
        }
        return texts
    }

    private func keyTarget(_ path: [String], in context: Context) -> Target {
        Target(path: ["dek-registry", "v1", "keks"] + path).with("deleted", "true")
            .with("context", context.isStandard ? nil : context.name)
    }
}
