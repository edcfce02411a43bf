import Digest
import Testing

private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

@Suite struct DigestTests {
    @Test func sha256OfTheStandardsExamplesIsTheirHash() {
        #expect(hex(Digest.sha256.hash([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
        #expect(
            hex(Digest.sha256.hash(Array("abc".utf8)))
                == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func md5OfTheStandardsExamplesIsTheirHash() {
        #expect(hex(Digest.md5.hash([])) == "d41d8cd98f00b204e9800998ecf8427e")
        #expect(hex(Digest.md5.hash(Array("message digest".utf8))) == "f96b697d7cb7938d525a2f31aaf161d0")
    }
}
