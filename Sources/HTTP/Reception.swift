/// How the body of a request is taken in.
public enum Reception {
    /// It is collected, within the limits, and becomes a part of the request.
    case whole
    /// It is handed on as it comes, however long it is.
    case pieces(any BodyReader)
    /// Nobody needs it: this is the answer.
    case none(Response)
}

/// Takes the body of one request as it comes, on one thread, and answers after its end.
///
/// The answer is sent only then: clients that send everything before they read anything must not be kept waiting for
/// room in a socket.
public protocol BodyReader: AnyObject {
    /// Is told, before the first piece, which threads can help.
    func begin(with pool: ThreadPool)

    /// Takes the next piece of the body; whether more of it is needed for the answer.
    func take(_ piece: Span<UInt8>) -> Bool

    /// The answer, after the last piece; or after one that was enough, and then it has no file.
    func answer() -> Response
}
