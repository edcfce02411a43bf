import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
import SchemaTestSupport
import TestSupport
import Testing

@Suite struct ValidationAgreementTests {
    /// How one of the two evaluations ends.
    private enum Outcome: Equatable {
        case valid, invalid, undecided

        init(_ judge: () throws(ValidationGaveUp) -> Bool) {
            do throws(ValidationGaveUp) {
                self = try judge() ? .valid : .invalid
            } catch {
                self = .undecided
            }
        }
    }

    /// Of two branches one holds for every array; what the other one has seen before it fails is not evaluated.
    @Test(arguments: [
        #"{"contains":{"type":"object"},"allOf":[{"items":false}]}"#, #"{"prefixItems":[{}],"maxItems":1}"#,
    ])
    func whatABranchSawThatMustNotHoldIsNotEvaluated(branch: String) throws {
        for other in [#"{"dependentSchemas":{"a":{}}}"#, "{}"] {
            let schema = #"""
                {"$schema":"https://json-schema.org/draft/2020-12/schema",
                 "oneOf":[\#(other),\#(branch)],"unevaluatedItems":{"type":"null"}}
                """#
            let validator = try Validator(try graph(schema), formats: .annotation)
            for document in [#"[null,{"c":1}]"#, #"[{"c":1},null]"#] {
                let json = try JSON(parsing: document)
                #expect(try !validator.isValid(json), "\(schema) \(document)")
                #expect(try !validator.explain(json).isValid, "\(schema) \(document)")
            }
            #expect(try validator.isValid(JSON(parsing: "[null,null]")), "\(schema)")
        }
    }

    /// Texts go through another reader than values, and are judged alike, whatever they hold.
    @Test(arguments: [Dialect.draft4, .draft2020])
    func textsAreJudgedAsTheValuesThatTheyStandFor(dialect: Dialect) throws {
        let seed = SeededGenerator.seed
        var random = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: seed))
        var generator = SeededGenerator(seed: seed &+ 1)
        var counts = (valid: 0, invalid: 0, unreadable: 0)
        for _ in 0..<100 {
            let schema = random.schema()
            let validator = try Validator(try graph(schema.text), formats: .assertion)
            let session = validator.session()
            for _ in 0..<20 {
                var bytes = random.document().utf8
                if Int.random(in: 0..<3, using: &generator) == 0 {
                    bytes[Int.random(in: bytes.indices, using: &generator)] =
                        Array("[]{},:\"\\0e. ".utf8).randomElement(using: &generator) ?? 0
                }
                let judged = session.judge(bytes.span, .flag)
                let place = "seed \(seed): \(schema.text) and \(String(decoding: bytes, as: UTF8.self))"
                do throws(JSONError) {
                    let document = try JSON(parsing: bytes)
                    let verdict = Outcome { () throws(ValidationGaveUp) in try validator.isValid(document) }
                    #expect(judged.isValid == (verdict == .valid), "\(place)")
                    #expect(judged.isUndecided == (verdict == .undecided), "\(place)")
                    if judged.isValid { counts.valid += 1 } else { counts.invalid += 1 }
                    let explained = session.judge(bytes.span, .basic)
                    #expect(explained.isValid == judged.isValid, "\(place)")
                } catch {
                    #expect(judged.isValid == false && judged.errors == ValidationOutput.unreadable(error).errors)
                    counts.unreadable += 1
                }
            }
        }
        #expect(counts.valid > 150 && counts.invalid > 150 && counts.unreadable > 100, "\(counts), seed \(seed)")
    }

    @Test(arguments: Dialect.allCases)
    func verdictsAndExplanationsAgreeOnRandomSchemas(dialect: Dialect) throws {
        let seed = SeededGenerator.seed
        print("seed \(seed) for \(dialect.name)")
        var random = RandomSchemas(dialect: dialect, generator: SeededGenerator(seed: seed))
        var outcomes = [0, 0, 0]
        for _ in 0..<150 {
            let schema = random.schema()
            let graph = try graph(schema.text)
            let validator = try Validator(graph, formats: .assertion)
            for _ in 0..<20 {
                let document = random.document()
                let verdict = Outcome { () throws(ValidationGaveUp) in try validator.isValid(document) }
                let explained = Outcome { () throws(ValidationGaveUp) in try validator.explain(document).isValid }
                switch verdict {
                case .valid: outcomes[0] += 1
                case .invalid: outcomes[1] += 1
                case .undecided: outcomes[2] += 1
                }
                // What stops at the first failure may decide where what looks at everything gives up.
                guard verdict == explained || explained == .undecided else {
                    Issue.record("\(schema.text) and \(document.text): \(verdict), explained as \(explained)")
                    return
                }
            }
        }
        // The generator is of no use unless it makes both kinds.
        #expect(outcomes[0] > 250 && outcomes[1] > 250)
        print("\(dialect.name): \(outcomes[0]) valid, \(outcomes[1]) invalid, \(outcomes[2]) undecided")
    }
}
