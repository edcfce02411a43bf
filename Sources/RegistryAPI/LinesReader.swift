internal import Compatibility
internal import HTTP
internal import JSONCore
internal import RegistryCore
internal import SchemaCore

/// Judges the documents of a body that has one a line, as they come.
///
/// Lines are judged in batches, by threads that are free and by the one that reads, and told in their order.
final class LinesReader: AnsweringReader {
    /// What becomes of the verdicts.
    enum Form: String, CaseIterable {
        /// A line each.
        case stream
        /// One answer for all.
        case summary
    }

    private let judge: LineJudge
    private var lines: JSONLines
    /// The lines that nobody judges yet.
    private var batch = LineBatch(bytes: batchBytes)
    /// The batches that are to be judged, or were and are not told yet, in their order.
    private var errands: [Errand<LineVerdicts>] = []
    private var pool: ThreadPool?
    private var summary = ValidationSummary()
    private var verdicts: [UInt8] = []
    private var file: TemporaryFile?
    private var failure: RegistryError?
    private let metrics: Metrics

    /// Bytes of verdicts that are held in memory.
    private static let memoryBytes = 256 << 10
    /// Bytes of verdicts altogether.
    private static let answerBytes = 4 << 30
    /// What one thread judges at a time, in bytes and in lines.
    private static let batchBytes = 256 << 10
    private static let batchLines = 1_000
    /// Batches that are held in memory.
    private static let errandLimit = 8

    /// - Throws: `.malformedRequest` when a parameter has a value that it may not have.
    init(_ call: Call, _ schema: RegisteredValidator) throws(RegistryError) {
        judge = LineJudge(
            validator: schema.validator, level: try call.outputLevel, form: try call.choice("answer") ?? .stream,
            lineBytes: call.server.lineBytes)
        lines = JSONLines(limit: judge.lineBytes)
        metrics = call.server.metrics
    }

    func begin(with pool: ThreadPool) { self.pool = pool }

    func take(_ piece: Span<UInt8>) -> Bool {
        lines.take(piece, take)
        return failure == nil
    }

    func answer() throws(RegistryError) -> Answer {
        lines.finish(take)
        handOver()
        tell(until: 0)
        switch judge.form {
        case .summary: return .json { $0.value(summary.json(judge.level)) }
        case .stream:
            if file != nil { spill(beyond: 0) }
            if let failure { throw failure }
            return Answer(body: file == nil ? verdicts : [], file: file, type: MediaType.lines)
        }
    }

    // MARK: Batches

    private func take(_ number: Int, _ line: Span<UInt8>?) {
        if let line, line.count > Self.batchBytes {
            // It is not worth a copy, and comes after all others.
            handOver()
            tell(until: 0)
            return tell(judge.verdict(number, line))
        }
        batch.add(number, line)
        if batch.byteCount >= Self.batchBytes || batch.count >= Self.batchLines { handOver() }
    }

    /// Has the lines that came judged by whoever is free.
    private func handOver() {
        guard batch.count > 0 else { return }
        errands.append(Errand(on: pool) { [judge, batch] in judge.verdicts(on: batch) })
        batch = LineBatch(bytes: Self.batchBytes)
        let limit = pool.map { min(2 * $0.parallelism, Self.errandLimit) } ?? 0
        if errands.count > limit { tell(until: limit) }
    }

    /// Tells verdicts until so many batches are left, judging what nobody has begun with.
    private func tell(until limit: Int) {
        while errands.count > limit {
            if !errands.contains(where: { $0.run() }) { _ = errands[0].value() }
            while let errand = errands.first, errand.isDone {
                tell(errand.value())
                errands.removeFirst()
            }
        }
    }

    // MARK: Verdicts

    private func tell(_ found: LineVerdicts) {
        summary.add(found.summary)
        metrics.judged(valid: found.counts.valid, invalid: found.counts.invalid)
        verdicts += found.text
        spill()
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
