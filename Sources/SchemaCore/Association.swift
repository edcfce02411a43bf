internal import Digest

/// That a resource, such as a topic, has its data described by a subject.
public struct Association: Sendable, Hashable {
    /// What is described by a subject.
    public struct Resource: Sendable, Hashable {
        public var id: String
        /// Of topics: the cluster, or `-` for none.
        public var namespace: String
        public var name: String
        /// `topic`, the only type there is today.
        public var type: String

        public init(id: String, namespace: String, name: String, type: String = Resource.topic) {
            self.id = id
            self.namespace = namespace
            self.name = name
            self.type = type
        }

        public static let topic = "topic"
    }

    /// Which part of the resource's data the subject describes.
    public enum Part: String, CaseIterable, Sendable {
        case key, value
    }

    /// Whether the subject exists for the resource alone.
    public enum Lifecycle: String, CaseIterable, Sendable {
        /// It does, and goes with it where a client says so.
        case strong = "STRONG"
        case weak = "WEAK"
    }

    public var resource: Resource
    public var part: Part
    public var subject: Subject
    public var lifecycle: Lifecycle
    /// Whether the association stays as it is.
    public var isFrozen: Bool
    /// The times of the first and the last change, which the store gives; `nil` before that.
    public var created: Timestamp?
    public var updated: Timestamp?

    public init(
        resource: Resource, part: Part, subject: Subject, lifecycle: Lifecycle, isFrozen: Bool,
        created: Timestamp? = nil, updated: Timestamp? = nil
    ) {
        self.resource = resource
        self.part = part
        self.subject = subject
        self.lifecycle = lifecycle
        self.isFrozen = isFrozen
        self.created = created
        self.updated = updated
    }

    /// The same without its times.
    public var timeless: Association {
        Association(resource: resource, part: part, subject: subject, lifecycle: lifecycle, isFrozen: isFrozen)
    }

    /// What tells associations apart: a resource has one for each part.
    public struct Key: Sendable, Hashable {
        public var resourceID: String
        public var resourceType: String
        public var part: Part

        public init(resourceID: String, resourceType: String, part: Part) {
            self.resourceID = resourceID
            self.resourceType = resourceType
            self.part = part
        }
    }

    public var key: Key { Key(resourceID: resource.id, resourceType: resource.type, part: part) }

    /// The identity that clients know it by, made from resource, part and subject.
    public var guid: GUID {
        let parts = [resource.type, resource.id, part.rawValue, subject.qualifiedName]
        return GUID(hash: Digest.md5.hash(Array(parts.joined(separator: "\u{0}").utf8)))
    }

    /// The subject of a part of a resource for which none is named.
    public static func standardSubject(of resource: Resource, _ part: Part) -> String {
        let name = "\(resource.name)-\(part.rawValue)"
        return resource.namespace.isEmpty || resource.namespace == "-" ? name : ":.\(resource.namespace):\(name)"
    }
}
