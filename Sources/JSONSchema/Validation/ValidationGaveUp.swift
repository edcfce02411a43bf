import JSONCore

/// Why it could not be decided whether a document is valid.
public enum ValidationGaveUp: Error, Sendable, Hashable {
    /// The work exceeds what a document of this size is granted.
    case tooManySteps
    /// Schemas or values are nested too deeply.
    case tooDeep
    /// References lead back to where they started without a step into the document.
    case endlessReferences
    /// A regular expression took too many steps on some text.
    case pattern(String)
    /// The document has more text or values than can be addressed.
    case tooLarge
}

extension ValidationGaveUp: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooManySteps: "it takes more steps than a document of this size is granted"
        case .tooDeep: "schemas and values are nested too deeply"
        case .endlessReferences: "references of the schema lead back to themselves without going into the document"
        case .pattern(let source): "matching the pattern \"\(source)\" takes too many steps"
        case .tooLarge: "the document is too large"
        }
    }
}

/// How much work a validation may take.
struct ValidationLimits: Sendable {
    /// Applications of schemas, for any document.
    var baseSteps = 10_000_000
    /// Applications of schemas more, for each value of the document.
    var stepsPerValue = 1_000
    /// Applications of schemas within each other, for a verdict.
    var depth = 1_000
    /// The same for an explanation, which takes more of the stack.
    var explanationDepth = 600

    /// From the first of many searches for patterns on.
    static let timeForPatterns = Duration.seconds(2)

    static let standard = ValidationLimits()

    func steps(for document: JSONDocument) -> Int { baseSteps + stepsPerValue * document.nodes.count }
}

/// The time that searches for patterns take, of which nobody knows how many steps they have.
struct PatternTime {
    private var searches = 0
    private var since: ContinuousClock.Instant?

    /// Counts a search; from the first few on, all of them together get some time.
    mutating func spend() throws(ValidationGaveUp) {
        searches &+= 1
        guard searches & 0xF == 0 else { return }
        let now = ContinuousClock.now
        if now - (since ?? now) > ValidationLimits.timeForPatterns { throw .tooManySteps }
        since = since ?? now
    }
}

/// Work that is granted to several validations together.
struct ValidationAllowance {
    /// What is left.
    var steps: Int
    var searches = PatternTime()
}
