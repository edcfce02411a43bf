/// A fast hash of bytes, seeded anew in each process so that nobody can choose texts that collide.
///
/// Sixteen bytes at a time are folded by one multiplication to 128 bits, after wyhash.
public enum ByteHash {
    private static let seed: (UInt64, UInt64) = {
        var generator = SystemRandomNumberGenerator()
        return (generator.next() | 1, generator.next() | 1)
    }()

    /// The hash of a part of some bytes.
    public static func hash(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64 {
        bytes.withUnsafeBytes { hash(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// The hash of the bytes of a text.
    public static func hash(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { hash(UnsafeRawBufferPointer($0)) }
    }

    private static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
        let seed = seed
        let count = bytes.count
        var state = seed.0 ^ UInt64(truncatingIfNeeded: count)
        var offset = 0
        while count - offset > 16 {
            state = fold(word(bytes, offset) ^ seed.1, word(bytes, offset + 8) ^ state)
            offset += 16
        }
        let first: UInt64
        let second: UInt64
        switch count - offset {
        case 9...: (first, second) = (word(bytes, offset), word(bytes, count - 8))
        case 4...8: (first, second) = (half(bytes, offset), half(bytes, count - 4))
        default:
            var rest: UInt64 = 0
            while offset < count {
                rest = rest << 8 | UInt64(bytes[offset])
                offset += 1
            }
            (first, second) = (rest, 0)
        }
        return fold(fold(first ^ seed.1, second ^ state), seed.0)
    }

    /// The hash of two hashes, in their order.
    public static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        fold(first ^ seed.0, second ^ seed.1)
    }

    private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        return product.high ^ product.low
    }

    private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    }

    private static func half(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
        UInt64(bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }
}
