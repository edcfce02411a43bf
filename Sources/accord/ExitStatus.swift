internal import SchemaCore

/// How the program ends; the same for every command, so that a finding is never mistaken for the tool failing.
///
/// A command that has said all there is to say throws its status.
enum ExitStatus: Int32, CaseIterable, Error {
    case fine = 0
    case findings = 1
    case usage = 2
    case input = 3
    case access = 4
    case notFound = 5
    case conflict = 6
    case server = 7
    case undecided = 8
    case interrupted = 130

    /// What the help says about it.
    var meaning: String {
        switch self {
        case .fine: "fine"
        case .findings: "findings: the schema is not compatible or breaks a policy, or a document is not valid"
        case .usage: "usage or configuration"
        case .input: "a file that cannot be read or written, or that holds no schema"
        case .access: "not authenticated, or not allowed"
        case .notFound: "not found"
        case .conflict: "conflict with what is there"
        case .server: "the server or the network"
        case .undecided: "undecided, with --fail-on-undecided"
        case .interrupted: "interrupted"
        }
    }
}

/// Why a command ends early: what happened, where, and what to do.
struct Failure: Error {
    var status: ExitStatus
    /// A clause without a full stop.
    var message: String
    /// What may help, for the parenthesis at the end.
    var advice: String?

    init(_ status: ExitStatus, _ message: String, advice: String? = nil) {
        self.status = status
        self.message = message
        self.advice = advice
    }

    /// A store that cannot be worked on.
    init(_ error: RegistryError, advice: String? = nil) { self.init(.input, error.message.clause, advice: advice) }

    /// The line for the terminal, without the word "error".
    var text: String { advice.map { "\(message) (\($0))" } ?? message }
}
