internal import Compatibility
internal import JSONCore
internal import SchemaCore

/// A finding of a check, wherever the check ran, in the terms of the two schemas that the person knows.
struct CheckedFinding {
    /// The rule's id; `nil` from a registry that names none.
    var rule: String?
    var certainty: Incompatibility.Certainty
    var direction: CompatibilityLevel.Direction?
    /// The earlier schema: a version of the subject, or a file.
    var earlier: String?
    /// Where in the new schema.
    var newPointer: JSONPointer?
    /// Where in the earlier schema.
    var oldPointer: JSONPointer?
    /// Where in the document; `*` stands for any name or position.
    var instancePointer: JSONPointer?
    var newValue: JSON?
    var oldValue: JSON?
    var sentence: String
    /// A document that one accepts and the other refuses.
    var witness: JSON?
    var fix: String?
    /// What a waiver binds to.
    var fingerprint: String?
    /// Whether a waiver names it, so that it refuses nothing.
    var isWaived = false
}

extension CheckedFinding {
    /// A finding of the engine in this process.
    init(_ incompatibility: Incompatibility, _ direction: CompatibilityLevel.Direction, new: String, earlier: String) {
        rule = incompatibility.rule.id
        certainty = incompatibility.certainty
        self.direction = direction
        self.earlier = earlier
        instancePointer = incompatibility.instancePointer
        witness = incompatibility.witness
        fix = incompatibility.fix
        fingerprint = incompatibility.fingerprint
        switch direction {
        case .backward:
            newPointer = incompatibility.readerPointer
            oldPointer = incompatibility.writerPointer
            newValue = incompatibility.readerValue
            oldValue = incompatibility.writerValue
            sentence = incompatibility.message(reader: new, writer: earlier)
        case .forward:
            newPointer = incompatibility.writerPointer
            oldPointer = incompatibility.readerPointer
            newValue = incompatibility.writerValue
            oldValue = incompatibility.readerValue
            sentence = incompatibility.message(reader: earlier, writer: new)
        }
    }
}
