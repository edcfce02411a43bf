/// What watches a registry work, in order to count it or to tell others.
///
/// It is called by the threads that do the work, many at once, and has to be quick.
public protocol RegistryObserver: Sendable {
    /// Events are on the disk.
    func appended(_ events: [Event])

    /// A candidate was compared with the versions that its subject's level asks for.
    func compared(_ report: CheckReport)
}
