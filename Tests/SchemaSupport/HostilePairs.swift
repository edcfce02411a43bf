public import JSONCore
public import JSONSchema
internal import SchemaCore

/// Pairs of schemas that are made to take long: each must be answered soon, if only with "undecided".
public struct HostilePair: Sendable {
    public let name: String
    private let make: @Sendable () -> (reader: JSON, writer: JSON)

    init(_ name: String, _ make: @escaping @Sendable () -> (reader: JSON, writer: JSON)) {
        self.name = name
        self.make = make
    }

    public var schemas: (reader: JSON, writer: JSON) {
        let (reader, writer) = make()
        return (modern(reader), modern(writer))
    }

    /// Reader and writer, parsed.
    public func parsed() throws -> (reader: JSONSchemaFormat.Schema, writer: JSONSchemaFormat.Schema) {
        func parse(_ json: JSON) throws -> JSONSchemaFormat.Schema {
            try JSONSchemaFormat().parse(Definition(type: .json, text: json.text), references: [:])
        }
        let (reader, writer) = schemas
        return (try parse(reader), try parse(writer))
    }

    /// All pairs.
    public static let all: [HostilePair] = alternatives + objects + values + recursion + logic + arrays
}

// MARK: - Parts

private func object(_ members: [(String, JSON)]) -> JSON {
    .object(JSONObject(members.map { JSONObject.Member(name: $0.0, value: $0.1) }))
}

private func list(_ count: Int, _ item: (Int) -> JSON) -> JSON { .array((0..<count).map(item)) }

private func map(_ count: Int, _ prefix: String = "p", _ schema: (Int) -> JSON) -> JSON {
    object((0..<count).map { ("\(prefix)\($0)", schema($0)) })
}

private func number(_ value: Int) -> JSON { .number(JSONNumber(Int64(value))) }

private func reversed(_ json: JSON) -> JSON { .array((json.array ?? []).reversed()) }

