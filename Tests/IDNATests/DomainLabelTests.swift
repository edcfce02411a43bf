import IDNA
import Testing

@Suite struct DomainLabelTests {
    @Test func aLabelMayBeInASCIIInUnicodeOrEncoded() {
        #expect(DomainLabel("host-name")?.unicode == "host-name")
        #expect(DomainLabel("실례")?.unicode == "실례")
        #expect(DomainLabel("xn--9n2bp8q")?.unicode == "실례")
        #expect(DomainLabel("실례")?.encoded == "xn--9n2bp8q")
        #expect(DomainLabel("XN--9N2BP8Q")?.unicode == "실례")
    }

    @Test func whatMustNotBeRegisteredIsNoLabel() {
        let refused = [
            "", "-a", "a-", "a_b", "a b", "a\n", "a\0b", "xn--x", "xn--", "\u{302E}실례", "a\u{B7}l",
            "\u{915}\u{200D}\u{937}",
            "a\u{5D0}", "\u{5D0}0\u{660}", "\u{628}\u{660}\u{6F0}", String(repeating: "a", count: 64),
            String(repeating: "ü", count: 63), "e\u{301}",
        ]
        #expect(refused.filter { DomainLabel($0) != nil } == [])
    }

    @Test func besideALabelFromRightToLeftALabelBeginsWithALetter() throws {
        let hebrew = try #require(DomainLabel("\u{5D0}"))
        #expect(hebrew.isRightToLeft && hebrew.fitsBidiDomain)
        #expect(try #require(DomainLabel("a0")).fitsBidiDomain)
        #expect(try !#require(DomainLabel("0a")).fitsBidiDomain)
        #expect(try !#require(DomainLabel("\u{6F0}0")).isRightToLeft)
    }
}
