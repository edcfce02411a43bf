import Governance
import RegistryCore
import SchemaCore
import Testing

/// Whoever alters one event of a log is found out at that event.
@Suite struct ChainTests {
    private typealias Row = (event: LoggedBytes, hash: [UInt8])

    /// A log of a thousand events, sound.
    private static let log: [Row] = {
        var hash = EventHash.beginning
        return (1...1000).map { number in
            let event = LoggedBytes(
                revision: Int64(number), at: Int64(number) * 1000, principal: Array("p\(number % 7)".utf8),
                kind: Array(Change.Kind.allCases[number % Change.Kind.allCases.count].rawValue.utf8),
                subject: number % 5 == 0 ? nil : Array("s\(number % 11)".utf8),
                payload: Array(#"{"version":\#(number)}"#.utf8))
            hash = hash.next(event)
            return (event, hash.bytes)
        }
    }()

    /// The verification of the part of the log before each row.
    private static let before: [ChainVerification] = {
        var chain = ChainVerification()
        return log.map { row in
            let state = chain
            do { try chain.take(row.event, hash: row.hash) } catch { preconditionFailure("the log is sound") }
            return state
        }
    }()

    private static func fault(_ rows: some Sequence<Row>, after chain: ChainVerification) -> ChainFault? {
        var chain = chain
        do throws(ChainFault) {
            for row in rows { try chain.take(row.event, hash: row.hash) }
            try chain.finish(newest: Revision(1000))
            return nil
        } catch {
            return error
        }
    }

    @Test func aSoundLogIsFoundSound() {
        #expect(Self.fault(Self.log, after: ChainVerification()) == nil)
    }

    @Test func everyBitOfEveryByteOfEveryEventCounts() {
        for (index, row) in Self.log.enumerated() {
            let revision = Revision(Int64(index) + 1)
            for altered in Self.alterations(of: row) {
                let fault = Self.fault(CollectionOfOne(altered), after: Self.before[index])
                #expect(fault == .altered(revision), "\(altered)")
            }
        }
    }

    /// The event with each byte of each part altered, one after another; a bit that depends on where the byte is.
    private static func alterations(of row: Row) -> [Row] {
        var rows: [Row] = []
        func add(_ change: (inout Row) -> Void) {
            var altered = row
            change(&altered)
            rows.append(altered)
        }
        for path in [\LoggedBytes.principal, \.kind, \.payload] {
            for position in row.event[keyPath: path].indices {
                add { $0.event[keyPath: path][position] ^= 1 << (position % 8) }
            }
            // A byte that moves from one part to the next is another event too.
            add { $0.event[keyPath: path].removeLast() }
            add { $0.event[keyPath: path].append(0) }
        }
        for position in (row.event.subject ?? []).indices { add { $0.event.subject?[position] ^= 1 << (position % 8) } }
        add { $0.event.subject = $0.event.subject == nil ? [] : nil }
        for bit in 0..<64 { add { $0.event.at ^= 1 << bit } }
        for position in row.hash.indices { add { $0.hash[position] ^= 1 << (position % 8) } }
        add { $0.hash = [] }
        return rows
    }

    @Test func aChangedRevisionIsFoundWhereverItLeads() {
        for (index, row) in Self.log.enumerated() {
            for bit in 0..<64 {
                var altered = row
                altered.event.revision ^= 1 << bit
                let number = Int64(index) + 1
                let expected: ChainFault =
                    altered.event.revision > number
                    ? .missing(first: Revision(number), last: Revision(altered.event.revision - 1))
                    : .outOfOrder(Revision(altered.event.revision), after: Revision(number - 1))
                #expect(Self.fault(CollectionOfOne(altered), after: Self.before[index]) == expected)
            }
        }
    }

    @Test func everyEventThatIsDroppedIsNamed() {
        for index in Self.log.indices {
            let rest = Self.log[(index + 1)...]
            let revision = Revision(Int64(index) + 1)
            #expect(
                Self.fault(rest, after: Self.before[index]) == .missing(first: revision, last: revision))
        }
    }

    @Test func everyTwoEventsThatChangePlacesAreNamed() {
        for index in Self.log.indices.dropLast() {
            let revision = Revision(Int64(index) + 1)
            // As lines of a text: the later one comes first.
            let swapped = [Self.log[index + 1], Self.log[index]] + Self.log[(index + 2)...]
            #expect(Self.fault(swapped, after: Self.before[index]) == .missing(first: revision, last: revision))
            // As rows of a table: each has the other's number.
            var (one, other) = (Self.log[index], Self.log[index + 1])
            swap(&one.event.revision, &other.event.revision)
            #expect(Self.fault([other, one], after: Self.before[index]) == .altered(revision))
        }
    }

    @Test func everyEventThatIsPutInIsNamed() {
        for index in Self.log.indices {
            let revision = Revision(Int64(index) + 1)
            // Another event under the number, with a hash that is right for it: the next one does not follow.
            var forged = Self.log[index].event
            forged.payload = Array("{}".utf8)
            let hash = Self.before[index].head.hash.next(forged).bytes
            let rows =
                [(forged, hash)]
                + Self.log[(index + 1)...].map { row in
                    var moved = row
                    moved.event.revision += 1
                    return moved
                }
            let following = Revision(revision.number + 1)
            let expected: ChainFault? = index == 999 ? nil : .missing(first: following, last: following)
            #expect(Self.fault(rows, after: Self.before[index]) == expected)
            // Twice the same.
            #expect(
                Self.fault([Self.log[index], Self.log[index]], after: Self.before[index])
                    == .outOfOrder(revision, after: revision))
        }
    }

