internal import JSONCore
internal import Reports

/// What belongs to which team, and what is overdue.
struct GovernanceReport {
    /// The counts of one team, or of all together.
    struct Counts {
        /// `nil` for subjects that nobody owns.
        var team: String?
        var subjects: Int
        /// In the order of ``GovernanceReport/states``.
        var versions: [Int]
        var overdue: Int
        var failing: Int
        var warned: Int
    }

    /// A deprecated version whose sunset has come.
    struct Overdue {
        var subject: String
        var version: Int
        var sunset: String
        var alternative: String?
    }

    /// A waiver that soon expires.
    struct Expiring {
        var id: String
        var subject: String
        var expires: String
        var reason: String
    }

    static let states = ["draft", "active", "deprecated", "retired"]

    var at: String
    var teams: [Counts]
    var total: Counts
    var orphans: Int
    var overdue: [Overdue]
    var waivers: [Expiring]

    /// Reads the answer of a registry; `nil` when it is no report.
    init?(_ answer: JSON) {
        guard let at = answer["at"]?.string, let teams = answer["teams"]?.array?.map(Counts.init),
            let total = answer["total"].flatMap(Counts.init), let orphans = answer["orphans"]?.count,
            !teams.contains(where: { $0 == nil })
        else { return nil }
        self.at = at
        self.teams = teams.compactMap(\.self)
        self.total = total
        self.orphans = orphans
        overdue = (answer["overdue"]?.array ?? []).map { version in
            Overdue(
                subject: version["subject"]?.string ?? "", version: version["version"]?.count ?? 0,
                sunset: version["sunset"]?.string ?? "", alternative: version["alternative"]?.string)
        }
        waivers = (answer["expiringWaivers"]?.array ?? []).map { waiver in
            Expiring(
                id: waiver["id"]?.string ?? "", subject: waiver["subject"]?.string ?? "",
                expires: waiver["expires"]?.string ?? "", reason: waiver["reason"]?.string ?? "")
        }
    }
}

extension GovernanceReport.Counts {
    init?(_ json: JSON) {
        guard let subjects = json["subjects"]?.count, let versions = json["versions"],
            let overdue = json["overdue"]?.count
        else { return nil }
        self.init(
            team: json["team"]?.string, subjects: subjects,
            versions: GovernanceReport.states.map { versions[$0]?.count ?? 0 }, overdue: overdue,
            failing: json["failing"]?.count ?? 0, warned: json["warned"]?.count ?? 0)
    }

    /// What the row is called.
    var name: String { team ?? "(nobody)" }

    /// The numbers of a row, in the order of ``GovernanceReport/columns``.
    var numbers: [Int] { [subjects] + versions + [overdue, failing, warned] }
}

extension GovernanceReport {
    static let columns = ["SUBJECTS"] + states.map { $0.uppercased() } + ["OVERDUE", "FAILING", "WARNED"]

    var table: String {
        var table = Table(header: ["TEAM"] + Self.columns)
        for counts in teams { table.append(row: [counts.name] + counts.numbers.map { String($0) }) }
        table.append(row: ["total"] + total.numbers.map { String($0) })
        var text = table.text
        for version in overdue {
            text += "overdue: \(version.subject.printable) version \(version.version), sunset \(version.sunset)\n"
        }
        for waiver in waivers {
            text += "expires: waiver \(waiver.id) of \(waiver.subject.printable), on \(waiver.expires)\n"
        }
        return text
    }

    var markdown: String {
        var lines = ["# Schemas by team", "", "As of \(at).", ""]
        lines.append(Self.row(["Team"] + Self.columns.map(\.capitalizedWord)))
        lines.append(Self.row(["---"] + Self.columns.map { _ in "---:" }))
        for counts in teams { lines.append(Self.row([counts.name] + counts.numbers.map { String($0) })) }
        lines.append(Self.row(["**total**"] + total.numbers.map { String($0) }))
        lines += ["", "Subjects that nobody owns: \(orphans)"]
        if !overdue.isEmpty {
            lines += ["", "## Overdue", "", Self.row(["Subject", "Version", "Sunset", "Instead"])]
            lines.append(Self.row(["---", "---:", "---", "---"]))
            lines += overdue.map { Self.row([$0.subject, String($0.version), $0.sunset, $0.alternative ?? ""]) }
        }
        if !waivers.isEmpty {
            lines += ["", "## Waivers that expire", "", Self.row(["Waiver", "Subject", "Expires", "Reason"])]
            lines.append(Self.row(["---", "---", "---", "---"]))
            lines += waivers.map { Self.row([$0.id, $0.subject, $0.expires, $0.reason]) }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func row(_ cells: [String]) -> String {
        "| "
            + cells.map { $0.printable.replacing("\\", with: "\\\\").replacing("|", with: "\\|") }.joined(
                separator: " | ")
            + " |"
    }
}

extension JSON {
    /// A number that counts something.
    fileprivate var count: Int? { number?.int64.map { Int($0) } }
}

extension String {
    var capitalizedWord: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
