/// Which earlier versions a new schema of a subject must get along with, and in which direction.
public enum CompatibilityLevel: String, CaseIterable, Sendable {
    case none = "NONE"
    case backward = "BACKWARD"
    case backwardTransitive = "BACKWARD_TRANSITIVE"
    case forward = "FORWARD"
    case forwardTransitive = "FORWARD_TRANSITIVE"
    case full = "FULL"
    case fullTransitive = "FULL_TRANSITIVE"

    /// Reads a level's name in any case.
    ///
    /// - Throws: `.invalidCompatibilityLevel` for an unknown name.
    public init(parsing text: String) throws(RegistryError) {
        guard let level = CompatibilityLevel(rawValue: text.uppercased()) else { throw .invalidCompatibilityLevel }
        self = level
    }

    /// Who must be able to read whose data.
    public enum Direction: String, CaseIterable, Sendable {
        /// The new schema reads data of the old one.
        case backward
        /// The old schema reads data of the new one.
        case forward
    }

    /// How far back a comparison goes.
    public enum Depth: Sendable {
        case latest, all
    }

    /// The directions to prove; forward first where there are two, as clients expect the messages.
    public var directions: [Direction] {
        switch self {
        case .none: []
        case .backward, .backwardTransitive: [.backward]
        case .forward, .forwardTransitive: [.forward]
        case .full, .fullTransitive: [.forward, .backward]
        }
    }

    /// How many earlier versions count.
    public var depth: Depth {
        switch self {
        case .none, .backward, .forward, .full: .latest
        case .backwardTransitive, .forwardTransitive, .fullTransitive: .all
        }
    }
}

/// Under which assumption about writers and readers a verdict holds.
public enum CompatibilityPolicy: String, CaseIterable, Sendable {
    /// Every document that the writer's schema accepts counts.
    case strict = "STRICT"
    /// Writers send only what their schema declares; readers ignore what theirs does not declare and fill in defaults.
    case lenient = "LENIENT"

    /// The one that a verdict is told beside.
    public var other: CompatibilityPolicy {
        switch self {
        case .strict: .lenient
        case .lenient: .strict
        }
    }
}
