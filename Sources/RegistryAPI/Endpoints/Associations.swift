internal import HTTP
internal import SchemaCore

/// `/associations`: which subjects belong to a topic, when that does not follow from their names.
///
/// There is no way to make such an association here, so that no topic has one. Confluent's serializers ask before they
/// first use a topic, and derive the subject from the topic's name when the answer is empty.
enum Associations {
    static let routes: [Route<Endpoint>] = [
        Route(.get, "/associations/resources/{namespace}/{name}", Endpoint("listAssociations", list))
    ]

    @Sendable private static func list(_ call: Call) -> Answer { .json { $0.array { _ in } } }
}
