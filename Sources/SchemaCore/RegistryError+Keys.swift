extension RegistryError {
    /// A key of encryption that is not there; it goes by its subject where it has one.
    public static func keyNotFound(_ name: String) -> RegistryError {
        RegistryError(.keyNotFound, "Key '\(name)' not found.")
    }

    public static func keySoftDeleted(_ name: String) -> RegistryError {
        RegistryError(.keySoftDeleted, "Key '\(name)' was soft deleted. Set permanent=true to delete permanently.")
    }

    public static func keyNotSoftDeleted(_ name: String) -> RegistryError {
        RegistryError(
            .keyNotSoftDeleted, "Key '\(name)' was not deleted first before being permanently deleted or undeleted.")
    }

    public static func keyExists(_ name: String) -> RegistryError {
        RegistryError(.keyExists, "Key '\(name)' already exists, and is another one or not deleted.")
    }

    /// - Parameter expectation: what the member should be, as the rest of a sentence.
    public static func invalidKey(_ member: String, _ expectation: String) -> RegistryError {
        RegistryError(.invalidKey, "The key is invalid: '\(member)' \(expectation)")
    }

    public static func keyInUse(_ name: String) -> RegistryError {
        RegistryError(.keyInUse, "Key '\(name)' still wraps keys of subjects; delete these first.")
    }
}
