import Glibc

/// A generator of random numbers that gives the same ones for the same seed (SplitMix64), so that a failing random test
/// can be run again.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed }

    /// The seed that `ACCORD_SEED` names; without it the same in every run, so that a test never fails by chance.
    ///
    /// With `ACCORD_SEED=random` each run looks somewhere else, and prints the seed.
    public static let seed: UInt64 = {
        guard let text = getenv("ACCORD_SEED").map({ String(cString: $0) }) else { return 20_261_127 }
        let seed = UInt64(text) ?? .random(in: 0 ... .max)
        print("ACCORD_SEED=\(seed)")
        return seed
    }()

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
