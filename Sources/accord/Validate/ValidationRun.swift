internal import Compatibility
internal import JSONCore
internal import Reports

/// Judges documents, and tells what it finds as it goes.
struct ValidationRun {
    private let session: any DocumentSession
    private let form: OutputForm
    private let style: Style
    private var report: ValidationReport

    init(schema: ValidationSchema, form: OutputForm, limit: Int, style: Style) {
        session = schema.validator.session()
        self.form = form
        self.style = style
        report = ValidationReport(schema: schema.name, limit: limit)
    }

    /// Judges all documents of all inputs; one that cannot be read does not keep the others from being judged.
    mutating func judge(_ inputs: [DocumentInput]) throws(Failure) -> ExitStatus {
        let sizes = inputs.map(\.size)
        var progress = Progress(total: sizes.contains(nil) ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) })
        var bytesBefore = 0
        for (input, size) in zip(inputs, sizes) {
            try judge(input, &progress, after: bytesBefore)
            bytesBefore += size ?? 0
        }
        progress.clear()
        switch form {
        case .table: try Console.write(report.text(style))
        case .json: try Console.line(report.json.indentedText)
        }
        return report.status
    }

    private mutating func judge(_ input: DocumentInput, _ progress: inout Progress, after bytesBefore: Int)
        throws(Failure)
    {
        var failure: Failure?
        do throws(Platform.SystemError) {
            try input.forEachDocument(
                { line, document in
                    do throws(Failure) {
                        try judge(document, input.name, line, &progress)
                    } catch {
                        failure = failure ?? error
                    }
                }, progress: { progress.show(documents: report.summary.documents, bytes: bytesBefore + $0) })
        } catch {
            progress.clear()
            report.unreadable.append(input.name)
            Console.report(Failure(.input, "cannot read \(input.name): \(error.reason)"), color: .never)
        }
        if let failure { throw failure }
    }

    private mutating func judge(
        _ document: Span<UInt8>?, _ source: String, _ line: Int?, _ progress: inout Progress
    ) throws(Failure) {
        let output =
            if let document {
                session.judge(document, .basic)
            } else {
                ValidationOutput(isValid: false, errors: [ValidationError("The document is too long")])
            }
        guard let finding = report.add(output, source, line: line), form == .table else { return }
        progress.clear()
        try Console.write(finding.text(style))
    }
}
