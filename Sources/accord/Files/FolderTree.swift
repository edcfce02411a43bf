internal import Reports

/// The files of a folder of the disk.
struct FolderTree: SchemaTree {
    /// An absolute path.
    let root: String
    /// Whether anybody asks for all files; where nobody may, as at the root of the file system, none are found.
    var isListed = true
    let revision: String? = nil

    /// The most folders inside one another.
    private static let depthLimit = 64
    /// The most files.
    private static let filesLimit = 200_000

    /// All files that are named `.json`; folders that are hidden, or hold packages of Node, are passed over, and links to
    /// folders are not followed.
    func paths() throws(Failure) -> [String] {
        guard isListed else { return [] }
        var found: [String] = []
        var open = [(path: "", depth: 0)]
        while let (folder, depth) = open.popLast() {
            guard let names = Platform.names(inFolder: FilePath.joined(root, folder)) else {
                throw Failure(.input, "cannot read the folder \(display(folder).printable)")
            }
            for name in names where !name.hasPrefix(".") && name != "node_modules" {
                let path = FilePath.joined(folder, name)
                let place = FilePath.joined(root, path)
                switch Platform.kind(of: place) {
                case .folder:
                    if depth < Self.depthLimit, !Platform.isLink(place) { open.append((path, depth + 1)) }
                case .file: if name.hasSuffix(".json") { found.append(path) }
                case .other, nil: continue
                }
            }
            guard found.count <= Self.filesLimit else {
                throw Failure(.input, "the folder \(display("").printable) has more than \(Self.filesLimit) schemas")
            }
        }
        return found.sorted()
    }

    func text(of path: String) throws(Failure) -> String? {
        let place = FilePath.joined(root, path)
        guard Platform.kind(of: place) == .file else { return nil }
        return try SchemaFile(path: place, named: display(path)).text
    }

    func display(_ path: String) -> String { FilePath.displayed(path.isEmpty ? root : FilePath.joined(root, path)) }
}

/// The files of a working tree of git that are tracked, or could be: what is ignored is passed over.
struct WorkingTree: SchemaTree {
    let repository: GitRepository
    let revision: String? = nil
    private let folder: FolderTree

    var root: String { repository.root }

    init(_ repository: GitRepository) {
        self.repository = repository
        folder = FolderTree(root: repository.root)
    }

    func paths() throws(Failure) -> [String] {
        let output = try repository.run("ls-files", "-z", "--cached", "--others", "--exclude-standard", "--deduplicate")
        // A link is no file for git; what it leads to is.
        return GitRepository.entries(output).map { (path: $0, place: FilePath.joined(repository.root, $0)) }.filter {
            Platform.kind(of: $0.place) == .file && !Platform.isLink($0.place)
        }.map(\.path).sorted()
    }

    func text(of path: String) throws(Failure) -> String? { try folder.text(of: path) }

    func display(_ path: String) -> String { folder.display(path) }
}
