import HTTP
import TestSupport
import Testing

/// What a router says, in a form that compares.
private enum Outcome: Equatable, CustomStringConvertible {
    case found(template: String, parameters: [String])
    case methodNotAllowed([HTTP.Method])
    case notFound

    var description: String {
        switch self {
        case .found(let template, let parameters): "\(template) with \(parameters)"
        case .methodNotAllowed(let methods): "only \(methods.map(\.rawValue))"
        case .notFound: "nothing"
        }
    }
}

private func outcome(_ router: Router<Int>, _ method: HTTP.Method, _ path: [String]) -> Outcome {
    switch router.match(method, path) {
    case .found(let route, let parameters):
        .found(template: route.template, parameters: parameterNames(of: route.template).map { parameters[$0] })
    case .methodNotAllowed(let allowed): .methodNotAllowed(allowed)
    case .notFound: .notFound
    }
}

private func segments(of template: String) -> [String] {
    template == "/" ? [] : template.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
}

private func parameterNames(of template: String) -> [String] {
    segments(of: template).filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
}

/// The rules of the router, as slowly and plainly as they can be written.
private func oracle(_ routes: [Route<Int>], _ method: HTTP.Method, _ path: [String]) -> Outcome {
    let fitting = routes.filter { route in
        let pattern = segments(of: route.template)
        return pattern.count == path.count
            && zip(pattern, path).allSatisfy { $0.hasPrefix("{") ? !$1.isEmpty : Array($0.utf8) == Array($1.utf8) }
    }
    func isBetter(_ a: Route<Int>, _ b: Route<Int>) -> Bool {
        for (left, right) in zip(segments(of: a.template), segments(of: b.template)) {
            if left.hasPrefix("{") != right.hasPrefix("{") { return right.hasPrefix("{") }
        }
        return false
    }
    func best(_ method: HTTP.Method) -> Route<Int>? { fitting.filter { $0.method == method }.min(by: isBetter) }
    if method == .head {
        // A route of its own is in the same place as the one of GET, or it stands alone.
        let candidates = fitting.filter { $0.method == .head || $0.method == .get }
        let winner = candidates.min { isBetter($0, $1) || (!isBetter($1, $0) && $0.method == .head) }
        if let winner { return found(winner, path) }
    } else if let winner = best(method) {
        return found(winner, path)
    }
    var allowed = Set(fitting.map(\.method))
    if allowed.contains(.get) { allowed.insert(.head) }
    return allowed.isEmpty ? .notFound : .methodNotAllowed(HTTP.Method.allCases.filter(allowed.contains))
}

private func found(_ route: Route<Int>, _ path: [String]) -> Outcome {
    let parameters = zip(segments(of: route.template), path).filter { $0.0.hasPrefix("{") }.map(\.1)
    return .found(template: route.template, parameters: parameters)
}

/// Every sequence of up to `length` of some elements, the empty one first.
private func sequences(of elements: [String], upTo length: Int) -> [[String]] {
    var all: [[String]] = [[]]
    var last = all
    for _ in 0..<length {
        last = last.flatMap { prefix in elements.map { prefix + [$0] } }
        all += last
    }
    return all
}

private func template(_ segments: [String]) -> String {
    let named = segments.enumerated().map { $1 == "{}" ? "{p\($0)}" : $1 }
    return "/" + named.joined(separator: "/")
}

@Suite struct RouterTests {
    @Test func everySmallTableAnswersAsTheRulesSay() {
        let templates = sequences(of: ["a", "{}"], upTo: 2).map(template)
        let paths = sequences(of: ["a", "b", ""], upTo: 3)
        var failures: [String] = []
        for subset in 0..<(1 << templates.count) {
            // Each chosen template has GET or POST in turn, so that methods and precedence meet.
            let routes = templates.indices.filter { subset & (1 << $0) != 0 }.map { index in
                Route((index + subset).isMultiple(of: 3) ? .post : .get, templates[index], index)
            }
            let router = Router(routes)
            for path in paths {
                for method in [HTTP.Method.get, .post, .head] {
                    let (answer, rule) = (outcome(router, method, path), oracle(routes, method, path))
                    if answer != rule {
                        failures.append("\(routes.map(\.template)) \(method) \(path): \(answer), not \(rule)")
                    }
                }
            }
        }
        #expect(failures.isEmpty, "\(failures.prefix(5).joined(separator: "\n"))")
    }

