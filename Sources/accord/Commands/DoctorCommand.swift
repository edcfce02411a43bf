internal import ArgumentParser
internal import JSONCore
internal import RegistryClient
internal import Reports
internal import SchemaCore

struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Look whether all that commands need is there: settings, git, the registry.",
        discussion: """
            Exits with 0 when all is well, else with the code that a command would end with for the first thing that is \
            not.
            """)

    @OptionGroup var output: OutputOptions
    @OptionGroup var registry: RegistryOptions

    /// Something that was looked at.
    private struct Finding {
        var name: String
        var text: String
        var failure: Failure?
    }

    func run() throws {
        var project: Project?
        var findings = [
            examine("settings") { () throws(Failure) in
                let settings = try ClientSettings(url: registry.url, profile: registry.profile, project: nil)
                return settings.profile.map { "profile \"\($0.text)\", from \($0.origin)" } ?? "no profile"
            },
            examine("project") { () throws(Failure) in
                project = try Project.find(from: FilePath.absolute("."), named: nil)
                guard let project else { return "no \(Project.fileName) here; check and lint take files" }
                let tree = try project.workingTree()
                let count = try tree.files.paths().count { path in
                    FilePath.inside("/" + path, "/" + tree.projectPath).flatMap(project.entry) != nil
                }
                let file = FilePath.joined(FilePath.displayed(project.folder), Project.fileName)
                return "\(file), \(count) \(count == 1 ? "schema" : "schemas")"
            },
            examine("git") { () throws(Failure) in
                // Outside of a repository nothing is amiss, as long as nobody names a revision.
                guard let repository = try? GitRepository(containing: FilePath.absolute(".")) else {
                    return "no repository here; check and diff take no revisions"
                }
                return "repository \(repository.root)"
            },
        ]
        findings.append(
            examine("registry") { () throws(Failure) in
                let connection = try registry.connect(project: project)
                let start = ContinuousClock.now
                let types = try connection.ask { client throws(ClientError) in try client.schemaTypes() }
                let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
                let names = types.map(\.name).joined(separator: ", ")
                return "\(connection.address) answers in \(milliseconds) ms, with \(names)"
            })
        findings.append(
            examine("access") { () throws(Failure) in
                let connection = try registry.connect(project: project)
                let subjects = try connection.ask { client throws(ClientError) in try client.subjects() }
                return "\(subjects.count) \(subjects.count == 1 ? "subject" : "subjects") can be read"
            })
        try write(findings)
        if let failure = findings.compactMap(\.failure).first { throw failure.status }
    }

    private func examine(_ name: String, _ look: () throws(Failure) -> String) -> Finding {
        do throws(Failure) {
            return Finding(name: name, text: try look())
        } catch {
            return Finding(name: name, text: error.text, failure: error)
        }
    }

    private func write(_ findings: [Finding]) throws(Failure) {
        let style = Style(output.color, for: .output)
        switch output.form {
        case .table:
            for finding in findings {
                let mark = finding.failure == nil ? style.green("✓") : style.red("✗")
                let name = finding.name + String(repeating: " ", count: max(0, 8 - finding.name.count))
                try Console.line("\(mark) \(name)  \(finding.text.printable)")
            }
        case .json:
            let items = findings.map { finding in
                JSON.object([
                    "name": .string(finding.name), "fine": .boolean(finding.failure == nil),
                    "text": .string(finding.text),
                ])
            }
            try Console.line(JSON.array(items).indentedText)
        }
    }
}
