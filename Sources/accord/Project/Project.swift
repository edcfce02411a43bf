internal import Compatibility
internal import Governance
internal import Reports
internal import SchemaCore

/// What a file `accord.yaml` says: which files are schemas, of which subjects, and how they are checked.
struct Project: Sendable {
    /// The name of the file.
    static let fileName = "accord.yaml"

    /// The absolute path of the folder that the file is in; its paths are relative to it.
    var folder: String
    /// What is compared with where nobody says: `git:REVISION`, `registry`, a folder or a file.
    var against: String?
    /// The address of the registry.
    var registry: String?
    var failsOnUndecided = false
    var defaults = Defaults()
    var schemas: [Entry] = []
    var lint = Lint()
    var waivers: [ProjectWaiver] = []

    /// What holds for schemas where an entry does not say.
    struct Defaults: Sendable {
        var level: CompatibilityLevel?
        var policy: CompatibilityPolicy?
        var deleted: Deletion?
    }

    /// What a deleted schema is.
    enum Deletion: String, CaseIterable, Sendable {
        case error, warning, off
    }

    /// Some files, and what holds for them.
    struct Entry: Sendable {
        var files: [Glob]
        var exclude: [Glob]
        var subject: SubjectTemplate?
        var settings = Defaults()
        /// Paths by the URIs that schemas use for them.
        var references: [String: String] = [:]

        func matches(_ path: String) -> Bool {
            files.contains { $0.matches(path) } && !exclude.contains { $0.matches(path) }
        }
    }

    struct Lint: Sendable {
        /// Files and folders with policies.
        var policies: [String] = []
        var owner: String?
        var failOn: Severity?
    }

    /// What holds for a file, by its path from the project's folder: of several entries, what the last one says.
    ///
    /// - Returns: `nil` when no entry means it.
    func entry(for path: String) -> Entry? { schemas.last { $0.matches(path) } }
}

/// The name of a subject with holes for parts of a path.
struct SubjectTemplate: Sendable {
    let text: String

    /// `{name}` is the file's name without `.json` and `.schema`, `{folder}` the name of the folder that it is in, `{path}`
    /// the whole path with dots for slashes.
    static let holes = ["{name}", "{folder}", "{path}"]

    /// - Returns: `nil` for a text with other holes.
    init?(_ text: String) {
        var rest = text
        for hole in Self.holes { rest = rest.replacing(hole, with: "") }
        guard !text.isEmpty, !rest.contains("{"), !rest.contains("}") else { return nil }
        self.text = text
    }

    func subject(of path: String) -> String {
        let folder = FilePath.folder(of: path)
        let stem = FilePath.stem(of: path)
        return text.replacing("{name}", with: stem).replacing("{folder}", with: FilePath.name(of: folder))
            .replacing("{path}", with: FilePath.joined(folder, stem).replacing("/", with: "."))
    }
}

/// An exception for a finding.
struct ProjectWaiver: Sendable {
    var fingerprint: String
    /// The subject or the file that it is for; `nil` for all.
    var schema: String?
    var reason: String
    /// `nil` for one that does not end.
    var expires: Timestamp?
    var approver: String?
}
