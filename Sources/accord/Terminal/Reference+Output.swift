internal import JSONCore
internal import SchemaCore

extension Reference {
    var json: JSON {
        .object([
            "name": .string(name), "subject": .string(subject.qualifiedName), "version": .integer(version.number),
        ])
    }
}
