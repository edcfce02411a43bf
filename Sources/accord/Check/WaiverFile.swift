internal import Governance
internal import JSONCore
internal import SchemaCore

/// Waivers in a file, as "accord waiver list -o json" writes them.
enum WaiverFile {
    /// The fingerprints that the live ones name.
    ///
    /// - Throws: `.input` for what cannot be read, `.usage` for what is no list of waivers.
    static func fingerprints(_ path: String, at now: Timestamp) throws(Failure) -> Set<String> {
        let file = try SchemaFile(path: path)
        guard let items = try file.json().array else {
            throw Failure(.usage, "\(file.name): waivers are an array", advice: "accord waiver list -o json writes one")
        }
        var fingerprints: Set<String> = []
        for (position, item) in items.enumerated() {
            do throws(MalformedMember) {
                let waiver = try Waiver(json: item)
                if waiver.isLive(at: now) { fingerprints.formUnion(waiver.fingerprints) }
            } catch {
                throw Failure(.usage, "\(file.name): /\(position)\(error.pointer) must be \(error.expectation)")
            }
        }
        return fingerprints
    }
}
