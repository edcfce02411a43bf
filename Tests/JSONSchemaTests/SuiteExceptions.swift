/// Tests of the official suite that fail, each with the reason why they have to.
struct SuiteException: Equatable {
    /// The place of the file, the group and the test, or the beginning of that.
    let test: String
    let reason: String

    func excuses(_ name: String) -> Bool { name.hasPrefix(test) }

    static let all: [SuiteException] = []
}
