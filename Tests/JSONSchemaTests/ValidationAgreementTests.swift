import Compatibility
import JSONCore
import JSONSchema
import SchemaCore
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

    @Test(arguments: Dialect.allCases)
    func verdictsAndExplanationsAgreeOnRandomSchemas(dialect: Dialect) throws {
        let seed = UInt64.random(in: 0 ... .max)
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
