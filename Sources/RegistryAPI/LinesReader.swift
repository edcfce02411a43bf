internal import Compatibility
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// Judges the documents of a body that has one a line, as they come.
final class LinesReader: AnsweringReader {
    /// What becomes of the verdicts.
    enum Form: String, CaseIterable {
        /// A line each.
        case stream
        /// One answer for all.
        case summary
    }

    private let level: ValidationOutput.Level
    private let form: Form
    private let session: any DocumentSession
    private let lineBytes: Int
    private var lines: JSONLines
    private var summary = ValidationSummary()
    private var verdicts: [UInt8] = []
    private var file: TemporaryFile?
    private var failure: RegistryError?

    /// Bytes of verdicts that are held in memory.
    private static let memoryBytes = 256 << 10
    /// Bytes of verdicts altogether.
    private static let answerBytes = 4 << 30
    /// Errors of a line that its verdict tells.
    private static let errorsInLine = 20

    /// - Throws: `.malformedRequest` when a parameter has a value that it may not have.
    init(_ call: Call, _ schema: RegisteredValidator) throws(RegistryError) {
        level = try call.outputLevel
        form = try call.choice("answer") ?? .stream
        session = schema.validator.session()
        lineBytes = call.server.lineBytes
        lines = JSONLines(limit: lineBytes)
    }

    func take(_ piece: Span<UInt8>) -> Bool {
        lines.take(piece, judge)
        spill()
        return failure == nil
    }

    func answer() throws(RegistryError) -> Answer {
        lines.finish(judge)
        switch form {
        case .summary: return .json { $0.value(summary.json(level)) }
        case .stream:
            if file != nil { spill(beyond: 0) }
            if let failure { throw failure }
            return Answer(body: file == nil ? verdicts : [], file: file, type: MediaType.lines)
        }
    }

    // MARK: Verdicts

    private func judge(_ number: Int, _ line: Span<UInt8>?) {
        let output =
            if let line {
                session.judge(line, level)
            } else {
                ValidationOutput(
                    isValid: false,
                    errors: [
                        ValidationError(
                            "The line is longer than \(lineBytes) bytes", position: SourcePosition(line: 1, column: 1))
                    ])
            }
        switch form {
        case .summary: summary.add(output.isValid ? output : output.beginning(onLine: number))
        case .stream: write(output, number)
        }
    }

    private func write(_ output: ValidationOutput, _ number: Int) {
        verdicts.append(contentsOf: #"{"line":"#.utf8)
        verdicts.append(contentsOf: String(number).utf8)
        if output.isValid {
            verdicts.append(contentsOf: #","valid":true}"#.utf8)
        } else {
            for member in output.limited(to: Self.errorsInLine).beginning(onLine: number).members(level) {
                verdicts.append(UInt8(ascii: ","))
                verdicts.append(quoted: member.name)
                verdicts.append(UInt8(ascii: ":"))
                member.value.encode(into: &verdicts)
            }
            verdicts.append(UInt8(ascii: "}"))
        }
        verdicts.append(UInt8(ascii: "\n"))
    }

    /// Moves verdicts to a file when they are many.
    private func spill(beyond limit: Int = memoryBytes) {
        guard verdicts.count > limit, failure == nil else { return }
        do throws(TemporaryFile.Failure) {
            let file = if let file { file } else { try TemporaryFile() }
            self.file = file
            if file.count + verdicts.count > Self.answerBytes { failure = .answerTooLong(limit: Self.answerBytes) }
            try file.append(verdicts)
        } catch {
            failure = .answerNotKept(error.reason)
        }
        verdicts.removeAll(keepingCapacity: true)
    }
}
