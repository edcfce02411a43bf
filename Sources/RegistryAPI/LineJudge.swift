internal import Compatibility
internal import JSONCore
internal import RegistryCore

/// What was found about some lines.
struct LineVerdicts: Sendable {
    /// A line for each, where that is asked for.
    var text: [UInt8] = []
    var summary = ValidationSummary()
    /// How many are valid, and how many are not.
    var counts = (valid: 0, invalid: 0)
}

/// Judges lines, on any thread.
struct LineJudge: Sendable {
    let validator: any DocumentValidator
    let level: ValidationOutput.Level
    let form: LinesReader.Form
    /// The most bytes of a line.
    let lineBytes: Int

    /// Errors of a line that its verdict tells.
    private static let errorsInLine = 20

    func verdicts(on batch: LineBatch) -> LineVerdicts {
        let session = validator.session()
        var verdicts = LineVerdicts()
        batch.forEach { number, line in judge(number, line, session, &verdicts) }
        return verdicts
    }

    func verdict(_ number: Int, _ line: Span<UInt8>?) -> LineVerdicts {
        var verdicts = LineVerdicts()
        judge(number, line, validator.session(), &verdicts)
        return verdicts
    }

    private func judge(
        _ number: Int, _ line: Span<UInt8>?, _ session: any DocumentSession, _ verdicts: inout LineVerdicts
    ) {
        let output = if let line { session.judge(line, level) } else { tooLong }
        if output.isValid { verdicts.counts.valid += 1 } else { verdicts.counts.invalid += 1 }
        switch form {
        case .summary: verdicts.summary.add(output.isValid ? output : output.beginning(onLine: number))
        case .stream: write(output, number, &verdicts.text)
        }
    }

    private var tooLong: ValidationOutput {
        ValidationOutput(
            isValid: false,
            errors: [
                ValidationError(
                    "The line is longer than \(lineBytes) bytes", position: SourcePosition(line: 1, column: 1))
            ])
    }

    private func write(_ output: ValidationOutput, _ number: Int, _ text: inout [UInt8]) {
        text.append(contentsOf: #"{"line":"#.utf8)
        text.append(contentsOf: String(number).utf8)
        if output.isValid {
            text.append(contentsOf: #","valid":true}"#.utf8)
        } else {
            for member in output.limited(to: Self.errorsInLine).beginning(onLine: number).members(level) {
                text.append(UInt8(ascii: ","))
                text.append(quoted: member.name)
                text.append(UInt8(ascii: ":"))
                member.value.encode(into: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
        text.append(UInt8(ascii: "\n"))
    }
}