    @Test func aLogThatWasWrittenAnewIsFoundByAHeadThatWasWrittenDown() throws {
        let last = try #require(Self.log.last)
        let pinned = PinnedHead(revision: Revision(1000), hash: try #require(EventHash(last.hash)))
        for from in [0, 500, 999] {
            var hash = Self.before[from].head.hash
            var chain = ChainVerification(pinned: pinned)
            for row in Self.log[..<from] { try chain.take(row.event, hash: row.hash) }
            var fault: ChainFault?
            for row in Self.log[from...] {
                var event = row.event
                event.principal = Array("nobody".utf8)
                hash = hash.next(event)
                do throws(ChainFault) { try chain.take(event, hash: hash.bytes) } catch { fault = error }
            }
            #expect(fault == .rewritten(pinned))
        }
        #expect(
            #expect(throws: ChainFault.self) {
                var chain = ChainVerification(pinned: pinned)
                for row in Self.log.dropLast() { try chain.take(row.event, hash: row.hash) }
                try chain.finish()
            } == .missing(first: Revision(1000), last: Revision(1000)))
    }

    @Test func aHeadIsReadAsItIsWritten() throws {
        let hash = EventHash.beginning.next(Self.log[0].event)
        let text = "17:\(hash.hexadecimal)"
        #expect(PinnedHead(parsing: text) == PinnedHead(revision: Revision(17), hash: hash))
        for wrong in ["", ":", "17", "17:", "0:\(hash.hexadecimal)", "x:\(hash.hexadecimal)", text + "00", "17:zz"] {
            #expect(PinnedHead(parsing: wrong) == nil, "\(wrong)")
        }
    }

    @Test func everyFaultIsASentenceWithItsRevision() {
        let faults: [ChainFault] = [
            .missing(first: Revision(3), last: Revision(3)), .missing(first: Revision(3), last: Revision(5)),
            .altered(Revision(3)), .outOfOrder(Revision(3), after: Revision(7)),
            .rewritten(PinnedHead(revision: Revision(3), hash: .beginning)),
        ]
        for fault in faults {
            #expect(fault.revision == Revision(3))
            #expect(fault.sentence.contains("3") && fault.sentence.hasSuffix("."))
        }
    }
}
