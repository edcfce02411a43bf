internal import RegistryCore
internal import SchemaCore

/// What a reading rests on: which events of the log decide its answer.
enum Extent: Sendable, Hashable {
    /// A subject with its versions, settings and owner.
    case subject(Subject)
    /// What is set for a scope.
    case scope(Scope)
    /// The subjects of one name in all contexts.
    case namesakes(String)
    /// The schema of a number, with the versions that carry it.
    case schema(SchemaID, Context)
    /// What governance keeps that is about no single subject.
    case governance
    case everything
    /// The log itself, and what is no event.
    case log

    /// What the records of a kind rest on.
    ///
    /// - Parameter name: the record's; `nil` for all of the kind.
    static func records(_ kind: Record.Kind, named name: String? = nil) -> Extent {
        switch (kind, name) {
        case (.owner, let name?), (.transfer, let name?): .subject(Subject(qualifiedName: name))
        case (.owner, nil), (.transfer, nil): .everything
        case (.team, _), (.ownershipRules, _), (.policy, _), (.waiver, _), (.token, _), (.webhook, _),
            (.keyEncryptionKey, _):
            .governance
        // Its name does not tell which subject's it is to those that do not make it.
        case (.dataEncryptionKey, _): .everything
        }
    }
}

/// A part of the log that an index finds.
enum Slice: Sendable, Hashable {
    /// The events about a subject, or about a context, which goes by its empty subject.
    case about(Subject)
    /// The events about no subject: of global settings, and of governance.
    case aboutNone
    case waivers

    /// The slices that decide what a subject is; deleting a context takes the settings of its subjects with it.
    static func of(_ subject: Subject) -> Set<Slice> {
        let own = Slice.about(subject)
        return subject.context.isStandard ? [own] : [own, .about(Scope.context(subject.context).subject)]
    }
}

extension Connection {
    /// The slices of the log that decide an extent; `nil` for the whole log.
    func slices(of extent: Extent) throws(RegistryError) -> Set<Slice>? {
        switch extent {
        case .subject(let subject), .scope(.subject(let subject)): return Slice.of(subject)
        case .scope(.global): return [.aboutNone]
        case .scope(let scope): return [.about(scope.subject)]
        case .namesakes(let name):
            let contexts = try all(.contextsEver) { (row) throws(SQLiteError) in try row.context(0) }
            return contexts.reduce(into: []) { $0.formUnion(Slice.of(Subject(context: $1, name: name))) }
        case .schema(let id, let context):
            let subjects = try all(.registrants, [.id(id)]) { (row) throws(SQLiteError) in
                try row.subject(0)
            }
            return subjects.reduce(into: []) { slices, subject in
                if subject.context == context { slices.formUnion(Slice.of(subject)) }
            }
        case .governance: return [.aboutNone, .waivers]
        case .everything: return nil
        case .log: return []
        }
    }

    /// The revisions of the events in some slices of the log, ascending.
    func revisions(in slices: Set<Slice>, upTo revision: Revision) throws(RegistryError) -> [Revision] {
        var found: Set<Revision> = []
        for slice in slices {
            let revisions =
                switch slice {
                case .about(let subject):
                    try all(.revisionsAbout, [.revision(revision), .subject(subject)]) { $0.revision(0) }
                case .aboutNone: try all(.revisionsAbout, [.revision(revision), .null]) { $0.revision(0) }
                case .waivers: try all(.revisionsOfWaivers, [.revision(revision)]) { $0.revision(0) }
                }
            found.formUnion(revisions)
        }
        return found.sorted()
    }
}
