internal import JSONCore

extension Formula {
    /// A number to find it by, the same for equal formulas.
    var hash: UInt64 {
        switch self {
        // Conjunctions are found by their parts, below.
        case .all(let parts): Self.mix(1, parts.range.lowerBound)
        case .recursive(let position): Self.mix(2, Int(position))
        case .opaque(let position): Self.mix(3, Int(position))
        case .kinds(let kinds): Self.mix(4, Int(kinds.rawValue))
        case .values(let set): Self.mix(5, Int(set))
        case .number(let number): Self.mix(6, Int(number))
        case .string(let atom): atom.hash
        case .array(let atom): atom.hash
        case .object(let atom): atom.hash
        }
    }

    fileprivate static func mix(_ kind: UInt64, _ value: Int) -> UInt64 {
        ByteHash.combine(kind, UInt64(bitPattern: Int64(value)))
    }

    fileprivate static func mix(_ kind: UInt64, _ value: Int, _ literal: Literal) -> UInt64 {
        ByteHash.combine(mix(kind, value), UInt64(UInt32(bitPattern: literal.raw)))
    }

    /// The hash of the conjunction of some literals.
    static func hash(ofAll parts: [Literal]) -> UInt64 {
        parts.reduce(1) { ByteHash.combine($0, UInt64(UInt32(bitPattern: $1.raw))) }
    }
}

extension NumberAtom {
    /// A number to find it by.
    var hash: UInt64 {
        switch self {
        case .lower(let bound): Formula.mix(bound.isInclusive ? 10 : 11, bound.value.hashValue)
        case .upper(let bound): Formula.mix(bound.isInclusive ? 12 : 13, bound.value.hashValue)
        case .multiple(let divisor): Formula.mix(14, divisor.hashValue)
        }
    }
}

extension StringAtom {
    fileprivate var hash: UInt64 {
        switch self {
        case .minLength(let length): Formula.mix(20, length)
        case .maxLength(let length): Formula.mix(21, length)
        case .pattern(let id): Formula.mix(22, Int(id))
        case .format(let id): Formula.mix(23, Int(id))
        }
    }
}

extension AssertedFormat {
    /// A number to find it by.
    var hash: UInt64 { ByteHash.combine(ByteHash.hash(name), UInt64(dialect.traits.age)) }
}

extension ArrayAtom {
    fileprivate var hash: UInt64 {
        switch self {
        case .item(let position, let schema): Formula.mix(30, position, schema)
        case .items(let position, let schema): Formula.mix(31, position, schema)
        case .contains(let schema, let count): Formula.mix(32, count, schema)
        case .minItems(let count): Formula.mix(33, count)
        case .maxItems(let count): Formula.mix(34, count)
        case .uniqueItems: 35
        }
    }
}

extension ObjectAtom {
    fileprivate var hash: UInt64 {
        switch self {
        case .property(let name, let schema): Formula.mix(40, Int(name), schema)
        case .members(let scope, let schema): Formula.mix(41, Int(scope), schema)
        case .names(let schema): Formula.mix(42, 0, schema)
        case .required(let name): Formula.mix(43, Int(name))
        case .minProperties(let count): Formula.mix(44, count)
        case .maxProperties(let count): Formula.mix(45, count)
        }
    }
}

extension NameScope {
    /// A number to find it by.
    var hash: UInt64 {
        var result: UInt64 = 50
        for list in [matching, avoiding, excluding] {
            for id in list { result = ByteHash.combine(result, UInt64(UInt32(bitPattern: id))) }
            result = ByteHash.combine(result, 51)
        }
        return result
    }
}
