internal import JSONCore
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// What a project wants a registry to be, as steps in an order in which each finds what it rests on.
struct DesiredState {
    /// In the words of the registry.
    private(set) var steps: [JSON] = []
    private(set) var subjects: Set<String> = []

    private let format = JSONSchemaFormat()

    /// - Throws: `.usage` when the project lists no schemas, two files are of one subject, or files refer to each other in a
    ///   circle; `.input` when a file cannot be read or holds no JSON.
    init(of project: Project) throws(Failure) {
        guard !project.schemas.isEmpty else {
            throw Failure(
                .usage, "\(Project.fileName) lists no schemas",
                advice: "\"schemas\" says which files are schemas of which subjects")
        }
        let (tree, projectPath) = try project.workingTree()
        let files = LinkedFiles(tree, format: format)
        var described: [String: File] = [:]
        for path in try tree.paths() {
            guard let inside = FilePath.inside("/" + path, "/" + projectPath), let entry = project.entry(for: inside)
            else { continue }
            let subject = entry.subject?.subject(of: inside) ?? FilePath.stem(of: inside)
            guard subjects.insert(subject).inserted else {
                throw Failure(.usage, "several files are schemas of subject \"\(subject.printable)\"")
            }
            let given = entry.references.mapValues { FilePath.normalized(FilePath.joined(projectPath, $0)) }
            described[path] = File(
                subject: subject, entry: entry, links: try files.links(of: path, given: given))
        }
        for path in try Self.ordered(described) {
            guard let file = described[path] else { continue }
            try append(file, from: path, in: tree, described, project.defaults)
        }
    }

    private struct File {
        var subject: String
        var entry: Project.Entry
        var links: [(written: String, path: String)]
    }

    /// The paths in an order in which each comes after those that it refers to.
    private static func ordered(_ files: [String: File]) throws(Failure) -> [String] {
        var ordered: [String] = []
        var done: Set<String> = []
        // On the way down, a path is followed by what it refers to; the second time it is met, all of that is done.
        for start in files.keys.sorted() {
            var open: [(path: String, isEntered: Bool)] = [(start, false)]
            var entered: Set<String> = []
            while let (path, isEntered) = open.popLast() {
                if isEntered {
                    entered.remove(path)
                    if done.insert(path).inserted { ordered.append(path) }
                    continue
                }
                if done.contains(path) { continue }
                guard entered.insert(path).inserted else {
                    throw Failure(.usage, "\(path.printable) refers to itself over other files")
                }
                open.append((path, true))
                for link in files[path]?.links ?? [] where link.path != path && !done.contains(link.path) {
                    guard !entered.contains(link.path) else {
                        throw Failure(
                            .usage, "\(path.printable) and \(link.path.printable) refer to each other",
                            advice: "a registry takes no circles; put what they share into one file")
                    }
                    if files[link.path] != nil { open.append((link.path, false)) }
                }
            }
        }
        return ordered
    }

    private mutating func append(
        _ file: File, from path: String, in tree: any SchemaTree, _ files: [String: File],
        _ defaults: Project.Defaults
    ) throws(Failure) {
        let source = try SchemaFile(path: tree.display(path))
        try source.checkSyntax()
        let settings: [(name: String, value: String?)] = [
            ("compatibility", (file.entry.settings.level ?? defaults.level)?.rawValue),
            ("compatibilityPolicy", (file.entry.settings.policy ?? defaults.policy)?.rawValue),
        ]
        if settings.contains(where: { $0.value != nil }) {
            var step = Self.step("configure", file.subject)
            for (name, value) in settings { step[name] = value.map { .string($0) } }
            steps.append(.object(step))
        }
        var references: [JSON] = []
        for link in file.links where link.path != path {
            guard let target = files[link.path] else {
                throw Failure(
                    .usage,
                    "\(path.printable) refers to \(link.path.printable), which \(Project.fileName) does not list")
            }
            references.append([
                "name": .string(link.written), "subject": .string(target.subject), "version": -1,
            ])
        }
        var step = Self.step("register", file.subject)
        step["schemaType"] = "JSON"
        step["schema"] = .string(source.text)
        if !references.isEmpty { step["references"] = .array(references) }
        steps.append(.object(step))
        if let owner = file.entry.owner {
            var step = Self.step("own", file.subject)
            step["team"] = .string(owner)
            steps.append(.object(step))
        }
        if let lifecycle = file.entry.lifecycle?.object {
            var step = Self.step("move", file.subject)
            for member in lifecycle.members { step[member.name] = member.value }
            steps.append(.object(step))
        }
    }

    private static func step(_ kind: String, _ subject: String) -> JSONObject {
        var step = JSONObject()
        step["step"] = .string(kind)
        step["subject"] = .string(subject)
        return step
    }

    // MARK: Deletions

    /// Adds the deletion of every subject of a registry whose name begins with a prefix and that no file is of.
    ///
    /// - Parameter prefix: as the registry has it, `:.context:name` for those of a context.
    mutating func prune(_ prefix: String, at connection: Connection) throws(Failure) {
        let registered = try connection.ask { client throws(ClientError) in try client.subjects(prefix: prefix) }
        let surplus = registered.filter { !subjects.contains($0.qualifiedName) }
        var targets: [String: Set<String>] = [:]
        for subject in surplus {
            let versions = try connection.ask { client throws(ClientError) in try client.versions(of: subject) }
            for version in versions {
                let found = try connection.ask { client throws(ClientError) in
                    try client.version(.number(version), of: subject)
                }
                targets[subject.qualifiedName, default: []].formUnion(
                    found.definition.references.map(\.subject.qualifiedName))
            }
        }
        // What refers to others goes before them.
        var rest = surplus.map(\.qualifiedName)
        while !rest.isEmpty {
            let free = rest.filter { name in !rest.contains { $0 != name && targets[$0]?.contains(name) == true } }
            // Of a circle the registry says itself what is in the way.
            let next = free.isEmpty ? rest : free
            steps += next.map { .object(Self.step("delete", $0)) }
            rest.removeAll { next.contains($0) }
        }
    }
}
