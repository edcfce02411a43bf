public import JSONCore

/// A resource of governance: its path below `/governance`, and what a request adds to it.
public struct GovernanceResource: Sendable {
    let segments: [String]
    private var isOutside = false
    var parameters: [(name: String, value: String?)] = []

    /// - Parameter segments: the parts of the path, not encoded.
    public init(_ segments: String...) { self.segments = segments }

    /// The search, which is beside `/governance`.
    public static let search: GovernanceResource = {
        var resource = GovernanceResource("search")
        resource.isOutside = true
        return resource
    }()

    /// The same with one more parameter; a `nil` adds none.
    public func with(_ name: String, _ value: String?) -> GovernanceResource {
        var resource = self
        resource.parameters.append((name, value))
        return resource
    }

    fileprivate var target: Target {
        var target = Target(path: (isOutside ? [] : ["governance"]) + segments)
        for (name, value) in parameters { target = target.with(name, value) }
        return target
    }
}

extension Client {
    /// What a resource is now.
    public func read(_ resource: GovernanceResource) throws(ClientError) -> JSON {
        try json(OutgoingRequest(.get, resource.target, repetition: .harmless))
    }

    /// All entries of a list that comes in pages.
    ///
    /// - Parameters:
    ///   - name: the member of the answer that holds them.
    ///   - after: the entry after which to begin; `nil` for the first one.
    public func list(
        _ name: String, of resource: GovernanceResource, after: String? = nil
    ) throws(ClientError) -> [JSON] {
        var items: [JSON] = []
        var next = after
        repeat {
            let page = try read(resource.with("limit", "1000").with("after", next))
            guard let part = page[name]?.array else { throw unexpected("it has no \(name)") }
            items += part
            next = page["next"]?.string
        } while next != nil
        return items
    }

    /// Sets a resource.
    public func set(_ resource: GovernanceResource, to value: JSON) throws(ClientError) -> JSON {
        try json(OutgoingRequest(.put, resource.target, body: value, repetition: .harmless))
    }

    /// Changes what is named of a resource.
    public func change(_ resource: GovernanceResource, by value: JSON) throws(ClientError) -> JSON {
        try json(OutgoingRequest(.patch, resource.target, body: value, repetition: .harmless))
    }

    /// Makes something new, or does something to a resource.
    public func post(_ value: JSON, to resource: GovernanceResource) throws(ClientError) -> JSON {
        try json(OutgoingRequest(.post, resource.target, body: value, repetition: .harmful))
    }

    /// Removes a resource.
    public func remove(_ resource: GovernanceResource) throws(ClientError) {
        try finish(OutgoingRequest(.delete, resource.target, repetition: .harmful))
    }
}
