internal import Compatibility
internal import SchemaCore

// The names of fields that may not be used, where the settings say that they are checked.

extension Registry {
    /// - Throws: `.invalidSchema` when fields are checked and one begins with `$$`.
    func checkFields<Format: SchemaFormat>(
        of candidate: PreparedCandidate<Format>, as format: Format
    ) throws(RegistryError) {
        guard candidate.settings.validateFields else { return }
        let reserved = format.fieldNames(in: candidate.definition.text).filter { $0.utf8.starts(with: "$$".utf8) }
        guard reserved.isEmpty else { throw .reservedFields(reserved) }
    }

    /// A sentence for each name that is reserved and is a field's, and for each that was reserved and is not any more.
    func reservedNameConflicts<Format: SchemaFormat>(
        of candidate: PreparedCandidate<Format>, with history: [VersionEntry], as format: Format
    ) throws(RegistryError) -> [String] {
        let reserved = candidate.definition.metadata?.reservedNames ?? []
        var earlier: [String] = []
        for entry in history {
            let schema = try store.schema(entry.id, in: entry.subject.context)
            earlier += schema?.definition.metadata?.reservedNames ?? []
        }
        let fields = format.fieldNames(in: candidate.definition.text)
        let dropped = earlier.sortedDistinct().filter { !reserved.contains($0) }
        let taken = reserved.filter { fields.contains($0) }
        return dropped.map {
            "{errorType:\"RESERVED_PROPERTY_REMOVED\", description:'The new schema has reserved property \($0) removed "
                + "from its metadata which is present in the old schema's metadata.'}"
        }
            + taken.map {
                "{errorType:\"RESERVED_PROPERTY_CONFLICTS_WITH_PROPERTY\", description:'The new schema has property that "
                    + "conflicts with the reserved property \($0).'}"
            }
    }
}
