internal import RegistryCore

/// The changes of an export file.
struct FileSource: ChangeSource {
    let path: String

    func forEachChange(_ body: (Change) throws(Failure) -> Void) throws(Failure) {
        var lines = try Lines(of: path)
        guard try lines.next() == ExportFile.header else {
            throw Failure(.input, "\(path.printable) is no export of a registry: its first line does not say so")
        }
        while let line = try lines.next() {
            let change: Change
            do throws(ExportFile.UnreadableLine) {
                change = try ExportFile.change(line)
            } catch {
                throw Failure(.input, "\(path.printable):\(lines.number): \(error.reason)")
            }
            try body(change)
        }
    }
}

/// The lines of a file, as it is read.
private struct Lines {
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
