import Testing

@testable import RegistryClient

@Suite struct ServerURLTests {
    @Test func addressesAreReadWithoutTheSlashAtTheirEnd() throws {
        let cases = [
            ("http://localhost", "http://localhost", "localhost"),
            ("http://localhost:8081/", "http://localhost:8081", "localhost"),
            ("HTTPS://Registry.example:443", "https://Registry.example:443", "Registry.example"),
            ("http://[::1]:8081//", "http://[::1]:8081", "[::1]"),
            ("http://[2001:db8::1]/base/path/", "http://[2001:db8::1]/base/path", "[2001:db8::1]"),
            ("https://gateway/registry%20one", "https://gateway/registry%20one", "gateway"),
        ]
        for (text, address, host) in cases {
            let url = try ServerURL(parsing: text)
            #expect(url.text == address)
            #expect(url.host == host)
        }
    }

    @Test func whatIsNoAddressIsRefusedWithItsReason() {
        let cases: [(String, ServerURL.Malformed)] = [
            ("", .schemeMissing), ("localhost:8081", .schemeMissing), ("//localhost", .schemeMissing),
            ("ftp://localhost", .schemeUnsupported("ftp")), ("file:///etc/passwd", .schemeUnsupported("file")),
            ("http://", .hostMissing), ("http:///path", .hostMissing), ("http://:8081", .hostMissing),
            ("http://[::1", .hostMissing), ("http://[]:80", .hostMissing),
            ("http://a:", .portInvalid("")), ("http://a:0", .portInvalid("0")),
            ("http://a:65536", .portInvalid("65536")),
            ("http://a:8o81", .portInvalid("8o81")), ("http://[::1]x", .portInvalid("x")),
            ("http://me@a", .credentialsIncluded), ("http://me:secret@a:80/", .credentialsIncluded),
            ("http://a?x=1", .queryIncluded), ("http://a/b#c", .queryIncluded),
            ("http://a b", .characterInvalid), ("http://a\r\nX: y", .characterInvalid), ("http://ä", .characterInvalid),
        ]
        for (text, reason) in cases {
            #expect(throws: reason, "\(text)") { try ServerURL(parsing: text) }
        }
    }

    @Test func onlyUnreservedCharactersStayAsTheyAre() {
        let unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        for byte in UInt8.min..<0x80 {
            let character = String(UnicodeScalar(byte))
            let encoded = PercentEncoding.encode(character + "x")
            if unreserved.contains(character) {
                #expect(encoded == character + "x")
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                #expect(encoded == "%" + (digits.count == 1 ? "0" : "") + digits + "x")
            }
        }
        #expect(PercentEncoding.encode("é/ü") == "%C3%A9%2F%C3%BC")
    }

    @Test func segmentsOfDotsAloneDoNotNavigate() {
        #expect(PercentEncoding.encode(".") == "%2E")
        #expect(PercentEncoding.encode("..") == "%2E%2E")
        #expect(PercentEncoding.encode("...") == "...")
        #expect(PercentEncoding.encode("a..b") == "a..b")
    }
}

@Suite struct CredentialsTests {
    @Test func aSecretIsNeverPrinted() throws {
        for text in ["user:hunter2", "hunter2"] {
            let credentials = try #require(Credentials(parsing: text))
            var dumped = ""
            dump(credentials, to: &dumped)
            for printed in ["\(credentials)", String(reflecting: credentials), dumped] {
                #expect(!printed.contains("hunter2"))
            }
        }
    }

    @Test func whatCannotStandInAHeaderIsRefused() {
        for text in ["", "a\nb", "a\r\nX-Evil: 1", "a\u{0}", "a\u{7F}"] {
            #expect(Credentials(parsing: text) == nil)
        }
    }
}
