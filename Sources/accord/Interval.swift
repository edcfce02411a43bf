internal import ArgumentParser

/// A span of time as people write it: a number, and `s`, `m`, `h` or `d` behind it.
struct Interval: ExpressibleByArgument, Hashable {
    /// From 1.
    let seconds: Int64

    private static let units: [Character: Int64] = ["s": 1, "m": 60, "h": 3600, "d": 86_400]

    init?(argument: String) {
        guard let last = argument.last, let unit = Self.units[last], let count = Int64(argument.dropLast()),
            (1...Int64(Int32.max)).contains(count)
        else { return nil }
        seconds = count * unit
    }
}
