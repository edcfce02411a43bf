internal import RegistryCore
internal import SchemaCore
internal import Synchronization

/// A list of versions, whatever part of it is asked for.
struct VersionList {
    /// `nil` for all.
    var context: Context?
    var prefix: String
    var deleted: Deleted
    var depth: Depth
    var ruleType: String?
}

extension VersionList: Hashable {
    // By bytes, as texts are equal when their letters only look the same.

    static func == (left: VersionList, right: VersionList) -> Bool { left.bytes == right.bytes }

    func hash(into hasher: inout Hasher) { hasher.combine(bytes) }

    /// No byte of UTF-8 is one of those between the parts.
    private var bytes: [UInt8] {
        var bytes = Array(prefix.utf8) + [0xFF]
        if let context { bytes += context.name.utf8 }
        bytes.append(0xFE)
        if let ruleType { bytes += Array(ruleType.utf8) + [0xFD] }
        return bytes + Array("\(deleted) \(depth)".utf8)
    }
}

/// Where pages of lists ended, so that the page after one begins there instead of passing over all before it.
///
/// It holds for one state of the file: when anything was written, it is empty.
final class PageEnds: Sendable {
    /// The last entry of a page.
    struct Place {
        var subject: Subject
        var version: Version
    }

    private struct Key: Hashable {
        var list: VersionList
        var offset: Int
    }

    private struct Contents {
        var head = Revision.zero
        var places: [Key: Place] = [:]
    }

    private let contents = Mutex(Contents())

    /// How many are kept: of readers that go through long lists at the same time, one each.
    private static let limit = 256

    /// The entry before an offset.
    ///
    /// - Parameter head: the newest event of the state that is read.
    func place(in list: VersionList, at offset: Int, head: Revision) -> Place? {
        contents.withLock { $0.head == head ? $0.places[Key(list: list, offset: offset)] : nil }
    }

    func keep(_ place: Place, in list: VersionList, at offset: Int, head: Revision) {
        contents.withLock { contents in
            if contents.head != head || contents.places.count >= Self.limit { contents = Contents(head: head) }
            contents.places[Key(list: list, offset: offset)] = place
        }
    }
}
