internal import Governance
internal import JSONCore
internal import Reports
internal import SchemaCore

/// The exceptions that a check without a registry honours.
struct Waivers: Sendable {
    private var live: [String: [ProjectWaiver]] = [:]
    /// Those that are over, in words.
    private(set) var remarks: [String] = []

    /// - Parameter now: those that end before do not count.
    init(_ waivers: [ProjectWaiver] = [], at now: Timestamp) {
        for waiver in waivers {
            if let expires = waiver.expires, expires <= now {
                remarks.append(
                    "the waiver of \(waiver.fingerprint.prefix(12))… (\(waiver.reason)) ended at \(expires.rfc3339) and does not count"
                )
            } else {
                live[waiver.fingerprint, default: []].append(waiver)
            }
        }
    }

    /// Adds those of a file as "accord waiver list -o json" writes it.
    ///
    /// - Throws: `.input` for what cannot be read, `.usage` for what is no list of waivers.
    mutating func add(file path: String, at now: Timestamp) throws(Failure) {
        let file = try SchemaFile(path: path)
        guard let items = try file.json().array else {
            throw Failure(.usage, "\(file.name): waivers are an array", advice: "accord waiver list -o json writes one")
        }
        for (position, item) in items.enumerated() {
            do throws(MalformedMember) {
                let waiver = try Waiver(json: item)
                guard waiver.isLive(at: now) else { continue }
                for fingerprint in waiver.fingerprints {
                    live[fingerprint, default: []].append(
                        ProjectWaiver(
                            fingerprint: fingerprint, reason: waiver.reason, expires: waiver.expires,
                            approver: waiver.decidedBy?.name))
                }
            } catch {
                throw Failure(.usage, "\(file.name): /\(position)\(error.pointer) must be \(error.expectation)")
            }
        }
    }

    /// The findings with the waivers that name them.
    ///
    /// - Parameter schema: the subject and the paths that waivers may have for the schema.
    func applied(to findings: [ReportedFinding], of schema: [String?]) -> [ReportedFinding] {
        guard !live.isEmpty else { return findings }
        return findings.map { finding in
            let named = finding.fingerprint.flatMap { live[$0] } ?? []
            guard let waiver = named.first(where: { $0.schema == nil || schema.contains($0.schema) }) else {
                return finding
            }
            var finding = finding
            finding.waiver = .init(reason: waiver.reason, approver: waiver.approver)
            return finding
        }
    }
}
