internal import Reports

/// Where a command writes: data to the standard output, everything else to the standard error.
enum Console {
    /// Writes data; ends the program quietly when nobody reads it any more.
    static func write(_ text: String) throws(Failure) {
        do throws(Platform.SystemError) {
            try Platform.write(Array(text.utf8), to: .output)
        } catch {
            if error.isBrokenPipe { Platform.endByBrokenPipe() }
            throw Failure(.input, "cannot write to the standard output: \(error.reason)")
        }
    }

    /// Writes a line of data.
    static func line(_ text: String) throws(Failure) { try write(text + "\n") }

    /// Tells the person at the terminal something that is no data.
    static func note(_ text: String) {
        // There is nowhere left to say that this failed.
        try? Platform.write(Array((text + "\n").utf8), to: .error)
    }

    /// Writes a line of the terminal again, as much of it as fits: what wraps could not be taken away.
    static func overwrite(_ text: String) {
        let line = text.prefix(max(Platform.columns(of: .error) - 1, 0))
        // There is nowhere left to say that this failed.
        try? Platform.write(Array("\r\u{1B}[K\(line)".utf8), to: .error)
    }

    /// Tells why the program ends.
    static func report(_ failure: Failure, color: ColorChoice) {
        let style = Style(color, for: .error)
        note("\(style.bold(style.red("error:"))) \(failure.text.printable)")
    }

    /// Asks a question on the terminal and gives the line typed there; `nil` at the end of the input.
    static func ask(_ question: String) -> String? {
        try? Platform.write(Array(question.utf8), to: .error)
        return readLine()
    }
}

/// Whether a person chose colors.
enum ColorChoice: String, CaseIterable {
    case auto, always, never

    /// What the arguments say, for errors that come before they are understood.
    init(in arguments: [String]) {
        let following = zip(arguments, arguments.dropFirst()).first { $0.0 == "--color" }?.1
        let joined = arguments.first { $0.hasPrefix("--color=") }?.dropFirst("--color=".count)
        self = (following ?? joined.map(String.init)).flatMap(ColorChoice.init(rawValue:)) ?? .auto
    }
}

extension Style {
    /// Colors as a person chose them.
    ///
    /// - Parameter choice: what `--color` says; `auto` asks `NO_COLOR`, then `CLICOLOR_FORCE`, then whether it is a terminal.
    init(_ choice: ColorChoice, for stream: Platform.Stream) {
        self.init(isColored: Self.isColored(choice, stream))
    }

    private static func isColored(_ choice: ColorChoice, _ stream: Platform.Stream) -> Bool {
        switch choice {
        case .always: return true
        case .never: return false
        case .auto:
            if Platform.environment("NO_COLOR") != nil { return false }
            if let force = Platform.environment("CLICOLOR_FORCE"), force != "0" { return true }
            return stream.isTerminal && Platform.environment("TERM") != "dumb"
        }
    }
}

extension String {
    /// A sentence as part of another one: without its capital, unless that belongs to a name, and without its full stop.
    var clause: String {
        let text = hasSuffix(".") ? dropLast() : self[...]
        guard let second = text.dropFirst().first, second.isLowercase || second == " " else { return String(text) }
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}
