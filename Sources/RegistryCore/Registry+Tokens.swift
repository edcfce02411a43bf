internal import Digest
public import Governance
public import SchemaCore
internal import Synchronization

extension Registry {
    /// Tokens by id, those that have expired among them.
    public func tokens(after id: String? = nil, limit: Int? = nil) throws(RegistryError) -> [Token] {
        let uses = try store.tokenUses()
        var tokens: [Token] = []
        for record in try store.records(.token, after: id, limit: limit) {
            var token = try record.token
            token.lastUsed = uses[token.id]
            tokens.append(token)
        }
        return tokens
    }

    /// Makes a token for a principal.
    ///
    /// - Returns: the token, and its secret, which is kept nowhere.
    /// - Throws: `.invalidGovernance` when the expiry is over, or another token has the id.
    public func createToken(
        _ request: TokenRequest, by caller: Caller
    ) throws(RegistryError) -> (token: Token, secret: TokenSecret) {
        let now = store.now()
        if let expires = request.expires, expires <= now { throw .expiryIsOver(expires.rfc3339) }
        let secret = TokenSecret()
        var token = Token(
            id: request.id ?? String(secret.hash.hexadecimal.prefix(16)), principal: request.principal,
            role: request.role, patterns: request.patterns, expires: request.expires, hash: secret.hash)
        _ = try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Record> in
            guard try store.record(.token, named: token.id) == nil else { throw .tokenExists(token.id) }
            return .setting(Record.Key(.token, token.id), to: token.json, nil)
        }
        token.created = now
        return (token, secret)
    }

    /// Ends a token.
    ///
    /// - Throws: `.tokenNotFound`.
    public func revokeToken(_ id: String, reason: String?, by caller: Caller) throws(RegistryError) {
        try commit(.administer, by: caller) { () throws(RegistryError) -> Decision<Void> in
            guard try store.record(.token, named: id) != nil else { throw .tokenNotFound(id) }
            return Decision(
                expecting: [], changes: [.recordRemoved(Record.Key(.token, id), reason: reason)], answer: { _ in })
        }
    }

    /// Whether anybody could come with a token.
    public func hasTokens() throws(RegistryError) -> Bool { try !governance().tokens.isEmpty }
}

/// When this process last told the store that a token was used: once an hour is enough to see which ones are not.
final class TokenUses: Sendable {
    private let told = Mutex<[String: Timestamp]>([:])
    private static let interval: Int64 = 3_600_000_000

    /// Whether the store should be told; then it counts as told.
    func isNews(_ id: String, at now: Timestamp) -> Bool {
        told.withLock { told in
            if let last = told[id], now.microseconds - last.microseconds < Self.interval { return false }
            told[id] = now
            return true
        }
    }
}
