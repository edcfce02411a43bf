import Compatibility
import JSONCore
import JSONSchema
import SchemaCore

/// One input of a fuzzer: the bytes of a schema, 0xFF, which no UTF-8 holds, and the bytes of a document.
enum ValidationFuzz {
    /// What must not be.
    struct Finding: Error, CustomStringConvertible {
        var description: String
    }

    /// Reads the schema and judges the document in every way there is, which must all come to the same.
    static func run(_ input: [UInt8]) throws(Finding) {
        let parts = input.split(separator: 0xFF, maxSplits: 1, omittingEmptySubsequences: false)
        let document = Array(parts.count > 1 ? parts[1] : parts[0])
        let readable = try read(document)
        guard let text = String(validating: parts[0], as: UTF8.self), let validator = validator(text) else { return }
        let session = validator.session()
        let verdict = session.judge(document.span, .flag)
        let explained = session.judge(document.span, .detailed)
        // What looks for all errors gives up earlier than what stops at the first.
        if verdict.isValid != explained.isValid {
            throw Finding(description: "\(verdict.isValid), explained as \(explained)")
        }
        guard explained.isValid || explained.isUndecided || !explained.errors.isEmpty else {
            throw Finding(description: "no error is told")
        }
        if (try? JSON(parsing: explained.json(.detailed).text)) == nil {
            throw Finding(description: "the output is no JSON: \(explained.json(.detailed).text)")
        }
        guard let readable else { return }
        let value = (try? validator.isValid(readable)) ?? false
        if value != verdict.isValid { throw Finding(description: "\(verdict.isValid) as a text, \(value) as a value") }
    }

    /// The document as a value; reading it as a document must come to the same.
    private static func read(_ document: [UInt8]) throws(Finding) -> JSON? {
        let json = try? JSON(parsing: document)
        var read = JSONDocument.empty
        let isRead = (try? DocumentReader().read(document.span, into: &read)) != nil
        guard isRead == (json != nil) else { throw Finding(description: "read as a document: \(isRead)") }
        if isRead, let json, let expected = JSONDocument(json), !read.isEqual(0, to: 0, of: expected) {
            throw Finding(description: "read as another document")
        }
        return json
    }

    private static func validator(_ schema: String) -> Validator? {
        guard let parsed = try? JSONSchemaFormat().parse(Definition(type: .json, text: schema), references: [:]) else {
            return nil
        }
        return try? Validator(parsed.graph, formats: .assertion)
    }
}

#if FUZZING
    /// Runs libFuzzer, which calls the function for each of its inputs.
    @_silgen_name("LLVMFuzzerRunDriver")
    private func runFuzzer(
        _ count: UnsafeMutablePointer<CInt>,
        _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
        _ run: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
    ) -> CInt

    /// The main function under the name that the package manager gives it.
    @_cdecl("accord_fuzz_main")
    public func fuzz(
        _ count: CInt, _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> CInt {
        var (count, arguments) = (count, arguments)
        return runFuzzer(&count, &arguments) { bytes, count in
            do throws(ValidationFuzz.Finding) {
                try ValidationFuzz.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
            } catch {
                fatalError("\(error)")
            }
            return 0
        }
    }
#endif
