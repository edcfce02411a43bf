internal import Compatibility
internal import SchemaCore

extension Registry {
    /// Registers a schema with the id, and the version if one is named, that another registry gave it.
    ///
    /// The text is stored as it comes and compared with nothing: what it is was decided where it comes from.
    ///
    /// - Throws: `.invalidSchema` when there is no text, its type is not supported, or a reference leads nowhere;
    ///   `.operationNotPermitted` when the id or the version is another schema's.
    func importing(
        _ request: RegistrationRequest, as id: Int, _ expecting: [(stream: Stream, revision: Revision)]
    ) throws(RegistryError) -> Decision<RegisteredVersion> {
        let (subject, candidate) = (request.subject, request.candidate)
        guard !candidate.text.isEmpty else { throw .emptySchema }
        guard let id = SchemaID(id) else { throw .invalidID(id) }
        let definition = Definition(
            type: try format(of: candidate.type).type, text: candidate.text,
            references: try pinned(candidate.references, targets: .included), metadata: candidate.metadata,
            ruleSet: candidate.ruleSet)
        if let stored = try store.schema(id, in: subject.context), stored.definition != definition {
            throw .idIsTaken(id, in: subject.context)
        }
        var changes: [Change] = []
        let version: Version
        switch request.target {
        case .number(let number):
            guard let number = Version(number) else { throw .versionIsNotNext }
            version = number
            if let taken = try store.version(.number(version), of: subject, deleted: .included) {
                switch (isSame: taken.schema.id == id, taken.isDeleted) {
                case (true, false): return Decision(expecting: expecting, answer: { _ in taken })
                case (false, false): throw .versionIsTaken(subject, version)
                case (_, true): changes.append(.versionErased(subject, version))
                }
            }
        case .any, .latest:
            if let present = try present(definition, request) {
                return Decision(expecting: expecting, answer: { _ in present })
            }
            let highest = try store.highestVersion(of: subject)
            guard let next = highest == nil ? .first : highest?.next else { throw .noVersionLeft(subject) }
            version = next
        }
        let registration = Registration(subject: subject, version: version, id: id, definition: definition)
        changes.append(.versionRegistered(registration))
        return Decision(
            expecting: expecting, changes: changes,
            answer: { events throws(RegistryError) in try self.registered(registration, events) })
    }
}
