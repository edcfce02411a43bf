public import Compatibility
import JSONCore
public import SchemaCore

extension JSONSchemaFormat {
    /// The language with another dialect for schemas without `$schema`.
    public func reading(dialect uri: String) throws(RegistryError) -> JSONSchemaFormat {
        switch Dialect.detected(in: uri) {
        case .dialect(let dialect): return JSONSchemaFormat(defaultDialect: dialect, formats: formats)
        case .unsupported(let draft):
            throw .invalidSchema(type: .json, "\(draft) is not supported; use draft-04 or later")
        case .custom:
            throw .invalidSchema(
                type: .json, "\"\(uri)\" is no dialect; an example is \"\(Dialect.draft2020.rawValue)\"")
        }
    }

    /// The language with formats as assertions, or as what the schema's own meta-schema makes them.
    public func reading(formats: FormatTreatment) -> JSONSchemaFormat {
        JSONSchemaFormat(defaultDialect: defaultDialect, formats: formats)
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

    init(_ validator: Validator) { self.validator = validator }

    func judge(_ text: Span<UInt8>, _ level: ValidationOutput.Level) -> ValidationOutput {
        do throws(JSONError) {
            let json = try JSON(parsing: text)
            return judge(json, level) { SourceMap(text) }
        } catch {
            return .unreadable(error)
        }
    }

    private func judge(_ json: JSON, _ level: ValidationOutput.Level, _ map: () -> SourceMap) -> ValidationOutput {
        do throws(ValidationGaveUp) {
            if try validator.isValid(json) { return .valid }
            switch level {
            case .flag: return ValidationOutput(isValid: false)
            case .basic, .detailed: return try validator.explain(json, map: map())
            }
        } catch {
            return .undecided("\(error)")
        }
    }
}
