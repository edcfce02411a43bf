/// What is known of pairs of literals, as they are numbered by ``Literal/pair(_:_:)``.
struct PairMap {
    private var index = HashIndex()
    private var pairs: [UInt64] = []
    private var answers: [Bool?] = []

    subscript(pair: UInt64) -> Bool? {
        get { position(of: pair).flatMap { answers[$0] } }
        set {
            if let position = position(of: pair) {
                answers[position] = newValue
            } else if newValue != nil {
                index.append(Self.hash(pair))
                pairs.append(pair)
                answers.append(newValue)
            }
        }
    }

    private func position(of pair: UInt64) -> Int? {
        index.position(of: Self.hash(pair)) { pairs[$0] == pair }
    }

    /// Spreads numbers that differ in few bits.
    private static func hash(_ pair: UInt64) -> UInt64 {
        let product = pair &* 0x9E37_79B9_7F4A_7C15
        return product ^ product >> 32
    }
}
