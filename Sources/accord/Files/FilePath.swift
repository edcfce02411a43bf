/// Paths as texts.
enum FilePath {
    /// The path from the root of the file system, links resolved as far as it is there.
    static func absolute(_ path: String) -> String {
        let full = path.hasPrefix("/") ? path : joined(Platform.workingFolder, path)
        return Platform.realPath(full) ?? normalized(full)
    }

    /// The path without `.`, `..` and empty parts; what is above the root is the root.
    static func normalized(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", path.hasPrefix("/") || !(parts.isEmpty || parts.last == "..") {
                _ = parts.popLast()
            } else {
                parts.append(part)
            }
        }
        return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
    }

    static func joined(_ folder: String, _ path: String) -> String {
        if folder.isEmpty || folder == "." { return path }
        if path.isEmpty { return folder }
        return folder.hasSuffix("/") ? folder + path : "\(folder)/\(path)"
    }

    /// The path of something in a folder, from the folder, both absolute; empty for the folder itself, `nil` for what is
    /// elsewhere.
    static func inside(_ path: String, _ folder: String) -> String? {
        if path == folder { return "" }
        let start = folder.hasSuffix("/") ? folder : folder + "/"
        return path.hasPrefix(start) ? String(path.dropFirst(start.count)) : nil
    }

    /// An absolute path as a person would write it where the program was started.
    static func displayed(_ path: String) -> String {
        let here = Platform.realPath(Platform.workingFolder) ?? Platform.workingFolder
        if let inside = inside(path, here) { return inside.isEmpty ? "." : inside }
        let target = path.split(separator: "/")
        let start = here.split(separator: "/")
        let common = zip(target, start).prefix { $0 == $1 }.count
        let up = start.count - common
        guard up <= 3, common > 0 else { return path }
        return (Array(repeating: "..", count: up) + target.dropFirst(common).map(String.init)).joined(separator: "/")
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    static func name(of path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }

    /// The name of a schema's file without what says that it is one.
    static func stem(of path: String) -> String {
        var name = name(of: path)
        for ending in [".json", ".schema"] where name.hasSuffix(ending) && name != ending {
            name.removeLast(ending.count)
        }
        return name
    }
}
