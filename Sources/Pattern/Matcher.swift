private import CPCRE2
private import Synchronization

/// An expression compiled by PCRE2.
///
/// `@unchecked Sendable`: compiled code is changed once more, under `preparation`, before the first match with it, and
/// PCRE2 lets any number of threads match with it at the same time ("MULTITHREADING" in pcre2api).
final class Matcher: @unchecked Sendable {
    private let code: OpaquePointer
    /// Whether the code is ready to be run; many an expression is read that nothing is ever matched with.
    private let isReady = Atomic(false)
    private let preparation = Mutex(())
    /// What the callouts from 1 on ask for.
    private let lookBehinds: [Matcher]

    init(_ expression: Expression) throws(PatternError) {
        let translation = try PCRE2Text(expression)
        var lookBehinds: [Matcher] = []
        for part in translation.lookBehinds { lookBehinds.append(try Matcher(part)) }
        self.lookBehinds = lookBehinds
        // PCRE2 takes a callout for a passing remark and would let `a?` before one keep what it has taken.
        let options = lookBehinds.isEmpty ? 0 : PCRE2_NO_AUTO_POSSESS
        code = try Self.compile(translation.text, options).get()
    }

    deinit { pcre2_code_free_8(code) }

    /// Whether PCRE2 knows a property.
    static func knows(_ property: UnicodeProperty) -> Bool {
        guard case .success(let code) = compile(PCRE2Text.property(property)) else { return false }
        pcre2_code_free_8(code)
        return true
    }

    private static func compile(_ text: String, _ options: UInt32 = 0) -> Result<OpaquePointer, PatternError> {
        let options = options | PCRE2_UTF | PCRE2_MATCH_UNSET_BACKREF
        var code: Int32 = 0
        var offset = 0
        let bytes = Array(text.utf8)
        if let compiled = pcre2_compile_8(bytes, bytes.count, options, &code, &offset, nil) {
            return .success(compiled)
        }
        // The syntax has been read before; what is left are PCRE2's limits of size.
        var message = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(code, &message, message.count)
        let words = String(decoding: message.prefix(max(0, Int(count))), as: UTF8.self)
        return .failure(PatternError(message: "The expression cannot be compiled: \(words).", offset: 0))
    }

    // MARK: - Matching

    /// Makes machine code of the expression; where there is no compiler for this machine, PCRE2 interprets.
    private func prepare() {
        guard !isReady.load(ordering: .acquiring) else { return }
        preparation.withLock { _ in
            guard !isReady.load(ordering: .relaxed) else { return }
            pcre2_jit_compile_8(code, PCRE2_JIT_COMPLETE)
            isReady.store(true, ordering: .releasing)
        }
    }

    enum Outcome {
        case match, noMatch, gaveUp
    }

    /// Whether a text is known to be UTF-8, without which PCRE2 would read beyond its end.
    enum Encoding {
        case known, unchecked
    }

    /// Searches a text for a match; one that is not UTF-8 is given up.
    func search(_ text: UnsafeBufferPointer<UInt8>, _ encoding: Encoding, steps: UInt32 = 1_000_000) -> Outcome {
        var effort = Effort(bytes: text.count, steps: steps)
        switch withUnsafeMutablePointer(to: &effort, { search(text, encoding, $0) }) {
        case 0...: return .match
        case PCRE2_ERROR_NOMATCH: return .noMatch
        default: return .gaveUp
        }
    }

    /// The number of groups found, or one of PCRE2's errors.
    private func search(
        _ text: UnsafeBufferPointer<UInt8>, _ encoding: Encoding, _ effort: UnsafeMutablePointer<Effort>
    ) -> Int32 {
        prepare()
        guard let context = pcre2_match_context_create_8(nil) else { return PCRE2_ERROR_NOMEMORY }
        defer { pcre2_match_context_free_8(context) }
        guard let data = pcre2_match_data_create_8(1, nil) else { return PCRE2_ERROR_NOMEMORY }
        defer { pcre2_match_data_free_8(data) }
        pcre2_set_match_limit_8(context, effort.pointee.steps)
        pcre2_set_heap_limit_8(context, Effort.heapKibibytes)
        let options = encoding == .known ? PCRE2_NO_UTF_CHECK : 0
        var call = Call(matcher: self, effort: effort)
        return withUnsafeMutablePointer(to: &call) { call in
            pcre2_set_callout_8(context, { Matcher.answer($0, $1) }, call)
            let found = pcre2_match_8(code, text.baseAddress, text.count, 0, options, data, context)
            guard found == PCRE2_ERROR_JIT_STACKLIMIT else { return found }
            // Compiled code begins with 32 KB of the thread's stack. Few need more; for them memory is mapped as it is
            // used.
            guard let stack = pcre2_jit_stack_create_8(1 << 15, Effort.stackBytes, nil) else { return found }
            defer { pcre2_jit_stack_free_8(stack) }
            pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
            return pcre2_match_8(code, text.baseAddress, text.count, 0, options, data, context)
        }
    }

    /// What a callout needs to know.
    private struct Call {
        unowned(unsafe) let matcher: Matcher
        let effort: UnsafeMutablePointer<Effort>
    }

    /// Answers a callout: 0 to go on, above 0 to try another way, below 0 to end the search with that error.
    private static func answer(
        _ block: UnsafeMutablePointer<pcre2_callout_block_8>?, _ data: UnsafeMutableRawPointer?
    ) -> Int32 {
        guard let block, let call = data?.assumingMemoryBound(to: Call.self) else { return PCRE2_ERROR_CALLOUT }
        guard call.pointee.effort.pointee.mayGoOn() else { return PCRE2_ERROR_MATCHLIMIT }
        let number = Int(block.pointee.callout_number)
        guard number != PCRE2Text.budgetCallout else { return 0 }
        // A match of the look-behind must end where the search stands: there its text is cut off.
        let text = UnsafeBufferPointer(start: block.pointee.subject, count: block.pointee.current_position)
        let found = call.pointee.matcher.lookBehinds[number - 1].search(text, .known, call.pointee.effort)
        return found >= 0 ? 0 : found == PCRE2_ERROR_NOMATCH ? 1 : found
    }
}

/// What a search may cost before it is given up.
private struct Effort {
    /// Steps back per place of the text.
    let steps: UInt32
    private var checkpoints = 0
    private var deadline: ContinuousClock.Instant?

    static let heapKibibytes: UInt32 = 1 << 16
    static let stackBytes = 1 << 25
    private static let time = Duration.milliseconds(500)

    init(bytes: Int, steps: UInt32) {
        // What takes a step for every character must come to its end.
        self.steps = UInt32(clamping: Int(steps) + 16 * bytes)
    }

    /// Counts a checkpoint; the clock is read now and then, and first in a search that has become long.
    mutating func mayGoOn() -> Bool {
        checkpoints &+= 1
        guard checkpoints & 0xFF == 0 else { return true }
        let now = ContinuousClock.now
        guard let deadline else {
            deadline = now + Self.time
            return true
        }
        return now < deadline
    }
}
