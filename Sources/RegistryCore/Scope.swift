public import SchemaCore

/// What settings apply to.
public enum Scope: Sendable, Hashable {
    /// Every subject of a context that has no settings of its own; ``Context/everywhere`` means every context.
    case context(Context)
    case subject(Subject)

    /// The default context, whose settings the API calls global.
    public static let global = Scope.context(.standard)
    /// Every context that has no settings of its own.
    public static let everywhere = Scope.context(.everywhere)

    /// Reads a subject's name, or the name of the empty subject of a context, which means the context itself.
    ///
    /// - Throws: `.invalidSubject`, as ``Subject/init(parsing:)``.
    public init(parsing text: String) throws(RegistryError) {
        let subject = Subject(qualifiedName: text)
        self = subject.name.isEmpty ? .context(subject.context) : .subject(try Subject(parsing: text))
    }

    /// The scope as a subject, as answers name it: that of a context is the context's empty subject.
    public var subject: Subject {
        switch self {
        case .context(let context): Subject(context: context, name: "")
        case .subject(let subject): subject
        }
    }

    public var context: Context { subject.context }

    /// The stream that the scope's settings are part of.
    var stream: Stream {
        switch self {
        case .context: .settings
        case .subject(let subject): .subject(subject)
        }
    }

    /// The stream that every version of a subject in the scope moves.
    var streamOfSubjects: Stream {
        switch self {
        case .context(let context): .subjects(context)
        case .subject(let subject): .subject(subject)
        }
    }

    /// Where settings for this scope are looked for, the nearest first.
    var path: [Scope] {
        switch self {
        case .everywhere: [.everywhere]
        case .context: [self, .everywhere]
        case .subject(let subject): [self, .context(subject.context), .everywhere]
        }
    }
}
