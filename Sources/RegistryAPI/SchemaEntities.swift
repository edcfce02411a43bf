internal import HTTP
internal import RegistryCore
internal import SchemaCore

// How schemas are read from requests and written into answers; empty members are left out (Confluent 8.x).

extension Candidate {
    /// Reads the body of a registration, a lookup or a check.
    ///
    /// - Parameter context: the context that references without one mean.
    init(_ fields: Fields, in context: Context) throws(RegistryError) {
        let type = try fields.optional("schemaType", .string) ?? ""
        var references: [Reference] = []
        for reference in try fields.objects("references") {
            references.append(try Reference(reference, in: context))
        }
        self.init(
            type: type.isEmpty ? nil : SchemaType(type), text: try fields.optional("schema", .string) ?? "",
            references: references)
    }
}

extension Candidate.Reference {
    fileprivate init(_ fields: Fields, in context: Context) throws(RegistryError) {
        let name = try fields.required("name", .string)
        let text = try fields.required("subject", .string)
        let number = try fields.required("version", .integer)
        let subject: Subject
        do {
            subject = try Subject(parsing: text, from: context)
        } catch {
            throw .invalidReference(name, "leads to \"\(text)\", which can be no subject")
        }
        guard number == -1 || number >= 1 else { throw .referenceNotFound(subject, version: Int(number)) }
        self.init(name: name, subject: subject, version: Version(Int(number)).map { .number($0) } ?? .latest)
    }
}

/// How the subjects of references are written.
enum ReferenceFormat {
    /// Without their context where that is the schema's own.
    case relative
    /// Always with their context, unless that is the default one.
    case qualified
}

extension Call {
    var referenceFormat: ReferenceFormat {
        let format = request.query["referenceFormat"] ?? request.query["reference_format"]
        return format?.lowercased() == "qualified" ? .qualified : .relative
    }
}

extension JSONBody {
    /// `subject` and `version`.
    mutating func place(of version: RegisteredVersion) {
        member("subject", version.subject.qualifiedName)
        member("version", version.version.number)
    }

    /// `guid`, `schemaType`, `references` and `schema`.
    mutating func content(of schema: StoredSchema, in context: Context, _ format: ReferenceFormat = .relative) {
        member("guid") { $0.value(schema.guid) }
        member("schemaType", schema.definition.type.name)
        if !schema.definition.references.isEmpty {
            member("references") {
                $0.array(schema.definition.references) { $0.reference($1, in: context, format) }
            }
        }
        member("schema", schema.definition.text)
    }

    /// `ts` in milliseconds, and `deleted`.
    mutating func state(of version: RegisteredVersion) {
        member("ts", version.at.milliseconds)
        member("deleted", version.isDeleted)
    }

    /// A version of a subject with its schema.
    mutating func value(_ version: RegisteredVersion, _ format: ReferenceFormat = .relative) {
        object {
            $0.place(of: version)
            $0.member("id", version.schema.id.number)
            $0.content(of: version.schema, in: version.subject.context, format)
            $0.state(of: version)
        }
    }

    private mutating func reference(_ reference: Reference, in context: Context, _ format: ReferenceFormat) {
        let subject =
            switch format {
            case .relative: reference.subject.name(from: context)
            case .qualified: reference.subject.qualifiedName
            }
        object {
            $0.member("name", reference.name)
            $0.member("subject", subject)
            $0.member("version", reference.version.number)
        }
    }
}

extension Answer {
    /// A version of a subject with its schema.
    static func version(_ version: RegisteredVersion, _ format: ReferenceFormat = .relative) -> Answer {
        .json(capacity: capacity(for: version.schema)) { $0.value(version, format) }
    }

    /// The schema's text as it is, not as a JSON string.
    static func text(_ schema: StoredSchema) -> Answer { Answer(body: Array(schema.definition.text.utf8)) }

    /// Room for a schema's text with every byte escaped, and what stands around it.
    static func capacity(for schema: StoredSchema) -> Int { schema.definition.text.utf8.count * 2 + 512 }
}
