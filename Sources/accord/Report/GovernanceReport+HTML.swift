internal import Reports

/// The report as one page that needs nothing else: its style and its charts are in it, and no script.
extension GovernanceReport {
    func html(of address: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Schemas by team</title>
        <style>\(Self.style)</style>
        </head>
        <body>
        <main>
        <h1>Schemas by team</h1>
        <p class="at">\(address.escaped), as of <time datetime="\(at.escaped)">\(at.escaped)</time></p>
        \(figures)
        <section>
        <h2>Subjects by team</h2>
        \(bars)
        </section>
        <section>
        <h2>Versions by state</h2>
        \(states)
        </section>
        <section>
        <h2>In numbers</h2>
        \(Self.table(["Team"] + Self.columns.map(\.capitalizedWord), rows, total: ["total"] + total.numbers.map { String($0) }))
        </section>
        \(overdueSection)
        \(waiverSection)
        </main>
        </body>
        </html>

        """
    }

    private static let style = """
        :root{color-scheme:light dark;--ink:#1c2530;--soft:#5b6876;--line:#d5dce3;--paper:#fff;--draft:#8aa1b8;--active:#2f7d5b;\
        --deprecated:#c98a1b;--retired:#8d4a58;--bar:#35689a;--alarm:#b3323a}\
        @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa7b4;--line:#38434e;--paper:#161c22;--active:#55b389;\
        --bar:#6ea3d8;--alarm:#e8787f}}\
        body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,sans-serif}\
        main{max-width:60rem;margin:2rem auto;padding:0 1rem}h1{margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}\
        .at{color:var(--soft);margin:.2rem 0 1.5rem}.figures{display:flex;flex-wrap:wrap;gap:1rem;padding:0;margin:0;list-style:none}\
        .figures li{border:1px solid var(--line);border-radius:.5rem;padding:.7rem 1rem;min-width:7rem}\
        .figures b{display:block;font-size:1.6rem}.alarm b{color:var(--alarm)}svg{width:100%;height:auto;display:block}\
        text{fill:var(--ink);font:13px system-ui,sans-serif}table{border-collapse:collapse;width:100%}\
        th,td{text-align:right;padding:.35rem .6rem;border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}\
        th:first-child,td:first-child,.words td,.words th{text-align:left}tfoot td{font-weight:600}\
        .key{display:flex;gap:1rem;flex-wrap:wrap;padding:0;list-style:none;color:var(--soft)}\
        .key i{display:inline-block;width:.8rem;height:.8rem;border-radius:.2rem;margin-right:.3rem}
        """

    private var figures: String {
        let figures = [
            ("subjects", total.subjects, false), ("teams", teams.count { $0.team != nil }, false),
            ("versions", total.versions.reduce(0, +), false), ("without an owner", orphans, true),
            ("overdue", total.overdue, true), ("break a policy", total.failing, true),
            ("waivers expire", waivers.count, true),
        ]
        let items = figures.map { name, number, isAlarm in
            "<li\(isAlarm && number > 0 ? " class=\"alarm\"" : "")><b>\(number)</b>\(name)</li>"
        }
        return "<ul class=\"figures\">\(items.joined())</ul>"
    }

    // MARK: Charts

    /// The most teams that the chart shows; the others are together in its last bar.
    private static let barsLimit = 25

    private var bars: String {
        var shown = teams.sorted { $0.subjects > $1.subjects }.map { (name: $0.name, count: $0.subjects) }
        if shown.count > Self.barsLimit {
            let rest = shown.dropFirst(Self.barsLimit).reduce(0) { $0 + $1.count }
            shown = shown.prefix(Self.barsLimit) + [(name: "\(shown.count - Self.barsLimit) more", count: rest)]
        }
        guard let most = shown.map(\.count).max(), most > 0 else { return "<p>There are no subjects yet.</p>" }
        let (label, width, step) = (180, 600, 26)
        let rows = shown.enumerated().map { position, bar in
            let length = max(1, bar.count * width / most)
            let y = position * step
            return "<text x=\"\(label - 10)\" y=\"\(y + 17)\" text-anchor=\"end\">\(bar.name.shortened.escaped)</text>"
                + "<rect x=\"\(label)\" y=\"\(y + 4)\" width=\"\(length)\" height=\"18\" rx=\"3\" fill=\"var(--bar)\"/>"
                + "<text x=\"\(label + length + 8)\" y=\"\(y + 17)\">\(bar.count)</text>"
        }
        return Self.svg(
            width: label + width + 80, height: shown.count * step, title: "Subjects by team", rows.joined())
    }

    private var states: String {
        let sum = total.versions.reduce(0, +)
        guard sum > 0 else { return "<p>There are no versions yet.</p>" }
        var (x, parts) = (0, "")
        for (state, count) in zip(Self.states, total.versions) where count > 0 {
            let width = max(2, count * 860 / sum)
            parts +=
                "<rect x=\"\(x)\" y=\"0\" width=\"\(width)\" height=\"28\" fill=\"var(--\(state))\">"
                + "<title>\(state): \(count)</title></rect>"
            x += width
        }
        let key = zip(Self.states, total.versions).map { state, count in
            "<li><i style=\"background:var(--\(state))\"></i>\(state) \(count)</li>"
        }
        return Self.svg(width: max(x, 1), height: 28, title: "Versions by state", parts)
            + "<ul class=\"key\">\(key.joined())</ul>"
    }

    private static func svg(width: Int, height: Int, title: String, _ content: String) -> String {
        "<svg viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(title)\" xmlns=\"http://www.w3.org/2000/svg\">"
            + "\(content)</svg>"
    }

    // MARK: Tables

    private var rows: [[String]] { teams.map { [$0.name] + $0.numbers.map { String($0) } } }

    private var overdueSection: String {
        guard !overdue.isEmpty else { return "" }
        let rows = overdue.map { [$0.subject, String($0.version), $0.sunset, $0.alternative ?? ""] }
        return "<section class=\"words\"><h2>Overdue</h2>"
            + Self.table(["Subject", "Version", "Sunset", "Instead"], rows) + "</section>"
    }

    private var waiverSection: String {
        guard !waivers.isEmpty else { return "" }
        let rows = waivers.map { [$0.id, $0.subject, $0.expires, $0.reason] }
        return "<section class=\"words\"><h2>Waivers that expire</h2>"
            + Self.table(["Waiver", "Subject", "Expires", "Reason"], rows) + "</section>"
    }

    private static func table(_ header: [String], _ rows: [[String]], total: [String]? = nil) -> String {
        func row(_ cells: [String], _ tag: String) -> String {
            "<tr>" + cells.map { "<\(tag)>\($0.escaped)</\(tag)>" }.joined() + "</tr>"
        }
        let body = rows.map { row($0, "td") }.joined()
        let foot = total.map { "<tfoot>\(row($0, "td"))</tfoot>" } ?? ""
        return "<table><thead>\(row(header, "th"))</thead><tbody>\(body)</tbody>\(foot)</table>"
    }
}

extension String {
    /// The text in HTML, in an element or an attribute.
    fileprivate var escaped: String {
        printable.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }

    /// As much of a name as fits beside a bar.
    fileprivate var shortened: String { count > 24 ? prefix(23) + "…" : self }
}
