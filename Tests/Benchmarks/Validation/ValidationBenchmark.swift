import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore

/// Times the validator alone on a schema and documents, and prints one JSON object: microseconds, the least of many batches.
///
/// Usage: accord-validation-benchmark SCHEMA DOCUMENT…
@main struct ValidationBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        guard let schema = arguments.first.flatMap(contents), arguments.count > 1 else {
            print("usage: accord-validation-benchmark SCHEMA DOCUMENT…")
            exit(64)
        }
        let definition = Definition(type: .json, text: schema)
        let parsed = try JSONSchemaFormat().parse(definition, references: [:])
        let validator = try Validator(parsed.graph)
        var rows: [String] = []
        for file in arguments.dropFirst() {
            guard let text = contents(file) else { continue }
            let json = try JSON(parsing: text)
            guard let document = JSONDocument(json) else { continue }
            let verdict = try validator.isValid(document)
            let bytes = Array(text.utf8)
            let reader = DocumentReader()
            var read = JSONDocument.empty
            let session = validator.session()
            rows.append(
                #"{"file": "\#(file)", "valid": \#(verdict), "decode": \#(fastest { try? JSON(parsing: text) }), "#
                    + #""lay out": \#(fastest { JSONDocument(json) }), "#
                    + #""read": \#(fastest { try? reader.read(bytes.span, into: &read) }), "#
                    + #""judge": \#(fastest { session.judge(bytes.span, .flag).isValid }), "#
                    + #""validate": \#(fastest { try? validator.isValid(document) }), "#
                    + #""validate JSON": \#(fastest { try? validator.isValid(json) }), "#
                    + #""explain": \#(fastest { try? validator.explain(json) })}"#)
        }
        print(
            #"{"schema": "\#(arguments.first ?? "")", "decode": \#(fastest { try? JSON(parsing: schema) }), "#
                + #""parse": \#(fastest { try? JSONSchemaFormat().parse(definition, references: [:]) }), "#
                + #""compile": \#(fastest { try? Validator(parsed.graph) }), "documents": [\#(rows.joined(separator: ", "))]}"#
        )
    }

    private static func contents(_ path: String) -> String? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
        return String(validating: bytes, as: UTF8.self)
    }

    /// The least microseconds that one call took, over batches of about two milliseconds, since other work only ever adds.
    private static func fastest<Result>(_ work: () -> Result) -> Double {
        let clock = ContinuousClock()
        func microseconds(_ batch: Int) -> Double {
            let elapsed = clock.measure { for _ in 0..<batch { keep(work()) } }
            return Double(elapsed.components.attoseconds) / 1e12 + Double(elapsed.components.seconds) * 1e6
        }
        var batch = 1
        while microseconds(batch) < 2_000 { batch *= 2 }
        let times = (0..<51).map { _ in microseconds(batch) / Double(batch) }
        return times.min() ?? .infinity
    }

    /// Keeps the optimizer from leaving out work whose result nobody reads.
    @inline(never) private static func keep<Result>(_ result: Result) {
        withExtendedLifetime(result) {}
    }
}
