internal import Compatibility
internal import Governance
internal import HTTP
internal import RegistryCore
internal import SchemaCore

/// `/compatibility`: whether a schema could be registered, without registering it, and whether one of two schemas reads
/// the other's data.
enum CompatibilityChecks {
    private static let refusals: [RegistryError.Code] = [.invalidSchema, .invalidSubject, .storeFailure]

    static let routes: [Route<Endpoint>] = [
        Route(
            .post, "/compatibility/subjects/{subject}/versions",
            Endpoint("testCompatibility", .may(.check), input: .body, refusals: refusals, checkByLevel)),
        Route(
            .post, "/compatibility/subjects/{subject}/versions/{version}",
            Endpoint(
                "testCompatibilityWithVersion", .may(.check), input: .body,
                refusals: refusals + [.versionNotFound, .invalidVersion], checkVersion)),
        Route(
            .post, "/compatibility/compare",
            Endpoint("compareSchemas", .may(.check), input: .body, refusals: [.invalidSchema], compare)),
    ]

    // MARK: Two schemas

    @Sendable private static func compare(_ call: Call) throws(RegistryError) -> Answer {
        let fields = try call.fields()
        let given = GivenSchemas(call, fields)
        let type = SchemaType(try fields.optional("schemaType", .string) ?? SchemaType.json.name)
        let policy = try fields.optional("policy", .policy) ?? .strict
        let isAsserted = try fields.optional("assertFormats", .boolean) ?? false
        let request = ComparisonRequest(
            reader: try given.schema("reader", references: "readerReferences", type: type),
            writer: try given.schema("writer", references: "writerReferences", type: type), policy: policy,
            formats: isAsserted ? .assertion : .annotation)
        let report = try call.registry.compare(
            request, telling: call.flag("changes") ? .verdictAndChanges : .verdict)
        return .json(capacity: 1024) { $0.value(report) }
    }

    // MARK: With versions of a subject

    @Sendable private static func checkByLevel(_ call: Call) throws(RegistryError) -> Answer {
        try check(call, against: nil)
    }

    @Sendable private static func checkVersion(_ call: Call) throws(RegistryError) -> Answer {
        try check(call, against: try call.version())
    }

    private static func check(_ call: Call, against selector: VersionSelector?) throws(RegistryError) -> Answer {
        let subject = try call.subject()
        let fields = try call.fields()
        let isVerbose = call.flag("verbose")
        let withFindings = call.flag("findings")
        do {
            let report = try call.registry.check(
                try Candidate(fields, in: subject.context), against: selector, of: subject,
                normalization: call.normalization, policy: try call.policy,
                telling: withFindings ? .bothPolicies : isVerbose ? .otherPolicyOnRefusal : .onePolicy)
            return answer(
                report.isCompatible, messages: isVerbose ? report.messages : nil,
                findings: withFindings ? report : nil)
        } catch {
            // With messages asked for, what is no schema is just another reason; no finding can say it.
            guard isVerbose, !withFindings, error.code == .invalidSchema else { throw error }
            return answer(false, messages: [error.message], findings: nil)
        }
    }

    private static func answer(_ isCompatible: Bool, messages: [String]?, findings: CheckReport?) -> Answer {
        .json { body in
            body.object {
                $0.member("is_compatible", isCompatible)
                if let messages {
                    $0.member("messages") { $0.array(messages) { $0.value($1) } }
                }
                if let findings { $0.members(of: findings) }
            }
        }
    }
}
