private import CJansson

extension JSON {
    /// What a text may hold before it is refused.
    public struct Limits: Sendable {
        /// Nesting of arrays and objects, from 1; beyond ``greatestDepth`` every text is refused whatever the limit says.
        public var depth: Int

        /// What jansson reads at most.
        public static let greatestDepth = Int(JSON_PARSER_MAX_DEPTH)

        public init(depth: Int) { self.depth = depth }

        public static let standard = Limits(depth: 256)
    }

    /// Decodes a JSON text (RFC 8259).
    ///
    /// - Throws: ``JSONError`` with line and column, for what is not JSON, for a name that occurs twice or holds
    ///   U+0000, for a number beyond the range of a double or of ``ExactDecimal``, and for what is nested deeper than
    ///   the limit.
    public init(parsing bytes: some Sequence<UInt8>, limits: Limits = .standard) throws(JSONError) {
        let outcome =
            bytes.withContiguousStorageIfAvailable { JSON.decode($0, limits: limits) }
            ?? Array(bytes).withUnsafeBufferPointer { JSON.decode($0, limits: limits) }
        self = try outcome.get()
    }

    /// Decodes a JSON text (RFC 8259).
    public init(parsing bytes: Span<UInt8>, limits: Limits = .standard) throws(JSONError) {
        self = try bytes.withUnsafeBufferPointer { JSON.decode($0, limits: limits) }.get()
    }

    /// Decodes a JSON text (RFC 8259).
    public init(parsing text: String, limits: Limits = .standard) throws(JSONError) {
        try self.init(parsing: text.utf8, limits: limits)
    }

    private static func decode(_ text: UnsafeBufferPointer<UInt8>, limits: Limits) -> Result<JSON, JSONError> {
        decodeFast(text, limits: limits).map(Result.success) ?? decodeThoroughly(text, limits: limits)
    }

    /// Decodes whatever text, and says what is wrong with one that is no JSON.
    static func decodeThoroughly(_ text: UnsafeBufferPointer<UInt8>, limits: Limits) -> Result<JSON, JSONError> {
        Result { () throws(JSONError) -> JSON in
            let root = try load(text, limits: limits)
            defer { json_decref(root) }
            var tree = Tree(text: text, limits: limits)
            return try tree.value(of: root, depth: 1)
        }
    }

    /// The text as jansson's tree, which the caller releases.
    private static func load(
        _ text: UnsafeBufferPointer<UInt8>, limits: Limits
    ) throws(JSONError) -> UnsafeMutablePointer<json_t> {
        // jansson passes over this one byte in places, and it may stand nowhere in a text.
        if let offset = text.firstIndex(of: 0) {
            throw JSONError("The character U+0000 may only stand in a string, as \\u0000.", at: offset, in: text)
        }
        let flags = JSON_DECODE_ANY | JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES
        var error = json_error_t()
        if let root = load(text, flags, &error) { return root }
        // Integers beyond 64 bits: read once more as doubles, whose text is then taken from the source.
        if code(of: error) == json_error_numeric_overflow,
            let root = load(text, flags | JSON_DECODE_INT_AS_REAL, &error)
        {
            return root
        }
        throw JSONError(error, in: text, limits: limits)
    }

    private static func load(
        _ text: UnsafeBufferPointer<UInt8>, _ flags: Int32, _ error: inout json_error_t
    ) -> UnsafeMutablePointer<json_t>? {
        text.withMemoryRebound(to: CChar.self) { characters in
            guard let start = characters.baseAddress else { return json_loadb("", 0, Int(flags), &error) }
            return json_loadb(start, characters.count, Int(flags), &error)
        }
    }
}

/// jansson's tree on its way to values.
private struct Tree {
    let text: UnsafeBufferPointer<UInt8>
    let limits: JSON.Limits
    /// jansson keeps the order of members and refuses duplicates, so the numbers of the tree are those of the text in
    /// the same order.
    var numbers: NumberTokens
    /// Numbers met in the tree but not yet looked up in the text.
    var skipped = 0
    /// jansson reads `-0` as the integer 0; most texts hold no such thing.
    lazy var mayHoldNegativeZero = numbers.textMayHoldNegativeZero

    init(text: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
        self.text = text
        self.limits = limits
        numbers = NumberTokens(text)
    }

    mutating func value(of node: UnsafeMutablePointer<json_t>, depth: Int) throws(JSONError) -> JSON {
        switch node.pointee.type {
        case JSON_OBJECT: return .object(try object(of: node, depth: depth))
        case JSON_ARRAY: return .array(try array(of: node, depth: depth))
        case JSON_STRING:
            return .string(String(bytes: json_string_value(node), count: json_string_length(node)))
        case JSON_INTEGER:
            let value = json_integer_value(node)
            if value == 0 && mayHoldNegativeZero { return .number(try number()) }
            skipped += 1
            return .number(JSONNumber(Int64(value)))
        case JSON_REAL: return .number(try number())
        case JSON_TRUE: return .boolean(true)
        case JSON_FALSE: return .boolean(false)
        default: return .null
        }
    }

