import JSONCore
import Testing

@Suite struct DecodingTests {
    @Test(arguments: [
        "18446744073709551615", "0.10", "-0", "1E5", "[1,-0,\"-0 1.5\",2.50,{\"a\\\"1\":1e+2}]", "[0,0,1]", "\"\\\\\"",
    ])
    func aTextReadsBackAsWritten(_ text: String) throws {
        #expect(try JSON(parsing: text).text == text)
    }
}
