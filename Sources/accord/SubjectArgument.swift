internal import Reports
internal import SchemaCore

/// `SUBJECT` or `SUBJECT:VERSION`, as commands take it.
///
/// A number or `latest` after the last colon is the version, unless the colon is part of the context of
/// `:.context:name`. A subject whose name ends like that is reached with `--version`.
struct SubjectArgument {
    var subject: Subject
    /// `nil` when the argument names none.
    var selector: VersionSelector?

    /// - Parameter version: what `--version` says; the whole text is the subject then.
    init(_ text: String, version: String? = nil) throws(Failure) {
        if let version {
            subject = try Self.subject(text)
            selector = try Self.selector(version)
        } else if let (name, suffix) = Self.split(text) {
            subject = try Self.subject(name)
            selector = try Self.selector(suffix)
        } else {
            subject = try Self.subject(text)
        }
    }

    /// A subject alone.
    static func subject(_ text: String) throws(Failure) -> Subject {
        do throws(RegistryError) {
            return try Subject(parsing: text)
        } catch {
            let reason =
                text.isEmpty
                ? "it is empty" : "it is longer than \(Subject.nameBytesLimit) bytes, reserved, or not printable"
            throw Failure(.usage, "\"\(text.printable)\" is no name of a subject", advice: reason)
        }
    }

    static func selector(_ text: String) throws(Failure) -> VersionSelector {
        do throws(RegistryError) {
            return try VersionSelector(parsing: text)
        } catch {
            throw Failure(
                .usage, "\"\(text.printable)\" is no version", advice: "a number from 1 to 2147483647, or latest")
        }
    }

    private static func split(_ text: String) -> (name: String, version: String)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        let name = text[..<colon]
        let suffix = text[text.index(after: colon)...]
        let isVersion = suffix == "latest" || (!suffix.isEmpty && suffix.utf8.allSatisfy { 48...57 ~= $0 })
        let endsContext = name.hasPrefix(":.") && !name.dropFirst().contains(":")
        guard isVersion, !name.isEmpty, !endsContext else { return nil }
        return (String(name), String(suffix))
    }
}
