/// What the files of a commit were before, along the first parents: what a branch was, not what was merged into it.
struct GitHistory: Sendable {
    struct Version: Sendable {
        /// A commit that has it.
        var commit: String
        var path: String
    }

    /// Earlier versions by the path that a file has now, the newest first.
    private var files: [String: [Version]] = [:]
    /// The paths that files have now, by those they had when a commit was made.
    private var names: [String: [String]] = [:]

    init(before commit: GitRepository.Commit, in repository: GitRepository) throws(Failure) {
        let output = try repository.run(
            "log", "--first-parent", "-m", "--raw", "-z", "--no-abbrev", "-M", "--no-color", "--no-ext-diff",
            "--format=%x01%P", commit.id)
        var entries = GitRepository.entries(output)[...]
        var parent = ""
        while let entry = entries.popFirst() {
            let text = entry.drop { $0 == "\n" }
            if text.hasPrefix("\u{1}") {
                parent = text.dropFirst().split(separator: " ").first.map(String.init) ?? ""
                continue
            }
            // `:100644 100644 6f0… 7a1… M`, then the path; the old and the new one of what was renamed or copied.
            let words = text.split(separator: " ")
            guard text.hasPrefix(":"), words.count == 5, let path = entries.popFirst() else { continue }
            let status = words[4].first
            let target = status == "R" || status == "C" ? entries.popFirst() ?? path : path
            follow(status, from: path, to: target, parent, isEqual: words[2] == words[3])
        }
    }

    /// Notes what a file was before a change of it, reading the changes from the newest on.
    private mutating func follow(
        _ status: Character?, from path: String, to target: String, _ parent: String, isEqual: Bool
    ) {
        let current = names[target] ?? [target]
        switch status {
        case "M", "T":
            names[target] = current
            for name in current { files[name, default: []].append(Version(commit: parent, path: path)) }
        case "R":
            names[target] = []
            names[path, default: []] += current
            for name in current where !isEqual { files[name, default: []].append(Version(commit: parent, path: path)) }
        default:
            // Before it was added it was nothing, whatever had its name then.
            names[target] = []
        }
    }

    func versions(of path: String) -> [Version] { files[path] ?? [] }
}
