internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// What the server says about itself: at the root, in its metadata, and to those that watch whether it lives.
enum Operations {
    static let routes: [Route<Endpoint>] = [
        Route(.get, "/", Endpoint("getRoot", .anybody, root)),
        Route(.post, "/", Endpoint("postRoot", .anybody, input: .optionalBody, postRoot)),
        Route(.get, "/v1/metadata/id", Endpoint("getServerID", .may(.read), serverID)),
        Route(.get, "/v1/metadata/version", Endpoint("getServerVersion", .may(.read), serverVersion)),
        Route(.get, "/v1/metadata/deployment", Endpoint("getDeployment", .may(.read), deployment)),
        Route(.get, "/metrics", Endpoint("getMetrics", .may(.read), refusals: [.storeFailure], metrics)),
        Route(.get, "/health/live", Endpoint("getLiveness", .anybody, liveness)),
        Route(.get, "/health/ready", Endpoint("getReadiness", .anybody, refusals: [.unavailable], readiness)),
    ]

    @Sendable private static func root(_ call: Call) -> Answer { .empty }

    @Sendable private static func postRoot(_ call: Call) throws(RegistryError) -> Answer {
        _ = try call.fields()
        return .empty
    }

    // MARK: Metadata

    /// No Kafka cluster is named, since none is behind this server.
    @Sendable private static func serverID(_ call: Call) -> Answer {
        .json { body in
            body.object {
                $0.member("scope") {
                    $0.object {
                        $0.member("path") { $0.array { _ in } }
                        $0.member("clusters") { $0.object { $0.member("schema-registry-cluster", "schema-registry") } }
                    }
                }
            }
        }
    }

    @Sendable private static func serverVersion(_ call: Call) -> Answer {
        let release = call.server.release
        return .json { body in
            body.object {
                $0.member("version", release.version)
                if !release.commit.isEmpty { $0.member("commitId", release.commit) }
            }
        }
    }

    @Sendable private static func deployment(_ call: Call) -> Answer {
        .json { body in body.object { $0.member("attributes") { $0.array { _ in } } } }
    }

    /// For Prometheus and all that read its format.
    @Sendable private static func metrics(_ call: Call) throws(RegistryError) -> Answer {
        let text = call.server.metrics.text(
            revision: try call.registry.logHead().revision, parsed: call.registry.parsedSchemaUse)
        return Answer(body: Array(text.utf8), type: Exposition.mediaType)
    }

    // MARK: Health

    @Sendable private static func liveness(_ call: Call) -> Answer {
        .json { body in body.object { $0.member("status", "live") } }
    }

    /// Ready is a server that reads and writes, and is not about to stop.
    ///
    /// A store that was found other than its log is told of and still served: what reads it goes on, as it did before it
    /// was found out, while somebody looks.
    @Sendable private static func readiness(_ call: Call) throws(RegistryError) -> Answer {
        if call.server.isDraining { throw .serverIsStopping }
        do {
            try call.registry.probe()
        } catch {
            throw .unavailable(error.message)
        }
        return .json { body in
            body.object { object in
                object.member("status", "ready")
                for (name, value) in call.server.upkeep.members { object.member(name) { $0.value(value) } }
            }
        }
    }
}
