internal import ArgumentParser
internal import RegistryClient
internal import Reports
internal import SchemaCore

/// What a schema is besides its text.
struct SchemaOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The schema's language.", valueName: "type"))
    var schemaType = "JSON"

    @Option(
        name: .customLong("reference"),
        help: ArgumentHelp(
            "A schema that this one refers to: the URI of its $ref, and the version of a subject that has it; repeatable.",
            valueName: "name=subject:version"))
    var references: [String] = []

    @Flag(help: "Rewrite the schema to a form that does not depend on the order of members first.")
    var normalize = false

    var normalization: Normalization { normalize ? .always : .automatic }

    func definition(of file: SchemaFile) throws(Failure) -> Definition {
        let type = SchemaType(schemaType.uppercased())
        if type == .json { try file.checkSyntax() }
        return Definition(type: type, text: file.text, references: try Self.references(references))
    }

    /// Reads what `--reference` says of versions in a registry.
    static func references(_ arguments: [String]) throws(Failure) -> [Reference] {
        var references: [Reference] = []
        for argument in arguments { references.append(try reference(argument)) }
        return references
    }

    /// Reads `name=subject:version`; the name is a URI and may have `=` and `:` of its own.
    private static func reference(_ text: String) throws(Failure) -> Reference {
        let malformed = Failure(
            .usage, "--reference \"\(text.printable)\" is not name=subject:version",
            advice: "an example: address.json=address-value:2")
        guard let equals = text.lastIndex(of: "="), equals != text.startIndex else { throw malformed }
        let argument = try SubjectArgument(String(text[text.index(after: equals)...]))
        guard case .number(let version)? = argument.selector else { throw malformed }
        return Reference(name: String(text[..<equals]), subject: argument.subject, version: version)
    }
}
