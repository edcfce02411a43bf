internal import ArgumentParser
internal import RegistryAPI
internal import Webhooks

/// How a server sends to webhooks.
struct WebhookOptions: ParsableArguments {
    @Option(
        name: .customLong("allow-webhook-address"),
        help: ArgumentHelp(
            "Send to these addresses though they are not public; repeatable, as 10.1.0.0/16.", valueName: "range"))
    var allowed: [String] = []

    @Option(
        name: .customLong("webhook-attempts"),
        help: ArgumentHelp("How often an event is tried before it is given up. (default: 12)", valueName: "count"))
    var attempts: Int?

    @Option(
        name: .customLong("webhook-pause"),
        help: ArgumentHelp(
            "The longest first pause between attempts, in milliseconds; it doubles up to an hour. (default: 5000)",
            valueName: "milliseconds"))
    var pause: Int?

    @Option(
        name: .customLong("webhook-timeout"),
        help: ArgumentHelp("How long a receiver may take to answer, in seconds. (default: 10)", valueName: "seconds"))
    var timeout: Int?

    func validate() throws {
        for text in allowed where AddressRange(text) == nil {
            throw ValidationError("--allow-webhook-address: \(text) is no range of addresses, such as 10.1.0.0/16")
        }
        guard (1...100).contains(attempts ?? 1) else {
            throw ValidationError("--webhook-attempts must be from 1 to 100")
        }
        guard (1...3_600_000).contains(pause ?? 1) else {
            throw ValidationError("--webhook-pause must be from 1 to 3600000")
        }
        guard (1...300).contains(timeout ?? 1) else { throw ValidationError("--webhook-timeout must be from 1 to 300") }
    }

    var options: Dispatcher.Options {
        var options = Dispatcher.Options()
        options.addresses = AddressGuard(allowing: allowed.compactMap(AddressRange.init))
        options.attempts = attempts ?? options.attempts
        options.pause = pause.map { .milliseconds($0) } ?? options.pause
        options.requestSeconds = timeout ?? options.requestSeconds
        return options
    }
}

extension Dispatcher {
    /// What is shown of it in the metrics.
    var gauges: [Gauge] {
        let (delivered, dead) = counts
        return [
            Gauge(
                "accord_webhook_lag_events", "Events that the webhook furthest behind has not been told of.", .gauge,
                Double(lag)),
            Gauge(
                "accord_webhook_deliveries_total", "Events that webhooks have taken.", .counter, Double(delivered)),
            Gauge(
                "accord_webhook_dead_letters_total", "Events that were given up after too many attempts.", .counter,
                Double(dead)),
        ]
    }
}
