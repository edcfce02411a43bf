internal import JSONCore

extension Walk {
    /// A place in documents, and what is known of the values there.
    struct Place {
        /// The writer's schemas that hold of the value.
        var writers: [NodeID]
        /// What holds besides.
        var given: [Literal] = []
        /// The way here from the root.
        var steps: [Step] = []
        /// The same for people.
        var instance = JSONPointer.root
        /// The one of the writer's schemas to point to.
        var focus: NodeID?
        /// Values that there may be at this place.
        var samples: [JSON] = []

        private static let sampleLimit = 4

        /// A place below, with the writer's schemas there.
        func below(_ step: Step, _ token: String, writers: [NodeID]) -> Place {
            Place(
                writers: writers, steps: steps + [step], instance: instance.appending(token), focus: writers.first,
                samples: Array(samples.flatMap { Self.parts(of: $0, step, token) }.prefix(Self.sampleLimit)))
        }

        private static func parts(of value: JSON, _ step: Step, _ token: String) -> [JSON] {
            switch step {
            case .property: value.object?[token].map { [$0] } ?? []
            case .member: value.object?.members.prefix(sampleLimit).map(\.value) ?? []
            case .name: value.object?.members.prefix(sampleLimit).map { .string($0.name) } ?? []
            case .item(let position): value.array.map { Array($0.dropFirst(position).prefix(1)) } ?? []
            case .items(let position): value.array.map { Array($0.dropFirst(position).prefix(sampleLimit)) } ?? []
            case .along: [value]
            }
        }

        /// The same place when more is known.
        func with(_ literals: [Literal], writers more: [NodeID] = []) -> Place {
            var place = self
            place.given += literals
            place.writers += more.filter { !writers.contains($0) }
            place.focus = more.first ?? focus
            place.steps += literals.map { .along($0) }
            return place
        }
    }
}
