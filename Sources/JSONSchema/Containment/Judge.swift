internal import JSONCore

/// Puts documents before the validator.
///
/// It shares nothing with the formulas, so that a mistake on either side shows as a contradiction.
struct Judge {
    let reader: LazyValidator
    let writer: LazyValidator

    /// Whether the writer's schema accepts a document and the reader's refuses it; where one cannot be judged, nothing is
    /// shown.
    func confirms(_ witness: JSON) -> Bool {
        writer.isValid(witness, limits: Self.limits) == true && reader.isValid(witness, limits: Self.limits) == false
    }

    /// Of documents as small as a witness.
    private static let limits = ValidationLimits(baseSteps: 100_000, stepsPerValue: 1_000)
}
