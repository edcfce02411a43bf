import HTTP
import JSONCore
import RegistryAPI
import TestSupport

/// Requests and the answers expected to them, one after the other against one registry that is empty at first.
///
/// Exchanges are separated by empty lines; lines that begin with `#` are comments. An exchange is a request line, header
/// fields, and the body until the line `HTTP` with the status; then the header fields that are expected among others,
/// and the body: JSON, or several lines of it, in which `*` in a string stands for any text and the string `"*"` for any
/// value, alone for any body; after `= `, the exact text; or nothing.
struct Transcript {
    struct Exchange {
        var method: Method
        var target: String
        var headers: [Headers.Field]
        var body: String
        var status: Int
        var expectedHeaders: [Headers.Field]
        var expectedBody: String
        /// Line of the request in the file, from 1.
        var line: Int
    }

    struct Malformed: Error, CustomStringConvertible {
        var line: Int
        var reason: String
        var description: String { "line \(line): \(reason)" }
    }

    var exchanges: [Exchange] = []

    init(parsing text: String) throws {
        var block: [(number: Int, text: Substring)] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.hasPrefix("#") { continue }
            if !line.isEmpty {
                block.append((index + 1, line))
            } else if !block.isEmpty {
                exchanges.append(try Exchange(block))
                block = []
            }
        }
        if !block.isEmpty { exchanges.append(try Exchange(block)) }
    }
}

extension Transcript.Exchange {
    fileprivate init(_ block: [(number: Int, text: Substring)]) throws {
        let line = block[0].number
        let words = block[0].text.split(separator: " ")
        guard words.count == 2, let method = Method(rawValue: String(words[0])) else {
            throw Transcript.Malformed(line: line, reason: "a request line is a method and a target")
        }
        guard let end = block.firstIndex(where: { $0.text.hasPrefix("HTTP ") }),
            let status = Int(block[end].text.dropFirst(5))
        else { throw Transcript.Malformed(line: line, reason: "the request has no answer") }
        let (headers, body) = Self.parts(block[1..<end].map(\.text))
        let (expectedHeaders, expectedBody) = Self.parts(block[(end + 1)...].map(\.text))
        self.init(
            method: method, target: String(words[1]), headers: headers, body: body, status: status,
            expectedHeaders: expectedHeaders, expectedBody: expectedBody, line: line)
    }

    /// Header fields, as long as lines look like some, and the rest.
    private static func parts(_ lines: [Substring]) -> ([Headers.Field], String) {
        var fields: [Headers.Field] = []
        for line in lines {
            let name = line.prefix { $0 != ":" }
            guard name.count < line.count, !name.isEmpty, name.allSatisfy({ $0.isLetter || $0 == "-" }) else { break }
            let value = line.dropFirst(name.count + 1).drop { $0 == " " }
            fields.append(Headers.Field(name: String(name), value: String(value)))
        }
        return (fields, lines.dropFirst(fields.count).joined(separator: "\n"))
    }
}

// MARK: - Playing

/// A way for requests to reach an API.
protocol Transport {
    func send(
        _ method: Method, _ target: String, _ headers: [Headers.Field], _ body: [UInt8]
    ) throws -> Response
}

extension Transcript {
    /// Plays all exchanges; what is not as expected, with its line.
    func play(over transport: some Transport) throws -> [String] {
        var failures: [String] = []
        for exchange in exchanges {
            let response = try transport.send(
                exchange.method, exchange.target, exchange.headers, Array(exchange.body.utf8))
            failures += exchange.deviations(of: response).map {
                "line \(exchange.line), \(exchange.method.rawValue) \(exchange.target): \($0)"
            }
        }
        return failures
    }
}

extension Transcript.Exchange {
    fileprivate func deviations(of response: Response) -> [String] {
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == status else { return ["status \(response.status), not \(status): \(text)"] }
        let headers = expectedHeaders.compactMap { field -> String? in
            let value = response.headers[field.name]
            return value == field.value ? nil : "\(field.name) is \(value ?? "missing"), not \(field.value)"
        }
        return headers + (isExpected(text) ? [] : ["body \(text), not \(expectedBody)"])
    }

    private func isExpected(_ text: String) -> Bool {
        if expectedBody.isEmpty || method == .head { return text.isEmpty || method == .head }
        if expectedBody == #""*""# { return !text.isEmpty }
        if expectedBody.hasPrefix("= ") { return text.isIdentical(to: String(expectedBody.dropFirst(2))) }
        if let pattern = try? JSON(parsing: expectedBody), let json = try? JSON(parsing: text) {
            return json.fits(pattern)
        }
        let (lines, patterns) = (text.split(separator: "\n"), expectedBody.split(separator: "\n"))
        return lines.count == patterns.count
            && zip(lines, patterns).allSatisfy { line, pattern in
                guard let pattern = try? JSON(parsing: String(pattern)), let json = try? JSON(parsing: String(line))
                else { return false }
                return json.fits(pattern)
            }
    }
}

extension JSON {
    /// Whether a pattern describes this value: its strings may hold `*` for any text, and `"*"` is any value.
    fileprivate func fits(_ pattern: JSON) -> Bool {
        switch (self, pattern) {
        case (_, .string("*")): return true
        case (.string(let text), .string(let pattern)): return text.fits(glob: pattern)
        case (.array(let items), .array(let patterns)):
            return items.count == patterns.count && zip(items, patterns).allSatisfy { $0.fits($1) }
        case (.object(let object), .object(let patterns)):
            return object.count == patterns.count
                && patterns.members.allSatisfy { pattern in object[pattern.name]?.fits(pattern.value) ?? false }
        case (.null, _), (.boolean, _), (.number, _), (.string, _), (.array, _), (.object, _): return self == pattern
        }
    }
}

extension String {
    /// Whether the text has the parts between the stars of a pattern, in their order.
    fileprivate func fits(glob pattern: String) -> Bool {
        var parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return isIdentical(to: pattern) }
        let last = parts.removeLast()
        var rest = self[...]
        guard rest.hasPrefix(parts.removeFirst()) else { return false }
        rest = rest.dropFirst(pattern.prefix { $0 != "*" }.count)
        for part in parts where !part.isEmpty {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
