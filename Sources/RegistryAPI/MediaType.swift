internal import HTTP
internal import SchemaCore

/// The forms in which answers are given; all three are the same JSON under another name.
enum MediaType: String, CaseIterable {
    case vendorV1 = "application/vnd.schemaregistry.v1+json"
    case vendor = "application/vnd.schemaregistry+json"
    case json = "application/json"

    /// What clients get that do not mind.
    static let preferred = MediaType.vendorV1

    /// How much the server prefers it, in thousandths.
    private var preference: Int {
        switch self {
        case .vendorV1: 1000
        case .vendor: 900
        case .json: 500
        }
    }

    /// The header fields of an answer of this type.
    var headers: Headers {
        switch self {
        case .vendorV1: Self.vendorV1Headers
        case .vendor: Self.vendorHeaders
        case .json: Self.jsonHeaders
        }
    }

    private static let vendorV1Headers = Headers([.init(name: "Content-Type", value: vendorV1.rawValue)])
    private static let vendorHeaders = Headers([.init(name: "Content-Type", value: vendor.rawValue)])
    private static let jsonHeaders = Headers([.init(name: "Content-Type", value: json.rawValue)])

    // MARK: What the client accepts

    /// The type that the client's `Accept` asks for (RFC 9110, section 12.5.1); of several, the one with the highest
    /// product of both sides' preferences.
    ///
    /// - Parameter other: a type that the answer may have as well, so that it is no error to accept nothing else.
    /// - Throws: `.notAcceptable` when it takes none of them.
    init(acceptedBy headers: Headers, besides other: String? = nil) throws(RegistryError) {
        guard let accepted = headers["Accept"], accepted != "*/*" else {
            self = .preferred
            return
        }
        if let named = MediaType(rawValue: accepted) {
            self = named
            return
        }
        let ranges = Self.ranges(headers)
        // A header without a single range says nothing.
        guard !ranges.isEmpty else {
            self = .preferred
            return
        }
        let weighed = Self.allCases.map { ($0, $0.preference * Self.quality(of: $0.rawValue, for: ranges)) }
        guard let best = weighed.max(by: { $0.1 < $1.1 }), best.1 > 0 else {
            if let other, Self.quality(of: other, for: ranges) > 0 {
                self = .preferred
                return
            }
            throw .http(.notAcceptable, 406, "Not Acceptable")
        }
        self = best.0
    }

    /// Whether a client would rather have another type than JSON, or does not mind.
    static func prefers(_ other: String, _ headers: Headers) -> Bool {
        let ranges = ranges(headers)
        guard !ranges.isEmpty else { return true }
        let best = allCases.map { quality(of: $0.rawValue, for: ranges) }.max() ?? 0
        return quality(of: other, for: ranges) >= max(best, 1)
    }

    private static func ranges(_ headers: Headers) -> [MediaRange] {
        headers.fields.filter { $0.name.lowercased() == "accept" }
            .flatMap { $0.value.split(separator: ",") }.compactMap { MediaRange($0) }
    }

    /// What the most specific range that fits gives a type, in thousandths.
    private static func quality(of type: String, for ranges: [MediaRange]) -> Int {
        let fitting = ranges.filter { $0.includes(type) }
        return fitting.max { $0.specificity < $1.specificity }?.quality ?? 0
    }

    // MARK: What the client sends

    /// Bytes; of a document, with the frame of a message around it.
    static let bytes = "application/octet-stream"
    /// Many documents, one a line.
    static let lines = "application/x-ndjson"

    /// Types of bodies that are read as JSON.
    private static let readable: Set<String> = [vendorV1.rawValue, vendor.rawValue, json.rawValue, bytes]

    /// Refuses bodies of other types than JSON; one that does not say what it is may be JSON.
    ///
    /// - Parameter other: a type that is read as well.
    /// - Throws: `.unsupportedMediaType`.
    static func checkBody(_ headers: Headers, besides other: String? = nil) throws(RegistryError) {
        guard let type = headers["Content-Type"], !readable.contains(type) else { return }
        let essence = essence(type)
        guard readable.contains(essence) || essence == other else {
            throw .http(.unsupportedMediaType, 415, "Unsupported Media Type")
        }
    }

    /// Whether the body is many documents, one a line.
    static func isLines(_ headers: Headers) -> Bool { headers["Content-Type"].map(essence) == lines }

    /// Whether the body is a message in its frame.
    static func isBytes(_ headers: Headers) -> Bool { headers["Content-Type"].map(essence) == bytes }

    /// A type without its parameters.
    private static func essence(_ type: String) -> String { type.prefix { $0 != ";" }.trimmed.lowercased() }
}

/// One entry of an `Accept` header: `type/subtype;q=0.5`, where `*` stands for all.
private struct MediaRange {
    var type: String
    var subtype: String
    /// In thousandths.
    var quality: Int

    init?(_ text: Substring) {
        let parts = text.split(separator: ";", omittingEmptySubsequences: false)
        let names = (parts.first ?? "").trimmed.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard names.count == 2, let type = names.first, let subtype = names.last, !type.isEmpty, !subtype.isEmpty
        else { return nil }
        self.type = String(type)
        self.subtype = String(subtype)
        let weight = parts.dropFirst().lazy.map(\.trimmed).first { $0.lowercased().hasPrefix("q=") }
        quality = weight.map { Self.thousandths($0.dropFirst(2)) } ?? 1000
    }

    /// `0`, `1`, or either with up to three digits after a point (RFC 9110, section 12.4.2); anything else weighs
    /// nothing.
    private static func thousandths(_ text: Substring) -> Int {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let digits = parts.count > 1 ? parts[1].prefix(3) : ""
        guard let whole = parts.first.flatMap({ Int($0) }), 0...1 ~= whole, digits.allSatisfy({ ("0"..."9") ~= $0 })
        else { return 0 }
        let fraction = Int(digits + String(repeating: "0", count: 3 - digits.count)) ?? 0
        return min(whole * 1000 + fraction, 1000)
    }

    /// How closely it names a type.
    var specificity: Int { type == "*" ? 0 : subtype == "*" ? 1 : 2 }

    func includes(_ name: String) -> Bool {
        type == "*" || (subtype == "*" && name.hasPrefix(type + "/")) || name == "\(type)/\(subtype)"
    }
}

extension Substring {
    /// Without blanks and tabs at both ends.
    fileprivate var trimmed: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}
