internal import Compatibility
internal import JSONCore
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// What has to happen so that a registry has what the files of a project say, each schema after those that it refers to.
///
/// Nothing is ever deleted.
struct RegistryPlan {
    let connection: Connection
    private(set) var steps: [PlanStep] = []

    private let tree: any SchemaTree
    private let files: LinkedFiles<JSONSchemaFormat>
    private let settings: SettingsSource
    private let project: Project
    /// The versions that subjects have, or are to get.
    private var versions: [Subject: Version] = [:]
    /// The subjects that get another version.
    private var renewed: Set<Subject> = []

    /// - Throws: when the files say something that cannot be, or the registry cannot be asked.
    init(_ project: Project, at connection: Connection) throws(Failure) {
        self.connection = connection
        self.project = project
        let (tree, projectPath) = try project.workingTree()
        self.tree = tree
        files = LinkedFiles(tree, format: JSONSchemaFormat())
        var settings = try SettingsSource(level: nil, policy: nil, project: project)
        settings.projectPath = projectPath
        self.settings = settings
        var owners: [Subject: String] = [:]
        for path in try ordered() {
            let step = try step(path)
            if let other = owners.updateValue(step.file, forKey: step.subject) {
                throw Failure(
                    .usage, "\(other.printable) and \(step.file.printable) are both of the subject \"\(step.subject)\"",
                    advice: "\"subject\" in \(Project.fileName) names them")
            }
            versions[step.subject] = step.version
            if step.action != .none { renewed.insert(step.subject) }
            steps.append(step)
        }
    }

    var isRefused: Bool { steps.contains { $0.action == .refused } }

    var changes: Int { steps.count(where: \.isChange) }

    // MARK: Order

    /// The paths of the schemas, each after those that it refers to.
    private func ordered() throws(Failure) -> [String] {
        enum Mark { case open, done }
        var marks: [String: Mark] = [:]
        var order: [String] = []
        for path in try tree.paths() where settings.settings(inTree: path) != nil {
            // A stack of its own, so that a long chain of references costs none of ours.
            var stack = [(path: path, links: [String]?.none)]
            while let (path, links) = stack.last {
                if links == nil {
                    if marks[path] == .done {
                        stack.removeLast()
                        continue
                    }
                    guard marks[path] == nil else {
                        throw Failure(.input, "\(tree.display(path).printable) refers to itself over other files")
                    }
                    marks[path] = .open
                    stack[stack.count - 1].links = try self.links(of: path).map(\.path).filter { $0 != path }
                } else if let next = stack[stack.count - 1].links?.popLast() {
                    stack.append((next, nil))
                } else {
                    marks[path] = .done
                    order.append(path)
                    stack.removeLast()
                }
            }
        }
        return order
    }

    private func links(of path: String) throws(Failure) -> [(written: String, path: String)] {
        let links = try files.links(of: path, given: settings.settings(inTree: path)?.references ?? [:])
        for link in links where settings.settings(inTree: link.path) == nil {
            throw Failure(
                .usage,
                "\(tree.display(path).printable) refers to \(tree.display(link.path).printable), which has no subject",
                advice: "list it under \"schemas\" in \(Project.fileName)")
        }
        return links
    }

    // MARK: Steps

    private func subject(of path: String) throws(Failure) -> Subject {
        try SubjectArgument.subject(settings.settings(inTree: path)?.subject ?? FilePath.stem(of: path))
    }

    private func step(_ path: String) throws(Failure) -> PlanStep {
        let file = try SchemaFile(path: tree.display(path))
        let subject = try subject(of: path)
        var step = PlanStep(file: file.name, subject: subject, text: file.text)
        for link in try links(of: path) where link.path != path {
            step.references.append((link.written, try self.subject(of: link.path)))
        }
        step.level = try levelChange(of: subject, path)
        if let version = try present(step) {
            step.version = version
            return step
        }
        let known = try versions(of: subject, .included)
        step.version = known.max()?.next ?? .first
        let checked = try check(step, path, file)
        step.checked = checked
        step.action = checked.outcome == .passed && !checked.isRefused ? .register : .refused
        return step
    }

