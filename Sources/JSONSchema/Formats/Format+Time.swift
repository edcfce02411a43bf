/// Dates and times (RFC 3339, sections 5.6 and 5.7; durations: appendix A).
extension Format {
    static func isDateTime(_ text: Span<UInt8>) -> Bool {
        var position = 0
        guard skipDate(text, &position),
            text.skip(UInt8(ascii: "T"), &position) || text.skip(UInt8(ascii: "t"), &position)
        else { return false }
        return skipTime(text, &position) && position == text.count
    }

    static func isDate(_ text: Span<UInt8>) -> Bool {
        var position = 0
        return skipDate(text, &position) && position == text.count
    }

    static func isTime(_ text: Span<UInt8>) -> Bool {
        var position = 0
        return skipTime(text, &position) && position == text.count
    }

    private static func skipDate(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
        guard let year = text.number(digits: 4, &position), text.skip(UInt8(ascii: "-"), &position),
            let month = text.number(digits: 2, &position), text.skip(UInt8(ascii: "-"), &position),
            let day = text.number(digits: 2, &position)
        else { return false }
        return 1...12 ~= month && day >= 1 && day <= days(inMonth: month, of: year)
    }

    private static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    private static func skipTime(_ text: Span<UInt8>, _ position: inout Int) -> Bool {
        guard let hour = text.number(digits: 2, &position), text.skip(UInt8(ascii: ":"), &position),
            let minute = text.number(digits: 2, &position), text.skip(UInt8(ascii: ":"), &position),
            let second = text.number(digits: 2, &position), hour <= 23, minute <= 59, second <= 60
        else { return false }
        if text.skip(UInt8(ascii: "."), &position), text.skip(.digits, &position) == 0 { return false }
        guard let offset = offsetInMinutes(text, &position) else { return false }
        // A leap second is the last one of a day in UTC.
        let minuteInUTC = (hour * 60 + minute - offset + 2 * 24 * 60) % (24 * 60)
        return second <= 59 || minuteInUTC == 23 * 60 + 59
    }

    private static func offsetInMinutes(_ text: Span<UInt8>, _ position: inout Int) -> Int? {
        if text.skip(UInt8(ascii: "Z"), &position) || text.skip(UInt8(ascii: "z"), &position) { return 0 }
        let isNegative = text.byte(position) == UInt8(ascii: "-")
        guard isNegative || text.byte(position) == UInt8(ascii: "+") else { return nil }
        position += 1
        guard let hours = text.number(digits: 2, &position), text.skip(UInt8(ascii: ":"), &position),
            let minutes = text.number(digits: 2, &position), hours <= 23, minutes <= 59
        else { return nil }
        return (isNegative ? -1 : 1) * (hours * 60 + minutes)
    }

    static func isDuration(_ text: Span<UInt8>) -> Bool {
        var position = 0
        guard text.skip(UInt8(ascii: "P"), &position) else { return false }
        var weeks = position
        if skipUnits("W", text, &weeks), weeks == text.count { return true }
        let hasDate = skipUnits("YMD", text, &position)
        guard text.skip(UInt8(ascii: "T"), &position) else { return hasDate && position == text.count }
        return skipUnits("HMS", text, &position) && position == text.count
    }

    /// Steps over numbers with their units: a run of units that follow each other, of which at least one is there.
    private static func skipUnits(_ units: StaticString, _ text: Span<UInt8>, _ position: inout Int) -> Bool {
        var found = false
        for unit in "\(units)".utf8 {
            var end = position
            if text.skip(.digits, &end) > 0, text.skip(unit, &end) {
                position = end
                found = true
            } else if found {
                return true
            }
        }
        return found
    }
}
