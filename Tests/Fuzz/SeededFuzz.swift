#if !FUZZING
    import Glibc
    import TestSupport

    /// Makes inputs from a seed, for where no fuzzer guides them: texts that are put together, cut, spoiled and mixed.
    ///
    /// Usage: accord-fuzz SECONDS [SEED]
    @main struct SeededFuzz {
        /// The longest that one input may take.
        private static let patience = Duration.seconds(20)

        static func main() {
            let arguments = CommandLine.arguments.dropFirst().map { UInt64($0) }
            guard let first = arguments.first, let seconds = first else {
                print("usage: accord-fuzz SECONDS [SEED]")
                exit(64)
            }
            let seed = (arguments.count > 1 ? arguments[1] : nil) ?? UInt64.random(in: 0 ... .max)
            print("seed \(seed)")
            var inputs = Inputs(SeededGenerator(seed: seed))
            let clock = ContinuousClock()
            let start = clock.now
            var count = 0
            while clock.now - start < .seconds(Int(clamping: seconds)) {
                let input = inputs.next()
                let begin = clock.now
                do throws(ValidationFuzz.Finding) {
                    try ValidationFuzz.run(input)
                } catch {
                    fail("\(error)", input)
                }
                if clock.now - begin > patience { fail("it took \(clock.now - begin)", input) }
                count += 1
            }
            print("\(count) inputs in \(seconds) s, nothing found")
        }

        private static func fail(_ reason: String, _ input: [UInt8]) {
            print("\(reason)\n\(input)\n\(String(decoding: input, as: UTF8.self))")
            exit(1)
        }
    }

    /// Inputs that grow out of a few that are whole.
    private struct Inputs {
        private var generator: SeededGenerator
        /// Schemas and documents to go on from.
        private var schemas = Inputs.seeds.map { Array($0.0.utf8) }
        private var documents = Inputs.seeds.map { Array($0.1.utf8) }

        private static let kept = 500

        init(_ generator: SeededGenerator) { self.generator = generator }

        mutating func next() -> [UInt8] {
            var (schema, document) = (pick(schemas), pick(documents))
            for _ in 0..<Int.random(in: 0...3, using: &generator) { change(&schema, with: pick(schemas)) }
            for _ in 0..<Int.random(in: 0...3, using: &generator) { change(&document, with: pick(documents)) }
            // Half of the descendants go on, so that changes add up without running away.
            if Bool.random(using: &generator), schema.count < 4_000, document.count < 4_000 {
                schemas.append(schema)
                documents.append(document)
                if schemas.count > Self.kept {
                    schemas.remove(at: Int.random(in: Self.seeds.count..<schemas.count, using: &generator))
                    documents.remove(at: Int.random(in: Self.seeds.count..<documents.count, using: &generator))
                }
            }
            return schema + [0xFF] + document
        }

        private mutating func pick<Item>(_ items: [Item]) -> Item {
            items[Int.random(in: items.indices, using: &generator)]
        }

        private mutating func change(_ text: inout [UInt8], with other: [UInt8]) {
            guard !text.isEmpty else {
                text = other
                return
            }
            let place = Int.random(in: text.indices, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0: text[place] = UInt8.random(in: 0...0xFE, using: &generator)
            case 1: text.remove(at: place)
            case 2: text.insert(contentsOf: text[place...].prefix(40), at: place)
            case 3: text.removeSubrange(place..<min(place + 8, text.count))
            case 4, 5: text.insert(contentsOf: Array(pick(Self.words).utf8), at: place)
            case 6: replaceWord(in: &text)
            default: text = Array(text[..<place]) + other[min(place, other.count)...]
            }
        }

        /// Puts another word in the place of a string or number.
        private mutating func replaceWord(in text: inout [UInt8]) {
            let word = Array(pick(Self.words).utf8)
            let quotes = text.indices.filter { text[$0] == UInt8(ascii: "\"") }
            guard quotes.count > 1 else { return }
            let first = Int.random(in: 0..<(quotes.count - 1), using: &generator)
            text.replaceSubrange(quotes[first]...quotes[first + 1], with: word)
        }

        private static let words = ##"""
            "type" "object" "array" "string" "integer" "properties" "required" "items" "prefixItems" "contains" "minContains"
            "maxContains" "allOf" "anyOf" "oneOf" "not" "if" "then" "else" "$ref" "#" "#/$defs/a" "$dynamicRef" "$dynamicAnchor"
            "$recursiveRef" "$recursiveAnchor" "$anchor" "$id" "$defs" "definitions" "dependentSchemas" "dependentRequired"
            "dependencies" "unevaluatedProperties" "unevaluatedItems" "additionalProperties" "additionalItems"
            "patternProperties" "propertyNames" "uniqueItems" "enum" "const" "format" "pattern" "multipleOf" "minimum"
            "exclusiveMaximum" "minLength" "^a+b*$" "^(a+)+$" "(?<=a)\\p{L}" "[\\d-x]" "date-time" "idn-hostname" "regex" "uri"
            "duration" "email" "ipv6" "json-pointer" "iri" "uri-template" "uuid" true false null 0 -1 1.5 1e300 1e-300
            18446744073709551616 0.1 {} [] {"a":1} [1,1.0] "a" "é" "\u00e9" "\ud83d\ude00" "1963-06-19T08:30:06Z" "::1" , :
            { } [ ] "unevaluatedItems":false "a":{"$ref":"#"}
            """##
            .split(whereSeparator: \.isWhitespace).map(String.init)

        private static let seeds: [(String, String)] = [
            (
                #"{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"a":{"type":"integer","minimum":0}},"required":["a"],"additionalProperties":false}"#,
                #"{"a":1}"#
            ),
            (
                #"{"$schema":"https://json-schema.org/draft/2020-12/schema","allOf":[{"properties":{"a":true}}],"unevaluatedProperties":{"type":"string"},"$defs":{"a":{"$anchor":"x"}}}"#,
                #"{"a":1,"b":"c"}"#
            ),
            (
                #"{"$schema":"https://json-schema.org/draft/2020-12/schema","prefixItems":[{"const":1}],"contains":{"type":"string"},"minContains":1,"unevaluatedItems":false,"uniqueItems":true}"#,
                #"[1,"a","b"]"#
            ),
            (
                ##"{"$schema":"https://json-schema.org/draft/2020-12/schema","$dynamicAnchor":"n","properties":{"c":{"$dynamicRef":"#n"}},"if":{"required":["a"]},"then":{"maxProperties":3},"else":false}"##,
                #"{"a":1,"c":{"a":2}}"#
            ),
            (
                ##"{"$schema":"https://json-schema.org/draft/2019-09/schema","$recursiveAnchor":true,"items":{"$recursiveRef":"#"},"dependentSchemas":{"a":{"minProperties":2}}}"##,
                #"[[],[[]]]"#
            ),
            (
                ##"{"$schema":"http://json-schema.org/draft-07/schema#","definitions":{"a":{"pattern":"^[a-z]+$"}},"oneOf":[{"$ref":"#/definitions/a"},{"format":"date"}]}"##,
                #""2020-02-30""#
            ),
            (
                #"{"$schema":"http://json-schema.org/draft-04/schema#","id":"http://a/b","maximum":5,"exclusiveMaximum":true,"multipleOf":0.01,"dependencies":{"a":["b"]}}"#,
                "4.99"
            ),
            (
                #"{"patternProperties":{"^x":{"enum":[1,{"a":[2.50]}]}},"propertyNames":{"maxLength":3}}"#,
                #"{"xy":{"a":[2.5]}}"#
            ),
            (##"{"$ref":"#"}"##, "1"), ("true", #"{"a":[1,2,{"b":"\ud83d\ude00"}]}"#),
        ]
    }
#endif
