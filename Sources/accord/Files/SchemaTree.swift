internal import Reports

/// Files with schemas, on the disk or in a revision; a path begins at the root of the tree, without a slash.
protocol SchemaTree: Sendable {
    /// The absolute path of the folder whose files they are, or were.
    var root: String { get }

    /// Where schemas can be, sorted.
    func paths() throws(Failure) -> [String]

    /// A file's text; `nil` when there is no file.
    ///
    /// - Throws: `.input` when it cannot be read, or is not UTF-8.
    func text(of path: String) throws(Failure) -> String?

    /// A path as a person would write it where the program was started.
    func display(_ path: String) -> String

    /// Where a file's text is from.
    func origin(of path: String) -> TextOrigin

    /// What a file was before, the newest first; nothing where no history is kept.
    func history(of path: String) throws(Failure) -> [EarlierFile]
}

extension SchemaTree {
    func origin(of path: String) -> TextOrigin { .file(display(path)) }

    func history(of path: String) throws(Failure) -> [EarlierFile] { [] }
}

/// A file of an earlier tree.
struct EarlierFile: Sendable {
    var tree: any SchemaTree
    var path: String
    /// What findings call it.
    var name: String
}
