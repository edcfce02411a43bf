internal import RegistryCore
internal import Reports

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
