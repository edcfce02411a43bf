internal import CYAML
public import JSONCore

extension JSON {
    /// The value as a YAML document in block style, which ends with a line feed.
    ///
    /// Texts that a reader of YAML 1.1 or 1.2 could take for something else are quoted.
    public var yamlText: String {
        let writer = EventWriter()
        writer.write(self)
        return writer.text()
    }
}

/// Writes the events of one YAML document.
private final class EventWriter {
    private let emitter: UnsafeMutablePointer<yaml_emitter_t>
    /// Where the bytes collect; the emitter writes to it from C.
    private final class Sink { var bytes: [UInt8] = [] }
    private let sink = Sink()

    init() {
        emitter = .allocate(capacity: 1)
        guard yaml_emitter_initialize(emitter) == 1 else { preconditionFailure("there is no memory left") }
        yaml_emitter_set_unicode(emitter, 1)
        // Long texts stay on their line.
        yaml_emitter_set_width(emitter, -1)
        yaml_emitter_set_output(
            emitter,
            { context, bytes, count in
                guard let context, let bytes else { return 0 }
                Unmanaged<Sink>.fromOpaque(context).takeUnretainedValue().bytes +=
                    UnsafeBufferPointer(start: bytes, count: count)
                return 1
            }, Unmanaged.passUnretained(sink).toOpaque())
        emit { yaml_stream_start_event_initialize(&$0, YAML_UTF8_ENCODING) }
        emit { yaml_document_start_event_initialize(&$0, nil, nil, nil, 1) }
    }

    deinit {
        yaml_emitter_delete(emitter)
        emitter.deallocate()
    }

    /// Ends the document.
    func text() -> String {
        emit { yaml_document_end_event_initialize(&$0, 1) }
        emit { yaml_stream_end_event_initialize(&$0) }
        // After a value that stands alone libyaml marks the end of the document.
        let ended = String(decoding: sink.bytes, as: UTF8.self)
        return ended.hasSuffix("\n...\n") ? String(ended.dropLast(4)) : ended
    }

    /// - Complexity: recursive as deep as the value, which a reader of JSON has bounded.
    func write(_ json: JSON) {
        switch json {
        case .null: scalar("null", isPlain: true)
        case .boolean(let truth): scalar(truth ? "true" : "false", isPlain: true)
        case .number: scalar(json.text, isPlain: true)
        case .string(let text): scalar(text, isPlain: Self.isUnmistakable(text))
        case .array(let items):
            emit { yaml_sequence_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_SEQUENCE_STYLE) }
            for item in items { write(item) }
            emit { yaml_sequence_end_event_initialize(&$0) }
        case .object(let object):
            emit { yaml_mapping_start_event_initialize(&$0, nil, nil, 1, YAML_BLOCK_MAPPING_STYLE) }
            for member in object.members {
                scalar(member.name, isPlain: Self.isUnmistakable(member.name))
                write(member.value)
            }
            emit { yaml_mapping_end_event_initialize(&$0) }
        }
    }

    private func scalar(_ text: String, isPlain: Bool) {
        let bytes = Array(text.utf8)
        emit { event in
            bytes.withUnsafeBufferPointer { bytes in
                yaml_scalar_event_initialize(
                    &event, nil, nil, bytes.baseAddress, CInt(clamping: bytes.count), isPlain ? 1 : 0, 1,
                    isPlain ? YAML_PLAIN_SCALAR_STYLE : YAML_DOUBLE_QUOTED_SCALAR_STYLE)
            }
        }
    }

    /// Whether a text, without quotes, is a text to every reader.
    private static func isUnmistakable(_ text: String) -> Bool {
        guard let first = text.utf8.first, isLetter(first), text.utf8.last != UInt8(ascii: " ") else { return false }
        let isTame = text.utf8.allSatisfy { isLetter($0) || 48...57 ~= $0 || " _-./".utf8.contains($0) }
        return isTame && !words.contains(text.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool { 65...90 ~= byte || 97...122 ~= byte }

    /// What is no text in YAML 1.1, sections of the types bool and null, or in 1.2.
    private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"]

    /// Events fail for lack of memory alone, or out of order.
    private func emit(_ make: (inout yaml_event_t) -> CInt) {
        var event = yaml_event_t()
        guard make(&event) == 1, yaml_emitter_emit(emitter, &event) == 1 else {
            preconditionFailure("libyaml cannot write the event")
        }
    }
}
