internal import RegistryCore

/// The changes of an export file.
struct FileSource: ChangeSource {
    let path: String

    func forEachChange(_ body: (Change) throws(Failure) -> Void) throws(Failure) {
        var number = 0
        let name = path.printable
        let outcome = try Platform.forEachLine(of: path) { (line) throws(Failure) in
            number += 1
            guard number > 1 else {
                guard line == ExportFile.header else {
                    throw Failure(.input, "\(name) is no export of a registry: its first line does not say so")
                }
                return
            }
            let change: Change
            do throws(ExportFile.UnreadableLine) {
                change = try ExportFile.change(line)
            } catch {
                throw Failure(.input, "\(name):\(number): \(error.reason)")
            }
            try body(change)
        }
        if case .failure(let error) = outcome {
            throw Failure(.input, "cannot read \(name): \(error.reason)")
        }
    }
}
