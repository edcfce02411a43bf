public import ArgumentParser
public import Compatibility
public import Governance
public import Logging
public import RegistryAPI
public import SchemaCore

extension CompatibilityLevel: ExpressibleByArgument {
    /// Takes the name in any case.
    public init?(argument: String) {
        guard let level = try? CompatibilityLevel(parsing: argument) else { return nil }
        self = level
    }
}

extension CompatibilityPolicy: ExpressibleByArgument {
    /// Takes the name in any case.
    public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

extension Rule.Category: ExpressibleByArgument {}

extension Severity: ExpressibleByArgument {
    /// Takes those that a finding can have.
    public init?(argument: String) {
        guard Self.allValueStrings.contains(argument) else { return nil }
        self.init(rawValue: argument)
    }

    public static var allValueStrings: [String] { allCases.filter { $0 != .off }.map(\.rawValue) }
}

extension Authentication.Mode: ExpressibleByArgument {}

extension Role: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
