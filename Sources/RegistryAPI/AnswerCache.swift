internal import HTTP
internal import Synchronization

/// Answers to readings, kept until anything is written; the oldest state of the registry that an answer may show is the
/// one at the time of the request.
///
/// Clients ask for the same few schemas again and again, and a registry is written to seldom.
final class AnswerCache: Sendable {
    /// What an answer depends on besides the state of the registry.
    struct Key: Hashable {
        /// Bytes rather than texts, which are equal when their letters only look the same.
        private let bytes: [UInt8]

        init(_ request: Request) {
            // No byte of UTF-8 is one of those between the parts.
            var bytes: [UInt8] = []
            bytes.reserveCapacity(64)
            for segment in request.path {
                bytes.append(0xFF)
                bytes.append(contentsOf: segment.utf8)
            }
            for parameter in request.query.parameters {
                bytes.append(0xFE)
                bytes.append(contentsOf: parameter.name.utf8)
                bytes.append(0xFD)
                bytes.append(contentsOf: parameter.value.utf8)
            }
            self.bytes = bytes
        }
    }

    private struct Contents {
        var generation: UInt64 = 0
        var answers: [Key: Answer] = [:]
        var bytes = 0
    }

    private let contents = Mutex(Contents())
    /// The most that all answers may come to.
    private let bytesLimit: Int
    /// An answer that is longer than this is not kept.
    private var answerLimit: Int { bytesLimit / 64 }

    init(bytesLimit: Int = 4 << 20) { self.bytesLimit = bytesLimit }

    /// The answer that was kept in this generation of the store.
    func answer(to key: Key, in generation: UInt64) -> Answer? {
        contents.withLock { $0.generation == generation ? $0.answers[key] : nil }
    }

    /// Keeps an answer that was read after the store was in this generation.
    func keep(_ answer: Answer, to key: Key, in generation: UInt64) {
        let size = answer.body.count + 256
        guard size <= answerLimit else { return }
        contents.withLock { contents in
            if contents.generation != generation || contents.bytes + size > bytesLimit {
                contents = Contents(generation: generation)
            }
            guard contents.answers.updateValue(answer, forKey: key) == nil else { return }
            contents.bytes += size
        }
    }
}
