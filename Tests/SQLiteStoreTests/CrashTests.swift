import Glibc
import RegistryCore
import SchemaCore
import Synchronization
import TestSupport
import Testing

@testable import SQLiteStore

/// What was acknowledged is there after the process was killed, or the power was cut, at any moment.
@Suite struct CrashTests {
    /// The appends that a process was told are on the disk, in a file that outlives it.
    private struct Acknowledgments {
        let path: String

        /// Adds one, in a single write, so that it is there whole or not at all when the process is killed.
        func add(_ subject: Subject, _ version: Int, _ id: SchemaID?) {
            let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o600)
            let line = Array("\(subject.name) \(version) \(id?.number ?? 0)\n".utf8)
            precondition(Glibc.write(descriptor, line, line.count) == line.count, "a line was acknowledged in part")
            Glibc.close(descriptor)
        }

        /// Which id each version was given.
        func read() throws -> [(subject: Subject, version: Version, id: Int32)] {
            let text = String(decoding: try bytes(of: path), as: UTF8.self)
            var all: [(Subject, Version, Int32)] = []
            for line in text.split(separator: "\n") {
                let fields = line.split(separator: " ")
                let version = try #require(fields.count == 3 ? Int(fields[1]) : nil)
                all.append((Subject(name: String(fields[0])), try .number(version), try #require(Int32(fields[2]))))
            }
            return all
        }
    }

    @Test(arguments: [5, 40, 90, 160]) func whatWasAcknowledgedSurvivesAKill(milliseconds: Int) async throws {
        let directory = try TemporaryDirectory()
        let (path, acknowledged) = (directory.file("registry.db"), directory.file("acknowledged"))
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, acknowledged = acknowledged as String, milliseconds = milliseconds as Int] in
            let store = try SQLiteStore(path: path)
            let acknowledgments = Acknowledgments(path: acknowledged)
            onThreads(5) { thread in
                if thread == 0 {
                    // Counts from the first acknowledgment on, so that a slow machine is killed at work as well.
                    while access(acknowledged, F_OK) != 0 { usleep(100) }
                    usleep(UInt32(milliseconds) * 1000)
                    kill(getpid(), SIGKILL)
                }
                Self.write(to: store, from: thread, acknowledging: acknowledgments)
            }
        }
        let store = try SQLiteStore(path: path)
        #expect(try store.verify() == [])
        let all = try Acknowledgments(path: acknowledged).read()
        #expect(!all.isEmpty)
        for (subject, version, id) in all {
            let found = try store.version(.number(version), of: subject, deleted: .included)
            #expect(found?.schema.id.number == id, "\(subject) \(version)")
        }
        // Nothing that the crash left behind hinders the next ones.
        let highest = try #require(try store.highestID(in: .standard))
        #expect(try store.register(Subject(name: "after"), 1, "after") == highest.number + 1)
        try store.close()
        #expect(directory.files().sorted() == ["acknowledged", "registry.db"])
    }

    /// Registers versions of a subject of its own, deletes every third, until the process ends.
    private static func write(
        to store: SQLiteStore, from thread: Int, acknowledging acknowledgments: Acknowledgments
    ) {
        let subject = Subject(name: "subject-\(thread)")
        var number = 0
        while let version = Version(number + 1) {
            number += 1
            let definition = Definition.text("\(thread) \(number) " + String(repeating: "x", count: 1000))
            let registration = Registration(subject: subject, version: version, definition: definition)
            do {
                let events = try store.append([.versionRegistered(registration)], by: .anonymous, expecting: [])
                acknowledgments.add(subject, number, events.first?.id)
                if number % 3 == 0 { try store.delete(subject, number) }
            } catch {
                preconditionFailure("an append failed: \(error)")
            }
        }
    }

    /// A power cut leaves any part of what was not synced yet: the write-ahead log is cut at random places after what
    /// was acknowledged, and the bytes behind may be anything.
    @Test(arguments: [SeededGenerator.seed]) func whatWasAcknowledgedSurvivesATornLog(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let path = directory.file("registry.db")
        let store = try SQLiteStore(path: path)
        // The log only grows now, and the file itself stays as it is: both can be copied at any moment.
        _ = try store.writer.use { (connection) throws(RegistryError) in
            Result { try connection.execute("PRAGMA wal_autocheckpoint = 0") }
        }.get()
        var sizes: [(acknowledged: Int, bytes: Int)] = []
        for number in 1...40 {
            try store.register(
                Subject(name: "s\(number % 3)"), number, "\(number)" + String(repeating: "x", count: 2000))
            sizes.append((number, size(of: path + "-wal")))
        }
        let (file, log) = (try bytes(of: path), try bytes(of: path + "-wal"))
        for round in 0..<20 {
            let (acknowledged, size) = sizes[Int.random(in: sizes.indices, using: &random)]
            var torn = Array(log.prefix(Int.random(in: size...log.count, using: &random)))
            for place in torn.indices.suffix(Int.random(in: 0...(torn.count - size), using: &random)) {
                torn[place] = UInt8.random(in: 0...255, using: &random)
            }
            let copy = directory.file("copy-\(round)")
            try create(copy, file)
            try create(copy + "-wal", torn)
            let reopened = try SQLiteStore(path: copy)
            #expect(try reopened.verify() == [], "seed \(seed), round \(round)")
            #expect(try reopened.head().number >= acknowledged, "seed \(seed), round \(round)")
            try reopened.close()
        }
    }
}

/// The bytes of a file.
func bytes(of path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &buffer, buffer.count)
        try #require(count >= 0)
        if count == 0 { return bytes }
        bytes += buffer.prefix(count)
    }
}

/// The number of bytes in a file; 0 when it is not there.
func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
}

/// Makes a file of these bytes.
func create(_ path: String, _ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
}
