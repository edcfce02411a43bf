internal import Governance
internal import RegistryCore
internal import Reports
internal import SchemaCore

/// Makes a store like a source, in steps that can be taken again: what is there already is left as it is.
struct Import {
    let store: any Store
    let source: any ChangeSource

    /// How many changes go to the disk together.
    private static let batchSize = 500

    /// What came of it.
    struct Result {
        /// Changes that were made.
        var made = 0
        /// All that the source had.
        var total = 0
    }

    /// - Parameter progress: is told now and then how many changes were looked at.
    /// - Throws: a failure of conflict when the store holds something else in the place of what should be there.
    func run(progress: (Int) -> Void) throws(Failure) -> Result {
        var result = Result()
        var batch: [Change] = []
        func append() throws(Failure) {
            guard !batch.isEmpty else { return }
            let changes = batch
            _ = try store.asked { (store) throws(RegistryError) in
                try store.append(changes, by: Principal(name: "import"), expecting: [])
            }
            result.made += changes.count
            batch = []
        }
        try source.forEachChange { (change) throws(Failure) in
            result.total += 1
            switch try state(of: change) {
            case .done: break
            case .open: batch.append(change)
            case .contradicted(let how):
                throw Failure(.conflict, how, advice: "import into a new store, or one that an import has begun")
            }
            if batch.count >= Self.batchSize { try append() }
            if result.total.isMultiple(of: 1000) { progress(result.total) }
        }
        try append()
        return result
    }

    /// Reads source and store again and compares them.
    ///
    /// - Returns: a sentence for each difference.
    func verify(progress: (Int) -> Void) throws(Failure) -> [String] {
        var differences: [String] = []
        var total = 0
        try source.forEachChange { (change) throws(Failure) in
            total += 1
            switch try state(of: change) {
            case .done: break
            case .open: differences.append("\(change.label) is not in the store.")
            case .contradicted(let how): differences.append("\(how).")
            }
            differences += try otherTime(of: change) + missingTargets(of: change)
            if total.isMultiple(of: 1000) { progress(total) }
        }
        return differences
    }

    /// A sentence for a version that was registered at another time than the source says.
    ///
    /// That alone does not end an import: it is a property of what is there, and nothing can be done about it.
    private func otherTime(of change: Change) throws(Failure) -> [String] {
        guard case .versionRegistered(let registration) = change, let at = registration.at else { return [] }
        let stored = try store.asked { (store) throws(RegistryError) in
            try store.version(.number(registration.version), of: registration.subject, deleted: .included)
        }
        guard let stored, stored.at != at else { return [] }
        return ["\(change.label) has another time of registration in the store."]
    }

    /// A sentence for each version that a schema refers to and that is not in the store.
    private func missingTargets(of change: Change) throws(Failure) -> [String] {
        guard case .versionRegistered(let registration) = change else { return [] }
        var sentences: [String] = []
        for reference in registration.definition.references {
            let target = try store.asked { (store) throws(RegistryError) in
                try store.version(.number(reference.version), of: reference.subject, deleted: .included)
            }
            guard target == nil else { continue }
            sentences.append(
                "\(change.label) refers to version \(reference.version) of \(reference.subject.qualifiedName.printable), "
                    + "which is not in the store.")
        }
        return sentences
    }

    private enum State {
        case done, open
        /// The store says otherwise, and how.
        case contradicted(String)
    }

    private func state(of change: Change) throws(Failure) -> State {
        try store.asked { (store) throws(RegistryError) in
            switch change {
            case .versionRegistered(let registration): try Self.state(of: registration, in: store)
            case .versionDeleted(let subject, let version):
                try store.version(.number(version), of: subject, deleted: .only) == nil ? .open : .done
            case .configurationSet(let scope, let configuration):
                try store.configuration(of: scope) == configuration ? .done : .open
            case .modeSet(let scope, let mode): try store.mode(of: scope) == mode ? .done : .open
            case .associationSet(let association):
                try store.associations(ofResource: association.resource.id).contains { $0.timeless == association }
                    ? .done : .open
            case .idsReserved(let context, let id):
                if let highest = try store.highestID(in: context), highest >= id { .done } else { .open }
            case .lifecycleSet(let subject, let version, let lifecycle):
                try store.version(.number(version), of: subject, deleted: .included)?.lifecycle.json == lifecycle.json
                    ? .done : .open
            case .recordSet(let key, let value, _):
                try store.record(key)?.value == value ? .done : .open
            case .versionErased, .subjectDeleted, .subjectErased, .configurationCleared, .modeCleared, .contextDeleted,
                .associationRemoved, .recordRemoved:
                .contradicted("\(change.label) takes something away, which no export does")
            }
        }
    }

    private static func state(
        of registration: Registration, in store: any Store
    ) throws(RegistryError) -> State {
        let (subject, version) = (registration.subject, registration.version)
        guard let id = registration.id else { return .contradicted("version \(version) of \(subject) has no id") }
        guard let stored = try store.version(.number(version), of: subject, deleted: .included) else {
            guard let other = try store.schema(id, in: subject.context), other.definition != registration.definition
            else { return .open }
            return .contradicted("id \(id) of version \(version) of \(subject) is another schema's in the store")
        }
        guard stored.schema.id == id else {
            return .contradicted(
                "version \(version) of \(subject) has id \(stored.schema.id) in the store and \(id) in the source")
        }
        guard stored.schema.definition == registration.definition else {
            return .contradicted("version \(version) of \(subject) is another schema in the store")
        }
        return .done
    }
}

extension Change {
    /// What the change is about, in a message.
    fileprivate var label: String {
        let place = subject.map { $0.qualifiedName.printable } ?? "all subjects"
        switch self {
        case .versionRegistered(let registration): return "version \(registration.version) of \(place)"
        case .versionDeleted(let subject, let version):
            return "the deletion of version \(version) of \(subject.qualifiedName.printable)"
        case .configurationSet, .configurationCleared: return "the configuration of \(place)"
        case .modeSet, .modeCleared: return "the mode of \(place)"
        case .idsReserved(let context, let id): return "the highest id \(id) of context \(context.name.printable)"
        case .associationSet(let association): return "the association of \(association.resource.name.printable)"
        case .lifecycleSet(let subject, let version, _):
            return "the lifecycle of version \(version) of \(subject.qualifiedName.printable)"
        case .recordSet(let key, _, _): return "the \(key.kind.rawValue) \(key.name.printable)"
        case .versionErased, .subjectDeleted, .subjectErased, .contextDeleted, .associationRemoved, .recordRemoved:
            return "\(kind.rawValue) of \(place)"
        }
    }
}
