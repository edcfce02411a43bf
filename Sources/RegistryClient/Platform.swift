#if canImport(Glibc)
    private import Glibc
#elseif canImport(Musl)
    private import Musl
#endif

/// The `errno` of a port that nobody listens on.
let connectionRefusedErrno = Int(ECONNREFUSED)

/// Stops the calling thread for a while.
func sleep(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    var rest = timespec(tv_sec: Int(seconds), tv_nsec: Int(attoseconds / 1_000_000_000))
    var remaining = timespec()
    while nanosleep(&rest, &remaining) == -1, errno == EINTR { rest = remaining }
}
