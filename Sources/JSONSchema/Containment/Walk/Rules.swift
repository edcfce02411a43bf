internal import Compatibility

extension Rule {
    /// Every rule of JSON Schema, by family.
    static let jsonSchema: [Rule] =
        valueRules + numberRules + stringRules + arrayRules + objectRules + combinationRules + undecidedRules
        + annotationRules
}
