internal import Compatibility
internal import Governance
internal import JSONCore
internal import Reports
internal import SchemaCore

/// Policies in files, one in each.
enum PolicyFiles {
    /// Reads policies from files and folders; of a folder, from all files named .json.
    ///
    /// - Parameter format: the schema language that rules of their own are written in.
    /// - Throws: `.input` for what cannot be read, `.usage` for what is no policy.
    static func read(_ paths: [String], format: some SchemaFormat) throws(Failure) -> [Policy] {
        var files: [(file: SchemaFile, json: JSON)] = []
        for path in paths {
            for file in try expanded(path) { files.append(try open(file)) }
        }
        let foreign = files.flatMap { ($0.json["custom"]?.array ?? []).compactMap { $0["title"]?.string } }
        var policies: [Policy] = []
        for (file, json) in files {
            let policy = try policy(json, in: file, foreign: foreign)
            guard !policies.contains(where: { $0.name == policy.name }) else {
                throw Failure(.usage, "\(file.name): there is another policy named \"\(policy.name)\"")
            }
            try check(policy.custom, in: file, format)
            policies.append(policy)
        }
        return policies
    }

    private static func expanded(_ path: String) throws(Failure) -> [String] {
        guard let names = Platform.names(inFolder: path) else { return [path] }
        let policies = names.filter { $0.hasSuffix(".json") && !$0.hasPrefix(".") }
        guard !policies.isEmpty else {
            throw Failure(
                .input, "the folder \(path.printable) has no policies", advice: "a policy is a file named .json")
        }
        return policies.map { "\(path)/\($0)" }
    }

    private static func open(_ path: String) throws(Failure) -> (SchemaFile, JSON) {
        let file = try SchemaFile(path: path)
        return (file, try file.json())
    }

    private static func policy(_ json: JSON, in file: SchemaFile, foreign: [String]) throws(Failure) -> Policy {
        do throws(MalformedMember) {
            return try Policy(json: json, foreign: foreign)
        } catch {
            let place = SourceMap(file.text).namePosition(of: error.pointer).map { ":\($0.line):\($0.column)" } ?? ""
            let member = error.pointer == .root ? "the policy" : "\(error.pointer)"
            throw Failure(.usage, "\(file.name)\(place): \(member) must be \(error.expectation)")
        }
    }

    private static func check(
        _ rules: [CustomRule], in file: SchemaFile, _ format: some SchemaFormat
    ) throws(Failure) {
        do throws(RegistryError) {
            for rule in rules { try format.check(rule) }
        } catch {
            throw Failure(.usage, "\(file.name): \(error.message)")
        }
    }
}
