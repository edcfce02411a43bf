internal import JSONCore
internal import Reports
internal import SchemaCore

/// What a person keeps in `~/.config/accord/config.yaml`: registries under names, without their secrets.
struct UserConfiguration {
    /// A registry and how to speak to it.
    struct Profile {
        var name: String
        var url: String?
        /// A file with a bearer token, or user:password.
        var tokenFile: String?
        /// A PEM file of the authorities to trust instead of the system's.
        var caFile: String?
    }

    /// Where it is, or would be.
    var path: String
    /// The profile that is used where nobody names one.
    var profile: String?
    var profiles: [Profile] = []

    /// Reads the file that `ACCORD_CONFIG` names, else the one at the usual place; it need not be there.
    ///
    /// - Throws: `.usage` with line and column for what it should not say.
    init() throws(Failure) {
        path = Self.usualPath
        guard Platform.exists(path) else {
            guard Platform.environment("ACCORD_CONFIG") == nil else {
                throw Failure(.usage, "ACCORD_CONFIG names \(path.printable), which is not there")
            }
            return
        }
        let file = try SettingsFile(try SchemaFile(path: path))
        do throws(MalformedMember) { try read(file.json) } catch { throw file.failure(error) }
    }

    private static var usualPath: String {
        if let path = Platform.environment("ACCORD_CONFIG") { return path }
        let home = Platform.environment("HOME") ?? "/"
        let folder = Platform.environment("XDG_CONFIG_HOME") ?? FilePath.joined(home, ".config")
        return FilePath.joined(folder, "accord/config.yaml")
    }

    private mutating func read(_ json: JSON) throws(MalformedMember) {
        guard json != .null else { return }
        let members = try Members(json, at: .root, named: ["profile", "profiles"])
        profile = try members.string("profile")
        let pointer = JSONPointer(["profiles"])
        let entries = try members.optional("profiles", expected: "profiles by their names", \.object)
        for member in entries?.members ?? [] {
            profiles.append(try Profile(member.name, member.value, at: pointer.appending(member.name)))
        }
        guard let profile, !profiles.contains(where: { $0.name == profile }) else { return }
        throw members.malformed("profile", expected: "one of \(profiles.map(\.name).joined(separator: ", "))")
    }

    /// The profile of a name, or the one that is used where nobody names one.
    ///
    /// - Throws: `.usage` when there is none of this name.
    func profile(named name: String?) throws(Failure) -> Profile? {
        guard let name = name ?? profile else { return nil }
        guard let profile = profiles.first(where: { $0.name == name }) else {
            let near =
                Suggestion.nearest(to: name, among: profiles.map(\.name)).map { "did you mean \"\($0)\"? " } ?? ""
            throw Failure(
                .usage, "there is no profile \"\(name.printable)\"", advice: "\(near)\(path.printable) has them")
        }
        return profile
    }
}

extension UserConfiguration.Profile {
    fileprivate init(_ name: String, _ json: JSON, at pointer: JSONPointer) throws(MalformedMember) {
        let members = try Members(json, at: pointer, named: ["url", "token-file", "ca-file"])
        self.name = name
        url = try members.string("url")
        tokenFile = try members.string("token-file").map(Self.expanded)
        caFile = try members.string("ca-file").map(Self.expanded)
    }

    /// The path with the home folder for `~`.
    private static func expanded(_ path: String) -> String {
        guard path.hasPrefix("~/"), let home = Platform.environment("HOME") else { return path }
        return FilePath.joined(home, String(path.dropFirst(2)))
    }

    /// What the token's file holds.
    ///
    /// - Throws: `.usage` when others may read it, `.input` when it cannot be read.
    func token() throws(Failure) -> String? {
        guard let tokenFile else { return nil }
        let file = try SchemaFile(path: tokenFile)
        guard Platform.isPrivate(tokenFile) else {
            throw Failure(.usage, "others may read \(file.name), which holds a token", advice: "chmod 600 \(file.name)")
        }
        let lines = file.text.split(whereSeparator: \.isNewline)
        guard lines.count == 1, let line = lines.first else {
            throw Failure(.usage, "\(file.name) has to hold one line: a token, or user:password")
        }
        return String(line)
    }
}
