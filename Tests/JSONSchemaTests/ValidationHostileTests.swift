import Compatibility
import Glibc
import JSONCore
import JSONSchema
import SchemaCore
import Testing

/// Schemas and documents made to take long, to nest deeply, or never to end.
@Suite(.serialized) struct ValidationHostileTests {
    private func validator(_ schema: JSON, formats: FormatTreatment = .annotation) throws -> Validator {
        try Validator(graph(schema.text), formats: formats)
    }

    /// Fails when the work takes longer than hostile input may keep a debug build busy: counted in seconds of the
    /// processor, since the machine may be busy with other things.
    private func inBoundedTime(_ work: () throws -> Void) throws {
        func seconds() -> Double {
            var time = timespec()
            clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let start = seconds()
        try work()
        #expect(seconds() - start < 30)
    }

    private func strings(_ count: Int) -> [JSON] { (0..<count).map { .string("name\($0)") } }

    @Test func schemasThatLeadBackToThemselvesAreAnErrorOfTheirOwn() throws {
        let schemas: [JSON] = [
            ["$ref": "#"], ["allOf": [["$ref": "#"]]], ["not": ["$ref": "#"]],
            [
                "anyOf": [["$ref": "#/definitions/a"]],
                "definitions": ["a": ["$ref": "#/definitions/b"], "b": ["$ref": "#/definitions/a"]],
            ],
            ["$schema": "https://json-schema.org/draft/2020-12/schema", "$dynamicRef": "#a", "$dynamicAnchor": "a"],
        ]
        for schema in schemas {
            let validator = try validator(schema)
            #expect(throws: ValidationGaveUp.endlessReferences, "\(schema.text)") { try validator.isValid(1) }
            #expect(throws: ValidationGaveUp.self, "\(schema.text)") { try validator.explain(1) }
        }
    }

    @Test func recursionThatDescendsIntoTheDocumentEnds() throws {
        let schema: JSON = ["type": "array", "items": ["$ref": "#"]]
        var document: JSON = .array([])
        for _ in 1..<256 { document = .array([document]) }
        #expect(try validator(schema).isValid(document))
        #expect(try validator(schema).explain(document).isValid)
        for _ in 0..<5_000 { document = .array([document]) }
        #expect(throws: ValidationGaveUp.tooDeep) { try validator(schema).isValid(document) }
        #expect(throws: ValidationGaveUp.tooDeep) { try validator(schema).explain(document) }
    }

    @Test func aLongChainOfReferencesIsJudgedOrGivenUp() throws {
        var definitions = JSONObject()
        for number in 0..<20_000 { definitions["d\(number)"] = ["$ref": .string("#/definitions/d\(number + 1)")] }
        definitions["d20000"] = ["type": "integer"]
        let schema: JSON = ["allOf": [["$ref": "#/definitions/d0"]], "definitions": .object(definitions)]
        let validator = try validator(schema)
        do throws(ValidationGaveUp) {
            #expect(try validator.isValid(1))
        } catch {
            #expect(error == .tooDeep)
        }
    }

    @Test func doublingSchemasAreGivenUpInBoundedTime() throws {
        var definitions = JSONObject([.init(name: "d40", value: ["minimum": 0])])
        for number in 0..<40 {
            let next: JSON = ["$ref": .string("#/definitions/d\(number + 1)")]
            definitions["d\(number)"] = [
                "anyOf": [["allOf": [next, ["minimum": 1]]], ["allOf": [next, ["minimum": 2]]]]
            ]
        }
        let validator = try validator(["$ref": "#/definitions/d0", "definitions": .object(definitions)])
        try inBoundedTime { () throws in
            #expect(try validator.isValid(3))
            #expect(throws: ValidationGaveUp.tooManySteps) { try validator.isValid(-1) }
            #expect(throws: ValidationGaveUp.tooManySteps) { try validator.explain(-1) }
        }
    }

    @Test func hundredThousandAlternativesTakeBoundedTime() throws {
        let names = strings(100_000)
        let branches: [JSON] = names.map { ["enum": [$0]] }
        let document: JSON = .array(names + ["name5"])
        try inBoundedTime { () throws in
            let schemas: [JSON] = [
                ["items": ["enum": .array(names)], "uniqueItems": true],
                ["contains": ["oneOf": .array(branches)]],
                ["items": .array(branches)],
                ["additionalItems": false, "items": .array(branches), "uniqueItems": true],
            ]
            let verdicts = try schemas.map { try validator($0).isValid(document) }
            #expect(verdicts == [false, true, true, false])
        }
    }

    @Test func hundredThousandNamesTakeBoundedTime() throws {
        let names = strings(100_000)
        let object = JSON.object(JSONObject(names.map { .init(name: $0.string ?? "", value: 1) }))
        let dependents = JSON.object(
            JSONObject(names.map { .init(name: $0.string ?? "", value: .array([$0, "name"])) }))
        let properties = JSON.object(
            JSONObject(names.map { .init(name: $0.string ?? "", value: ["type": "integer"]) }))
        try inBoundedTime { () throws in
            let schemas: [JSON] = [
                ["required": .array(names)], ["required": .array(names + ["other"])],
                ["properties": properties, "additionalProperties": false], ["dependencies": dependents],
                ["propertyNames": ["enum": .array(names)]], ["enum": .array([object])],
            ]
            let verdicts = try schemas.map { try validator($0).isValid(object) }
            #expect(verdicts == [true, false, true, false, true, true])
        }
    }

    @Test func equalItemsOfAnyKindAreFoundInBoundedTime() throws {
        let unique = try validator(["uniqueItems": true])
        let items: [JSON] = (0..<50_000).map { ["a": [.number(JSONNumber(Int64($0))), "b"], "c": nil] }
        let same: JSON = ["c": nil, "a": [.number(JSONNumber(text: "7.0") ?? JSONNumber(7)), "b"]]
        try inBoundedTime { () throws in
            #expect(try unique.isValid(.array(items)))
            #expect(try !unique.isValid(.array(items + [same])))
            #expect(try unique.explain(.array(items + [same])).basicErrors.count == 1)
        }
    }

    @Test func manySlowSearchesOfAnExplanationTakeBoundedTime() throws {
        let validator = try validator(["items": ["pattern": "^(a|aa)+$"]])
        let slow = JSON.string(String(repeating: "a", count: 20) + "!")
        try inBoundedTime { () throws in
            #expect(throws: ValidationGaveUp.tooManySteps) {
                try validator.explain(.array(Array(repeating: slow, count: 200_000)))
            }
        }
    }

    @Test func errorsBeyondTheLimitAreLeftOut() throws {
        let validator = try validator(["items": ["type": "string"]])
        let output = try validator.explain(.array(Array(repeating: 1, count: 100_000)))
        #expect(!output.isValid && output.isTruncated)
        #expect(output.basicErrors.count == ValidationOutput.errorLimit)
    }
}
