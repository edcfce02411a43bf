public import SchemaCore

/// What a client wants a resource to be associated with.
public struct AssociationRequest: Sendable {
    /// What is to be done with an association.
    public enum Action: String, Sendable, CaseIterable {
        case create = "CREATE"
        /// Make it, or change what it is already.
        case createOrUpdate = "UPSERT"
        case delete = "DELETE"
    }

    /// What is wanted for one part of the resource's data.
    public struct Entry: Sendable {
        public var action: Action
        public var part: Association.Part
        /// `nil` for the subject that the resource's name leads to, which needs a schema beside it.
        public var subject: Subject?
        /// `nil` for strong with a schema, else weak; for what it is already, where it is changed.
        public var lifecycle: Association.Lifecycle?
        /// `nil` for frozen with a schema; for what it is already, where it is changed.
        public var isFrozen: Bool?
        /// A schema to register under the subject first.
        public var schema: Candidate?
        public var normalization: Normalization

        public init(
            _ action: Action, part: Association.Part, subject: Subject? = nil,
            lifecycle: Association.Lifecycle? = nil, isFrozen: Bool? = nil, schema: Candidate? = nil,
            normalization: Normalization = .asConfigured
        ) {
            self.action = action
            self.part = part
            self.subject = subject
            self.lifecycle = lifecycle
            self.isFrozen = isFrozen
            self.schema = schema
            self.normalization = normalization
        }
    }

    public var resource: Association.Resource
    public var entries: [Entry]

    public init(resource: Association.Resource, entries: [Entry]) {
        self.resource = resource
        self.entries = entries
    }
}

/// Whether something is done, or only said whether it could be.
public enum Execution: Sendable {
    case real, dry
}

/// An association as it is now, with a schema of its subject where there is one to show.
public struct AssociationResult: Sendable {
    public var association: Association
    public var schema: RegisteredVersion?

    public init(association: Association, schema: RegisteredVersion?) {
        self.association = association
        self.schema = schema
    }
}
