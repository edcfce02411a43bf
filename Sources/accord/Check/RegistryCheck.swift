internal import Compatibility
internal import JSONSchema
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// A comparison of files of a tree with the versions that their subjects have in a registry.
struct RegistryCheck {
    let connection: Connection
    let tree: any SchemaTree
    let files: LinkedFiles<JSONSchemaFormat>
    let settings: SettingsSource
    let normalization: Normalization
    let policy: CompatibilityPolicy?

    /// Has a file compared; what is no schema is told in what comes back.
    ///
    /// - Throws: when the registry cannot be asked.
    func check(_ path: String) throws(Failure) -> CheckedSchema {
        let file = tree.display(path)
        let subject = try SubjectArgument.subject(subject(of: path))
        do throws(Failure) {
            let text = try SchemaFile(path: file)
            try text.checkSyntax()
            let check = OnlineCheck(
                connection: connection, subject: subject, selector: nil, normalization: normalization, policy: policy
            ) { source throws(Failure) in
                try files.addLinked(to: &source, at: path) { settings.settings(inTree: $0)?.references ?? [:] }
            }
            let definition = Definition(type: .json, text: text.text, references: try references(of: path))
            return try check.compare(definition, from: text)
        } catch {
            guard error.status == .input else { throw error }
            var schema = CheckedSchema(name: subject.qualifiedName, file: file)
            schema.subject = subject.qualifiedName
            schema.problem = CheckedSchema.Problem(error.message)
            return schema
        }
    }

    private func subject(of path: String) -> String {
        settings.settings(inTree: path)?.subject ?? FilePath.stem(of: path)
    }

    /// What a file refers to, as the registry knows it: the latest version of each file's subject.
    private func references(of path: String) throws(Failure) -> [Reference] {
        var references: [Reference] = []
        for link in try files.links(of: path, given: settings.settings(inTree: path)?.references ?? [:]) {
            let subject = try SubjectArgument.subject(subject(of: link.path))
            let latest = try connection.ask(about: .subject(subject)) { client throws(ClientError) in
                try client.version(.latest, of: subject)
            }
            references.append(Reference(name: link.written, subject: subject, version: latest.version))
        }
        return references
    }
}
