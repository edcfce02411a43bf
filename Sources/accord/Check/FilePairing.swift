internal import Compatibility
internal import SchemaCore

/// Which file of a tree was which before.
enum FilePairing {
    enum Pair: Sendable {
        case same(String)
        case renamed(String, from: String)
        case added(String)
        case deleted(String)

        /// What they are ordered by.
        var path: String {
            switch self {
            case .same(let path), .renamed(let path, _), .added(let path), .deleted(let path): path
            }
        }
    }

    /// A file without a partner at its own path.
    private struct Single {
        var path: String
        var text: String
        var identifier: String?
        var subject: String?
        /// How often each word is in the text; a schema on one line has as many as one on many.
        var words: [Substring: Int] = [:]

        /// How much of both texts is the same, from 0 to 1.
        func similarity(to other: Single) -> Double {
            let common = words.reduce(0) { $0 + min($1.value, other.words[$1.key] ?? 0) }
            let most = max(words.values.reduce(0, +), other.words.values.reduce(0, +))
            return most == 0 ? 0 : Double(common) / Double(most)
        }
    }

    /// From here on two files are taken for one that was renamed, as git does.
    private static let similarityLimit = 0.5
    /// The most comparisons of texts by their words.
    private static let comparisonsLimit = 40_000

    /// Pairs the files of two trees: by their paths; what is left over by equal texts, by what they say they are, by their
    /// subjects, and by how similar they are.
    static func pairs(
        new: (tree: any SchemaTree, paths: [String]), old: (tree: any SchemaTree, paths: [String]),
        format: some SchemaFormat, subject: (String) -> String?
    ) throws(Failure) -> [Pair] {
        let (newPaths, oldPaths) = (Set(new.paths), Set(old.paths))
        var pairs = new.paths.filter(oldPaths.contains).map(Pair.same)
        var added: [Single] = []
        var deleted: [Single] = []
        let newSingles = new.paths.filter { !oldPaths.contains($0) }
        let oldSingles = old.paths.filter { !newPaths.contains($0) }
        if !newSingles.isEmpty, !oldSingles.isEmpty {
            for path in newSingles { added.append(try single(path, new.tree, format, subject)) }
            for path in oldSingles { deleted.append(try single(path, old.tree, format, subject)) }
            pairs += renamings(&added, &deleted)
            pairs += added.map { .added($0.path) } + deleted.map { .deleted($0.path) }
        } else {
            pairs += newSingles.map(Pair.added) + oldSingles.map(Pair.deleted)
        }
        return pairs.sorted { $0.path < $1.path }
    }

    private static func single(
        _ path: String, _ tree: any SchemaTree, _ format: some SchemaFormat, _ subject: (String) -> String?
    ) throws(Failure) -> Single {
        let text = try tree.text(of: path) ?? ""
        var single = Single(
            path: path, text: text, identifier: format.links(in: text, at: "").identifier, subject: subject(path))
        for word in text.split(whereSeparator: { " \t\r\n{}[],:".contains($0) }) { single.words[word, default: 0] += 1 }
        return single
    }

    /// Takes pairs out of both.
    private static func renamings(_ added: inout [Single], _ deleted: inout [Single]) -> [Pair] {
        var pairs: [Pair] = []
        for isSame: (Single, Single) -> Bool in [
            { $0.text == $1.text }, { $0.identifier != nil && $0.identifier == $1.identifier },
            { $0.subject != nil && $0.subject == $1.subject },
        ] {
            var rest: [Single] = []
            for single in added {
                if let partner = deleted.firstIndex(where: { isSame(single, $0) }) {
                    pairs.append(.renamed(single.path, from: deleted.remove(at: partner).path))
                } else {
                    rest.append(single)
                }
            }
            added = rest
        }
        guard added.count * deleted.count <= comparisonsLimit else { return pairs }
        var candidates: [(similarity: Double, new: Int, old: Int)] = []
        for (new, single) in added.enumerated() {
            for (old, other) in deleted.enumerated() {
                let similarity = single.similarity(to: other)
                if similarity >= similarityLimit { candidates.append((similarity, new, old)) }
            }
        }
        var (taken, gone) = (Set<Int>(), Set<Int>())
        for candidate in candidates.sorted(by: { ($1.similarity, $0.new, $0.old) < ($0.similarity, $1.new, $1.old) })
        where !taken.contains(candidate.new) && !gone.contains(candidate.old) {
            taken.insert(candidate.new)
            gone.insert(candidate.old)
            pairs.append(.renamed(added[candidate.new].path, from: deleted[candidate.old].path))
        }
        added = added.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
        deleted = deleted.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
        return pairs
    }
}
