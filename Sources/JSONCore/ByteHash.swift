private import CSimdjson

/// A fast hash of bytes, seeded anew in each process so that nobody can choose texts that collide.
///
/// The function itself stands where the reader of documents needs it as well, in C.
public enum ByteHash {
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
        // Where there are no bytes there need be no address.
        accord_hash(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }

    /// The hash of two hashes, in their order.
    public static func combine(_ first: UInt64, _ second: UInt64) -> UInt64 {
        accord_fold(first ^ accord_first_seed, second ^ accord_second_seed)
    }
}
