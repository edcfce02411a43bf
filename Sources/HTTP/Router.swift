/// A method and a template of paths, with what answers them.
///
/// A template is a slash followed by segments between slashes, each either literal ASCII or the name of a parameter in
/// braces: `/subjects/{subject}/versions`. The root is `/`.
public struct Route<Endpoint: Sendable>: Sendable {
    public let method: Method
    public let template: String
    public let endpoint: Endpoint

    public init(_ method: Method, _ template: String, _ endpoint: Endpoint) {
        self.method = method
        self.template = template
        self.endpoint = endpoint
    }
}

/// The segments of a path that a template names, by their names.
public struct PathParameters: Sendable, Hashable {
    /// The name of each segment of the template; empty for a literal one.
    private let names: [String]
    private let path: [String]

    fileprivate init(names: [String], path: [String]) {
        self.names = names
        self.path = path
    }

    /// No parameter.
    public init() { self.init(names: [], path: []) }

    /// The decoded segment that stands where the template has `{name}`.
    ///
    /// - Precondition: The template has a parameter of this name. Templates and names are both written in the program,
    ///   so that no request decides it.
    public subscript(name: String) -> String {
        guard let index = names.firstIndex(of: name) else { preconditionFailure("no parameter {\(name)} in \(names)") }
        return path[index]
    }

    /// The decoded segment of a name; `nil` when the template has none of it.
    public func value(_ name: String) -> String? { names.firstIndex(of: name).map { path[$0] } }
}

/// A table of routes, frozen into a tree of flat arrays.
///
/// A segment of a path is compared by its bytes. Where several templates fit a path, a literal segment beats a
/// parameter, from left to right, among the routes that have the method. A parameter never stands for an empty segment.
/// `HEAD` is answered by the route of `GET` unless it has its own (RFC 9110, section 9.3.2).
public struct Router<Endpoint: Sendable>: Sendable {
    /// What a path and a method lead to.
    public enum Match: Sendable {
        case found(Route<Endpoint>, PathParameters)
        /// The path is known, with these methods only, in the order of `Method`.
        case methodNotAllowed(allowed: [Method])
        case notFound
    }

    /// The routes in the order in which they were given.
    public let routes: [Route<Endpoint>]
    /// The names of the parameters of each route, by segment.
    private let names: [[String]]
    private let nodes: [Node]
    private let edges: [Edge]
    /// Segments in the longest template.
    private let depth: Int

    /// Freezes a table of routes.
    ///
    /// - Precondition: Every template is well-formed, and no two routes of one method fit the same paths.
    public init(_ routes: [Route<Endpoint>]) {
        var tree = RouteTree()
        var names: [[String]] = []
        for (index, route) in routes.enumerated() {
            let segments = RouteTree.segments(of: route.template)
            let clash = tree.insert(index, method: route.method, segments: segments)
            precondition(
                clash == nil,
                "\(route.method.rawValue) \(route.template) is routed twice: see \(routes[clash ?? 0].template)")
            names.append(segments.map(\.name))
        }
        self.routes = routes
        self.names = names
        (nodes, edges) = tree.frozen()
        depth = names.map(\.count).max() ?? 0
    }

    /// The route for a method and the decoded segments of a path.
    public func match(_ method: Method, _ path: [String]) -> Match {
        guard path.count <= depth else { return .notFound }
        var allowed = MethodSet()
        if let index = search(from: 0, method, path[...], &allowed) {
            return .found(routes[index], PathParameters(names: names[index], path: path))
        }
        return allowed.isEmpty ? .notFound : .methodNotAllowed(allowed: allowed.methods)
    }

    /// The best route below a node; without one, the methods of all templates that fit are added to `allowed`.
    ///
    /// It recurses as deep as the longest template, and visits a node at most once.
    private func search(
        from index: Int, _ method: Method, _ rest: ArraySlice<String>, _ allowed: inout MethodSet
    ) -> Int? {
        let node = nodes[index]
        guard let segment = rest.first else {
            allowed.formUnion(node.methods)
            return node.routes[method]
        }
        for edge in edges[node.literals] where edge.fits(segment) {
            if let found = search(from: edge.node, method, rest.dropFirst(), &allowed) { return found }
        }
        guard let parameter = node.parameter, !segment.isEmpty else { return nil }
        return search(from: parameter, method, rest.dropFirst(), &allowed)
    }
}
