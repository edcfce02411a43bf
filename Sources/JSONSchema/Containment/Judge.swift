internal import JSONCore
internal import SchemaCore

/// Puts documents before the validator.
///
/// It shares nothing with the formulas, so that a mistake on either side shows as a contradiction.
struct Judge {
    let reader: LazyValidator
    let writer: LazyValidator

    /// Whether the writer's schema accepts a document and the reader's refuses it.
    func confirms(_ witness: JSON) -> Bool {
        guard let document = JSONDocument(witness) else { return false }
        do {
            return try writer.validator().isValid(document, limits: Self.limits)
                && !reader.validator().isValid(document, limits: Self.limits)
        } catch {
            // Where one cannot be judged, nothing is shown.
            return false
        }
    }

    /// Of documents as small as a witness.
    private static let limits = ValidationLimits(baseSteps: 100_000, stepsPerValue: 1_000)
}
