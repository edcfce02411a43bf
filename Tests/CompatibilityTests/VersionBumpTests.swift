import Compatibility
import JSONCore
import Testing

@Suite("The version that a change calls for")
struct VersionBumpTests {
    private static let change = SchemaChange(
        kind: .semantic, oldPointer: .root, newPointer: .root, instancePointer: .root, message: "Something.")

    @Test("follows from who can read whose data")
    func bump() {
        let verdicts: [Verdict] = [.compatible, .incompatible, .undecided]
        for changes in [[], [Self.change]] {
            for backward in verdicts {
                for forward in verdicts {
                    let expected: VersionBump =
                        switch (backward, forward) {
                        case (.compatible, .compatible): changes.isEmpty ? .none : .patch
                        case (.compatible, _): .minor
                        default: .major
                        }
                    #expect(VersionBump(changes, backward: backward, forward: forward) == expected)
                    let reason = VersionBump.reason(backward: backward, forward: forward, changes: changes)
                    #expect(reason.hasSuffix("."))
                }
            }
        }
    }

    @Test("is none, patch, minor, major, in this order")
    func order() { #expect(VersionBump.allCases == VersionBump.allCases.sorted()) }
}
