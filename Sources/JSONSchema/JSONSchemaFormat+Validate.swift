public import Compatibility
import JSONCore
public import SchemaCore

extension JSONSchemaFormat {
    /// The language with another dialect for schemas without `$schema`.
    public func reading(dialect uri: String) throws(RegistryError) -> JSONSchemaFormat {
        switch Dialect.detected(in: uri) {
        case .dialect(let dialect): return JSONSchemaFormat(defaultDialect: dialect, formats: formats, base: base)
        case .unsupported(let draft):
            throw .invalidSchema(type: .json, "\(draft) is not supported; use draft-04 or later")
        case .custom:
            throw .invalidSchema(
                type: .json, "\"\(uri)\" is no dialect; an example is \"\(Dialect.draft2020.rawValue)\"")
        }
    }

    /// The language with formats as assertions, or as what the schema's own meta-schema makes them.
    public func reading(formats: FormatTreatment) -> JSONSchemaFormat {
        JSONSchemaFormat(defaultDialect: defaultDialect, formats: formats, base: base)
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
    private var evaluator: Evaluator

    init(_ validator: Validator) {
        self.validator = validator
        evaluator = validator.evaluator()
    }

    func judge(_ text: Span<UInt8>, _ level: ValidationOutput.Level) -> ValidationOutput {
        do throws(JSONError) {
            switch try evaluator.verdict(on: text, reader) {
            case .success(true): return .valid
            case .success(false): return level == .flag ? ValidationOutput(isValid: false) : try explain(text)
            case .failure(let reason): return .undecided("\(reason)")
            }
        } catch {
            return .unreadable(error)
        }
    }

    /// Says what is wrong with a document, which is read once more for that, as a tree.
    private func explain(_ text: Span<UInt8>) throws(JSONError) -> ValidationOutput {
        let json = try JSON(parsing: text)
        do throws(ValidationGaveUp) {
            return try validator.explain(json, map: SourceMap(text))
        } catch {
            return .undecided("\(error)")
        }
    }
}

extension Evaluator {
    /// The verdict on a document, which is read into the memory of the one before.
    fileprivate mutating func verdict(
        on text: Span<UInt8>, _ reader: DocumentReader
    ) throws(JSONError) -> Result<Bool, ValidationGaveUp> {
        try reader.read(text, into: &document)
        return Result { () throws(ValidationGaveUp) in try isValid() }
    }
}
