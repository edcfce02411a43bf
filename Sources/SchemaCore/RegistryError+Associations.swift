// The wording of what is refused about associations of resources with subjects.

extension RegistryError {
    public static func associationNotFound(_ what: String) -> RegistryError {
        RegistryError(.associationNotFound, "Association for '\(what)' not found.")
    }

    public static func tooManyAssociations(limit: Int) -> RegistryError {
        RegistryError(.tooManyAssociations, "A maximum of \(limit) associations already exist")
    }

    public static func associationExists(_ part: Association.Part, resource: String) -> RegistryError {
        RegistryError(
            .associationExists, "An association of type '\(part.rawValue)' already exists for resource '\(resource)'")
    }

    public static func associationForSubjectExists(_ subject: Subject) -> RegistryError {
        RegistryError(.associationForSubjectExists, "An association already exists for subject '\(subject)'")
    }

    public static func strongAssociationExists(_ subject: Subject) -> RegistryError {
        RegistryError(.strongAssociationExists, "A strong association already exists for subject '\(subject)'")
    }

    public static func noActiveVersion(_ subject: Subject) -> RegistryError {
        RegistryError(.noActiveVersion, "No active (non-deleted) version exists for subject '\(subject)'")
    }

    public static func associationFrozen(_ part: Association.Part, _ subject: Subject) -> RegistryError {
        RegistryError(
            .associationFrozen, "The association of type  '\(part.rawValue)' is frozen for subject '\(subject)'")
    }

    public static func invalidAssociation(_ property: String, _ detail: String) -> RegistryError {
        RegistryError(
            .invalidAssociation,
            "The association specified an invalid value for property: '\(property)', detail: \(detail)")
    }
}