    private mutating func object(of node: UnsafeMutablePointer<json_t>, depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= limits.depth else { throw .tooDeep(text, limits) }
        var members: [JSONObject.Member] = []
        members.reserveCapacity(json_object_size(node))
        var place = json_object_iter(node)
        while let member = place {
            let name = String(bytes: json_object_iter_key(member), count: json_object_iter_key_len(member))
            if let value = json_object_iter_value(member) {
                members.append(JSONObject.Member(name: name, value: try self.value(of: value, depth: depth + 1)))
            }
            place = json_object_iter_next(node, member)
        }
        return JSONObject(unique: members)
    }

    private mutating func array(of node: UnsafeMutablePointer<json_t>, depth: Int) throws(JSONError) -> [JSON] {
        guard depth <= limits.depth else { throw .tooDeep(text, limits) }
        let count = json_array_size(node)
        var items: [JSON] = []
        items.reserveCapacity(count)
        for position in 0..<count {
            if let item = json_array_get(node, position) { items.append(try value(of: item, depth: depth + 1)) }
        }
        return items
    }

    /// The next number as it is written.
    private mutating func number() throws(JSONError) -> JSONNumber {
        let token = numbers.next(skipping: skipped)
        skipped = 0
        let lexeme = String(decoding: text[token], as: UTF8.self)
        guard let number = JSONNumber(text: lexeme) else {
            let limits = "\(ExactDecimal.digitLimit) digits or a power of ten beyond \(ExactDecimal.exponentLimit)"
            throw JSONError("The number has more than \(limits).", at: token.lowerBound, in: text)
        }
        return number
    }
}

extension String {
    /// Bytes that jansson has found to be UTF-8.
    fileprivate init(bytes: UnsafePointer<CChar>?, count: Int) {
        self.init(decoding: UnsafeRawBufferPointer(start: bytes, count: bytes == nil ? 0 : count), as: UTF8.self)
    }
}

/// Which of jansson's errors this is: it keeps the code in the last byte of the message.
private func code(of error: json_error_t) -> json_error_code {
    var error = error
    return withUnsafeBytes(of: &error.text) { json_error_code(rawValue: UInt32($0.last ?? 0)) }
}

extension JSONError {
    fileprivate init(_ message: String, at offset: Int, in text: UnsafeBufferPointer<UInt8>) {
        let place = SourcePosition(of: offset, in: text)
        self.init(message: message, line: place.line, column: place.column)
    }

    fileprivate static func tooDeep(_ text: UnsafeBufferPointer<UInt8>, _ limits: JSON.Limits) -> JSONError {
        let levels = min(limits.depth, JSON.Limits.greatestDepth)
        return JSONError(
            "Arrays and objects are nested deeper than \(levels) levels.",
            at: offsetOfBracket(beyond: levels, in: text), in: text)
    }

    fileprivate init(_ error: json_error_t, in text: UnsafeBufferPointer<UInt8>, limits: JSON.Limits) {
        let end = max(0, min(Int(error.position), text.count))
        let message: String
        switch code(of: error) {
        case json_error_stack_overflow:
            self = .tooDeep(text, limits)
            return
        case json_error_invalid_utf8:
            self.init("The text is not valid UTF-8.", at: end, in: text)
            return
        case _ where text.starts(with: [0xEF, 0xBB, 0xBF]):
            message = "The text begins with a byte order mark."
        case json_error_premature_end_of_input where end == text.count:
            message = text.allSatisfy(isWhitespace) ? "The text is empty." : "The text ends before the value does."
        case json_error_end_of_input_expected: message = "More text follows the value."
        case json_error_null_byte_in_key: message = "A name holds the character U+0000, which is not supported."
        case json_error_duplicate_key:
            message =
                "The name \(excerpt(of: stringToken(endingAt: end, in: text), in: text)) occurs twice in an object."
        case json_error_numeric_overflow: message = "The number is beyond the range of a double, 1.8e308."
        case json_error_out_of_memory: message = "There is not enough memory for the text."
        default: message = Self.sentence(from: error)
        }
        self.init(message: message, line: max(1, Int(error.line)), column: max(1, Int(error.column)))
    }

    /// jansson's own words as a sentence.
    private static func sentence(from error: json_error_t) -> String {
        var error = error
        let words = withUnsafeBytes(of: &error.text) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        return words.prefix(1).uppercased() + words.dropFirst() + "."
    }
}
