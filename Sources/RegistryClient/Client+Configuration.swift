internal import JSONCore
public import SchemaCore

/// The settings of a subject, or of the registry; `nil` means not set.
public struct Settings: Sendable, Hashable {
    public var level: CompatibilityLevel?
    public var normalize: Bool?

    public init(level: CompatibilityLevel? = nil, normalize: Bool? = nil) {
        self.level = level
        self.normalize = normalize
    }

    /// The body of a request that changes what is set here and nothing else.
    fileprivate var requestBody: JSON {
        var object = JSONObject()
        if let level { object["compatibility"] = .string(level.rawValue) }
        if let normalize { object["normalize"] = .boolean(normalize) }
        return .object(object)
    }
}

extension Settings: Answered {
    /// Reads `compatibilityLevel`, as it is read and deleted, and `compatibility`, as it is set.
    init(answer: JSON) throws(MalformedAnswer) {
        guard answer.object != nil else { throw MalformedAnswer("it is no object") }
        normalize = answer["normalize"]?.boolean
        level =
            if let json = answer.optional("compatibilityLevel") ?? answer.optional("compatibility") {
                try CompatibilityLevel(answer: json)
            } else {
                nil
            }
    }
}

/// Whether settings that a subject lacks are filled in from those that apply to all.
public enum Inheritance: Sendable {
    case own, effective

    var parameter: String? {
        switch self {
        case .own: nil
        case .effective: "true"
        }
    }
}

extension Client {
    /// The settings of a subject, or of the registry when it is `nil`.
    ///
    /// - Throws: a refusal with code 40408 when the subject has no settings of its own and none are inherited.
    public func settings(of subject: Subject?, _ inheritance: Inheritance) throws(ClientError) -> Settings {
        let target = Self.settings(subject).with("defaultToGlobal", inheritance.parameter)
        return try value(OutgoingRequest(.get, target, repetition: .harmless))
    }

    /// Changes what is not `nil` in the settings of a subject, or of the registry; the rest stays.
    public func set(_ settings: Settings, of subject: Subject?) throws(ClientError) -> Settings {
        try value(
            OutgoingRequest(
                .put, Self.settings(subject), body: settings.requestBody,
                repetition: .harmless))
    }

    /// Removes the settings of a subject, or of the registry.
    ///
    /// - Returns: what they were.
    /// - Throws: a refusal with code 40401 when the subject has none.
    public func deleteSettings(of subject: Subject?) throws(ClientError) -> Settings {
        try value(OutgoingRequest(.delete, Self.settings(subject), repetition: .harmful))
    }

    private static func settings(_ subject: Subject?) -> Target {
        if let subject { Target("config", subject.qualifiedName) } else { Target("config") }
    }
}
