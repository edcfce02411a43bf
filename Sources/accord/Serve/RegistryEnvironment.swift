internal import HTTP
internal import Reports
internal import SchemaCore

/// What the environment says under the names that Confluent's container image has for its settings: `SCHEMA_REGISTRY_`
/// and the name of a property in capitals with `_` for `.`.
struct RegistryEnvironment {
    /// Where to listen; `nil` when it does not say.
    private(set) var addresses: [String]?
    private(set) var level: CompatibilityLevel?
    private(set) var modesCanChange: Bool?
    private(set) var bodyBytes: Int?
    /// A sentence for each variable that has no effect here.
    private(set) var warnings: [String] = []

    static let prefix = "SCHEMA_REGISTRY_"

    /// - Parameter variables: names and values, empty ones left out.
    /// - Throws: a failure of usage for a value that cannot be understood.
    init(_ variables: [(name: String, value: String)]) throws(Failure) {
        for (name, value) in variables where name.hasPrefix(Self.prefix) {
            switch name.dropFirst(Self.prefix.count) {
            case "LISTENERS": addresses = try Self.addresses(value, name)
            case "SCHEMA_COMPATIBILITY_LEVEL": level = try Self.level(value, name)
            // The name before 7.0; the present one wins.
            case "AVRO_COMPATIBILITY_LEVEL": if level == nil { level = try Self.level(value, name) }
            case "MODE_MUTABILITY": modesCanChange = try Self.truth(value, name)
            case "SIZE_LIMIT_FILTER_MAX_REQUEST_BODY_SIZE":
                guard let bytes = Int(value), bytes > 0 else { throw Self.unreadable(name, value, "a number above 0") }
                bodyBytes = bytes
            case let rest: warnings.append("\(name) has no effect: \(Self.reason(rest))")
            }
        }
    }

    /// Why a setting means nothing here.
    private static func reason(_ name: Substring) -> String {
        let reasons: [(prefix: String, reason: String)] = [
            ("KAFKASTORE_", "schemas are kept in a file, not in Kafka; --store names it"),
            ("KAFKAGROUP_", "there is no group of instances that elects a leader"),
            ("LEADER_", "there is no group of instances that elects a leader"),
            ("MASTER_", "there is no group of instances that elects a leader"),
            ("GROUP_ID", "there is no group of instances that elects a leader"),
            ("INTER_INSTANCE_", "instances do not forward requests to one another"),
            ("HOST_", "instances do not forward requests to one another, so that none needs a name"),
            ("SSL_", "connections are not encrypted here; put a proxy in front"),
            (
                "AUTHENTICATION_",
                "--auth token asks for tokens, which clients send as the password of Basic credentials"
            ),
            (
                "METADATA_ENCODER_",
                "values of sensitive properties are stored as they are, for whoever can read the store's file"
            ),
            ("LOG4J_", "--log-level says what is logged"),
            ("JMX_", "there is no Java here"), ("HEAP_", "there is no Java here"), ("OPTS", "there is no Java here"),
            ("METRICS_", "there is no Java here"), ("SCHEMA_PROVIDERS", "the languages of schemas are built in"),
        ]
        return reasons.first { name.hasPrefix($0.prefix) }?.reason ?? "this registry has no such setting"
    }

    // MARK: Values

    /// `http://0.0.0.0:8081,http://[::1]:8082`.
    private static func addresses(_ value: String, _ name: String) throws(Failure) -> [String] {
        var addresses: [String] = []
        for part in value.split(separator: ",") {
            let listener = part.filter { $0 != " " }
            guard listener.lowercased().hasPrefix("http://") else {
                throw unreadable(name, value, "a list of addresses that begin with http://")
            }
            let rest = listener.dropFirst("http://".count)
            let address = rest.hasSuffix("/") ? String(rest.dropLast()) : String(rest)
            do throws(ServerError) {
                addresses.append("\(try Address(parsing: address))")
            } catch {
                throw unreadable(name, value, "addresses such as http://0.0.0.0:8081")
            }
        }
        guard !addresses.isEmpty else { throw unreadable(name, value, "addresses such as http://0.0.0.0:8081") }
        return addresses
    }

    private static func level(_ value: String, _ name: String) throws(Failure) -> CompatibilityLevel {
        do throws(RegistryError) {
            return try CompatibilityLevel(parsing: value)
        } catch {
            let levels = CompatibilityLevel.allCases.map(\.rawValue).joined(separator: ", ")
            throw unreadable(name, value, "one of \(levels)")
        }
    }

    private static func truth(_ value: String, _ name: String) throws(Failure) -> Bool {
        switch value.lowercased() {
        case "true": true
        case "false": false
        default: throw unreadable(name, value, "true or false")
        }
    }

    private static func unreadable(_ name: String, _ value: String, _ expectation: String) -> Failure {
        Failure(.usage, "\(name) is \"\(value.printable)\" and must be \(expectation)")
    }
}

extension RegistryEnvironment {
    /// What the process was started with.
    static func current() throws(Failure) -> RegistryEnvironment { try RegistryEnvironment(Platform.variables()) }
}
