internal import SchemaCore

/// Which part of a semantic version a change of a schema calls for (Semantic Versioning 2.0.0).
///
/// What a schema offers is that data stays readable: a version is a major one when the new schema may refuse old data, a
/// minor one when the old schema may refuse new data or the documents differ otherwise, a patch when the documents are the
/// same.
public enum VersionBump: String, Sendable, Comparable, CaseIterable {
    case none, patch, minor, major

    public static func < (left: VersionBump, right: VersionBump) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .none: 0
        case .patch: 1
        case .minor: 2
        case .major: 3
        }
    }

    /// - Parameters:
    ///   - changes: what is different.
    ///   - backward: whether the new schema reads data of the old one; what is undecided counts as if it did not.
    ///   - forward: whether the old schema reads data of the new one.
    public init(_ changes: [SchemaChange], backward: Verdict, forward: Verdict) {
        self =
            if backward != .compatible {
                .major
            } else if forward != .compatible {
                .minor
            } else {
                // Each accepts what the other does: they accept the same, however they say it.
                changes.isEmpty ? .none : .patch
            }
    }

    /// Why, as a sentence about the new and the old schema.
    public static func reason(backward: Verdict, forward: Verdict, changes: [SchemaChange]) -> String {
        switch (VersionBump(changes, backward: backward, forward: forward), backward) {
        case (.major, .undecided): "It could not be shown that the new schema accepts all data of the old one."
        case (.major, _): "The new schema refuses data that the old one accepts."
        case (.minor, _) where forward == .undecided:
            "All old data stays valid, and it could not be shown that the old schema accepts all new data."
        case (.minor, _): "All old data stays valid, and the old schema refuses some of the new data."
        case (.patch, _): "Both schemas accept the same documents."
        case (.none, _): "Nothing is different."
        }
    }
}
