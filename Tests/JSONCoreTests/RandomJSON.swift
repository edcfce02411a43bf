import JSONCore

extension JSON {
    /// A value of any kind, nested at most `depth` levels.
    static func random(using generator: inout some RandomNumberGenerator, depth: Int = 4) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 5), using: &generator) {
        case 0: return .null
        case 1: return .boolean(.random(using: &generator))
        case 2: return .number(JSONNumber(Int64.random(in: .min ... .max, using: &generator) >> 32))
        case 3: return .number(.random(using: &generator))
        case 4: return .string(.randomText(using: &generator))
        case 5, 6:
            let count = Int.random(in: 0..<5, using: &generator)
            return .array((0..<count).map { _ in random(using: &generator, depth: depth - 1) })
        default:
            var object = JSONObject()
            for _ in 0..<Int.random(in: 0..<(depth == 4 ? 24 : 5), using: &generator) {
                object[.randomText(using: &generator)] = random(using: &generator, depth: depth - 1)
            }
            return .object(object)
        }
    }

    /// Calls `body` for this value and all below it.
    func forEachValue(at pointer: JSONPointer = .root, _ body: (JSONPointer, JSON) -> Void) {
        body(pointer, self)
        for member in object?.members ?? [] { member.value.forEachValue(at: pointer.appending(member.name), body) }
        for (position, item) in (array ?? []).enumerated() { item.forEachValue(at: pointer.appending(position), body) }
    }
}

extension JSONNumber {
    /// A number in any of the ways in which JSON writes them.
    static func random(using generator: inout some RandomNumberGenerator) -> JSONNumber {
        func digits(_ generator: inout some RandomNumberGenerator) -> String {
            (0...Int.random(in: 0..<25, using: &generator)).map { _ in String(Int.random(in: 0...9, using: &generator))
            }
            .joined()
        }
        let whole =
            Bool.random(using: &generator) ? "0" : "\(Int.random(in: 1...9, using: &generator))\(digits(&generator))"
        let fraction = Bool.random(using: &generator) ? "" : ".\(digits(&generator))"
        let exponents = ["", "", "e5", "E-3", "e+0", "E25", "e-30"]
        let exponent = exponents[Int.random(in: 0..<exponents.count, using: &generator)]
        let text = (Bool.random(using: &generator) ? "-" : "") + whole + fraction + exponent
        return JSONNumber(text: text) ?? JSONNumber(0)
    }
}

extension String {
    /// A few letters of all lengths in UTF-8, and what must be escaped, but not U+0000, which no name may hold.
    static func randomText(using generator: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "a", "b", "0", "-0", " ", "\"", "\\", "/", "~", "\n", "\u{1}", "\u{7f}", "é", "e\u{301}", "€", "\u{fb33}",
            "😀",
        ]
        return (0..<Int.random(in: 0..<6, using: &generator))
            .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
    }
}
