// The wording of what governance refuses: who may not, which states and dates do not fit, what is not there.

// MARK: - Who

extension RegistryError {
    /// A request without credentials, or with ones that are not known or have expired.
    public static let unauthenticated = RegistryError(
        .unauthenticated,
        "Who asks is not known: send a token as \"Authorization: Bearer TOKEN\", or as the password of Basic credentials."
    )

    public static func tokenExpired(_ id: String) -> RegistryError {
        RegistryError(.unauthenticated, "The token '\(id)' has expired; ask an admin for a new one.")
    }

    /// An action that the role does not allow.
    public static func roleForbids(
        _ principal: Principal, action: String, role: String, needed: String, owner: String?
    ) -> RegistryError {
        let ask = owner.map { "team \($0), which owns the subject, or an admin" } ?? "an admin"
        return RegistryError(
            .forbidden,
            "'\(principal.name)' may not \(action): the role is \(role), and this takes \(needed). Ask \(ask).")
    }

    /// A subject that the token does not reach.
    public static func tokenForbids(_ principal: Principal, _ subject: Subject, patterns: [String]) -> RegistryError {
        RegistryError(
            .forbidden,
            "'\(principal.name)' may not write to '\(subject)': the token reaches only \(patterns.joined(separator: ", "))."
                + " Ask an admin for another one.")
    }

    /// A subject that another team owns.
    public static func ownerForbids(
        _ principal: Principal, action: String, _ subject: Subject, owner: String, ground: String
    ) -> RegistryError {
        RegistryError(
            .forbidden,
            "'\(principal.name)' may not \(action) on '\(subject)': it belongs to team \(owner), \(ground). "
                + "Ask the team, or an admin.")
    }

    /// Something that only a member of a team may do.
    public static func teamForbids(_ principal: Principal, action: String, team: String) -> RegistryError {
        RegistryError(
            .forbidden,
            "'\(principal.name)' may not \(action): this takes a member of team \(team), or an admin.")
    }

    public static func ownApproval(_ principal: Principal, waiver: String) -> RegistryError {
        RegistryError(
            .forbidden,
            "'\(principal.name)' proposed waiver '\(waiver)' and may not approve it; ask another steward, or an admin.")
    }
}

// MARK: - What is not there

extension RegistryError {
    public static func teamNotFound(_ name: String) -> RegistryError {
        RegistryError(.teamNotFound, "Team '\(name)' not found.")
    }

    public static func ownerNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(
            .ownerNotFound, "Subject '\(subject)' has no owner: none was set, and no rule's pattern means it.")
    }

    public static func explicitOwnerNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(.ownerNotFound, "Subject '\(subject)' has no owner of its own.")
    }

    public static func transferNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(.transferNotFound, "No transfer of subject '\(subject)' is offered.")
    }

    public static func policyNotFound(_ name: String) -> RegistryError {
        RegistryError(.policyNotFound, "Policy '\(name)' not found.")
    }

    public static func waiverNotFound(_ id: String) -> RegistryError {
        RegistryError(.waiverNotFound, "Waiver '\(id)' not found.")
    }

    public static func webhookNotFound(_ id: String) -> RegistryError {
        RegistryError(.webhookNotFound, "Webhook '\(id)' not found.")
    }

    public static func tokenNotFound(_ id: String) -> RegistryError {
        RegistryError(.tokenNotFound, "Token '\(id)' not found.")
    }
}

// MARK: - What does not fit

extension RegistryError {
    /// A change on the condition of a state that is not there any more.
    public static func preconditionFailed(given: String, current: String) -> RegistryError {
        RegistryError(
            .preconditionFailed,
            "If-Match is \(given), but the resource is at \(current) now; read it again and decide anew.")
    }

