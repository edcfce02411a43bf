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

extension Authentication.Mode: ExpressibleByArgument {}

extension Role: ExpressibleByArgument {}

extension Logger.Level: @retroactive ExpressibleByArgument {}
