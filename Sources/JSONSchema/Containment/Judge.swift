internal import JSONCore
internal import SchemaCore

/// Puts documents before the validator.
///
/// It shares nothing with the formulas, so that a mistake on either side shows as a contradiction.
final class Judge {
    private let reader: SchemaGraph
    private let writer: SchemaGraph
    /// Compiled when the first document comes.
    private lazy var validators = Self.validators(reader, writer)

    init(reader: SchemaGraph, writer: SchemaGraph) {
        self.reader = reader
        self.writer = writer
    }

    /// Whether the writer's schema accepts a document and the reader's refuses it.
    func confirms(_ witness: JSON) -> Bool {
        guard let validators, let document = JSONDocument(witness) else { return false }
        do {
            return try validators.writer.isValid(document, limits: Self.limits)
                && !validators.reader.isValid(document, limits: Self.limits)
        } catch {
            return false
        }
    }

    /// Of documents as small as a witness.
    private static let limits = ValidationLimits(baseSteps: 100_000, stepsPerValue: 1_000)

    private static func validators(
        _ reader: SchemaGraph, _ writer: SchemaGraph
    ) -> (reader: Validator, writer: Validator)? {
        do {
            return (reader: try Validator(reader), writer: try Validator(writer))
        } catch {
            return nil
        }
    }
}