    public static func illegalMove(
        _ subject: Subject, _ version: Version, from: String, to: String, legal: [String], condition: String?
    ) -> RegistryError {
        let moves =
            legal.isEmpty
            ? "no move is possible from there" : "from there it may become \(legal.joined(separator: ", "))"
        let what = condition.map { "; becoming \(to) is refused: \($0)" } ?? ", not \(to)"
        return RegistryError(
            .illegalMove, "Version \(version) of '\(subject)' is \(from); \(moves)\(what).")
    }

    /// A move that somebody else made impossible, or made first.
    public static func movedMeanwhile(
        _ subject: Subject, _ version: Version, from: String, to: String, by principal: Principal
    ) -> RegistryError {
        RegistryError(
            .illegalMove,
            "Version \(version) of '\(subject)' was \(from) and is \(to) now, moved by '\(principal.name)' at the same "
                + "time; read it again and decide anew.")
    }

    public static func versionRetired(_ subject: Subject, _ version: Version, on date: String?) -> RegistryError {
        RegistryError(
            .versionRetired,
            "Version \(version) of '\(subject)' was retired\(date.map { " on \($0)" } ?? ""): it stays readable by its "
                + "id and its number, and takes no new writers.")
    }

    public static func invalidLifecycle(_ reason: String) -> RegistryError {
        RegistryError(.invalidLifecycle, "Invalid lifecycle: \(reason)")
    }

    public static func violatesPolicies(_ subject: Subject, _ sentences: [String]) -> RegistryError {
        RegistryError(
            .policyViolation,
            "The schema breaks policies of subject '\(subject)': \(sentences.joined(separator: "; "))")
    }

    public static func invalidPolicy(_ reason: String) -> RegistryError {
        RegistryError(.invalidGovernance, "Invalid policy: \(reason)")
    }

    public static func unknownTeam(_ name: String) -> RegistryError {
        RegistryError(.invalidGovernance, "There is no team '\(name)'; PUT /governance/teams/\(name) makes one.")
    }

    public static func teamInUse(_ name: String, by what: String) -> RegistryError {
        RegistryError(.teamInUse, "Team '\(name)' cannot be removed: \(what).")
    }

    public static func ownedAlready(_ subject: Subject, by team: String) -> RegistryError {
        RegistryError(
            .forbidden,
            "Subject '\(subject)' belongs to team '\(team)'; offer a transfer, or ask an admin to set another owner.")
    }

    public static func transferToItself(_ subject: Subject, _ team: String) -> RegistryError {
        RegistryError(.invalidGovernance, "Subject '\(subject)' belongs to team '\(team)' already.")
    }

    public static func forceNeedsReason(_ what: String) -> RegistryError {
        RegistryError(.invalidGovernance, "\(what) by force takes a reason.")
    }

    public static func expiryIsOver(_ date: String) -> RegistryError {
        RegistryError(.invalidGovernance, "expires is \(date), which is over.")
    }

    public static func tokenExists(_ id: String) -> RegistryError {
        RegistryError(.invalidGovernance, "There is a token '\(id)' already; revoke it first, or name another id.")
    }

    public static func webhookExists(_ id: String) -> RegistryError {
        RegistryError(.invalidGovernance, "There is a webhook '\(id)' already; delete it first, or name another id.")
    }

    public static func eventNotReached(_ revision: Revision, webhook: String) -> RegistryError {
        RegistryError(
            .invalidGovernance,
            "Event \(revision.number) has not been sent to webhook '\(webhook)' yet; it will be, in "
                + "its turn, if the webhook wants it.")
    }

    public static func webhooksAreNotServed() -> RegistryError {
        RegistryError(.unavailable, "This server does not send to webhooks.")
    }

    public static func waiverIsDecided(_ id: String, status: String) -> RegistryError {
        RegistryError(.waiverDecided, "Waiver '\(id)' is \(status).")
    }

    public static func malformedOwnersFile(_ reason: String) -> RegistryError {
        RegistryError(.malformedRequest, "The SCHEMAOWNERS file is malformed: \(reason)")
    }
}
