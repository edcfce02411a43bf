internal import Reports
internal import Synchronization

/// The files of a commit.
final class GitTree: SchemaTree {
    let commit: GitRepository.Commit
    private let repository: GitRepository
    /// The objects of the files, by their paths.
    private let objects: [String: String]
    private let reader: ObjectReader
    /// What was before, once somebody asks.
    private let past = Mutex(Past())

    private struct Past {
        var history: GitHistory?
        /// The trees of commits, by their names.
        var trees: [String: GitTree] = [:]
    }

    convenience init(_ commit: GitRepository.Commit, in repository: GitRepository) throws(Failure) {
        try self.init(commit, in: repository, ObjectReader(repository))
    }

    private init(
        _ commit: GitRepository.Commit, in repository: GitRepository, _ reader: ObjectReader
    ) throws(Failure) {
        self.commit = commit
        self.repository = repository
        var objects: [String: String] = [:]
        for entry in GitRepository.entries(try repository.run("ls-tree", "-r", "-z", "--full-tree", commit.id)) {
            // `100644 blob 6f0…<TAB>path`; links and submodules are no files.
            let parts = entry.split(separator: "\t", maxSplits: 1)
            let words = parts.first?.split(separator: " ") ?? []
            guard parts.count == 2, words.count == 3, words[0].hasPrefix("100") else { continue }
            objects[String(parts[1])] = String(words[2])
        }
        self.objects = objects
        self.reader = reader
    }

    var root: String { repository.root }

    func paths() -> [String] { objects.keys.sorted() }

    func text(of path: String) throws(Failure) -> String? {
        guard let object = objects[path] else { return nil }
        return try text(ofObject: object, path)
    }

    /// The text of a blob that was at a path.
    func text(ofObject object: String, _ path: String) throws(Failure) -> String {
        let bytes: [UInt8]?
        do throws(Platform.SystemError) {
            bytes = try reader.read(object)
        } catch {
            throw Failure(.input, "cannot read \(name(path)): \(error.reason)")
        }
        guard let bytes else { throw Failure(.input, "cannot read \(name(path)): git does not have it here") }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.input, "cannot read \(name(path)): it is not UTF-8")
        }
        return text
    }

    private func name(_ path: String) -> String { "\(commit.revision):\(path)".printable }

    func display(_ path: String) -> String { FilePath.displayed(FilePath.joined(repository.root, path)) }

    func origin(of path: String) -> TextOrigin { .revision(commit.revision, file: display(path)) }

    func history(of path: String) throws(Failure) -> [EarlierFile] {
        let result: Result<[EarlierFile], Failure> = past.withLock { past in
            do throws(Failure) {
                return .success(try history(of: path, &past))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func history(of path: String, _ past: inout Past) throws(Failure) -> [EarlierFile] {
        let history = if let known = past.history { known } else { try GitHistory(before: commit, in: repository) }
        past.history = history
        var files: [EarlierFile] = []
        for version in history.versions(of: path) {
            let commit = GitRepository.Commit(id: version.commit, revision: String(version.commit.prefix(10)))
            let known = past.trees[version.commit]
            let tree = if let known { known } else { try GitTree(commit, in: repository, reader) }
            past.trees[version.commit] = tree
            files.append(EarlierFile(tree: tree, path: version.path, name: "commit \(commit.shortID)"))
        }
        return files
    }
}

/// Reads objects through one `git cat-file` that goes on running.
private final class ObjectReader: Sendable {
    private struct Channel: @unchecked Sendable {
        // Spoken with only under the lock of `channel`.
        var process: Platform.ChildProcess?
    }

    private let repository: GitRepository
    private let channel = Mutex(Channel())

    init(_ repository: GitRepository) { self.repository = repository }

    /// The bytes of a blob; `nil` when there is none.
    func read(_ object: String) throws(Platform.SystemError) -> [UInt8]? {
        let result: Result<[UInt8]?, Platform.SystemError> = channel.withLock { channel in
            do throws(Platform.SystemError) {
                return .success(try read(object, &channel))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private func read(_ object: String, _ channel: inout Channel) throws(Platform.SystemError) -> [UInt8]? {
        let process = if let open = channel.process { open } else { try repository.start(["cat-file", "--batch"]) }
        channel.process = process
        try process.write(Array("\(object)\n".utf8))
        // `6f0… blob 120`, or `6f0… missing`.
        guard let header = try process.readLine() else { return nil }
        let words = String(decoding: header, as: UTF8.self).split(separator: " ")
        guard words.count == 3, words[1] == "blob", let size = Int(words[2]) else { return nil }
        let bytes = try process.read(count: size)
        _ = try process.read(count: 1)
        return bytes.count == size ? bytes : nil
    }
}