private func modern(_ schema: JSON) -> JSON {
    guard case .object(var object) = schema else { return schema }
    object["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return .object(object)
}

// MARK: - Pairs

extension HostilePair {
    private static func tagged(_ count: Int, last: JSON = ["type": "string"]) -> JSON {
        list(count) { number in
            [
                "type": "object", "required": ["kind"],
                "properties": [
                    "kind": ["const": .string("k\(number)")], "value": number == count - 1 ? last : ["type": "string"],
                ],
            ]
        }
    }

    private static let alternatives: [HostilePair] = [
        HostilePair("oneOf of 200 tagged branches, reordered") {
            (["oneOf": reversed(tagged(200))], ["oneOf": tagged(200)])
        },
        HostilePair("oneOf of 200 tagged branches, one changed") {
            (["oneOf": reversed(tagged(200, last: ["type": "integer"]))], ["oneOf": tagged(200)])
        },
        HostilePair("oneOf of 200 branches that may overlap, reordered") {
            let branches = list(200) { ["required": [.string("p\($0)")]] }
            return (["oneOf": reversed(branches)], ["oneOf": branches])
        },
        HostilePair("oneOf of 200 branches that may overlap, one gone") {
            let branches = list(200) { ["required": [.string("p\($0)")]] }
            return (["oneOf": .array(Array((branches.array ?? []).dropLast()))], ["oneOf": branches])
        },
        HostilePair("anyOf of 200 intervals against one") {
            let branches = list(200) {
                ["type": "integer", "minimum": number($0 * 10), "maximum": number($0 * 10 + 9)]
            }
            return (["anyOf": branches], ["type": "integer", "minimum": 0, "maximum": 1_999])
        },
        HostilePair("oneOf of 60 intervals that overlap") {
            let branches = list(60) { ["type": "number", "minimum": number($0), "maximum": number($0 + 3)] }
            return (["oneOf": branches], ["type": "number", "minimum": 0, "maximum": 50])
        },
        HostilePair("nested oneOf of two, 60 deep") {
            func nested(_ depth: Int, _ last: JSON) -> JSON {
                (0..<depth).reversed().reduce(last) { below, level in
                    ["oneOf": [["required": [.string("a\(level)")]], ["properties": [:], "allOf": [below]]]]
                }
            }
            return (nested(60, ["type": "string"]), nested(60, ["type": "object"]))
        },
    ]

    private static let objects: [HostilePair] = [
        HostilePair("10,000 properties, reordered") {
            let properties = map(10_000) { ["type": "string", "maxLength": number($0)] }
            let turned = object((properties.object?.members ?? []).reversed().map { ($0.name, $0.value) })
            return (["properties": turned], ["properties": properties])
        },
        HostilePair("10,000 properties, one changed") {
            func properties(_ last: Int) -> JSON {
                map(10_000) { ["type": "string", "maxLength": number($0 == 9_999 ? last : 10)] }
            }
            return (["properties": properties(5)], ["properties": properties(6)])
        },
        HostilePair("10,000 properties, all changed") {
            (
                ["properties": map(10_000) { _ in ["type": "string", "maxLength": 5] }],
                ["properties": map(10_000) { _ in ["type": "string", "maxLength": 6] }]
            )
        },
        HostilePair("10,000 properties, all required, all gone") {
            let names = list(10_000) { .string("p\($0)") }
            return (
                ["additionalProperties": false],
                ["properties": map(10_000) { _ in ["type": "string"] }, "required": names]
            )
        },
        HostilePair("2,000 properties that become required") {
            let properties = map(2_000) { _ in ["type": "string"] }
            return (
                ["properties": properties, "required": list(2_000) { .string("p\($0)") }], ["properties": properties]
            )
        },
        HostilePair("100 patterns that overlap, closed") {
            let patterns = object((0..<100).map { ("a{\($0)}.*b", ["type": "string", "maxLength": number($0)]) })
            let others = object((0..<100).map { ("a{\($0)}.*b", ["type": "string", "maxLength": number($0 + 1)]) })
            return (
                ["patternProperties": patterns, "additionalProperties": false],
                ["patternProperties": others, "additionalProperties": false]
            )
        },
        HostilePair("more properties than there are names") {
            (
                ["maxProperties": 3],
                ["patternProperties": ["^[a-z]$": [:]], "additionalProperties": false, "minProperties": 1_500]
            )
        },
        HostilePair("every property requires every other") {
            let names = list(100) { .string("p\($0)") }
            return (["required": ["p99"]], ["dependentRequired": map(100) { _ in names }, "required": ["p0"]])
        },
        HostilePair("100 schemas that depend on properties in a chain") {
            func chain(_ last: JSON) -> JSON {
                map(100) { $0 == 99 ? last : ["required": [.string("p\($0 + 1)")]] }
            }
            return (
                ["dependentSchemas": chain(["required": ["end"]])],
                ["dependentSchemas": chain(["required": ["other"]]), "required": ["p0"]]
            )
        },
        HostilePair("unevaluated properties over 60 alternatives") {
            func schema(_ limit: Int) -> JSON {
                [
                    "anyOf": list(60) {
                        [
                            "properties": object([
                                ("p\($0)", ["type": "string", "maxLength": number(limit)]), ("q\($0)", [:]),
                            ]),
                            "required": [.string("q\($0)")],
                        ]
                    }, "unevaluatedProperties": false,
                ]
            }
            return (schema(5), schema(6))
        },
        HostilePair("unevaluated properties over 40 conditions") {
            func schema(_ name: String) -> JSON {
                [
                    "allOf": list(40) {
                        [
                            "if": ["required": [.string("p\($0)")]],
                            "then": ["properties": object([("\(name)\($0)", true)])],
                        ]
                    }, "unevaluatedProperties": false,
                ]
            }
            return (schema("a"), schema("b"))
        },
    ]

    private static let values: [HostilePair] = [
        HostilePair("enum of 5,000 values, reordered") {
            let values = list(5_000) { .string("value-\($0)") }
            return (["enum": reversed(values)], ["enum": values])
        },
        HostilePair("enum of 5,000 values, all others") {
            (["enum": list(5_000) { .string("other-\($0)") }], ["enum": list(5_000) { .string("value-\($0)") }])
        },
        HostilePair("enum of 5,000 values ruled out of strings") {
            (
                ["not": ["enum": list(5_000) { .string("value-\($0)") }]],
                ["pattern": "^value-[0-9]{1,4}$", "type": "string"]
            )
        },
        HostilePair("enum of 5,000 objects against properties") {
            (
                ["properties": ["a": ["type": "integer", "maximum": 4_000]]],
                ["enum": list(5_000) { ["a": number($0), "b": [number($0), .string("x")]] }]
            )
        },
        HostilePair("automata that double with each step") {
            (["pattern": "^(a|b)*a(a|b){18}$"], ["type": "string", "pattern": "^(a|b)*a(a|b){19}$"])
        },
        HostilePair("product of 16 patterns") {
            let patterns = list(16) { ["pattern": .string("^(?:.{\($0 + 2)})*$")] }
            return (["maxLength": 10], ["type": "string", "allOf": patterns, "minLength": 1])
        },
        HostilePair("patterns that backtrack") {
            (["pattern": "^(a+)+$"], ["type": "string", "pattern": "^(a|aa|aaa)+b?$", "minLength": 40])
        },
        HostilePair("a large repetition") {
            (["pattern": "^(?:[a-z]{1,50}-){0,50}$"], ["type": "string", "pattern": "^(?:[a-z]{1,50}-){0,51}$"])
        },
        HostilePair("numbers far apart") {
            (
                ["multipleOf": .number(JSONNumber(text: "1e-300") ?? JSONNumber(1))],
                [
                    "type": "number", "minimum": 1,
                    "multipleOf": .number(JSONNumber(text: "7.000000001e299") ?? JSONNumber(1)),
                ]
            )
        },
        HostilePair("many multiples") {
            (
                ["anyOf": list(30) { ["multipleOf": number($0 + 2)] }],
                [
                    "type": "integer", "minimum": 2, "maximum": 1_000_000,
                    "allOf": list(20) { ["not": ["multipleOf": number($0 * 2 + 3)]] },
                ]
            )
        },
        HostilePair("lengths beyond memory") {
            (["maxLength": 5_000_000], ["type": "string", "minLength": 2_000_000_000, "pattern": "^a*$"])
        },
        HostilePair("a large constant") {
            (["const": list(20_000) { number($0) }], ["const": list(20_000) { number($0 == 19_999 ? 0 : $0) }])
        },
    ]

    private static let recursion: [HostilePair] = [
        HostilePair("30 definitions that all refer to each other") {
            func schema(_ last: String) -> JSON {
                let names = (0..<30).map { "d\($0)" }
                let definitions = names.map { name -> (String, JSON) in
                    let properties = names.map { ($0, ["$ref": .string("#/definitions/\($0)")] as JSON) }
                    return (
                        name,
                        [
                            "properties": object(
                                properties + [("leaf", ["type": .string(name == "d29" ? last : "string")])])
                        ]
                    )
                }
                return ["definitions": object(definitions), "$ref": "#/definitions/d0"]
            }
            return (schema("integer"), schema("string"))
        },
        HostilePair("a tree of 2^30 leaves written with 30 definitions") {
            func schema(_ leaf: String) -> JSON {
                let definitions = (0..<30).map { level -> (String, JSON) in
                    let below: JSON =
                        level == 29 ? ["type": .string(leaf)] : ["$ref": .string("#/definitions/d\(level + 1)")]
                    return (
                        "d\(level)",
                        ["type": "object", "required": ["l", "r"], "properties": ["l": below, "r": below]]
                    )
                }
                return ["definitions": object(definitions), "$ref": "#/definitions/d0"]
            }
            return (schema("integer"), schema("string"))
        },
        HostilePair("recursive alternatives that grow") {
            func schema(_ width: Int, _ leaf: String) -> JSON {
                [
                    "definitions": [
                        "n": [
                            "anyOf": .array(
                                [["type": .string(leaf)]]
                                    + (0..<width).map {
                                        [
                                            "type": "object", "required": [.string("t\($0)")],
                                            "additionalProperties": false,
                                            "properties": object([
                                                ("t\($0)", ["$ref": "#/definitions/n"]),
                                                ("u", ["$ref": "#/definitions/n"]),
                                            ]),
                                        ]
                                    })
                        ]
                    ], "$ref": "#/definitions/n",
                ]
            }
            return (schema(40, "integer"), schema(41, "string"))
        },
        HostilePair("a chain of 5,000 references") {
            func schema(_ leaf: String) -> JSON {
                let definitions = (0..<5_000).map { level -> (String, JSON) in
                    (
                        "d\(level)",
                        level == 4_999 ? ["type": .string(leaf)] : ["$ref": .string("#/definitions/d\(level + 1)")]
                    )
                }
                return ["definitions": object(definitions), "$ref": "#/definitions/d0"]
            }
            return (schema("integer"), schema("string"))
        },
        HostilePair("even and odd lists of lists") {
            func schema(_ step: Int) -> JSON {
                let definitions = (0..<step).map { level -> (String, JSON) in
                    (
                        "d\(level)",
                        [
                            "type": "array", "minItems": level == 0 ? 0 : 1,
                            "items": ["$ref": .string("#/definitions/d\((level + 1) % step)")],
                        ]
                    )
                }
                return ["definitions": object(definitions), "$ref": "#/definitions/d0"]
            }
            return (schema(11), schema(13))
        },
        HostilePair("dynamic references through 20 resources") {
            func schema(_ leaf: String) -> JSON {
                let resources = (0..<20).map { number -> (String, JSON) in
                    let properties = (0..<20).map { ("p\($0)", ["$ref": .string("urn:r\($0)")] as JSON) }
                    let anchor: JSON = number.isMultiple(of: 2) ? "t" : "u"
                    return (
                        "r\(number)",
                        [
                            "$id": .string("urn:r\(number)"), "$dynamicAnchor": anchor,
                            "properties": object(
                                properties + [("t", ["$dynamicRef": "#t"]), ("leaf", ["type": .string(leaf)])]),
                            "$defs": number.isMultiple(of: 2) ? [:] : ["t": ["$dynamicAnchor": "t", "type": "object"]],
                        ]
                    )
                }
                return ["$id": "urn:start", "$ref": "urn:r0", "$defs": object(resources)]
            }
            return (schema("integer"), schema("string"))
        },
    ]

    private static let logic: [HostilePair] = [
        HostilePair("not, 60 deep") {
            func nested(_ last: JSON) -> JSON {
                (0..<60).reduce(last) { below, level in
                    ["not": ["properties": ["a": below], "required": [.string("r\(level % 5)")]]]
                }
            }
            return (nested(["type": "string"]), nested(["type": "integer"]))
        },
        HostilePair("allOf of 30 anyOf of two") {
            func schema(_ limit: Int) -> JSON {
                [
                    "allOf": list(30) {
                        [
                            "anyOf": [
                                ["required": [.string("a\($0)")]],
                                ["required": [.string("b\($0)")], "maxProperties": number(limit)],
                            ]
                        ]
                    }
                ]
            }
            return (schema(29), schema(30))
        },
        HostilePair("170 clauses over 40 properties") {
            let clauses = list(170) { number in
                let literals = (0..<3).map { place -> JSON in
                    let mixed = (number * 7 + place * 13 + number * number * (place + 3)) % 40
                    let present: JSON = ["required": [.string("v\(mixed)")]]
                    return (number * 5 + place * 3 + number / 7) % 2 == 0 ? present : ["not": present]
                }
                return ["anyOf": .array(literals)]
            }
            return (["maxProperties": 2], ["type": "object", "allOf": clauses])
        },
        HostilePair("nine pigeons in eight holes") {
            let pigeons = (0..<9).map { pigeon -> JSON in
                ["anyOf": list(8) { ["required": [.string("p\(pigeon)h\($0)")]] }]
            }
            var conflicts: [JSON] = []
            for hole in 0..<8 {
                for one in 0..<9 {
                    for other in (one + 1)..<9 {
                        conflicts.append([
                            "not": ["required": [.string("p\(one)h\(hole)"), .string("p\(other)h\(hole)")]]
                        ])
                    }
                }
            }
            return (false, ["type": "object", "allOf": .array(pigeons + conflicts)])
        },
        HostilePair("conditions within conditions, 100 deep") {
            func nested(_ last: JSON) -> JSON {
                (0..<100).reversed().reduce(last) { below, level in
                    [
                        "if": ["required": [.string("c\(level)")]], "then": ["required": [.string("t\(level)")]],
                        "else": below,
                    ]
                }
            }
            return (nested(["required": ["x"]]), nested(["required": ["y"]]))
        },
        HostilePair("100 conditions beside each other") {
            func schema(_ shift: Int) -> JSON {
                [
                    "allOf": list(100) {
                        [
                            "if": ["properties": ["kind": ["const": number($0)]]],
                            "then": ["required": [.string("t\(($0 + shift) % 100)")]],
                            "else": ["properties": ["z": ["minimum": number($0)]]],
                        ]
                    }
                ]
            }
            return (schema(1), schema(0))
        },
        HostilePair("exclusive or of 18 properties") {
            func parity(_ names: ArraySlice<Int>) -> JSON {
                guard let first = names.first, names.count > 1 else {
                    return ["required": [.string("x\(names.first ?? 0)")]]
                }
                return ["oneOf": [["required": [.string("x\(first)")]], parity(names.dropFirst())]]
            }
            let names = Array(0..<18)
            return (
                ["allOf": [parity(names[...])]], ["type": "object", "allOf": [parity(Array(names.reversed())[...])]]
            )
        },
    ]

    private static let arrays: [HostilePair] = [
        HostilePair("unique items of 50 values, 51 wanted") {
            (
                ["maxItems": 10],
                ["type": "array", "uniqueItems": true, "minItems": 51, "items": ["enum": list(50) { number($0) }]]
            )
        },
        HostilePair("unique items of 200 values, all wanted") {
            (
                ["maxItems": 199],
                ["type": "array", "uniqueItems": true, "minItems": 200, "items": ["enum": list(200) { number($0) }]]
            )
        },
        HostilePair("unique items of booleans at each of 12 positions") {
            (
                ["maxItems": 3],
                [
                    "type": "array", "uniqueItems": true, "minItems": 12,
                    "prefixItems": list(12) { ["enum": [number($0), number($0 + 1), true]] },
                ]
            )
        },
        HostilePair("ten kinds of items, five of each") {
            let kinds = list(10) { ["contains": ["multipleOf": number($0 + 2)], "minContains": 5, "maxContains": 6] }
            return (["maxItems": 20], ["type": "array", "items": ["type": "integer"], "allOf": kinds])
        },
        HostilePair("a tuple of 2,000, all changed") {
            (
                ["prefixItems": list(2_000) { ["maximum": number($0)] }],
                ["type": "array", "prefixItems": list(2_000) { ["maximum": number($0 + 1), "type": "integer"] }]
            )
        },
        HostilePair("more items than are looked at") {
            (["maxItems": 1_000_000_000], ["type": "array", "minItems": 2_000_000_000, "items": ["type": "string"]])
        },
        HostilePair("1,900 items, each different") {
            (
                ["maxItems": 10],
                ["type": "array", "minItems": 1_900, "uniqueItems": true, "items": ["type": "string", "minLength": 3]]
            )
        },
        HostilePair("unevaluated items over conditions and contains") {
            func schema(_ type: String) -> JSON {
                [
                    "anyOf": list(12) {
                        ["prefixItems": list($0 + 1) { _ in ["type": .string(type)] }, "minItems": number($0)]
                    },
                    "allOf": list(4) { ["contains": ["const": number($0)], "minContains": 0] },
                    "unevaluatedItems": false,
                ]
            }
            return (schema("string"), schema("integer"))
        },
    ]
}
