internal import JSONCore

/// Makes a document smaller as long as it stays what is wanted: members and items go first, then values become the
/// plainest ones.
struct Shrinking {
    private var document: JSON
    private var tries = 0
    private let size: Int
    private let isWanted: (JSON) -> Bool

    private static let tryLimit = 150
    /// Values that are looked at in all tries together.
    private static let valueLimit = 20_000

    init(_ document: JSON, isWanted: @escaping (JSON) -> Bool) {
        self.document = document
        size = document.size
        self.isWanted = isWanted
    }

    /// The smallest one that was found.
    mutating func result() -> JSON {
        var isChanged = true
        while isChanged {
            isChanged = false
            // From the last to the first, so that the places before one that goes stay what they are.
            for place in Self.places(in: document).reversed() {
                guard mayTry else { return document }
                guard let value = document.value(at: place) else { continue }
                if !place.isEmpty, attempt(document.removing(place)) {
                    isChanged = true
                    continue
                }
                for plain in Self.plainer(value) where mayTry && attempt(document.replacing(place, plain)) {
                    isChanged = true
                    break
                }
            }
        }
        return document
    }

    private var mayTry: Bool { tries < Self.tryLimit && tries * size < Self.valueLimit }

    private mutating func attempt(_ candidate: JSON) -> Bool {
        tries += 1
        guard isWanted(candidate) else { return false }
        document = candidate
        return true
    }

    /// Values that say less than one.
    private static func plainer(_ value: JSON) -> [JSON] {
        switch value {
        case .null: []
        case .boolean(let truth): truth ? [false] : []
        case .number(let number): number.decimal == .zero ? [] : [0]
        case .string(let text): text.isEmpty ? [] : [""]
        case .array(let items): items.isEmpty ? [] : [[], .null]
        case .object(let object): object.isEmpty ? [] : [[:], .null]
        }
    }

    /// Positions of members and items from the root down, of all values.
    private static func places(in document: JSON) -> [[Int]] {
        var result: [[Int]] = [[]]
        var next = 0
        while next < result.count, result.count < tryLimit {
            let place = result[next]
            let count = document.value(at: place)?.children ?? 0
            result += (0..<count).map { place + [$0] }
            next += 1
        }
        return result
    }
}

extension JSON {
    /// How many values it holds, itself included.
    fileprivate var size: Int {
        switch self {
        case .null, .boolean, .number, .string: 1
        case .array(let items): items.reduce(1) { $0 + $1.size }
        case .object(let object): object.members.reduce(1) { $0 + $1.value.size }
        }
    }

    fileprivate var children: Int { array?.count ?? object?.count ?? 0 }

    fileprivate func value(at place: some Sequence<Int>) -> JSON? {
        var value = self
        for position in place {
            switch value {
            case .array(let items) where items.indices.contains(position): value = items[position]
            case .object(let object) where object.members.indices.contains(position):
                value = object.members[position].value
            case .null, .boolean, .number, .string, .array, .object: return nil
            }
        }
        return value
    }

    fileprivate func removing(_ place: [Int]) -> JSON { edited(place[...], nil) ?? self }

    fileprivate func replacing(_ place: [Int], _ value: JSON) -> JSON { edited(place[...], value) ?? self }

    private func edited(_ place: ArraySlice<Int>, _ value: JSON?) -> JSON? {
        guard let position = place.first else { return value }
        switch self {
        case .array(var items):
            guard items.indices.contains(position) else { return self }
            if let item = items[position].edited(place.dropFirst(), value) {
                items[position] = item
            } else {
                items.remove(at: position)
            }
            return .array(items)
        case .object(let object):
            var members = object.members
            guard members.indices.contains(position) else { return self }
            if let item = members[position].value.edited(place.dropFirst(), value) {
                members[position].value = item
            } else {
                members.remove(at: position)
            }
            return .object(JSONObject(members))
        case .null, .boolean, .number, .string: return self
        }
    }
}
