/// What this program is, in the one place that says so.
enum Build {
    static let name = "accord"
    static let version = "0.1.0"
    /// Empty in a build that does not know it.
    static let commit = ""
}
