internal import Synchronization

/// A source of identifiers for requests: random UUIDs of version 4 (RFC 9562, section 5.4).
///
/// They tell requests apart and keep nothing secret, so that two seeds from the system and a counter are enough: a call
/// to the system for each request would cost more than the rest of the identifier.
final class RequestIDs: Sendable {
    private let counter = Atomic<UInt64>(.random(in: 0 ... .max))
    private let seeds = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))

    /// An identifier that this source has not given before.
    func next() -> String {
        let count = counter.wrappingAdd(1, ordering: .relaxed).newValue
        let high = Self.mixed(count ^ seeds.0) & ~0xF000 | 0x4000
        let low = Self.mixed(count ^ seeds.1) & ~(0b11 << 62) | 0b10 << 62
        return String(unsafeUninitializedCapacity: 36) { text in
            Self.write(high, low, into: text)
            return 36
        }
    }

    /// Whether a client's identifier can be echoed and logged as it is: 1 to 128 characters of visible ASCII.
    static func isSane(_ identifier: String) -> Bool {
        (1...128).contains(identifier.utf8.count) && identifier.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// A bijection of 64-bit words that leaves no pattern (the output function of SplitMix64).
    private static func mixed(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Writes two words as 8-4-4-4-12 hexadecimal digits.
    private static func write(_ high: UInt64, _ low: UInt64, into text: UnsafeMutableBufferPointer<UInt8>) {
        var position = 0
        for byte in 0..<16 {
            if byte == 4 || byte == 6 || byte == 8 || byte == 10 {
                text[position] = UInt8(ascii: "-")
                position += 1
            }
            let value = UInt8(truncatingIfNeeded: (byte < 8 ? high : low) &>> UInt64(56 &- 8 &* (byte & 7)))
            text[position] = digit(value >> 4)
            text[position + 1] = digit(value & 0xF)
            position += 2
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 &+ value : 0x57 &+ value }
}
