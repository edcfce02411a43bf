public import SchemaCore

extension [EffectiveRule] {
    /// What the rules find that need to know no schema language: those of the subject, and of the length of the text.
    ///
    /// - Parameter owner: the team that owns the subject.
    public func findings(subject: Subject, owner: String?, text: String) -> [PolicyFinding] {
        compactMap { rule in
            switch rule.kind {
            case .builtIn(let builtIn):
                switch builtIn.id {
                case .requireOwner: rule.ownerMissing(subject, owner)
                case .subjectNaming: rule.misnamed(subject)
                case .maxBytes: rule.tooLong(text)
                case .requireTitle, .requireDescription, .explicitDraft, .propertyNaming, .closedContentModel,
                    .noRemoteReference, .maxDepth, .examplesValidate, .sensitiveLabelled:
                    nil
                }
            case .custom: nil
            }
        }
    }
}

extension EffectiveRule {
    fileprivate func ownerMissing(_ subject: Subject, _ owner: String?) -> PolicyFinding? {
        guard owner == nil else { return nil }
        return PolicyFinding(
            self, "No team owns the subject \"\(subject)\".",
            fix: "Name the team that owns it, or add an ownership rule whose pattern means it.")
    }

    fileprivate func misnamed(_ subject: Subject) -> PolicyFinding? {
        let patterns = texts("patterns")
        guard !patterns.contains(where: { SubjectPattern(read: $0)?.matches(subject) == true }) else { return nil }
        let list = patterns.map { "\"\($0)\"" }.joined(separator: ", ")
        return PolicyFinding(
            self, "The subject's name \"\(subject)\" matches none of the patterns \(list).",
            fix: "Register the schema under a name that one of them means.")
    }

    fileprivate func tooLong(_ text: String) -> PolicyFinding? {
        let (length, limit) = (text.utf8.count, count("limit"))
        guard length > limit else { return nil }
        return PolicyFinding(
            self, "The schema's text has \(length) bytes; \(limit) are allowed.",
            fix: "Move parts of it into schemas of their own and refer to them.")
    }
}
