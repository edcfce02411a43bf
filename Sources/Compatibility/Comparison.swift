internal import Digest
public import JSONCore

/// What is known about one schema reading another's data.
public enum Verdict: String, Sendable {
    /// Proven: every document of the writer is accepted by the reader.
    case compatible
    /// Some document of the writer is refused by the reader.
    case incompatible
    /// Neither was shown; registration treats it as a refusal.
    case undecided

    /// The verdict of several comparisons together, by what was found in all of them.
    public init(_ incompatibilities: some Sequence<Incompatibility>) {
        self = .compatible
        for incompatibility in incompatibilities {
            switch incompatibility.certainty {
            case .proven:
                self = .incompatible
                return
            case .undecided: self = .undecided
            }
        }
    }
}

/// The answer to one comparison, with every reason found.
public struct Comparison: Sendable {
    /// What stands in the way of compatibility, one per independent cause; none means compatible.
    public var incompatibilities: [Incompatibility]
    /// Changes that matter to people but not to documents.
    public var information: [Incompatibility]
    /// Steps of work that were spent.
    public var steps: Int

    public init(incompatibilities: [Incompatibility], information: [Incompatibility] = [], steps: Int) {
        self.incompatibilities = incompatibilities
        self.information = information
        self.steps = steps
    }

    /// Incompatible as soon as one cause is certain; undecided when there are only uncertain ones.
    public var verdict: Verdict { Verdict(incompatibilities) }
}

/// One change that makes a reader refuse data of a writer, or that could not be shown not to.
public struct Incompatibility: Sendable, Hashable {
    /// Whether the harm is shown or only not excluded.
    public enum Certainty: String, Sendable {
        case proven, undecided
    }

    public var rule: Rule
    public var certainty: Certainty
    /// Where in the reader's schema, from the root of its text.
    public var readerPointer: JSONPointer
    /// Where in the writer's schema, from the root of its text.
    public var writerPointer: JSONPointer
    /// The text that ``readerPointer`` is about, by the name that the schema uses for it; empty for the schema itself.
    public var readerDocument = ""
    /// The text that ``writerPointer`` is about, by the name that the schema uses for it; empty for the schema itself.
    public var writerDocument = ""
    /// Where in the document; `*` stands for any name or position.
    public var instancePointer: JSONPointer
    /// What the writer's schema says there.
    public var writerValue: JSON?
    /// What the reader's schema says there.
    public var readerValue: JSON?
    /// A sentence that states the change, in which `{reader}` and `{writer}` stand for the two schemas.
    public var message: String
    /// A document that the writer's schema accepts and the reader's refuses, checked by the validator.
    public var witness: JSON?
    /// What to do instead.
    public var fix: String?

    public init(
        rule: Rule, certainty: Certainty, readerPointer: JSONPointer, writerPointer: JSONPointer,
        instancePointer: JSONPointer, writerValue: JSON? = nil, readerValue: JSON? = nil, message: String,
        witness: JSON? = nil, fix: String? = nil
    ) {
        self.rule = rule
        self.certainty = certainty
        self.readerPointer = readerPointer
        self.writerPointer = writerPointer
        self.instancePointer = instancePointer
        self.writerValue = writerValue
        self.readerValue = readerValue
        self.message = message
        self.witness = witness
        self.fix = fix
    }

    /// What a waiver binds to: SHA-256, in hexadecimal, over rule, place in the reader's schema and both values.
    ///
    /// Wording, witness and the rest of the schemas have no part in it, so that it outlives them.
    public var fingerprint: String {
        let parts: [JSON] = [
            .string(rule.id), .string(readerPointer.description), .array(writerValue.map { [$0.sorted()] } ?? []),
            .array(readerValue.map { [$0.sorted()] } ?? []),
        ]
        return Digest.sha256.hash(JSON.array(parts).utf8).hexadecimal
    }

    /// The sentence with both schemas named, for instance "the new schema" and "version 3".
    public func message(reader: String, writer: String) -> String {
        let marks = [(text: "{reader}", name: reader), (text: "{writer}", name: writer)]
        var sentence = ""
        var rest = message[...]
        while let brace = rest.utf8.firstIndex(of: UInt8(ascii: "{")) {
            sentence += rest[..<brace]
            let mark = marks.first { rest[brace...].utf8.starts(with: $0.text.utf8) }
            sentence += mark?.name ?? "{"
            rest = rest[rest.utf8.index(brace, offsetBy: mark?.text.utf8.count ?? 1)...]
        }
        return sentence + rest
    }
}
