public import JSONCore

/// Why a text is not YAML that stands for a JSON value, and where.
public struct YAMLError: Error, Sendable, Hashable {
    /// What is wrong, as a clause without the place.
    public let message: String
    public let position: SourcePosition

    init(_ message: String, _ position: SourcePosition) {
        self.message = message
        self.position = position
    }
}
