/// A set of methods in one byte.
struct MethodSet: OptionSet, Sendable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    init(_ method: Method) { rawValue = 1 << method.index }

    /// The members, in the order of `Method`.
    var methods: [Method] { Method.allCases.filter { contains(MethodSet($0)) } }
}

extension Method {
    /// The position among all cases.
    var index: Int {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .put: 3
        case .delete: 4
        case .patch: 5
        case .options: 6
        case .trace: 7
        }
    }
}

/// One value for each method, or none.
struct PerMethod: Sendable {
    private var values: InlineArray<8, Int32> = .init(repeating: -1)

    subscript(method: Method) -> Int? {
        get { values[method.index] < 0 ? nil : Int(values[method.index]) }
        set { values[method.index] = Int32(newValue ?? -1) }
    }
}

/// A place that templates lead to.
struct Node: Sendable {
    /// Edges to what follows literally.
    var literals: Range<Int>
    /// The node that any other segment leads to.
    var parameter: Int?
    /// The routes that end here.
    var routes: PerMethod
    /// The methods of those routes.
    var methods: MethodSet
}

/// A literal segment and the node that it leads to.
struct Edge: Sendable {
    var literal: String
    var node: Int

    /// Whether a segment has the bytes of the literal.
    ///
    /// Swift's own equality is canonical; but a text that equals ASCII canonically without being it, such as the Kelvin
    /// sign, has more bytes.
    func fits(_ segment: String) -> Bool { segment.utf8.count == literal.utf8.count && segment == literal }
}

/// The routes while they are gathered: a tree of linked nodes.
struct RouteTree {
    /// A segment of a template.
    enum Segment: Equatable {
        case literal(String)
        case parameter(String)

        /// The name of a parameter; empty for a literal.
        var name: String {
            switch self {
            case .literal: ""
            case .parameter(let name): name
            }
        }
    }

    private struct Growing {
        var literals: [(text: String, node: Int)] = []
        var parameter: Int?
        var routes = PerMethod()
    }

    private var growing = [Growing()]

    /// The segments of a template.
    ///
    /// - Precondition: The template is well-formed.
    static func segments(of template: String) -> [Segment] {
        precondition(template.hasPrefix("/") && template.utf8.allSatisfy { (0x21...0x7E).contains($0) }, template)
        guard template != "/" else { return [] }
        let segments = template.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(segment)
        let names = segments.map(\.name).filter { !$0.isEmpty }
        precondition(Set(names).count == names.count, "\(template) uses a parameter's name twice")
        return segments
    }

    private static func segment(_ text: Substring) -> Segment {
        let parameter = text.hasPrefix("{") && text.hasSuffix("}")
        let inner = parameter ? text.dropFirst().dropLast() : text
        precondition(!inner.isEmpty && !inner.contains { "{}".contains($0) }, "\(text) is no segment of a template")
        return parameter ? .parameter(String(inner)) : .literal(String(inner))
    }

    /// Adds a route; gives back the one that is already there.
    mutating func insert(_ route: Int, method: Method, segments: [Segment]) -> Int? {
        var node = 0
        for segment in segments { node = child(of: node, segment) }
        if let clash = growing[node].routes[method] { return clash }
        growing[node].routes[method] = route
        return nil
    }

    private mutating func child(of node: Int, _ segment: Segment) -> Int {
        let next = growing.count
        switch segment {
        case .literal(let text):
            if let known = growing[node].literals.first(where: { $0.text == text }) { return known.node }
            growing[node].literals.append((text, next))
        case .parameter:
            if let known = growing[node].parameter { return known }
            growing[node].parameter = next
        }
        growing.append(Growing())
        return next
    }

    /// The same tree in two arrays, with `HEAD` wherever there is `GET`.
    func frozen() -> ([Node], [Edge]) {
        var edges: [Edge] = []
        let nodes = growing.map { node in
            let start = edges.count
            edges += node.literals.map { Edge(literal: $0.text, node: $0.node) }
            var routes = node.routes
            routes[.head] = routes[.head] ?? routes[.get]
            return Node(
                literals: start..<edges.count, parameter: node.parameter, routes: routes,
                methods: MethodSet(Method.allCases.filter { routes[$0] != nil }.map { MethodSet($0) }))
        }
        return (nodes, edges)
    }
}
