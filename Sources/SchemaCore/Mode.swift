/// What may be written to the subjects of a scope.
public enum Mode: String, CaseIterable, Sendable {
    case readWrite = "READWRITE"
    case readOnly = "READONLY"
    /// The same as `readOnly`; kept apart since clients set and read it by its own name.
    case readOnlyOverride = "READONLY_OVERRIDE"
    /// Schemas come with the ids and versions that another registry gave them.
    case `import` = "IMPORT"
    /// Schemas with ids come from another registry that forwards them.
    case forward = "FORWARD"

    /// Reads a mode's name in any case.
    ///
    /// - Throws: `.invalidMode` for an unknown name.
    public init(parsing text: String) throws(RegistryError) {
        guard let mode = Mode(rawValue: text.uppercased()) else { throw .invalidMode }
        self = mode
    }

    /// What a mode lets in.
    public enum Writing: Sendable {
        case nothing
        /// Schemas that get their ids here.
        case own
        /// Schemas that bring the ids they have elsewhere, as they are.
        case foreign
    }

    public var writing: Writing {
        switch self {
        case .readWrite: .own
        case .readOnly, .readOnlyOverride: .nothing
        case .import, .forward: .foreign
        }
    }
}
