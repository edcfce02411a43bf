internal import Compatibility
internal import SchemaCore
internal import Synchronization

/// What the texts of a tree refer to, found among its files.
///
/// A reference leads to the file at the path that it says, from the file that it is in; or to the file that says it is what
/// the reference means.
final class LinkedFiles<Format: SchemaFormat>: Sendable {
    private let tree: any SchemaTree
    private let format: Format
    /// The paths of files by what they say they are, once somebody asks.
    private let identified = Mutex<[String: String]?>(nil)

    init(_ tree: any SchemaTree, format: Format) {
        self.tree = tree
        self.format = format
    }

    /// A schema of the tree with all that it refers to, over however many steps; `nil` when there is no such file.
    ///
    /// - Parameters:
    ///   - name: what findings call it.
    ///   - given: paths by the URIs that the schema uses for them.
    func source(
        _ path: String, named name: String, given: [String: String] = [:]
    ) throws(Failure) -> SchemaSource? {
        guard let text = try tree.text(of: path) else { return nil }
        var source = SchemaSource(
            name: name, origin: tree.origin(of: path), base: Self.uri(of: path), text: text)
        try gather(into: &source, at: path, given)
        return source
    }

    private func gather(
        into source: inout SchemaSource, at path: String, _ given: [String: String]
    ) throws(Failure) {
        var open = [(text: source.text, path: path, base: source.base)][...]
        while let (text, path, base) = open.popFirst() {
            for link in format.links(in: text, at: base).links where source.references[link.target] == nil {
                guard let (target, linked) = try resolve(link, from: path, given) else { continue }
                source.references[link.target] = Definition(type: format.type, text: linked)
                source.origins[link.target] = tree.origin(of: target)
                open.append((linked, target, link.target))
            }
        }
    }

    /// The files that a file itself refers to, by what it says.
    func links(of path: String, given: [String: String]) throws(Failure) -> [(written: String, path: String)] {
        guard let text = try tree.text(of: path) else { return [] }
        var links: [(written: String, path: String)] = []
        for link in format.links(in: text, at: Self.uri(of: path)).links {
            if let (target, _) = try resolve(link, from: path, given) { links.append((link.written, target)) }
        }
        return links
    }

    /// Adds the texts that a file refers to, over however many steps, by the names that are written for them, as a
    /// registry knows them.
    ///
    /// - Parameter given: what the settings of a file say of paths, by the URIs that it uses for them.
    func addLinked(
        to source: inout SchemaSource, at path: String, given: (String) -> [String: String]
    ) throws(Failure) {
        var open = [path][...]
        while let next = open.popFirst() {
            for link in try links(of: next, given: given(next)) where source.references[link.written] == nil {
                guard let text = try tree.text(of: link.path) else { continue }
                source.references[link.written] = Definition(type: format.type, text: text)
                source.origins[link.written] = tree.origin(of: link.path)
                open.append(link.path)
            }
        }
    }

    private func resolve(
        _ link: SchemaLinks.Link, from path: String, _ given: [String: String]
    ) throws(Failure) -> (path: String, text: String)? {
        var candidates: [String] = []
        if let given = given[link.target] ?? given[link.written] { candidates.append(given) }
        if let place = Self.path(of: link.target) { candidates.append(place) }
        // An `$id` makes the reference absolute; files beside each other are meant all the same.
        if Self.isRelative(link.written), let place = Self.path(of: "/" + link.written) {
            let beside = FilePath.joined(FilePath.folder(of: path), Self.decoded(link.written))
            candidates.append(link.written.hasPrefix("/") ? place : FilePath.normalized(beside))
        }
        for candidate in candidates {
            if let text = try tree.text(of: candidate) { return (candidate, text) }
        }
        guard let place = try knownIdentifiers()[link.target], let text = try tree.text(of: place) else { return nil }
        return (place, text)
    }

    private func knownIdentifiers() throws(Failure) -> [String: String] {
        if let known = identified.withLock({ $0 }) { return known }
        var found: [String: String] = [:]
        // A file that cannot be read identifies nothing, and is told where it is checked itself.
        for path in try tree.paths() where path.hasSuffix(".json") {
            guard let text = (try? tree.text(of: path)).flatMap(\.self) else { continue }
            if let identifier = format.links(in: text, at: Self.uri(of: path)).identifier, found[identifier] == nil {
                found[identifier] = path
            }
        }
        return identified.withLock { known in
            let first = known ?? found
            known = first
            return first
        }
    }

    // MARK: Paths as URIs

    private static func uri(of path: String) -> String {
        var uri = "/"
        for scalar in path.unicodeScalars {
            switch scalar {
            case "%": uri += "%25"
            case "#": uri += "%23"
            case "?": uri += "%3F"
            default: uri.unicodeScalars.append(scalar)
            }
        }
        return uri
    }

    /// The path of a URI that is no more than one.
    private static func path(of uri: String) -> String? {
        guard uri.hasPrefix("/"), !uri.hasPrefix("//"), !uri.contains("?") else { return nil }
        return decoded(String(uri.dropFirst()))
    }

    private static func isRelative(_ uri: String) -> Bool {
        !uri.isEmpty && !uri.hasPrefix("//") && !uri.prefix { $0 != "/" }.contains(":")
    }

    /// The text with percent-encoded bytes decoded.
    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "%"), digits.utf8.count == 2, let decoded = UInt8(digits, radix: 16) {
                bytes.append(decoded)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
