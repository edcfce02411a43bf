extension SourceMap {
    /// Where the names of several values begin, as ``namePosition(of:)`` has it for each.
    ///
    /// The text is gone through once for all of them, so that many values of a wide object, or of a long line, cost no
    /// more than a few.
    public func namePositions(of pointers: [JSONPointer]) -> [SourcePosition?] {
        positions(of: nameStarts(of: pointers))
    }

    private func nameStarts(of pointers: [JSONPointer]) -> [Int?] {
        var starts = [Int?](repeating: nil, count: pointers.count)
        /// Values of the text, and which pointers lead to or through them.
        var pending = entries.isEmpty ? [] : [(entry: 0, depth: 0, wanted: Array(pointers.indices))]
        while let (entry, depth, wanted) = pending.popLast() {
            var below: [ByteString: [Int]] = [:]
            for number in wanted {
                let tokens = pointers[number].tokens
                if depth == tokens.count {
                    starts[number] = entries[entry].nameStart ?? entries[entry].start
                } else {
                    below[ByteString(tokens[depth]), default: []].append(number)
                }
            }
            var (next, position) = (entries[entry].firstChild, 0)
            while let child = next, !below.isEmpty {
                let token = name(of: child) ?? String(position)
                if let found = below.removeValue(forKey: ByteString(token)) {
                    pending.append((child, depth + 1, found))
                }
                (next, position) = (entries[child].nextSibling, position + 1)
            }
        }
        return starts
    }

    /// Lines and columns of places, of which those on one line are counted on from each other.
    private func positions(of offsets: [Int?]) -> [SourcePosition?] {
        var positions = [SourcePosition?](repeating: nil, count: offsets.count)
        var (line, counted, column) = (0, 0, 1)
        for (number, offset) in offsets.enumerated().sorted(by: { $0.element ?? -1 < $1.element ?? -1 }) {
            guard let offset else { continue }
            while line + 1 < lines.count, lines[line + 1] <= offset {
                line += 1
                (counted, column) = (lines[line], 1)
            }
            column += bytes[counted..<offset].count(where: beginsCodePoint)
            counted = offset
            positions[number] = SourcePosition(line: line + 1, column: column)
        }
        return positions
    }
}
