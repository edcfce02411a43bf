internal import Compatibility
internal import Governance
internal import JSONCore
internal import Reports
internal import SchemaCore

extension Project {
    /// Reads the file of a project.
    ///
    /// - Throws: `.usage` with line and column for what it should not say, `.input` when it cannot be read.
    init(path: String) throws(Failure) {
        let file = try SettingsFile(try SchemaFile(path: path, named: FilePath.displayed(path)))
        folder = FilePath.folder(of: path)
        do throws(MalformedMember) { try read(file.json) } catch { throw file.failure(error) }
    }

    private mutating func read(_ json: JSON) throws(MalformedMember) {
        // A file without anything is a project without anything.
        guard json != .null else { return }
        let members = try Members(
            json, at: .root,
            named: [
                "against", "registry", "fail-on-undecided", "level", "policy", "deleted", "schemas", "lint", "waivers",
            ])
        against = try members.string("against")
        registry = try members.string("registry")
        failsOnUndecided = try members.boolean("fail-on-undecided") ?? false
        defaults = try Defaults(members)
        schemas = try members.items("schemas") { (json, pointer) throws(MalformedMember) in
            try Entry(json, at: pointer)
        }
        waivers = try members.items("waivers") { (json, pointer) throws(MalformedMember) in
            try ProjectWaiver(json, at: pointer)
        }
        if let json = json["lint"], json != .null { lint = try Lint(json, at: JSONPointer(["lint"])) }
    }
}

extension Members {
    /// A text, or several.
    fileprivate func texts(_ name: String) throws(MalformedMember) -> [String] {
        try optional(name, expected: "a text or a list of texts") { json in json.string.map { [$0] } ?? json.strings }
            ?? []
    }

    fileprivate func globs(_ name: String) throws(MalformedMember) -> [Glob] {
        var globs: [Glob] = []
        for text in try texts(name) {
            guard let glob = Glob(text) else {
                throw malformed(
                    name, expected: "a pattern of a path from this file, as schemas/**/*.json, not \"\(text)\"")
            }
            globs.append(glob)
        }
        return globs
    }
}

extension Project.Defaults {
    fileprivate init(_ members: Members) throws(MalformedMember) {
        level = try members.named("level")
        policy = try members.named("policy")
        // In YAML 1.1, which some editors write, off is false.
        deleted = try members.optional("deleted", expected: "one of error, warning, off") { json in
            json.boolean == false ? .off : json.string.flatMap(Project.Deletion.init(rawValue:))
        }
    }
}

extension Project.Entry {
    fileprivate init(_ json: JSON, at pointer: JSONPointer) throws(MalformedMember) {
        let members = try Members(
            json, at: pointer,
            named: [
                "files", "exclude", "subject", "level", "policy", "deleted", "references", "owner", "lifecycle",
            ])
        files = try members.globs("files")
        guard !files.isEmpty else { throw members.malformed("files", expected: "a pattern of paths") }
        exclude = try members.globs("exclude")
        subject = try members.optional(
            "subject", expected: "a name that may have \(SubjectTemplate.holes.joined(separator: ", ")) in it"
        ) { json in json.string.flatMap(SubjectTemplate.init) }
        settings = try Project.Defaults(members)
        let paths = try members.map("references", expected: "the path of a file, from this file", \.string)
        owner = try members.string("owner")
        if let json = json["lifecycle"], json != .null {
            do throws(MalformedMember) {
                let move = try LifecycleMove(json: json)
                guard move.state.isCurrent else {
                    throw MalformedMember(
                        JSONPointer(["state"]), expected: "active or deprecated, as a file is the latest version")
                }
            } catch {
                throw MalformedMember(
                    pointer.appending("lifecycle").appending(error.pointer), expected: error.expectation)
            }
            lifecycle = json
        }
        references = Dictionary(paths.entries.map { ($0.name, $0.value) }) { first, _ in first }
    }
}

extension Project.Lint {
    fileprivate init(_ json: JSON, at pointer: JSONPointer) throws(MalformedMember) {
        let members = try Members(json, at: pointer, named: ["policies", "owner", "fail-on"])
        policies = try members.texts("policies")
        owner = try members.string("owner")
        failOn = try members.optional("fail-on", expected: "error or warning") { json in
            json.string.flatMap(Severity.init(argument:))
        }
    }
}

extension ProjectWaiver {
    fileprivate init(_ json: JSON, at pointer: JSONPointer) throws(MalformedMember) {
        let members = try Members(
            json, at: pointer, named: ["fingerprint", "schema", "reason", "expires", "approver"])
        fingerprint = try members.required(
            "fingerprint", expected: "the fingerprint of a finding, 64 hexadecimal digits"
        ) {
            json in json.string.flatMap { Waiver.isFingerprint($0) ? $0 : nil }
        }
        schema = try members.string("schema")
        reason = try members.required("reason", expected: "a text") { json in
            json.string.flatMap { $0.isEmpty ? nil : $0 }
        }
        expires = try members.optional("expires", expected: "a date, as 2027-01-31, or a date and time of RFC 3339") {
            json in json.string.flatMap { Timestamp(rfc3339: $0) ?? Timestamp(rfc3339: "\($0)T23:59:59.999999Z") }
        }
        approver = try members.string("approver")
    }
}

extension Project {
    /// The files that are there now: of the repository that the project is in, or of its folder.
    ///
    /// - Returns: them, and the path of the project's folder among them.
    func workingTree() throws(Failure) -> (files: any SchemaTree, projectPath: String) {
        var above = folder
        while !Platform.exists(FilePath.joined(above, ".git")) {
            guard above != "/" else { return (FolderTree(root: folder), "") }
            above = FilePath.folder(of: above)
        }
        let repository = try GitRepository(containing: folder)
        return (WorkingTree(repository), FilePath.inside(folder, repository.root) ?? "")
    }

    /// The project of a folder: the file in it, or in the nearest one above up to the repository's root.
    ///
    /// - Parameter path: the file that a person named.
    static func find(from folder: String, named path: String?) throws(Failure) -> Project? {
        if let path {
            guard Platform.kind(of: path) == .file else { throw Failure(.usage, "there is no file \(path.printable)") }
            return try Project(path: FilePath.absolute(path))
        }
        var found: String?
        var folder = folder
        while true {
            let file = FilePath.joined(folder, fileName)
            if found == nil, Platform.kind(of: file) == .file { found = file }
            // A project is not looked for above a repository, nor above where the program was started outside of one.
            if Platform.exists(FilePath.joined(folder, ".git")) { break }
            guard folder != "/" else {
                let here = FilePath.joined(FilePath.absolute("."), fileName)
                found = Platform.kind(of: here) == .file ? here : nil
                break
            }
            folder = FilePath.folder(of: folder)
        }
        guard let found else { return nil }
        return try Project(path: found)
    }
}
