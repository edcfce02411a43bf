// The wording of what is refused about requests.

extension RegistryError {
    public static func invalidSubject(_ text: String) -> RegistryError {
        RegistryError(.invalidSubject, "The specified subject '\(text)' is not a valid.")
    }

    public static func invalidVersion(_ text: String) -> RegistryError {
        RegistryError(
            .invalidVersion,
            "The specified version '\(text)' is not a valid version id. "
                + "Allowed values are between [1, 2^31-1] and the string \"latest\"")
    }

    public static let invalidCompatibilityLevel = RegistryError(
        .invalidCompatibilityLevel,
        "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, "
            + "forward_transitive, and full_transitive")

    public static let invalidMode = RegistryError(
        .invalidMode, "Invalid mode. Valid values are READWRITE, READONLY, IMPORT and FORWARD.")

    public static let forwardIsGlobal = RegistryError(.invalidMode, "Forward mode only supported on global level")

    /// A context whose name cannot stand in a path.
    public static func invalidContext(_ text: String) -> RegistryError {
        RegistryError(.malformedRequest, "The context '\(text)' holds a colon inside its name")
    }

    /// A body that is not JSON.
    public static func malformedBody(_ reason: String) -> RegistryError {
        RegistryError(.malformedRequest, "The request body is not JSON: \(reason)")
    }

    /// A field of the wrong type: where it is, what it should be.
    public static func malformedField(_ pointer: String, expected: String) -> RegistryError {
        RegistryError(.malformedRequest, "The request body is malformed: \(pointer) must be \(expected)")
    }

    /// A parameter of the query that has another value than it may have.
    public static func invalidParameter(_ name: String, _ value: String, allowed: [String]) -> RegistryError {
        RegistryError(
            .malformedRequest,
            "The parameter \(name) is '\(value)'; it must be one of \(allowed.joined(separator: ", "))")
    }

    /// A parameter that should be a moment.
    public static func invalidMoment(_ name: String, _ value: String) -> RegistryError {
        invalidParameter(name, value, allowed: ["a revision, from 0", "a time as RFC 3339 has it"])
    }

    /// A request that does more than the log has, with `dryRun`.
    public static let untriable = RegistryError(
        .malformedRequest, "'dryRun' is not for this request: what it does cannot be taken back")

    /// A moment to look at that has not come yet.
    public static func revisionIsAhead(_ revision: Revision, head: Revision) -> RegistryError {
        RegistryError(
            .malformedRequest, "There is no revision \(revision.number) yet; the newest is \(head.number)")
    }

    public static func momentIsAhead(_ time: Timestamp, now: Timestamp) -> RegistryError {
        RegistryError(.malformedRequest, "\(time.rfc3339) has not come yet; it is \(now.rfc3339)")
    }

    public static func momentsOutOfOrder(_ from: Revision, _ to: Revision) -> RegistryError {
        RegistryError(
            .malformedRequest, "Revision \(to.number) is before revision \(from.number); ask the other way round")
    }

    public static func tooManyEvents(between from: Revision, _ to: Revision, limit: Int) -> RegistryError {
        RegistryError(
            .malformedRequest,
            "Between revisions \(from.number) and \(to.number) more than \(limit) events lie; ask for a part of them")
    }

    public static func missingBody(_ argument: String) -> RegistryError {
        RegistryError(.missingBody, "\(argument) must not be null (was null)")
    }

    /// A refusal of the HTTP layer itself, in the words of the protocol.
    public static func http(_ code: Code, _ status: Int, _ reason: String) -> RegistryError {
        RegistryError(code, "HTTP \(status) \(reason)")
    }
}
