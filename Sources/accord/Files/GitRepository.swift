internal import Reports

/// A repository of git, asked through the `git` command.
struct GitRepository: Sendable {
    /// The absolute path of the working tree's root.
    let root: String

    /// The repository that a folder is in.
    ///
    /// - Throws: `.input` when there is no git, or no repository.
    init(containing folder: String) throws(Failure) {
        let top = try GitRepository(root: folder).run("rev-parse", "--show-toplevel")
        guard let line = String(validating: top, as: UTF8.self)?.split(separator: "\n").first else {
            throw Failure(.input, "\(FilePath.displayed(folder).printable) is in no working tree of git")
        }
        self.init(root: String(line))
    }

    private init(root: String) { self.root = root }

    /// What a command of git prints.
    ///
    /// - Throws: `.input` with what git says when it fails.
    func run(_ arguments: String...) throws(Failure) -> [UInt8] {
        let (output, errors, code) = try outcome(arguments)
        guard code == 0 else { throw failure(arguments, errors) }
        return output
    }

    private func outcome(_ arguments: [String]) throws(Failure) -> (output: [UInt8], errors: String, code: Int32) {
        do throws(Platform.SystemError) {
            return try start(arguments).finish()
        } catch {
            throw Failure(
                .input, "cannot run git: \(error.reason)",
                advice: "revisions are read by the git command, which must be installed")
        }
    }

    func start(_ arguments: [String]) throws(Platform.SystemError) -> Platform.ChildProcess {
        try Platform.ChildProcess(["git", "-C", root, "--no-optional-locks", "--literal-pathspecs"] + arguments)
    }

    private func failure(_ arguments: [String], _ errors: String) -> Failure {
        let reason = errors.split(separator: "\n").first.map(String.init) ?? "it gives no reason"
        return Failure(.input, "git \(arguments.first ?? "") failed: \(reason.clause.printable)")
    }

    /// The entries of what git prints with `-z`.
    static func entries(_ output: [UInt8]) -> [String] {
        output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    // MARK: Revisions

    /// A commit, and how it was found.
    struct Commit: Sendable {
        /// The name of the object, in hexadecimal.
        var id: String
        /// As the person wrote it.
        var revision: String
        /// Whether it is where the branch that is checked out left the revision, and not the revision itself.
        var isMergeBase = false

        var shortID: String { String(id.prefix(10)) }
    }

    /// The commit of a revision.
    ///
    /// - Throws: `.input` when there is none.
    func commit(_ revision: String) throws(Failure) -> Commit {
        let arguments = ["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"]
        let (output, _, code) = try outcome(arguments)
        guard code == 0 else {
            throw Failure(
                .input, "git knows no revision \"\(revision.printable)\"",
                advice: "a clone for a pipeline often has one branch alone: git fetch origin NAME gets another")
        }
        return Commit(id: Self.line(output), revision: revision)
    }

    /// Where what is checked out left a revision: the newest commit that both have, so that what others changed since then
    /// is not held against it.
    ///
    /// - Throws: `.input` when they have none, or it was not fetched.
    func mergeBase(_ revision: String) throws(Failure) -> Commit {
        let tip = try commit(revision)
        let head = try commit("HEAD")
        let (output, _, code) = try outcome(["merge-base", tip.id, head.id])
        guard code == 0 else {
            throw Failure(
                .input, "\"\(revision.printable)\" and HEAD have no commit in common that is here",
                advice:
                    "a shallow clone lacks it: git fetch --unshallow, or fetch-depth: 0; --tip compares with the revision itself"
            )
        }
        let base = Self.line(output)
        return Commit(id: base, revision: revision, isMergeBase: base != tip.id)
    }

    private static func line(_ output: [UInt8]) -> String {
        String(decoding: output.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}
