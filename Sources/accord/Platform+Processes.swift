#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

extension Platform {
    /// A program that was started, with which one speaks over its standard streams.
    final class ChildProcess {
        private let process: pid_t
        private let input: Int32
        private let output: Int32
        private let errors: Int32
        private var buffer = [UInt8](repeating: 0, count: 1 << 16)
        private var unread: ArraySlice<UInt8> = []
        private var isOver = false

        /// Starts a program that is found on the PATH.
        ///
        /// - Parameter words: its name and its arguments.
        init(_ words: [String]) throws(SystemError) {
            var pipes: [Int32] = []
            for _ in 0..<3 {
                var ends: [Int32] = [0, 0]
                guard pipe(&ends) == 0 else {
                    let number = errno
                    for end in pipes { close(end) }
                    throw SystemError(number: number)
                }
                for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
                pipes += ends
            }
            var actions = posix_spawn_file_actions_t()
            posix_spawn_file_actions_init(&actions)
            defer { posix_spawn_file_actions_destroy(&actions) }
            posix_spawn_file_actions_adddup2(&actions, pipes[0], Stream.input.rawValue)
            posix_spawn_file_actions_adddup2(&actions, pipes[3], Stream.output.rawValue)
            posix_spawn_file_actions_adddup2(&actions, pipes[5], Stream.error.rawValue)
            var arguments = words.map { strdup($0) } + [nil]
            defer { for argument in arguments { free(argument) } }
            var process = pid_t()
            let status = posix_spawnp(&process, words.first ?? "", &actions, nil, &arguments, environ)
            for end in [pipes[0], pipes[3], pipes[5]] { close(end) }
            (self.process, input, output, errors) = (process, pipes[1], pipes[2], pipes[4])
            guard status == 0 else {
                isOver = true
                for end in [input, output, errors] { close(end) }
                throw SystemError(number: status)
            }
        }

        deinit {
            guard !isOver else { return }
            for end in [input, output, errors] { close(end) }
            var status: Int32 = 0
            while waitpid(process, &status, 0) == -1, errno == EINTR {}
        }

        func write(_ bytes: [UInt8]) throws(SystemError) { try Platform.write(bytes, to: input) }

        /// The bytes up to a line feed, which is left out; `nil` at the end of the output.
        func readLine() throws(SystemError) -> [UInt8]? {
            var line: [UInt8] = []
            while true {
                if let end = unread.firstIndex(of: UInt8(ascii: "\n")) {
                    line += unread[..<end]
                    unread = unread[(end + 1)...]
                    return line
                }
                line += unread
                guard try fill() else { return line.isEmpty ? nil : line }
            }
        }

        /// So many bytes; fewer at the end of the output.
        func read(count: Int) throws(SystemError) -> [UInt8] {
            var bytes: [UInt8] = []
            bytes.reserveCapacity(count)
            while bytes.count < count {
                if unread.isEmpty, try !fill() { break }
                let piece = unread.prefix(count - bytes.count)
                bytes += piece
                unread = unread.dropFirst(piece.count)
            }
            return bytes
        }

        private func fill() throws(SystemError) -> Bool {
            while true {
                let count = buffer.withUnsafeMutableBytes { Platform.readSome(output, $0) }
                guard count < 0 else {
                    unread = buffer[..<count]
                    return count > 0
                }
                guard errno == EINTR else { throw SystemError(number: errno) }
            }
        }

        /// Ends its input and waits for its end.
        ///
        /// - Returns: all it wrote, and its exit code; 128 and the number of the signal when one ended it.
        func finish() throws(SystemError) -> (output: [UInt8], errors: String, code: Int32) {
            isOver = true
            close(input)
            defer { for end in [output, errors] { close(end) } }
            var texts: [[UInt8]] = [Array(unread), []]
            var polled = [output, errors].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            while polled.contains(where: { $0.fd >= 0 }) {
                guard poll(&polled, nfds_t(polled.count), -1) >= 0 || errno == EINTR else {
                    throw SystemError(number: errno)
                }
                for position in polled.indices where polled[position].fd >= 0 && polled[position].revents != 0 {
                    let count = buffer.withUnsafeMutableBytes { Platform.readSome(polled[position].fd, $0) }
                    if count > 0 { texts[position] += buffer[..<count] } else { polled[position].fd = -1 }
                }
            }
            var status: Int32 = 0
            while waitpid(process, &status, 0) == -1, errno == EINTR {}
            // The macros of wait(2) are no functions for Swift.
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            return (texts[0], String(decoding: texts[1], as: UTF8.self), code)
        }
    }
}
