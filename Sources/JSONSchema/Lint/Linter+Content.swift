import Compatibility
import Governance
import JSONCore

/// What documents may hold.
extension Linter {
    mutating func checkContentModels(_ rule: EffectiveRule) {
        var models = ContentModels(graph)
        for id in models.openOnes(outline) where !isFull {
            let isComposed = graph[id].keywords.contains { !$0.keyword.childrenInPlace.isEmpty }
            let canSeeThrough = isComposed && graph.resource(of: id).dialect >= .draft2019
            report(
                rule, at: graph[id].pointer,
                "Objects that are described here may have properties that no schema names.",
                fix: "Set \"\(canSeeThrough ? "unevaluatedProperties" : "additionalProperties")\" to false.")
        }
    }

    mutating func checkDepth(_ rule: EffectiveRule) {
        let limit = rule.count("limit")
        for id in outline.ids where !isFull && outline[id].depth == limit + 1 {
            // What follows in place is as deep, and told already.
            guard !outline[id].isInPlace else { continue }
            report(
                rule, at: graph[id].pointer,
                "It lies within \(limit + 1) properties and items; \(limit) are allowed.",
                fix:
                    "Describe the inner part under \"\(definitionsKeyword)\" and refer to it, or make the data flatter."
            )
        }
    }

    private var definitionsKeyword: String {
        graph.resource(of: graph.root).dialect < .draft2019 ? "definitions" : "$defs"
    }

    mutating func checkExamples(_ rule: EffectiveRule) {
        let samples = outline.ids.flatMap { id in graph[id].samples.map { (schema: id, sample: $0) } }
        guard !samples.isEmpty else { return }
        let source = ExplainedSchema(graph, formats: .annotation)
        var explainer = Explainer(source, limits: .standard, steps: Self.stepsForExamples)
        for (schema, sample) in samples where !isFull {
            do throws(ValidationGaveUp) {
                let output = try explainer.explain(sample.value, by: schema)
                if !output.isValid { report(rule, sample, output.basicErrors.first) }
            } catch {
                return reportUndecided(rule, "\(error)")
            }
        }
    }

    private mutating func report(_ rule: EffectiveRule, _ sample: SchemaNode.Sample, _ error: ValidationError?) {
        let document = "The document "
        let reason = error.map { error in
            error.message.hasPrefix(document) ? ": it \(error.message.dropFirst(document.count))" : ": \(error.message)"
        }
        report(
            rule, at: sample.pointer.appending(error?.instanceLocation ?? .root),
            "The \(sample.noun) is not valid by the schema that it belongs to\(reason ?? "").",
            fix: "Correct the \(sample.noun), or the schema.")
    }

    /// For all examples and defaults together.
    private static let stepsForExamples = 10_000_000
}

extension SchemaNode {
    /// A value that is said to be valid by the schema.
    fileprivate struct Sample {
        let noun: String
        let pointer: JSONPointer
        let value: JSON
    }

    fileprivate var samples: [Sample] {
        var samples: [Sample] = []
        if let value = annotations["default"] {
            samples.append(Sample(noun: "default", pointer: pointer.appending("default"), value: value))
        }
        for (position, value) in (annotations["examples"]?.array ?? []).enumerated() {
            let place = pointer.appending("examples").appending(position)
            samples.append(Sample(noun: "example", pointer: place, value: value))
        }
        return samples
    }
}
