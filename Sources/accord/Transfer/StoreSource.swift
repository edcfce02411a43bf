internal import Governance
internal import RegistryCore
internal import SchemaCore

/// Where the changes come from that make a registry like another one.
///
/// Each time it is asked it gives all of them anew, so that what came of them can be checked.
protocol ChangeSource {
    func forEachChange(_ body: (Change) throws(Failure) -> Void) throws(Failure)
}

/// The changes that make a store like this one from nothing: settings, schemas by subject and version, the ids that were
/// given, associations, and modes at the end.
struct StoreSource: ChangeSource {
    let store: any Store

    func forEachChange(_ body: (Change) throws(Failure) -> Void) throws(Failure) {
        for (scope, configuration) in try store.asked({ (store) throws(RegistryError) in try store.configurations() }) {
            try body(.configurationSet(scope, configuration))
        }
        let subjects = try store.asked { (store) throws(RegistryError) in
            try store.subjects(in: nil, prefix: "", deleted: .included, page: .all)
        }
        for subject in subjects {
            for change in try store.asked({ (store) throws(RegistryError) in try store.changes(of: subject) }) {
                try body(change)
            }
        }
        for change in try store.asked({ (store) throws(RegistryError) in try store.endingChanges() }) {
            try body(change)
        }
    }
}

extension Store {
    /// Asks the store, and ends the command when it fails.
    func asked<Value>(_ question: (any Store) throws(RegistryError) -> Value) throws(Failure) -> Value {
        do throws(RegistryError) {
            return try question(self)
        } catch {
            throw Failure(error)
        }
    }

    fileprivate func changes(of subject: Subject) throws(RegistryError) -> [Change] {
        var changes: [Change] = []
        for entry in try versions(of: subject, deleted: .included, page: .all) {
            guard let stored = try version(.number(entry.version), of: subject, deleted: .included) else { continue }
            let state = stored.lifecycle
            changes.append(
                .versionRegistered(
                    Registration(
                        subject: subject, version: stored.version, id: stored.schema.id,
                        definition: stored.schema.definition, state: state.moved == nil ? state.state : .active,
                        at: stored.at)))
            if state.moved != nil { changes.append(.lifecycleSet(subject, entry.version, state.unmoved)) }
            if entry.isDeleted { changes.append(.versionDeleted(subject, entry.version)) }
        }
        return changes
    }

    fileprivate func endingChanges() throws(RegistryError) -> [Change] {
        var changes: [Change] = []
        for context in try contexts() {
            if let id = try highestID(in: context) { changes.append(.idsReserved(context, id)) }
        }
        // Tokens stay where they are: what is copied elsewhere lets nobody in there.
        for kind in Record.Kind.allCases where kind != .token {
            let stored =
                kind == .ownershipRules
                ? try [record(kind, named: "")].compactMap(\.self) : try records(kind, after: nil, limit: nil)
            changes += stored.map { .recordSet($0.key, $0.value, reason: nil) }
        }
        changes += try associations().map { .associationSet($0.timeless) }
        for scope in try scopesWithMode(in: nil) {
            if let mode = try mode(of: scope) { changes.append(.modeSet(scope, mode)) }
        }
        return changes
    }
}

extension Lifecycle {
    /// The same without who moved it when.
    fileprivate var unmoved: Lifecycle {
        var lifecycle = self
        lifecycle.moved = nil
        return lifecycle
    }
}
