internal import Compatibility
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// A check of the files that a person named, or that a project has.
struct CheckRun {
    var files: [String]
    var project: Project?
    var settings: SettingsSource
    var waivers: Waivers

    private let format = JSONSchemaFormat()

    init(files: [String], project: Project?, settings: SettingsSource, waivers: Waivers) {
        self.files = files
        self.project = project
        self.settings = settings
        self.waivers = waivers
    }

    // MARK: Two files

    /// Compares one file with another.
    func againstFile(_ path: String) throws(Failure) -> Report {
        guard path == "-" || Platform.exists(path) else {
            throw Failure(
                .input, "cannot read \(path.printable): No such file or directory",
                advice: "a revision of git is git:\(path.printable)")
        }
        guard files.count == 1, let file = files.first, Platform.kind(of: file) != .folder else {
            throw Failure(
                .usage, "\"\(path.printable)\" is a file, which one file is compared with",
                advice: "--against takes a folder or git:REVISION for several")
        }
        let new = try SchemaSource(file: file, named: "the new schema")
        let old = try SchemaSource(file: path, named: SchemaFile.name(of: path))
        let place = FilePath.absolute(file == "-" ? path : file)
        let settings = settings.settings(ofFile: place)
        let name = settings.subject ?? SchemaFile.name(of: file)
        var schema = CheckedSchema(name: name, file: new.origin.file)
        schema.subject = settings.subject
        (schema.level, schema.policy) = (settings.level, settings.policy)
        schema.earlier = settings.level == .none ? [] : [old.name]
        var check = OfflineCheck(format: format, level: settings.level, policy: settings.policy)
        check.otherPolicy = .always
        do throws(UnreadableSchema) {
            let (findings, other) = try check.compare(new, with: [old])
            schema.findings = waivers.applied(to: findings, of: [settings.subject, new.origin.file])
            schema.otherPolicy = other.map { .init(policy: settings.policy.other, verdict: $0) }
        } catch {
            throw error.failure
        }
        return report([schema], against: "")
    }

    // MARK: Trees

    /// Compares the files of a folder with those of another.
    func againstFolder(_ path: String) throws(Failure) -> Report {
        guard files.count <= 1 else {
            throw Failure(.usage, "a folder is compared with one folder", advice: "name one folder")
        }
        let named = files.first ?? project?.folder ?? "."
        guard Platform.kind(of: named) == .folder else {
            throw Failure(.usage, "\"\(named.printable)\" is no folder", advice: "--against names one")
        }
        let new = FolderTree(root: FilePath.absolute(named))
        return try check(
            new, with: FolderTree(root: FilePath.absolute(path)), at: new.root, earlier: path.printable,
            against: path.printable)
    }

    enum Commit {
        /// The revision itself.
        case tip
        /// Where HEAD left it.
        case mergeBase
    }

    /// Compares what is checked out with a revision.
    func againstRevision(_ revision: String, _ commit: Commit) throws(Failure) -> Report {
        let start = files.first { $0 != "-" }.map { FilePath.absolute($0) } ?? project?.folder ?? FilePath.absolute(".")
        let folder = Platform.kind(of: start) == .folder ? start : FilePath.folder(of: start)
        let repository = try GitRepository(containing: Platform.kind(of: folder) == .folder ? folder : ".")
        let base =
            switch commit {
            case .tip: try repository.commit(revision)
            case .mergeBase: try repository.mergeBase(revision)
            }
        let origin = base.isMergeBase ? ", where HEAD left it" : ""
        return try check(
            WorkingTree(repository), with: GitTree(base, in: repository), at: repository.root,
            earlier: revision.printable, against: "\(revision.printable) (commit \(base.shortID)\(origin))")
    }

    private func check(
        _ new: any SchemaTree, with old: any SchemaTree, at root: String, earlier: String, against: String
    ) throws(Failure) -> Report {
        var settings = settings
        settings.projectPath = project.flatMap { FilePath.inside($0.folder, root) }
        let isChosen = try chosen(at: root)
        let check = TreeCheck(
            format: format, new: new, old: old, earlier: earlier,
            settings: { [settings] in settings.settings(inTree: $0) }, waivers: waivers)
        var progress = Progress(total: nil)
        let schemas = try check.run(isChosen) { progress.show(schemas: $0, of: $1) }
        progress.clear()
        return report(schemas, against: against)
    }

    /// Whether a path of the tree is one that a person named, or in a folder that one named.
    private func chosen(at root: String) throws(Failure) -> (String) -> Bool {
        guard !files.isEmpty else {
            guard project?.schemas.isEmpty == false else {
                throw Failure(
                    .usage, "nothing says which files are schemas",
                    advice: "name files or folders, or list them under \"schemas\" in \(Project.fileName)")
            }
            return { _ in true }
        }
        var places: [String] = []
        for file in files {
            guard let place = FilePath.inside(FilePath.absolute(file), root) else {
                throw Failure(.usage, "\"\(file.printable)\" is not in \(FilePath.displayed(root).printable)")
            }
            places.append(place)
        }
        return { [places] path in places.contains { FilePath.inside("/" + path, "/" + $0) != nil || $0.isEmpty } }
    }

    private func report(_ schemas: [CheckedSchema], against: String) -> Report {
        var report = Report(.check, version: Build.version, schemas: schemas)
        report.against = against
        report.remarks = waivers.remarks
        if schemas.isEmpty {
            let reason = project?.schemas.isEmpty == false ? "is listed in \(Project.fileName)" : "is named .json"
            report.remarks.append("no schema was found: nothing here \(reason)")
        }
        return report
    }

    // MARK: A registry

    /// Has a registry compare each file with the versions of its subject.
    func againstRegistry(
        _ connection: Connection, normalization: Normalization, policy: CompatibilityPolicy?
    ) throws(Failure) -> Report {
        let here = Project(folder: FilePath.absolute("."))
        let (tree, projectPath) = try (project ?? here).workingTree()
        var settings = settings
        settings.projectPath = projectPath
        let check = RegistryCheck(
            connection: connection, tree: tree, files: LinkedFiles(tree, format: format), settings: settings,
            normalization: normalization, policy: policy)
        let isChosen = try chosen(at: tree.root)
        let paths = try tree.paths().filter { isChosen($0) && settings.settings(inTree: $0) != nil }
        var schemas: [CheckedSchema] = []
        var progress = Progress(total: nil)
        for path in paths {
            schemas.append(try check.check(path))
            progress.show(schemas: schemas.count, of: paths.count)
        }
        progress.clear()
        var report = report(schemas, against: connection.address)
        report.remarks = report.remarks.filter { !waivers.remarks.contains($0) }
        if project?.waivers.isEmpty == false {
            report.remarks.append("the waivers of \(Project.fileName) do not count here: a registry has its own")
        }
        return report
    }
}
