public import Governance
public import SchemaCore

/// What is known of a subject to those who search.
public struct SearchEntry: Sendable, Hashable {
    public var subject: Subject
    /// The version that the rest is about: the latest, or the highest where none is.
    public var version: Version
    public var state: LifecycleState
    public var text: SearchText
    public var standing: Standing

    public init(
        subject: Subject, version: Version, state: LifecycleState, text: SearchText, standing: Standing
    ) {
        self.subject = subject
        self.version = version
        self.state = state
        self.text = text
        self.standing = standing
    }
}

/// What governance says of a subject, which changes although the subject does not.
public struct Standing: Sendable, Hashable {
    /// The name of the team; `nil` for an orphan.
    public var owner: String?
    /// How many findings of policies it has.
    public var errors: Int
    public var warnings: Int

    public init(owner: String?, errors: Int = 0, warnings: Int = 0) {
        self.owner = owner
        self.errors = errors
        self.warnings = warnings
    }
}

/// A step of the index for searching.
public enum SearchChange: Sendable, Hashable {
    case entry(SearchEntry)
    /// Another standing of a subject that is in the index.
    case standing(Subject, Standing)
    case removed(Subject)
}

/// What somebody searches for; all that is given must fit.
public struct SearchQuery: Sendable, Hashable {
    public enum Owner: Sendable, Hashable {
        case team(String)
        case nobody
    }

    /// The beginnings of words in names, titles, descriptions and names of properties.
    public var words: [String]
    public var owner: Owner?
    public var state: LifecycleState?
    public var label: String?
    /// The name of a property.
    public var field: String?
    public var dialect: String?
    public var page: Page

    public init(
        words: [String] = [], owner: Owner? = nil, state: LifecycleState? = nil, label: String? = nil,
        field: String? = nil, dialect: String? = nil, page: Page = .all
    ) {
        self.words = words
        self.owner = owner
        self.state = state
        self.label = label
        self.field = field
        self.dialect = dialect
        self.page = page
    }

    /// The words of a text: letters and digits, whatever stands between them.
    public static func words(in text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber }.map { $0.lowercased() }
    }
}

/// What belongs to a team.
public struct TeamCounts: Sendable, Hashable {
    /// `nil` for subjects that nobody owns.
    public var team: String?
    public var subjects = 0
    public var versions: [LifecycleState: Int] = [:]
    /// Deprecated versions whose sunset has come.
    public var overdue = 0
    /// Subjects that break a policy, and those that only are warned.
    public var failing = 0
    public var warned = 0

    public init(team: String?) { self.team = team }
}
