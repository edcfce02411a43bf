public import Compatibility
import JSONCore
public import SchemaCore

extension JSONSchemaFormat {
    /// The language with another dialect for schemas without `$schema`.
    public func reading(dialect uri: String) throws(RegistryError) -> JSONSchemaFormat {
        switch Dialect.detected(in: uri) {
        case .dialect(let dialect): return JSONSchemaFormat(defaultDialect: dialect)
        case .unsupported(let draft):
            throw .invalidSchema(type: .json, "\(draft) is not supported; use draft-04 or later")
        case .custom:
            throw .invalidSchema(
                type: .json, "\"\(uri)\" is no dialect; an example is \"\(Dialect.draft2020.rawValue)\"")
        }
    }

    /// Makes a schema ready for judging documents.
    public func validator(
        of schema: Schema, formats: FormatTreatment
    ) throws(RegistryError) -> any DocumentValidator {
        try Validator(schema.graph, formats: formats)
    }
}

extension Validator: DocumentValidator {
    public func session() -> any DocumentSession { Session(self) }
}

/// One thread's use of a validator.
private final class Session: DocumentSession {
    private let validator: Validator
    private let reader = DocumentReader()

    init(_ validator: Validator) { self.validator = validator }

    func judge(_ text: Span<UInt8>, _ level: ValidationOutput.Level) -> ValidationOutput {
        do throws(JSONError) {
            try reader.read(text)
            return try judgeDocument(text, level)
        } catch {
            return .unreadable(error)
        }
    }

    /// Judges what has been read; only what is not valid is read once more, as a tree, to say why.
    private func judgeDocument(
        _ text: Span<UInt8>, _ level: ValidationOutput.Level
    ) throws(JSONError) -> ValidationOutput {
        do throws(ValidationGaveUp) {
            if try validator.isValid(reader.document) { return .valid }
            if level == .flag { return ValidationOutput(isValid: false) }
        } catch {
            return .undecided("\(error)")
        }
        let json = try JSON(parsing: text)
        do throws(ValidationGaveUp) {
            return try validator.explain(json, map: SourceMap(text))
        } catch {
            return .undecided("\(error)")
        }
    }
}
