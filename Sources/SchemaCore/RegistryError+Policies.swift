// The wording of what is refused about policies.

extension RegistryError {
    /// A rule of somebody's own that is not the schema it should be.
    public static func invalidCustomRule(_ id: String, _ error: RegistryError) -> RegistryError {
        RegistryError(.malformedRequest, "The custom rule \"\(id)\" is not a JSON Schema. \(error.message)")
    }
}
