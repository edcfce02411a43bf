internal import JSONCore

/// A namespace of subjects, schema ids and settings; the default one is `.`.
public struct Context: Sendable {
    /// Begins with a dot.
    public let name: String

    public static let standard = Context(unchecked: ".")
    /// No context of its own: the scope of settings that hold in every context.
    public static let everywhere = Context(unchecked: ".__GLOBAL")

    private init(unchecked name: String) { self.name = name }

    /// A context by its name; one without the leading dot gets it.
    public init(_ name: String) {
        self.init(unchecked: name.utf8.first == UInt8(ascii: ".") ? name : "." + name)
    }

    /// Whether this is the default context.
    public var isStandard: Bool { name == "." }
}

extension Context: Hashable {
    public static func == (left: Context, right: Context) -> Bool { left.name.isIdentical(to: right.name) }

    public func hash(into hasher: inout Hasher) { name.hashBytes(into: &hasher) }
}

/// The name under which the versions of one schema live.
///
/// Written `name` in the default context and `:.context:name` in another.
public struct Subject: Sendable {
    public let context: Context
    /// The name inside the context, as the client decoded it; any text without control characters.
    public let name: String

    /// The longest name that is taken, in bytes.
    public static let nameBytesLimit = 1024

    public init(context: Context = .standard, name: String) {
        self.context = context
        self.name = name
    }

    /// Reads the qualified form (`:.ctx:name`) or the plain one.
    ///
    /// - Throws: `.invalidSubject` when the name holds control characters, is reserved, or is too long.
    public init(parsing text: String) throws(RegistryError) {
        self = Self.split(text)
        guard !name.isEmpty, name.utf8.count <= Self.nameBytesLimit,
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }),
            !Self.reservedNames.contains(name), context != .everywhere
        else { throw .invalidSubject(text) }
    }

    /// The same name in another context.
    public func moved(to context: Context) -> Subject { Subject(context: context, name: name) }

    /// Whether a name says in which context it is meant.
    public static func isQualified(_ text: String) -> Bool {
        text.utf8.starts(with: ":.".utf8) && text.utf8.dropFirst(2).contains(UInt8(ascii: ":"))
    }

    /// Reads a name as a schema of some context refers to it: one without a context means that context.
    ///
    /// - Throws: `.invalidSubject`, as ``init(parsing:)``.
    public init(parsing text: String, from context: Context) throws(RegistryError) {
        let subject = try Subject(parsing: text)
        self = Self.isQualified(text) ? subject : subject.moved(to: context)
    }

    private static let reservedNames: Set<String> = ["__GLOBAL", "__EMPTY"]

    private static func split(_ text: String) -> Subject {
        let bytes = text.utf8
        guard bytes.starts(with: ":.".utf8),
            let end = bytes.dropFirst().firstIndex(of: UInt8(ascii: ":"))
        else { return Subject(name: text) }
        let context = String(text[text.index(after: text.startIndex)..<end])
        return Subject(context: Context(context), name: String(text[text.index(after: end)...]))
    }

    /// The subject with this qualified name, as ``qualifiedName`` gave it once; the name is not checked again.
    public init(qualifiedName: String) { self = Self.split(qualifiedName) }

    /// The form that names the subject in answers, logs and files.
    public var qualifiedName: String { context.isStandard ? name : ":\(context.name):\(name)" }

    /// The shortest form that ``init(parsing:from:)`` reads as this subject.
    public func name(from context: Context) -> String {
        self.context == context ? name : ":\(self.context.name):\(name)"
    }
}

extension Subject: Hashable {
    public static func == (left: Subject, right: Subject) -> Bool {
        left.qualifiedName.isIdentical(to: right.qualifiedName)
    }

    public func hash(into hasher: inout Hasher) { qualifiedName.hashBytes(into: &hasher) }
}

extension Subject: CustomStringConvertible {
    public var description: String { qualifiedName }
}
