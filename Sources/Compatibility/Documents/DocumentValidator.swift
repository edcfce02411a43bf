/// A schema made ready for judging documents, by any number of threads.
public protocol DocumentValidator: Sendable {
    /// What one thread judges documents with, one after the other.
    func session() -> any DocumentSession
}

/// Judges documents for one thread; what it works in is kept from one document to the next.
public protocol DocumentSession: AnyObject {
    /// Judges a document as it is written down.
    ///
    /// A text that is no document at all is invalid, and so is one that cannot be judged within bounds: nothing is valid
    /// unless it was found to be.
    ///
    /// - Parameter level: how much is found out about a document that is not valid.
    func judge(_ document: Span<UInt8>, _ level: ValidationOutput.Level) -> ValidationOutput
}

/// What `format` is taken as (2020-12, validation, section 7.2).
public enum FormatTreatment: Sendable, Hashable {
    /// Says something about a string and asserts nothing, unless the meta-schema's vocabulary says so.
    case annotation
    /// A string that is not of the format is invalid.
    case assertion
}
