internal import Reports

/// The lines of a file, as it is read.
struct Lines {
    /// The number of the last line, from 1.
    private(set) var number = 0
    private let file: Platform.File
    private let name: String
    private var rest: ArraySlice<UInt8> = []

    init(of path: String) throws(Failure) {
        name = path.printable
        do throws(Platform.SystemError) {
            file = try Platform.File(path: path)
        } catch {
            throw Failure(.input, "cannot read \(name): \(error.reason)")
        }
    }

    /// The next line without its end; `nil` after the last one.
    mutating func next() throws(Failure) -> String? {
        var line: [UInt8] = []
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                line += rest[..<end]
                rest = rest[(end + 1)...]
                break
            }
            line += rest
            rest = []
            do throws(Platform.SystemError) {
                guard let piece = try file.read() else {
                    if line.isEmpty { return nil }
                    break
                }
                rest = piece
            } catch {
                throw Failure(.input, "cannot read \(name): \(error.reason)")
            }
        }
        number += 1
        return String(decoding: line, as: UTF8.self)
    }
}