    /// The version of the subject that is this schema already.
    private func present(_ step: PlanStep) throws(Failure) -> Version? {
        guard !step.references.contains(where: { renewed.contains($0.subject) }) else { return nil }
        do throws(ClientError) {
            return try connection.client.find(step.definition(versions), in: step.subject).version
        } catch {
            // There is no such subject, no such schema, or what is looked for is none.
            if [40401, 40403, 42201].contains(error.refusal?.code) { return nil }
            throw connection.failure(error, about: .subject(step.subject))
        }
    }

    private func versions(of subject: Subject, _ deleted: Deleted) throws(Failure) -> [Version] {
        do throws(ClientError) {
            return try connection.client.versions(of: subject, deleted: deleted)
        } catch {
            if error.refusal?.code == 40401 { return [] }
            throw connection.failure(error, about: .subject(subject))
        }
    }

    private func levelChange(of subject: Subject, _ path: String) throws(Failure) -> PlanStep.LevelChange? {
        guard let wanted = settings.declaredLevel(inTree: path) else { return nil }
        let effective = try connection.ask { client throws(ClientError) in
            try client.settings(of: subject, .effective).level
        }
        guard effective != wanted else { return nil }
        return PlanStep.LevelChange(own: try ownLevel(of: subject), effective: effective, wanted: wanted)
    }

    private func ownLevel(of subject: Subject) throws(Failure) -> CompatibilityLevel? {
        do throws(ClientError) {
            return try connection.client.settings(of: subject, .own).level
        } catch {
            if [40401, 40408].contains(error.refusal?.code) { return nil }
            throw connection.failure(error, about: .subject(subject))
        }
    }

    // MARK: Verdicts

    /// What stands against a schema: by the registry where it knows all that counts, by the engine here where the plan
    /// changes some of it first.
    private func check(_ step: PlanStep, _ path: String, _ file: SchemaFile) throws(Failure) -> CheckedSchema {
        var schema = CheckedSchema(name: step.subject.qualifiedName, file: step.file)
        schema.subject = step.subject.qualifiedName
        do throws(Failure) {
            try file.checkSyntax()
            if step.level == nil, !step.references.contains(where: { renewed.contains($0.subject) }) {
                let check = OnlineCheck(
                    connection: connection, subject: step.subject, normalization: .automatic)
                return try check.compare(step.definition(versions), from: file)
            }
            return try checkHere(step, path, schema)
        } catch {
            guard error.status == .input else { throw error }
            schema.problem = CheckedSchema.Problem(error.message)
            return schema
        }
    }

    private func checkHere(
        _ step: PlanStep, _ path: String, _ schema: CheckedSchema
    ) throws(Failure) -> CheckedSchema {
        var schema = schema
        guard let new = try files.source(path, named: "the new schema") else { return schema }
        let level: CompatibilityLevel
        if let wanted = step.level?.wanted {
            level = wanted
        } else {
            let settings = try connection.ask { client throws(ClientError) in
                try client.settings(of: step.subject, .effective)
            }
            level = settings.level ?? .backward
        }
        let live = level == .none ? [] : try versions(of: step.subject, .excluded).sorted(by: >)
        var history: [SchemaSource] = []
        for version in level.depth == .all ? live[...] : live.prefix(1) {
            history.append(try DiffOperand.source(.number(version), of: step.subject, at: connection))
        }
        schema.level = level
        schema.policy = settings.settings(inTree: path)?.policy ?? .strict
        schema.earlier = history.map(\.name)
        let check = OfflineCheck(format: JSONSchemaFormat(), level: level, policy: schema.policy ?? .strict)
        do throws(UnreadableSchema) {
            schema.findings = try check.compare(new, with: history).findings
        } catch {
            schema.problem = error.problem
        }
        return schema
    }
}
