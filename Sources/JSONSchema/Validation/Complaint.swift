import JSONCore

/// What a keyword objects to; all wording of validation is here.
enum Complaint {
    case type(TypeSet, found: JSON)
    case enumeration([JSON], found: JSON)
    case const(JSON, found: JSON)
    case multipleOf(JSONNumber, found: JSON)
    case maximum(JSONNumber, found: JSON)
    case exclusiveMaximum(JSONNumber, found: JSON)
    case minimum(JSONNumber, found: JSON)
    case exclusiveMinimum(JSONNumber, found: JSON)
    case maximumCount(Int, of: Unit, in: JSON)
    case minimumCount(Int, of: Unit, in: JSON)
    case pattern(String, found: JSON)
    case format(String, found: JSON)
    case content(ContentForm)
    case uniqueItems(Int, Int)
    case tooFewMatches(Int, minimum: Int)
    case tooManyMatches(Int, maximum: Int)
    case required([String])
    case dependentRequired([String], by: String)
    case noAlternative(of: Int, Choice)
    case severalAlternatives([Int])
    case not
    /// The schema `false`.
    case mustNotBe

    /// What a sentence speaks of.
    enum Subject {
        case value(JSONPointer)
        case name(String, of: JSONPointer)
    }

    /// What is counted.
    enum Unit {
        case characters, items, properties
    }

    /// How many alternatives have to match.
    enum Choice {
        case any, one
    }

    /// A sentence without a full stop: "`/items/3/qty` is 0; the minimum is 1".
    func sentence(about subject: Subject) -> String { "\(subject) \(predicate)" }
}

extension Complaint.Subject: CustomStringConvertible {
    var description: String {
        switch self {
        case .value(let place): place == .root ? "The document" : "`\(place)`"
        case .name(let name, .root): "The property name \(JSON.string(name).excerpt)"
        case .name(let name, let place): "The property name \(JSON.string(name).excerpt) in `\(place)`"
        }
    }
}

// MARK: - Predicates

extension Complaint {
    private var predicate: String {
        switch self {
        case .type(let types, let found): "is \(found.kindWithArticle(types)); it must be \(types.words)"
        case .enumeration(let values, let found): "is \(found.excerpt); it must be \(Self.choice(values))"
        case .const(let value, let found): "is \(found.excerpt); it must be \(value.excerpt)"
        case .multipleOf(let divisor, let found): "is \(found.excerpt); it must be a multiple of \(divisor)"
        case .maximum(let bound, let found): "is \(found.excerpt); the maximum is \(bound)"
        case .exclusiveMaximum(let bound, let found): "is \(found.excerpt); it must be less than \(bound)"
        case .minimum(let bound, let found): "is \(found.excerpt); the minimum is \(bound)"
        case .exclusiveMinimum(let bound, let found): "is \(found.excerpt); it must be more than \(bound)"
        case .maximumCount(let limit, let unit, let value): "has \(unit.count(in: value)); the maximum is \(limit)"
        case .minimumCount(let limit, let unit, let value): "has \(unit.count(in: value)); the minimum is \(limit)"
        case .pattern(let source, let found): "is \(found.excerpt); it must match the pattern \(source)"
        case .format(let name, let found): "is \(found.excerpt); it must be of the format \(name)"
        case .content(.base64): "is not in Base64"
        case .content(.json): "holds no JSON"
        case .content(.jsonInBase64): "holds no JSON in Base64"
        case .uniqueItems(let first, let second): "has equal items at \(first) and \(second); all must differ"
        case .tooFewMatches(let found, let minimum):
            "has \(Self.matchingItems(found)); at least \(minimum) must match"
        case .tooManyMatches(let found, let maximum):
            "has \(Self.matchingItems(found)); at most \(maximum) may match"
        case .required(let names): "lacks \(Self.properties(names)), which \(names.count == 1 ? "is" : "are") required"
        case .dependentRequired(let names, let trigger):
            "lacks \(Self.properties(names)), which \(JSON.string(trigger).excerpt) requires"
        case .noAlternative(of: 1, _): "does not match the one alternative there is"
        case .noAlternative(let count, .any): "matches none of the \(count) alternatives; it must match at least one"
        case .noAlternative(let count, .one): "matches none of the \(count) alternatives; it must match exactly one"
        case .severalAlternatives(let matching):
            "matches the alternatives \(Self.enumerated(matching.map(String.init), "and")); it must match exactly one"
        case .not: "matches the schema that it must not match"
        case .mustNotBe: "is not allowed"
        }
    }

    /// "a", "b" and "c"; of many, the first ones.
    private static func enumerated(_ words: [String], _ conjunction: String) -> String {
        let limit = 10
        if words.count > limit {
            return words.prefix(limit).joined(separator: ", ") + " \(conjunction) \(words.count - limit) more"
        }
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(conjunction) " + last
    }

    private static func choice(_ values: [JSON]) -> String {
        switch values.count {
        case 0: "one of no values at all"
        case 1: values[0].excerpt
        default: "one of " + enumerated(values.map(\.excerpt), "and")
        }
    }

    private static func properties(_ names: [String]) -> String {
        (names.count == 1 ? "the property " : "the properties ")
            + enumerated(names.map { JSON.string($0).excerpt }, "and")
    }

    private static func matchingItems(_ count: Int) -> String {
        switch count {
        case 0: "no matching item"
        case 1: "1 matching item"
        default: "\(count) matching items"
        }
    }
}

extension Complaint.Unit {
    fileprivate func count(in value: JSON) -> String {
        switch self {
        case .characters: Self.phrase(value.string?.unicodeScalars.count ?? 0, "character", "characters")
        case .items: Self.phrase(value.array?.count ?? 0, "item", "items")
        case .properties: Self.phrase(value.object?.count ?? 0, "property", "properties")
        }
    }

    private static func phrase(_ count: Int, _ one: String, _ many: String) -> String {
        "\(count == 0 ? "no" : String(count)) \(count == 1 ? one : many)"
    }
}

extension TypeSet {
    /// "an integer", "a string or null".
    fileprivate var words: String {
        let words: [(TypeSet, String)] = [
            (.null, "null"), (.boolean, "a boolean"), (.integer, "an integer"), (.number, "a number"),
            (.string, "a string"), (.array, "an array"), (.object, "an object"),
        ]
        let held = words.filter { contains($0.0) }.map(\.1)
        guard let last = held.last, held.count > 1 else { return held.first ?? "nothing" }
        return held.dropLast().joined(separator: ", ") + " or " + last
    }
}

extension JSON {
    /// What the value is, where its type is wrong; a number with its value where only whole ones are taken.
    fileprivate func kindWithArticle(_ expected: TypeSet) -> String {
        switch self {
        case .null: "null"
        case .boolean: "a boolean"
        case .number: expected.contains(.integer) ? excerpt : "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    /// The value in a few words: scalars as JSON, cut when they are long, others by what they are.
    var excerpt: String {
        switch self {
        case .null, .boolean: text
        case .number(let number): number.text.count > 60 ? number.text.prefix(60) + "…" : number.text
        case .string(let string):
            string.count > 60 ? JSON.string(String(string.prefix(60)) + "…").text : JSON.string(string).text
        case .array(let items): items.isEmpty ? "[]" : "an array of \(items.count)"
        case .object(let object): object.isEmpty ? "{}" : "an object of \(object.count)"
        }
    }
}
