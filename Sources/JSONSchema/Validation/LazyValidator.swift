internal import SchemaCore
internal import Synchronization

/// The validator of a schema, compiled when it is first asked for and kept as long as the schema.
final class LazyValidator: Sendable {
    private let graph: SchemaGraph
    private let compiled = Mutex<Validator?>(nil)

    init(_ graph: SchemaGraph) { self.graph = graph }

    /// The validator, with formats as the schema's meta-schema has them.
    ///
    /// - Throws: `.invalidSchema` when the schema is too large for one.
    func validator() throws(RegistryError) -> Validator {
        try compiled.withLock { (compiled) throws(RegistryError) -> Validator in
            if let compiled { return compiled }
            let validator = try Validator(graph)
            compiled = validator
            return validator
        }
    }
}
