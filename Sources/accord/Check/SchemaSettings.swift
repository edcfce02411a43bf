internal import Compatibility
internal import Reports
internal import SchemaCore

/// How a schema is checked.
struct SchemaSettings: Sendable {
    /// Its subject, where a project says.
    var subject: String?
    var level: CompatibilityLevel
    var policy: CompatibilityPolicy
    var deleted: Project.Deletion
    /// Paths of the tree by the URIs that the schema uses for them.
    var references: [String: String] = [:]
}

/// Where the settings of schemas come from: a flag counts before the environment, that before the project's file, that
/// before what holds anyway.
struct SettingsSource: Sendable {
    var level: CompatibilityLevel?
    var policy: CompatibilityPolicy?
    var project: Project?
    /// The path of the project's folder in the tree; `nil` when it is not in it.
    var projectPath: String?

    /// - Throws: `.usage` for a variable that cannot be understood.
    init(level: CompatibilityLevel?, policy: CompatibilityPolicy?, project: Project?) throws(Failure) {
        let variables = (
            level: try Self.variable("ACCORD_LEVEL", CompatibilityLevel.init(argument:)),
            policy: try Self.variable("ACCORD_POLICY", CompatibilityPolicy.init(argument:))
        )
        self.level = level ?? variables.level
        self.policy = policy ?? variables.policy
        self.project = project
    }

    /// The settings of a file that the project need not know.
    ///
    /// - Parameter path: absolute.
    func settings(ofFile path: String) -> SchemaSettings {
        let inside = project.flatMap { FilePath.inside(path, $0.folder) }
        return settings(inside.flatMap { project?.entry(for: $0) }, inside ?? path)
    }

    /// The settings of a file of the tree; `nil` when the project has schemas and this is none.
    func settings(inTree path: String) -> SchemaSettings? {
        guard let project, !project.schemas.isEmpty else {
            return path.hasSuffix(".json") ? settings(nil, path) : nil
        }
        guard let projectPath, let inside = FilePath.inside("/" + path, "/" + projectPath),
            let entry = project.entry(for: inside)
        else { return nil }
        var settings = settings(entry, inside)
        settings.references = entry.references.mapValues { FilePath.normalized(FilePath.joined(projectPath, $0)) }
        return settings
    }

    private func settings(_ entry: Project.Entry?, _ path: String) -> SchemaSettings {
        SchemaSettings(
            subject: entry?.subject?.subject(of: path),
            level: level ?? entry?.settings.level ?? project?.defaults.level ?? .backward,
            policy: policy ?? entry?.settings.policy ?? project?.defaults.policy ?? .strict,
            deleted: entry?.settings.deleted ?? project?.defaults.deleted ?? .error)
    }

    private static func variable<Value>(_ name: String, _ read: (String) -> Value?) throws(Failure) -> Value? {
        guard let text = Platform.environment(name) else { return nil }
        guard let value = read(text) else {
            throw Failure(.usage, "\(name) is \"\(text.printable)\", which is none there is")
        }
        return value
    }
}
