/// A request method that the server understands; all others are answered with 405.
///
/// Some have no route anywhere: a path that is there answers them with 405 and the methods that it has (RFC 9110,
/// section 9.1).
public enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case patch = "PATCH"
    case options = "OPTIONS"
    case trace = "TRACE"
}

/// Names and values of a header, in order; names compare without regard to ASCII case.
public struct Headers: Sendable, Hashable {
    public struct Field: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var fields: [Field]

    public init(_ fields: [Field] = []) { self.fields = fields }

    /// The value of the first field of this name.
    public subscript(name: String) -> String? {
        fields.first { $0.name.utf8.elementsEqual(name.utf8, by: Self.isSame) }?.value
    }

    /// Adds a field, keeping those of the same name.
    public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

    mutating func reserveCapacity(_ count: Int) { fields.reserveCapacity(count) }

    private static func isSame(_ a: UInt8, _ b: UInt8) -> Bool {
        a == b || (a ^ b == 0x20 && (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(a | 0x20))
    }
}

/// The decoded parameters after the `?`, in order; a name may occur more than once.
public struct Query: Sendable, Hashable {
    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var value: String

        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    public private(set) var parameters: [Parameter]

    public init(_ parameters: [Parameter] = []) { self.parameters = parameters }

    /// The first value of a parameter.
    public subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// Every value of a parameter, in order.
    public func all(_ name: String) -> [String] { parameters.filter { $0.name == name }.map(\.value) }
}

/// A whole request, body included.
public struct Request: Sendable {
    public var method: Method
    /// The segments between slashes, each percent-decoded on its own, so that `a%2Fb` is one; a slash at the end adds
    /// none.
    public var path: [String]
    public var query: Query
    public var headers: Headers
    public var body: [UInt8]
    /// What the answer's `X-Request-ID` will be: the client's own, or one that the server has made.
    public var id: String

    public init(
        method: Method, path: [String], query: Query = Query(), headers: Headers = Headers(), body: [UInt8] = [],
        id: String = ""
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = body
        self.id = id
    }
}
