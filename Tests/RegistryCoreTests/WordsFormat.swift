import Compatibility
import JSONCore
import SchemaCore
import Synchronization

/// A schema language small enough to be its own oracle: a schema is a set of words, and its documents are these words.
///
/// `@name` stands for the words of the schema referred to under that name; `!` is a syntax error; whether a word that
/// ends in `?` is missing is never decided.
final class WordsFormat: SchemaFormat {
    struct Schema: Sendable {
        var tokens: [String]
        var words: Set<String>
    }

    static let words = SchemaType("WORDS")

    let type: SchemaType
    private let counts = Mutex((parsed: 0, compared: 0, compiled: 0))

    init(type: SchemaType = WordsFormat.words) { self.type = type }

    /// How often each was asked for so far.
    var parsed: Int { counts.withLock { $0.parsed } }
    var compared: Int { counts.withLock { $0.compared } }
    var compiled: Int { counts.withLock { $0.compiled } }

    func parse(_ definition: Definition, references: [String: Definition]) throws(RegistryError) -> Schema {
        counts.withLock { $0.parsed += 1 }
        return try read(definition.text, references)
    }

    private func read(_ text: String, _ references: [String: Definition]) throws(RegistryError) -> Schema {
        guard !text.contains("!") else { throw .invalidSchema(type: type, "no word may shout") }
        var schema = Schema(tokens: text.split(separator: " ").map(String.init), words: [])
        for token in schema.tokens {
            guard token.first == "@" else {
                schema.words.insert(token)
                continue
            }
            guard let referred = references[String(token.dropFirst())] else {
                throw .invalidSchema(type: type, "\(token) leads nowhere")
            }
            schema.words.formUnion(try read(referred.text, references).words)
        }
        return schema
    }

    func canonicalText(of schema: Schema) -> String { schema.tokens.joined(separator: " ") }

    func normalizedText(of schema: Schema) -> String { Set(schema.tokens).sorted().joined(separator: " ") }

    func compare(reader: Schema, writer: Schema, policy: CompatibilityPolicy, budget: Budget) -> Comparison {
        counts.withLock { $0.compared += 1 }
        let missing = writer.words.subtracting(reader.words).sorted()
        return Comparison(
            incompatibilities: missing.map { word in
                Incompatibility(
                    rule: Self.rule, certainty: word.hasSuffix("?") ? .undecided : .proven,
                    readerPointer: .root, writerPointer: JSONPointer([word]), instancePointer: .root,
                    message: "\"\(word)\" of {writer} isn't in {reader}.",
                    witness: word.contains("'") ? .string(word) : nil)
            }, steps: 1)
    }

    func changes(from old: Schema, to new: Schema) -> [SchemaChange] {
        let (removed, added) = (old.words.subtracting(new.words).sorted(), new.words.subtracting(old.words).sorted())
        return removed.map { word in
            SchemaChange(
                kind: .removal, oldPointer: JSONPointer([word]), newPointer: nil, instancePointer: .root,
                message: "\"\(word)\" was removed.")
        }
            + added.map { word in
                SchemaChange(
                    kind: .additive, oldPointer: nil, newPointer: JSONPointer([word]), instancePointer: .root,
                    message: "\"\(word)\" was added.")
            }
    }

    func reading(dialect: String) throws(RegistryError) -> WordsFormat {
        throw .invalidSchema(type: type, "words have no dialects")
    }

    func reading(formats: FormatTreatment) -> WordsFormat { self }

    func validator(of schema: Schema, formats: FormatTreatment) -> any DocumentValidator {
        counts.withLock { $0.compiled += 1 }
        return WordValidator(words: schema.words)
    }

    private static let rule = Rule(
        id: "WORD_REMOVED", keyword: "word", category: .value, purpose: "Checks that no word is removed.")
}

/// Accepts the words of a schema.
private final class WordValidator: DocumentValidator, DocumentSession {
    let words: Set<String>

    init(words: Set<String>) { self.words = words }

    func session() -> any DocumentSession { self }

    func judge(_ document: Span<UInt8>, _ level: ValidationOutput.Level) -> ValidationOutput {
        let word = document.withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        return ValidationOutput(isValid: words.contains(word))
    }
}
