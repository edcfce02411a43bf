public import HTTP
internal import JSONCore
public import RegistryCore
public import SchemaCore
internal import Synchronization

/// What happens to a registry, for all that follow it.
///
/// Everybody reads the log by a place of their own. The pages at its end, which most want at the same time, are read and
/// written down as text once for all of them.
public final class ChangeFeed: RegistryObserver {
    /// An event as it is sent.
    struct Item: Sendable {
        let event: Event
        /// The event as JSON.
        let json: [UInt8]
    }

    /// Some events that follow each other.
    struct Page: Sendable {
        let items: [Item]
        let last: Revision
    }

    /// The streams that are woken when something happens.
    public let streams: Streams
    /// The newest event that is known of.
    private let newest = Atomic<Int64>(0)
    private let pages = Mutex<[(after: Revision, page: Page)]>([])
    private let started = ContinuousClock.now

    private static let eventsAtATime = 32
    /// A page has no second event beyond this.
    private static let pageBytes = 64 << 10
    private static let pagesKept = 4
    /// How often those that follow hear from the server when nothing happens.
    private static let beat = Duration.seconds(15)

    public init(waking streams: Streams = Streams()) { self.streams = streams }

    public func appended(_ events: [Event]) {
        if let last = events.last { reached(last.revision) }
    }

    public func compared(_ report: CheckReport) {}

    /// Tells of how far the log reaches, whoever has written it.
    public func reached(_ revision: Revision) {
        let (_, known) = newest.max(revision.number, ordering: .acquiringAndReleasing)
        if known == revision.number { streams.wake() }
    }

    /// The events after a revision; `nil` at the end of the log.
    func page(after revision: Revision, in registry: Registry) throws(RegistryError) -> Page? {
        guard revision.number < newest.load(ordering: .acquiring) else { return nil }
        if let kept = pages.withLock({ $0.first { $0.after == revision } }) { return kept.page }
        var items: [Item] = []
        var bytes = 0
        for event in try registry.events(after: revision, limit: Self.eventsAtATime) {
            var json: [UInt8] = []
            event.cloudEvent.encode(into: &json)
            bytes += json.count
            if !items.isEmpty, bytes > Self.pageBytes { break }
            items.append(Item(event: event, json: json))
        }
        guard let last = items.last?.event.revision else { return nil }
        let page = Page(items: items, last: last)
        pages.withLock { pages in
            if pages.count == Self.pagesKept { pages.removeFirst() }
            pages.append((revision, page))
        }
        return page
    }

    /// When those are to hear from the server that are told nothing; at the same time, so that its thread is woken once.
    var nextBeat: ContinuousClock.Instant {
        let beats = (ContinuousClock.now - started) / Self.beat
        return started + Self.beat * (Int(beats) + 1)
    }
}

/// A place in the log from which somebody reads what they want to be told of.
struct FeedCursor {
    let feed: ChangeFeed
    let registry: Registry
    let filter: EventFilter
    /// Everything up to here has been told, or is not wanted.
    var revision: Revision

    /// How many pages are looked at for something that is wanted before others have their turn.
    private static let pagesAtATime = 4

    enum Found {
        case items([ChangeFeed.Item])
        case nothingYet
        /// There is more of the log to look at.
        case moreToRead
    }

    /// Goes on to the next page that has something, and past it.
    mutating func advance() throws(RegistryError) -> Found {
        for _ in 0..<Self.pagesAtATime {
            guard let page = try feed.page(after: revision, in: registry) else { return .nothingYet }
            revision = page.last
            let wanted = page.items.filter { filter.includes($0.event) }
            if !wanted.isEmpty { return .items(wanted) }
        }
        return .moreToRead
    }

    /// Goes on up to the next page that has something, or that is to be looked at in another turn; whether there is one.
    mutating func seek() throws(RegistryError) -> Bool {
        for _ in 0..<Self.pagesAtATime {
            guard let page = try feed.page(after: revision, in: registry) else { return false }
            if page.items.contains(where: { filter.includes($0.event) }) { return true }
            revision = page.last
        }
        return true
    }
}
