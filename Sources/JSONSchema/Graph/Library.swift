internal import JSONCore
internal import SchemaCore

/// The texts that a schema may refer to: those given by name, and the published meta-schemas.
struct Library {
    /// What a schema without `$schema` is read as.
    let defaultDialect: Dialect
    private let given: [ByteString: Definition]
    /// Names of the given texts by the URI that they are relative to the empty one: `./a.json` is `a.json`.
    private let names: [ByteString: String]
    /// What ``identified()`` found; most schemas never ask.
    private var identifiers: [ByteString: String]?
    private var decoded: [ByteString: Result<JSON, SchemaFault.Reason>] = [:]

    init(references: [String: Definition], dialect: Dialect) {
        defaultDialect = dialect
        var given: [ByteString: Definition] = [:]
        var names: [ByteString: String] = [:]
        for (name, definition) in references.sorted(by: { $0.key < $1.key }) {
            given[ByteString(name)] = definition
            names[ByteString(Self.uri(of: name))] = name
        }
        self.given = given
        self.names = names
    }

    private static func uri(of name: String) -> String {
        URIReference(name).resolved(against: URIReference("")).textWithoutFragment
    }

    /// A text that can be referred to.
    struct Entry {
        let name: String
        let text: String
        let json: JSON
    }

    /// The name of the text that a reference means: of a given one by its absolute URI or by what it says, else of a
    /// published one.
    func name(for uri: URIReference, written reference: URIReference) -> String? {
        let written = reference.textWithoutFragment
        return names[ByteString(uri.textWithoutFragment)] ?? names[ByteString(Self.uri(of: written))]
            ?? (given[ByteString(written)] == nil ? nil : written)
            ?? (Metaschemas.text(uri.textWithoutFragment) == nil ? nil : uri.textWithoutFragment)
    }

    /// The name of the given text that says it is `uri`, when none has it as its name.
    mutating func name(identifying uri: URIReference) -> String? {
        let identifiers = self.identifiers ?? identified()
        self.identifiers = identifiers
        return identifiers[ByteString(uri.textWithoutFragment)]
    }

    /// The names of the given texts by what they say they are; of texts that say the same, the first by name.
    private mutating func identified() -> [ByteString: String] {
        var identifiers: [ByteString: String] = [:]
        for name in given.keys.map(\.text).sorted().reversed() {
            guard case .success(let json) = decode(name) else { continue }
            for keyword in ["id", "$id"] {
                guard let text = json[keyword]?.string else { continue }
                identifiers[ByteString(URIReference(text).textWithoutFragment)] = name
            }
        }
        return identifiers
    }

    /// A given text, decoded; on failure, why it cannot be referred to.
    mutating func entry(_ name: String) -> Result<Entry, SchemaFault.Reason> {
        decode(name).map { Entry(name: name, text: definition(name)?.text ?? "", json: $0) }
    }

    private func definition(_ name: String) -> Definition? {
        given[ByteString(name)] ?? Metaschemas.text(name).map { Definition(type: .json, text: $0) }
    }

    private mutating func decode(_ name: String) -> Result<JSON, SchemaFault.Reason> {
        if let known = decoded[ByteString(name)] { return known }
        guard let definition = definition(name) else { return .failure(.unknownDocument(uri: name)) }
        let result = Self.decode(definition, name)
        decoded[ByteString(name)] = result
        return result
    }

    private static func decode(_ definition: Definition, _ name: String) -> Result<JSON, SchemaFault.Reason> {
        guard definition.type == .json else { return .failure(.otherLanguage(reference: name, definition.type)) }
        do {
            return .success(try JSON(parsing: definition.text))
        } catch {
            return .failure(.notJSON(reference: name, error))
        }
    }
}

// MARK: - Dialects

extension Library {
    /// How a resource is read.
    struct Reading {
        var dialect: Dialect
        var vocabularies = Vocabularies.standard
    }

    /// How a resource with this `$schema` is read: as its meta-schema says, where that is published or given; by draft 7
    /// otherwise, as other registries do.
    mutating func reading(schema uri: String) -> Result<Reading, SchemaFault.Reason> {
        if case .dialect(let dialect) = Dialect.detected(in: uri) { return Self.reading(dialect, nil) }
        var uri = uri
        var visited: Set<String> = []
        var vocabulary: JSONObject?
        while visited.insert(uri).inserted {
            switch Dialect.detected(in: uri) {
            case .dialect(let dialect): return Self.reading(dialect, vocabulary)
            case .unsupported(let draft): return .failure(.unsupportedDraft(draft))
            case .custom: break
            }
            let reference = URIReference(uri)
            guard let name = name(for: reference, written: reference) ?? name(identifying: reference),
                case .success(let metaschema) = decode(name)
            else { break }
            vocabulary = vocabulary ?? metaschema["$vocabulary"]?.object
            guard let next = metaschema["$schema"]?.string else { break }
            uri = next
        }
        return Self.reading(vocabulary.flatMap(Self.dialect) ?? .draft7, vocabulary)
    }

    private static func reading(
        _ dialect: Dialect, _ vocabulary: JSONObject?
    ) -> Result<Reading, SchemaFault.Reason> {
        // Drafts before 2019-09 know no vocabularies.
        guard let vocabulary, dialect >= .draft2019 else { return .success(Reading(dialect: dialect)) }
        var used: Vocabularies = .core
        for member in vocabulary.members {
            let requirement: Vocabularies.Requirement = member.value.boolean == true ? .required : .optional
            switch (Vocabularies.named(member.name, requirement: requirement), requirement) {
            case (let known?, _): used.formUnion(known)
            case (nil, .required): return .failure(.unknownVocabulary(member.name))
            case (nil, .optional): continue
            }
        }
        return .success(Reading(dialect: dialect, vocabularies: used))
    }

    /// The dialect whose vocabularies a meta-schema uses, for one that describes itself.
    private static func dialect(of vocabulary: JSONObject) -> Dialect? {
        if vocabulary.names.contains(where: { $0.hasPrefix("https://json-schema.org/draft/2020-12/") }) {
            return .draft2020
        }
        return vocabulary.names.contains { $0.hasPrefix("https://json-schema.org/draft/2019-09/") } ? .draft2019 : nil
    }
}