    @Test func randomTablesAnswerAsTheRulesSay() {
        let seed = SeededGenerator.seed
        var generator = SeededGenerator(seed: seed)
        var failures: [String] = []
        for _ in 0..<150 {
            var taken: Set<String> = []
            var routes: [Route<Int>] = []
            for index in 0..<Int.random(in: 1...25, using: &generator) {
                let shape = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
                    ["a", "b", "c", "{}"].randomElement(using: &generator) ?? "a"
                }
                let method = HTTP.Method.allCases.randomElement(using: &generator) ?? .get
                if taken.insert("\(method) \(shape)").inserted { routes.append(Route(method, template(shape), index)) }
            }
            let router = Router(routes)
            for _ in 0..<60 {
                let path = (0..<Int.random(in: 0...6, using: &generator)).map { _ in
                    ["a", "b", "c", "ä", "a/b", ""].randomElement(using: &generator) ?? "a"
                }
                let method = HTTP.Method.allCases.randomElement(using: &generator) ?? .get
                let (answer, rule) = (outcome(router, method, path), oracle(routes, method, path))
                if answer != rule {
                    failures.append("\(routes.map(\.template)) \(method) \(path): \(answer), not \(rule)")
                }
            }
        }
        #expect(failures.isEmpty, "seed \(seed): \(failures.prefix(5).joined(separator: "\n"))")
    }

    @Test func aLiteralBeatsAParameterAndTheSearchTurnsBack() {
        let router = Router([
            Route(.get, "/schemas/ids/{id}", 1), Route(.get, "/schemas/{type}/{id}/all", 2),
            Route(.get, "/schemas/{type}", 3), Route(.get, "/schemas/types", 4),
        ])
        #expect(outcome(router, .get, ["schemas", "types"]) == .found(template: "/schemas/types", parameters: []))
        #expect(outcome(router, .get, ["schemas", "ids"]) == .found(template: "/schemas/{type}", parameters: ["ids"]))
        #expect(
            outcome(router, .get, ["schemas", "ids", "7", "all"])
                == .found(template: "/schemas/{type}/{id}/all", parameters: ["ids", "7"]))
    }

    @Test func namesOfParametersBelongToTheirTemplate() {
        let router = Router([Route(.get, "/config/{subject}", 1), Route(.delete, "/config/{name}", 2)])
        #expect(outcome(router, .get, ["config", "x"]) == .found(template: "/config/{subject}", parameters: ["x"]))
        #expect(outcome(router, .delete, ["config", "x"]) == .found(template: "/config/{name}", parameters: ["x"]))
        #expect(outcome(router, .put, ["config", "x"]) == .methodNotAllowed([.get, .head, .delete]))
    }

    @Test func aTextThatOnlyLooksLikeALiteralIsNone() {
        let router = Router([Route(.get, "/K", 1)])
        #expect(outcome(router, .get, ["K"]) == .found(template: "/K", parameters: []))
        #expect("K" == "\u{212A}", "the Kelvin sign equals the letter canonically")
        #expect(outcome(router, .get, ["\u{212A}"]) == .notFound)
    }

    @Test func aPathOfAHundredThousandSegmentsIsSimplyNotFound() {
        let router = Router([Route(.get, "/{a}/{b}", 1)])
        #expect(outcome(router, .get, Array(repeating: "x", count: 100_000)) == .notFound)
    }

    @Test func theRoutesAreListedInTheirOrder() {
        let routes = [Route(.post, "/b", 1), Route(.get, "/", 2), Route(.get, "/a/{x}", 3)]
        #expect(Router(routes).routes.map(\.endpoint) == [1, 2, 3])
    }

    @Test func twoRoutesForTheSamePathsAreAMistakeOfTheProgram() async {
        await #expect(processExitsWith: .failure) {
            _ = Router([Route(.get, "/a/{x}", 1), Route(.get, "/a/{y}", 2)])
        }
    }

    @Test(arguments: ["", "a", "/a/", "//", "/{", "/{}", "/a{b}", "/{a}/{a}", "/ä", "/a b"])
    func aMalformedTemplateIsAMistakeOfTheProgram(_ template: String) async {
        await #expect(processExitsWith: .failure) { [template] in
            _ = Router([Route(.get, template, 1)])
        }
    }
}
