import JSONCore
import Testing

@testable import JSONSchema

@Suite struct GraphURITests {
    /// RFC 3986, sections 5.4.1 and 5.4.2, with the base of section 5.4.
    private static let examples = [
        ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
        ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
        ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
        (";x", "http://a/b/c/;x"), ("g;x", "http://a/b/c/g;x"), ("g;x?y#s", "http://a/b/c/g;x?y#s"),
        ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"), ("..", "http://a/b/"),
        ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"), ("../../", "http://a/"),
        ("../../g", "http://a/g"),
        ("../../../g", "http://a/g"), ("../../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."),
        ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"), ("./g/.", "http://a/b/c/g/"),
        ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/./y", "http://a/b/c/g;x=1/y"),
        ("g;x=1/../y", "http://a/b/c/y"), ("g?y/./x", "http://a/b/c/g?y/./x"), ("g?y/../x", "http://a/b/c/g?y/../x"),
        ("g#s/./x", "http://a/b/c/g#s/./x"), ("g#s/../x", "http://a/b/c/g#s/../x"), ("http:g", "http:g"),
    ]

    @Test func theExamplesOfTheStandardResolveAsItSays() {
        let base = URIReference("http://a/b/c/d;p?q")
        var wrong: [String] = []
        for (reference, expected) in Self.examples {
            let resolved = URIReference(reference).resolved(against: base).text
            if resolved != expected { wrong.append("\(reference): \(resolved), not \(expected)") }
        }
        #expect(wrong == [])
    }

    @Test func otherBasesResolveAsTheAlgorithmSays() {
        let examples = [
            // Without a scheme everything stays relative.
            ("", "other.json", "other.json"), ("", "./other.json", "other.json"), ("", "../other.json", "other.json"),
            ("", "#/a", "#/a"), ("", "", ""), ("", "a/..", ""), ("", "a/b/..", "a/"),
            ("dir/one.json", "two.json", "dir/two.json"), ("dir/one.json", "../two.json", "two.json"),
            ("one.json", "#/a", "one.json#/a"),
            // An authority without a path (section 5.2.3), and names that are no paths.
            ("http://a", "b", "http://a/b"), ("http://a?q", "b", "http://a/b"),
            ("urn:example:one", "#a", "urn:example:one#a"), ("urn:example:one", "urn:example:two", "urn:example:two"),
            ("http://a/b//c", "../d", "http://a/b/d"), ("http://a/é/b", "ü", "http://a/é/ü"),
            // A letter of two scalars, the first of which is no separator.
            ("http://a/b/", "/\u{301}x/../y", "http://a/y"),
        ]
        var wrong: [String] = []
        for (base, reference, expected) in examples {
            let resolved = URIReference(reference).resolved(against: URIReference(base)).text
            if resolved != expected { wrong.append("\(base) + \(reference): \(resolved), not \(expected)") }
        }
        #expect(wrong == [])
    }

    @Test func aReferenceIsSplitAndJoinedWithoutLoss() {
        for text in [
            "http://user@host:80/a/b?c=d#e", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "mailto:a@b",
            "//host/path", "path/only", "?query", "#fragment", "", "#", "?", "1:2", "a b:c", "file:///x", "http://h#",
        ] {
            #expect(URIReference(text).text == text)
        }
    }

    @Test func aSchemeIsComparedInLowerCase() {
        #expect(URIReference("HTTP://a/b").text == "http://a/b")
    }

    @Test func charactersThatNoReferenceHasAreSeen() {
        for text in ["a b", "a\u{7F}", "<a>", "a\"", "{a}", "a|b", "a\\b", "^", "`", "%", "%4", "%zz", "a\nb"] {
            #expect(!URIReference.isWellFormed(text), "\(text)")
        }
        for text in ["", "a", "a%20b", "http://[::1]/a?b#c", "é", "!$&'()*+,;=:@~-._"] {
            #expect(URIReference.isWellFormed(text), "\(text)")
        }
    }

    @Test func aFragmentIsDecodedIntoAPlaceOrAName() {
        func described(_ text: String) -> String {
            switch URIReference(text).target {
            case .place(let pointer)?: "place \(pointer.tokens)"
            case .name(let name)?: "name \(name)"
            case nil: "nothing"
            }
        }
        #expect(described("a") == "place []")
        #expect(described("a#") == "place []")
        #expect(described("#/a/b") == #"place ["a", "b"]"#)
        #expect(described("#/a~1b/c~0d/%25/%C3%A9/%2F") == #"place ["a/b", "c~d", "%", "é", "", ""]"#)
        #expect(described("#/%CC%81x/\u{301}") == "place \(["\u{301}x", "\u{301}"])")
        #expect(described("#/") == #"place [""]"#)
        #expect(described("#/100%") == #"place ["100%"]"#)
        #expect(described("#foo") == "name foo")
        #expect(described("#%66oo") == "name foo")
        #expect(described("#/a~2") == "nothing")
        #expect(described("#/%FF") == "nothing")
    }

    @Test func aPlaceIsEncodedAsAFragment() {
        #expect(URIReference.fragment("/a b/é/~1\"^|%") == "/a%20b/%C3%A9/~1%22%5E%7C%25")
        #expect(URIReference.fragment("/$defs/a:b@c?d") == "/$defs/a:b@c?d")
    }
}
