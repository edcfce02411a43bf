internal import Governance
public import JSONCore
public import SchemaCore

/// Something of a registry that has a value at each moment, or none.
public enum Item: Sendable, Hashable {
    case version(Subject, Version)
    case configuration(Scope)
    case mode(Scope)
    case association(Association.Key)
    case record(Record.Key)
}

/// What became of an item between two moments.
public struct Difference: Sendable, Hashable {
    public var item: Item
    /// Its values at both moments; `nil` where it was not there.
    public var before: JSON?
    public var after: JSON?
    /// The last event that it was touched by.
    public var event: Event
}

/// What two moments of a registry differ in.
public struct Differences: Sendable {
    public var from: Revision
    public var to: Revision
    /// By the events that touched them last.
    public var differences: [Difference]
}

extension Registry {
    /// How many events there may be between two moments that are compared.
    public static let comparedEvents = 10_000

    /// What is another thing at one moment than at an earlier one; what changed and changed back is not told.
    ///
    /// - Throws: `.malformedRequest` when a moment has not come yet, the second is before the first, or more than
    ///   ``comparedEvents`` events lie between them.
    public func differences(from earlier: Moment, to later: Moment?) throws(RegistryError) -> Differences {
        let from = try past(earlier)
        let head = try store.head()
        let to = try past(later ?? .revision(head))
        guard from.revision <= to.revision else { throw .momentsOutOfOrder(from.revision, to.revision) }
        guard to.revision.number - from.revision.number <= Self.comparedEvents else {
            throw .tooManyEvents(between: from.revision, to.revision, limit: Self.comparedEvents)
        }
        var touched: [Item: Event] = [:]
        for event in try to.registry.store.events(after: from.revision, limit: Self.comparedEvents) {
            for item in try from.registry.items(touchedBy: event.change) { touched[item] = event }
        }
        var differences: [Difference] = []
        var places: [Place: [Item]] = [:]
        for item in touched.keys { places[item.place, default: []].append(item) }
        for (place, items) in places {
            // What rests on other events is read on its own, so that a reading draws no more than its own place.
            let (earlier, later) = (try copy(of: from, for: place), try copy(of: to, for: place))
            for item in items {
                let (before, after) = (try earlier.value(of: item), try later.value(of: item))
                guard before != after, let event = touched[item] else { continue }
                differences.append(Difference(item: item, before: before, after: after, event: event))
            }
        }
        differences.sort { ($0.event.revision, $0.item.order) < ($1.event.revision, $1.item.order) }
        return Differences(from: from.revision, to: to.revision, differences: differences)
    }

    private func copy(
        of past: (registry: Registry, revision: Revision), for place: Place
    ) throws(RegistryError) -> Registry {
        if place == .everywhere { return past.registry }
        return try self.past(.revision(past.revision)).registry
    }

    /// The items that a change may give another value, in the registry as it was before.
    private func items(touchedBy change: Change) throws(RegistryError) -> [Item] {
        switch change {
        case .versionRegistered(let registration): return [.version(registration.subject, registration.version)]
        case .versionDeleted(let subject, let version), .versionErased(let subject, let version),
            .lifecycleSet(let subject, let version, _):
            return [.version(subject, version)]
        case .subjectDeleted(let subject, let versions): return versions.map { .version(subject, $0) }
        case .subjectErased(let subject, let versions):
            return versions.map { .version(subject, $0) }
                + [.configuration(.subject(subject)), .mode(.subject(subject))]
        case .configurationSet(let scope, _), .configurationCleared(let scope): return [.configuration(scope)]
        case .modeSet(let scope, _), .modeCleared(let scope): return [.mode(scope)]
        case .contextDeleted(let context):
            let configured = try store.configurations().map(\.scope).filter { $0.context == context }
            return configured.map { .configuration($0) } + (try store.scopesWithMode(in: context)).map { .mode($0) }
        case .associationSet(let association): return [.association(association.key)]
        case .associationRemoved(let key, _): return [.association(key)]
        case .recordSet(let key, _, _), .recordRemoved(let key, _): return [.record(key)]
        // Nothing that is shown.
        case .idsReserved: return []
        }
    }

    /// What an item is, as far as all may see it; `nil` when it is not there.
    private func value(of item: Item) throws(RegistryError) -> JSON? {
        switch item {
        case .version(let subject, let version):
            guard let found = try store.version(.number(version), of: subject, deleted: .included) else { return nil }
            var value = found.lifecycle.json.object ?? JSONObject()
            value["id"] = .number(JSONNumber(Int64(found.schema.id.number)))
            value["deleted"] = .boolean(found.isDeleted)
            return .object(value)
        case .configuration(let scope): return try store.configuration(of: scope)?.payload
        case .mode(let scope): return try store.mode(of: scope).map { ["mode": .string($0.rawValue)] }
        case .association(let key):
            return try store.associations(ofResource: key.resourceID).first { $0.key == key }.map { (association) in
                var value = association.payload.object ?? JSONObject()
                value["subject"] = .string(association.subject.qualifiedName)
                return .object(value)
            }
        case .record(let key): return try store.record(key)?.shown
        }
    }
}

/// Items that rest on the same events.
private enum Place: Hashable {
    case subject(Subject)
    case everywhere
}

extension Item {
    /// The subject that the item is about, the empty one for a whole context; `nil` for the global settings.
    public var subject: Subject? {
        switch self {
        case .version(let subject, _): subject
        case .configuration(let scope), .mode(let scope): scope == .global ? nil : scope.subject
        case .association: nil
        case .record(let key): key.subject
        }
    }

    fileprivate var place: Place {
        switch self {
        case .version(let subject, _): .subject(subject)
        case .configuration(let scope), .mode(let scope): .subject(scope.subject)
        case .record(let key) where key.kind != .waiver: key.subject.map { .subject($0) } ?? .everywhere
        case .association, .record: .everywhere
        }
    }

    /// What orders the items that one event has touched.
    fileprivate var order: Int {
        switch self {
        case .version(_, let version): Int(version.number)
        case .configuration: .max - 2
        case .mode: .max - 1
        case .association, .record: .max
        }
    }
}
