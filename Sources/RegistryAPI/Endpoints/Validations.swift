internal import Compatibility
internal import Governance
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// `/validate`: whether documents are valid, and why not; 200 in either case.
enum Validations {
    static let routes: [Route<Endpoint>] = [
        Route(
            .post, "/validate",
            Endpoint("validate", .may(.check), input: .body, refusals: [.invalidSchema], validateWhatIsGiven)),
        Route(
            .post, "/validate/ids/{id}",
            Endpoint(
                "validateWithSchema", .may(.check), input: .documents,
                refusals: [.schemaNotFound, .routeNotFound, .storedSchemaUnreadable, .storeFailure],
                reader: { call throws(RegistryError) in try LinesReader(call, try schema(call)) },
                { call throws(RegistryError) in
                    let schema = try schema(call)
                    return try judge(call, schema, framedBy: schema.id)
                })),
        Route(
            .post, "/validate/subjects/{subject}/versions/{version}",
            Endpoint(
                "validateWithVersion", .may(.check), input: .documents,
                refusals: [
                    .subjectNotFound, .versionNotFound, .invalidVersion, .storedSchemaUnreadable, .storeFailure,
                ],
                reader: { call throws(RegistryError) in try LinesReader(call, try version(call)) },
                { call throws(RegistryError) in try judge(call, try version(call), framedBy: nil) })),
    ]

    // MARK: The schema

    private static func schema(_ call: Call) throws(RegistryError) -> RegisteredValidator {
        try call.registry.validator(of: try call.id(), under: try call.subjectOfID(), formats: call.formats)
    }

    private static func version(_ call: Call) throws(RegistryError) -> RegisteredValidator {
        let selector = try call.version()
        return try call.registry.validator(of: selector, of: try call.existingSubject(), formats: call.formats)
    }

    // MARK: Documents

    private static func judge(
        _ call: Call, _ schema: RegisteredValidator, framedBy expected: SchemaID?
    ) throws(RegistryError) -> Answer {
        if MediaType.isLines(call.request.headers) {
            let reader = try LinesReader(call, schema)
            _ = reader.take(call.request.body.span)
            return try reader.answer()
        }
        let level = try call.outputLevel
        let session = schema.validator.session()
        guard MediaType.isBytes(call.request.headers) else {
            return .verdict(call.counted(session.judge(call.request.body.span, level)), level)
        }
        let frame: MessageFrame
        do throws(MessageFrame.Malformed) {
            frame = try MessageFrame(of: call.request.body)
        } catch {
            return .verdict(ValidationOutput(isValid: false, errors: [ValidationError(error.sentence)]), level)
        }
        if let expected, frame.id != expected.number {
            let error = ValidationError("The message names the schema \(frame.id); it is judged by \(expected)")
            return .verdict(ValidationOutput(isValid: false, errors: [error]), level, schemaID: frame.id)
        }
        let document = call.request.body.span.extracting(droppingFirst: MessageFrame.byteCount)
        return .verdict(call.counted(session.judge(document, level)), level, schemaID: frame.id)
    }

    // MARK: With everything in the body

    @Sendable private static func validateWhatIsGiven(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let level = try call.outputLevel
        let given = GivenSchemas(call, fields)
        let schema = try given.schema("schema", references: "references")
        let document = try given.text("document")
        let isAsserted = try fields.optional("assertFormat", .boolean) ?? false
        let validator = try call.registry.validator(of: schema, formats: isAsserted ? .assertion : .annotation)
        return .verdict(call.counted(validator.session().judge(document.utf8.span, level)), level)
    }
}

extension Call {
    /// The output, which counts as one document.
    fileprivate func counted(_ output: ValidationOutput) -> ValidationOutput {
        server.metrics.judged(valid: output.isValid ? 1 : 0, invalid: output.isValid ? 0 : 1)
        return output
    }

    /// How much of an output is asked for.
    ///
    /// - Throws: `.malformedRequest` when the parameter is no level.
    var outputLevel: ValidationOutput.Level {
        get throws(RegistryError) { try choice("output") ?? .basic }
    }

    /// What `format` is taken as.
    var formats: FormatTreatment { flag("assertFormat") ? .assertion : .annotation }
}

extension Answer {
    /// - Parameter schemaID: the number in the frame of a message.
    fileprivate static func verdict(
        _ output: ValidationOutput, _ level: ValidationOutput.Level, schemaID: Int32? = nil
    ) -> Answer {
        var members = output.members(level)
        if let schemaID { members.insert(.init(name: "schemaId", value: .number(JSONNumber(Int64(schemaID)))), at: 1) }
        return .json { $0.value(.object(JSONObject(members))) }
    }
}

/// What stands before the document in a message (Confluent's wire format): a zero, and the number of its schema in four
/// bytes, the highest first.
private struct MessageFrame {
    static let byteCount = 5

    let id: Int32

    enum Malformed: Error {
        case tooShort(Int)
        case otherMagicByte(UInt8)

        var sentence: String {
            switch self {
            case .tooShort(let count):
                "The message has \(count) bytes; a zero, the number of its schema in 4 bytes and the document were expected"
            case .otherMagicByte(let byte): "The message begins with the byte \(byte); it must begin with 0"
            }
        }
    }

    init(of message: [UInt8]) throws(Malformed) {
        if let magic = message.first, magic != 0 { throw .otherMagicByte(magic) }
        guard message.count >= Self.byteCount else { throw .tooShort(message.count) }
        id = Int32(bitPattern: message[1..<Self.byteCount].reduce(0) { $0 << 8 | UInt32($1) })
    }
}
