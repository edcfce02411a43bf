import Testing

@testable import HTTP

@Suite struct TraceContextTests {
    @Test func aParentIsTakenOnlyInTheFormOfTheStandard() {
        let trace = "4bf92f3577b34da6a3ce929d0e0e4736"
        let span = "00f067aa0ba902b7"
        #expect(TraceContext.parent("00-\(trace)-\(span)-01") == "00-\(trace)-\(span)-01")
        let zeros = String(repeating: "0", count: 32)
        for wrong in [
            nil, "", "00", "01-\(trace)-\(span)-01", "00-\(trace)-\(span)", "00-\(trace)-\(span)-01-x",
            "00-\(trace.uppercased())-\(span)-01", "00-\(trace)x-\(span)-01", "00-\(zeros)-\(span)-01",
            "00-\(trace)-0000000000000000-01", "00-\(trace)-\(span)-0", "00-\(trace)-\(span)-zz", "----",
        ] {
            #expect(TraceContext.parent(wrong) == nil, "\(wrong ?? "nothing")")
        }
    }
}
