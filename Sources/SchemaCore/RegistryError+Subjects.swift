// The wording of what is refused about subjects, versions and contexts: what is not there, what is deleted, and what
// modes do not permit.

// MARK: - What is not there

extension RegistryError {
    public static func subjectNotFound(_ subject: Subject) -> RegistryError {
        RegistryError(.subjectNotFound, "Subject '\(subject)' not found.")
    }

    public static func versionNotFound(_ selector: VersionSelector) -> RegistryError {
        switch selector {
        case .number(let version): RegistryError(.versionNotFound, "Version \(version) not found.")
        case .latest: RegistryError(.versionNotFound, "Version -1 not found.")
        }
    }

    /// A lookup that found nothing.
    public static let schemaNotFound = RegistryError(.schemaNotFound, "Schema not found")

    public static func schemaNotFound(_ id: SchemaID) -> RegistryError {
        RegistryError(.schemaNotFound, "Schema \(id) not found")
    }

    public static func schemaNotFound(_ guid: String) -> RegistryError {
        RegistryError(.schemaNotFound, "Schema \(guid) not found")
    }

    public static func compatibilityNotConfigured(_ subject: Subject) -> RegistryError {
        RegistryError(
            .compatibilityNotConfigured,
            "Subject '\(subject)' does not have subject-level compatibility configured")
    }

    public static func modeNotConfigured(_ subject: Subject) -> RegistryError {
        RegistryError(.modeNotConfigured, "Subject '\(subject)' does not have subject-level mode configured")
    }
}

// MARK: - Deleting

extension RegistryError {
    public static func subjectSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(
            .subjectSoftDeleted,
            "Subject '\(subject)' was soft deleted.Set permanent=true to delete permanently")
    }

    public static func subjectNotSoftDeleted(_ subject: Subject) -> RegistryError {
        RegistryError(
            .subjectNotSoftDeleted,
            "Subject '\(subject)' was not deleted first before being permanently deleted")
    }

    public static func versionSoftDeleted(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .versionSoftDeleted,
            "Subject '\(subject)' Version \(version) was soft deleted.Set permanent=true to delete permanently")
    }

    public static func versionNotSoftDeleted(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .versionNotSoftDeleted,
            "Subject '\(subject)' Version \(version) was not deleted first before being permanently deleted")
    }

    public static func referenceExists(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .referenceExists,
            "One or more references exist to the schema "
                + "{magic=1,keytype=SCHEMA,subject=\(subject),version=\(version)}.")
    }
}

// MARK: - What is not permitted

extension RegistryError {
    /// A registration that names its own id, which only an import may.
    public static func notInImportMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is not in import mode")
    }

    /// A registration without an id where only imports may write.
    public static func notInReadWriteMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is not in read-write mode")
    }

    public static func inReadOnlyMode(_ subject: Subject) -> RegistryError {
        notPermitted(subject, "is in read-only mode")
    }

    private static func notPermitted(_ subject: Subject, _ why: String) -> RegistryError {
        let context = subject.context.isStandard ? "" : subject.context.name
        return RegistryError(.operationNotPermitted, "Subject \(subject) in context \(context) \(why)")
    }

    /// Settings of a context, or of all, that may not be changed.
    public static func inReadOnlyMode(_ context: Context) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Subject null in context \(context.isStandard ? "" : context.name) is in read-only mode")
    }

    /// An import of another schema under an id that is taken.
    public static func idIsTaken(_ id: SchemaID, in context: Context) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Overwrite new schema with id \(id) in context \(context.name) is not permitted.")
    }

    /// An import of another schema as a version that is taken.
    public static func versionIsTaken(_ subject: Subject, _ version: Version) -> RegistryError {
        RegistryError(
            .operationNotPermitted,
            "Subject '\(subject)' has another schema as version \(version); an import does not replace it.")
    }

    public static let subjectsExist = RegistryError(
        .operationNotPermitted, "Cannot import since found existing subjects")

    public static let modesAreFixed = RegistryError(.operationNotPermitted, "Mode changes are not allowed")

    public static func contextNotEmpty(_ context: Context) -> RegistryError {
        RegistryError(.contextNotEmpty, "The specified context '\(context.name)' is not empty.")
    }

    public static func noVersionLeft(_ subject: Subject) -> RegistryError {
        RegistryError(
            .operationNotPermitted, "Subject '\(subject)' has a version 2^31-1, after which no number is left")
    }
}
