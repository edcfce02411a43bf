internal import CYAML
internal import JSONCore

/// The events of a YAML text, one after another.
final class EventReader {
    struct Event {
        var kind: Kind
        var position: SourcePosition
    }

    enum Kind {
        case streamStart, streamEnd, documentStart, documentEnd
        case alias(String)
        case scalar(Scalar)
        case sequenceStart(anchor: String?, tag: String?)
        case sequenceEnd
        case mappingStart(anchor: String?, tag: String?)
        case mappingEnd
    }

    struct Scalar {
        var text: String
        var anchor: String?
        var tag: String?
        /// Whether it is written without quotes, so that its text says of what kind it is.
        var isPlain: Bool
    }

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    /// The text, which the parser reads from and does not copy.
    private let bytes: UnsafeMutableBufferPointer<UInt8>

    init(_ text: String) throws(YAMLError) {
        parser = .allocate(capacity: 1)
        bytes = .allocate(capacity: max(text.utf8.count, 1))
        let written = bytes.update(fromContentsOf: text.utf8)
        guard yaml_parser_initialize(parser) == 1 else {
            parser.deallocate()
            bytes.deallocate()
            throw YAMLError("there is not enough memory to read it", SourcePosition(line: 1, column: 1))
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, bytes.baseAddress, written)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
        bytes.deallocate()
    }

    /// The next event; not to be called after the end of the stream.
    func next() throws(YAMLError) -> Event {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw problem() }
        defer { yaml_event_delete(&event) }
        return Event(kind: kind(of: event), position: Self.position(event.start_mark))
    }

    private func kind(of event: yaml_event_t) -> Kind {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT: return .documentStart
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(Self.text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let text = UnsafeBufferPointer(start: scalar.value, count: scalar.length)
            return .scalar(
                Scalar(
                    text: String(decoding: text, as: UTF8.self), anchor: Self.text(scalar.anchor),
                    tag: Self.text(scalar.tag), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(anchor: Self.text(start.anchor), tag: Self.text(start.tag))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        case YAML_STREAM_START_EVENT: return .streamStart
        default: return .streamEnd
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func position(_ mark: yaml_mark_t) -> SourcePosition {
        SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }

    private func problem() -> YAMLError {
        let parser = parser.pointee
        var message = parser.problem.map { String(cString: $0) } ?? "it cannot be read"
        if let context = parser.context { message += " \(String(cString: context))" }
        // Where characters are that no YAML has, only an offset is told.
        let position =
            parser.error == YAML_READER_ERROR
            ? position(ofByte: Int(parser.problem_offset)) : Self.position(parser.problem_mark)
        return YAMLError("it is not YAML: \(message)", position)
    }

    private func position(ofByte offset: Int) -> SourcePosition {
        let before = bytes[..<min(offset, bytes.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return SourcePosition(
            line: before.count { $0 == UInt8(ascii: "\n") } + 1,
            column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
    }
}
