internal import RegistryClient
internal import Reports
internal import SchemaCore

extension RegistryPlan {
    /// Something that was done, and can be taken back.
    private enum Deed {
        case registered(Version, of: Subject)
        case level(CompatibilityLevel?, of: Subject)
    }

    /// Does what the plan says, or nothing: what was done before something failed is taken back.
    ///
    /// - Throws: why it failed.
    func apply() throws(Failure) {
        var deeds: [Deed] = []
        var versions: [Subject: Version] = [:]
        for step in steps {
            do throws(ClientError) {
                if let level = step.level {
                    _ = try connection.client.set(Settings(level: level.wanted), of: step.subject)
                    deeds.append(.level(level.own, of: step.subject))
                }
                versions[step.subject] = step.version
                guard step.action == .register else { continue }
                let version = try register(step, versions)
                versions[step.subject] = version
                // One that was there meanwhile is somebody else's.
                if version >= step.version { deeds.append(.registered(version, of: step.subject)) }
            } catch {
                let failure = connection.failure(error, about: .subject(step.subject))
                let isUndone = undo(deeds.reversed())
                throw Failure(
                    [409, 40901].contains(error.refusal?.code) ? .findings : failure.status,
                    "\(step.file.printable) could not be registered: \(failure.message)",
                    advice: deeds.isEmpty
                        ? "nothing was changed"
                        : isUndone ? "what was done before was taken back" : "not all that was done could be taken back"
                )
            }
        }
    }

    private func register(_ step: PlanStep, _ versions: [Subject: Version]) throws(ClientError) -> Version {
        let definition = step.definition(versions)
        let registration = try connection.client.register(definition, under: step.subject)
        if let version = registration.version { return version }
        // A registry that answers with the id alone.
        return try connection.client.find(definition, in: step.subject).version
    }

    /// Takes back what was done, the newest first, and goes on when something cannot be.
    private func undo(_ deeds: [Deed]) -> Bool {
        var isUndone = true
        for deed in deeds {
            do throws(ClientError) {
                switch deed {
                case .registered(let version, let subject):
                    _ = try connection.client.delete(.number(version), of: subject, .soft)
                    _ = try connection.client.delete(.number(version), of: subject, .permanent)
                case .level(let level?, let subject):
                    _ = try connection.client.set(Settings(level: level), of: subject)
                case .level(nil, let subject): _ = try connection.client.deleteSettings(of: subject)
                }
            } catch {
                Console.note("note: \(connection.failure(error, about: .registry).text.printable)")
                isUndone = false
            }
        }
        return isUndone
    }
}
