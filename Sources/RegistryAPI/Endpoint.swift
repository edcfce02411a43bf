internal import Governance
internal import HTTP
internal import SchemaCore

/// What answers one method of one path, with every refusal it may give.
struct Endpoint: Sendable {
    /// What a request brings besides its path.
    enum Input: Sendable {
        case none
        /// A JSON object, which is an error to leave out.
        case body
        /// A JSON object, which may be left out.
        case optionalBody
        /// A JSON document of any kind, many of them as lines, or one in the frame that messages have.
        case documents
    }

    /// What an answer is made from, besides the request's path and query.
    enum Source: Sendable {
        case anything
        /// Nothing but what is in the store, as it is or as it was.
        case store
        /// The same, and asked for so often that an answer is kept until something is written.
        case storeKept
    }

    /// Who may ask.
    enum Access: Sendable, Hashable {
        /// Without saying who one is: for those that watch the server.
        case anybody
        /// Whoever has a role that allows this; of writes, the registry asks for the owner as well.
        case may(Action)
    }

    /// The name of the operation in the description of the API.
    let name: String
    let access: Access
    let input: Input
    let source: Source
    /// A type that answers may have instead of JSON, so that clients may accept it alone.
    let alsoAnswers: String?
    /// The status of an answer that refuses nothing.
    let success: Int
    /// Whether what it does is all in the log, so that `dryRun=true` can ask what would come of it.
    let canBeTried: Bool
    /// The refusals that are its own; those that come with its input and those of every endpoint are added.
    let refusals: [RegistryError.Code]
    let respond: @Sendable (Call) throws(RegistryError) -> Answer
    /// What takes a body of lines as it comes, however long it is.
    let reader: (@Sendable (Call) throws(RegistryError) -> any AnsweringReader)?

    init(
        _ name: String, _ access: Access, input: Input = .none, source: Source = .anything,
        alsoAnswers: String? = nil, success: Int = 200, canBeTried: Bool = true,
        refusals: [RegistryError.Code] = [],
        reader: (@Sendable (Call) throws(RegistryError) -> any AnsweringReader)? = nil,
        _ respond: @escaping @Sendable (Call) throws(RegistryError) -> Answer
    ) {
        self.name = name
        self.access = access
        self.input = input
        self.source = source
        self.alsoAnswers = alsoAnswers ?? (input == .documents ? MediaType.lines : nil)
        self.success = success
        self.canBeTried = canBeTried
        self.refusals = refusals
        self.reader = reader
        self.respond = respond
    }

    /// Whether it can be asked what it would have answered at a moment.
    var readsPast: Bool { source != .anything }

    /// Whether those that are allowed it may change something by it.
    var mayWrite: Bool {
        switch access {
        case .anybody, .may(.read), .may(.check): false
        case .may: true
        }
    }

    /// Every refusal that it may answer with.
    var codes: Set<RegistryError.Code> {
        let ofInput: [RegistryError.Code] =
            switch input {
            case .none: []
            case .optionalBody, .documents: [.malformedRequest, .unsupportedMediaType, .bodyTooLarge]
            case .body: [.malformedRequest, .unsupportedMediaType, .bodyTooLarge, .missingBody]
            }
        let ofAccess: [RegistryError.Code] =
            switch access {
            case .anybody: []
            case .may: [.unauthenticated, .forbidden]
            }
        let ofPast: [RegistryError.Code] = readsPast ? [.malformedRequest, .storeFailure] : []
        let ofTrial: [RegistryError.Code] = !mayWrite ? [] : canBeTried ? [.storeFailure] : [.malformedRequest]
        return Set(refusals + ofInput + ofAccess + ofPast + ofTrial + Self.refusalsOfAll)
    }

    private static let refusalsOfAll: [RegistryError.Code] = [.notAcceptable, .internalFailure]
}

/// What an endpoint answers when it refuses nothing.
struct Answer: Sendable {
    var body: [UInt8] = []
    /// Instead of the body, where that is long.
    var file: TemporaryFile?
    /// Instead of the body, where that goes on.
    var stream: (any ResponseStream)?
    /// Where it is not one of the names of JSON.
    var type: String?
    /// Fields of the head that are its own.
    var headers: [Headers.Field] = []
    /// Where it is not the endpoint's.
    var status: Int?

    /// An answer that is written member by member.
    static func json(capacity: Int = 256, _ write: (inout JSONBody) -> Void) -> Answer {
        var body = JSONBody(capacity: capacity)
        write(&body)
        return Answer(body: body.bytes)
    }

    /// An answer without a body.
    static let nothing = Answer(body: [])

    /// The object without members.
    static let empty = Answer(body: Array("{}".utf8))
}

extension Headers.Field {
    /// Says at which revision the registry was read.
    static func past(_ revision: Revision) -> Headers.Field {
        Headers.Field(name: "Accord-Revision", value: "\(revision.number)")
    }

    /// Says that what was asked for was only tried.
    static let trial = Headers.Field(name: "Accord-Dry-Run", value: "true")
}

/// Takes a body as it comes, and answers after its end.
protocol AnsweringReader: AnyObject {
    /// Is told, before the first piece, which threads can help.
    func begin(with pool: ThreadPool)

    /// Takes the next piece; whether more of the body is needed for the answer.
    func take(_ piece: Span<UInt8>) -> Bool

    func answer() throws(RegistryError) -> Answer
}
