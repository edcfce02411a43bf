internal import Compatibility
internal import JSONCore
internal import Pattern

extension Rule {
    static let stringRules = [
        maxLengthAdded, maxLengthDecreased, minLengthAdded, minLengthIncreased, patternAdded, patternChanged,
    ]

    static let maxLengthAdded = Rule(
        id: "MAX_LENGTH_ADDED", keyword: "maxLength", category: .string,
        purpose: "Checks that no maximum length is added.", fix: "Leave out \"maxLength\".")
    static let maxLengthDecreased = Rule(
        id: "MAX_LENGTH_DECREASED", keyword: "maxLength", category: .string,
        purpose: "Checks that no maximum length decreases.", fix: "Keep \"maxLength\" as it was, or raise it.")
    static let minLengthAdded = Rule(
        id: "MIN_LENGTH_ADDED", keyword: "minLength", category: .string,
        purpose: "Checks that no minimum length is added.", fix: "Leave out \"minLength\".")
    static let minLengthIncreased = Rule(
        id: "MIN_LENGTH_INCREASED", keyword: "minLength", category: .string,
        purpose: "Checks that no minimum length increases.", fix: "Keep \"minLength\" as it was, or lower it.")
    static let patternAdded = Rule(
        id: "PATTERN_ADDED", keyword: "pattern", category: .string,
        purpose: "Checks that no pattern is added that strings did not have to match.",
        fix: "Leave out \"pattern\".")
    static let patternChanged = Rule(
        id: "PATTERN_CHANGED", keyword: "pattern", category: .string,
        purpose: "Checks that a changed pattern matches all that the earlier one did.",
        fix: "Keep the pattern, or add what is new to it as an alternative.")
}

/// Limits of how long or how many: strings, arrays and objects; and patterns.
extension Walk {
    /// A limit of a count in words.
    struct Count {
        var name: String
        /// What a value with too many or too few is called.
        var noun: String
        var unit: String
        var isUpper: Bool
        var added: Rule
        var tightened: Rule

        static let maxLength = Count(
            name: "maximum length", noun: "Strings", unit: "characters", isUpper: true, added: .maxLengthAdded,
            tightened: .maxLengthDecreased)
        static let minLength = Count(
            name: "minimum length", noun: "Strings", unit: "characters", isUpper: false, added: .minLengthAdded,
            tightened: .minLengthIncreased)
        static let maxItems = Count(
            name: "maximum number of items", noun: "Arrays", unit: "items", isUpper: true, added: .maxItemsAdded,
            tightened: .maxItemsDecreased)
        static let minItems = Count(
            name: "minimum number of items", noun: "Arrays", unit: "items", isUpper: false, added: .minItemsAdded,
            tightened: .minItemsIncreased)
        static let maxProperties = Count(
            name: "maximum number of properties", noun: "Objects", unit: "properties", isUpper: true,
            added: .maxPropertiesAdded, tightened: .maxPropertiesDecreased)
        static let minProperties = Count(
            name: "minimum number of properties", noun: "Objects", unit: "properties", isUpper: false,
            added: .minPropertiesAdded, tightened: .minPropertiesIncreased)
    }

    mutating func checkCount(_ limit: Count, _ count: Int, _ obligation: Obligation) {
        let place = obligation.place
        let other = tightest(limit, at: place)
        let change =
            other.map {
                "The \(limit.name) of \(name(of: place)) is \($0.count) in {writer} and \(count) in {reader}."
            } ?? "The \(limit.name) of \(name(of: place)) is \(count) in {reader}, and {writer} has none."
        report(
            Report(
                rule: other == nil ? limit.added : limit.tightened, writer: other?.grant.location(),
                readerValue: .integer(count), writerValue: other.map { .integer($0.count) }, change: change,
                harm: Self.harm(limit, count, other?.count)),
            obligation)
    }

    /// The counts between the two limits.
    private static func harm(_ limit: Count, _ count: Int, _ other: Int?) -> String {
        if limit.isUpper {
            let first = count == .max ? count : count + 1
            if let other, other >= first { return "\(limit.noun) of \(range(first, other)) \(limit.unit)" }
            return "\(limit.noun) of more than \(count) \(limit.unit)"
        }
        let last = max(count - 1, 0)
        return "\(limit.noun) of \(range(min(other ?? 0, last), last)) \(limit.unit)"
    }

    private static func range(_ first: Int, _ last: Int) -> String {
        first == last ? "\(first)" : "\(first) to \(last)"
    }

    private func tightest(_ limit: Count, at place: Place) -> (grant: Grant, count: Int)? {
        var result: (grant: Grant, count: Int)?
        for grant in grants(at: place) {
            guard let (other, count) = Self.count(grant.entry.keyword), other.name == limit.name else { continue }
            if let known = result?.count, limit.isUpper ? known <= count : known >= count { continue }
            result = (grant, count)
        }
        return result
    }

    private static func count(_ keyword: Keyword) -> (Count, Int)? {
        if case .maxLength(let count) = keyword { return (.maxLength, count) }
        if case .minLength(let count) = keyword { return (.minLength, count) }
        if case .maxItems(let count) = keyword { return (.maxItems, count) }
        if case .minItems(let count) = keyword { return (.minItems, count) }
        if case .maxProperties(let count) = keyword { return (.maxProperties, count) }
        if case .minProperties(let count) = keyword { return (.minProperties, count) }
        return nil
    }

    mutating func checkPattern(_ pattern: Pattern, _ obligation: Obligation) {
        let place = obligation.place
        var other: (grant: Grant, pattern: Pattern)?
        for grant in grants(at: place) {
            if case .pattern(let pattern) = grant.entry.keyword { other = (grant, pattern) }
        }
        let text = JSON.string(pattern.source)
        let change =
            other.map {
                "The pattern of \(name(of: place)) is \(JSON.string($0.pattern.source).text) in {writer} and "
                    + "\(text.text) in {reader}."
            } ?? "The pattern of \(name(of: place)) is \(text.text) in {reader}, and {writer} has none."
        report(
            Report(
                rule: other == nil ? .patternAdded : .patternChanged, writer: other?.grant.location(),
                readerValue: text, writerValue: other.map { .string($0.pattern.source) }, change: change,
                harm: "Strings that do not match it"),
            obligation)
    }
}

extension JSON {
    static func integer(_ value: Int) -> JSON { .number(JSONNumber(Int64(value))) }
}
