internal import ArgumentParser
internal import RegistryClient
internal import SchemaCore

struct CompletionCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "completion", abstract: "Print a script that completes commands, options and subjects in a shell.",
        discussion: """
            bash: accord completion bash > ~/.local/share/bash-completion/completions/accord
            zsh:  accord completion zsh > ~/.zfunc/_accord, with ~/.zfunc in fpath
            fish: accord completion fish > ~/.config/fish/completions/accord.fish

            Names of subjects are those of the registry that the environment or the profile names.
            """)

    enum Shell: String, CaseIterable, ExpressibleByArgument {
        case bash, zsh, fish
    }

    @Argument(help: "The shell.")
    var shell: Shell

    func run() throws(Failure) {
        let script =
            switch shell {
            case .bash: Accord.completionScript(for: .bash)
            case .zsh: Accord.completionScript(for: .zsh)
            case .fish: Accord.completionScript(for: .fish)
            }
        try Console.line(script)
    }
}

extension CompletionKind {
    /// Names of subjects of the registry; none when it does not answer at once, for somebody is typing.
    static let subjects = CompletionKind.custom { _, _, prefix in
        guard let options = try? RegistryOptions.parse(["--timeout", "1"]), let connection = try? options.connect(),
            let subjects = try? connection.client.subjects(prefix: prefix.isEmpty ? nil : prefix)
        else { return [] }
        return subjects.prefix(1000).map(\.qualifiedName)
    }

    /// Files that can be schemas.
    static let schemaFiles = CompletionKind.file(extensions: ["json"])
}
