from bench import case, expect

COMMANDS = ["serve", "check", "diff", "lint", "rules", "explain", "validate", "plan", "apply", "register", "get", "list", "config", "delete",
            "search", "team", "owner", "lifecycle", "policy", "waiver", "token", "webhook", "audit", "history", "report", "admin", "doctor",
            "completion", "version"]


@case
def the_help_of_the_program_names_commands_and_exit_codes(bench):
    for arguments in [[], ["--help"], ["-h"], ["help"]]:
        result = bench.accord(*arguments).exits(0).says_nothing()
        result.prints(*[f"\n  {command} " for command in COMMANDS])
        result.prints(*[f" {code}  " for code in [0, 1, 2, 3, 4, 5, 6, 7, 8, 130]])
        result.prints("Examples:", "ACCORD_URL", "ACCORD_TOKEN")
        expect(len(result.out.splitlines()) <= 55, "the help does not fit a screen")


@case
def every_command_has_help(bench):
    for command in COMMANDS:
        bench.accord(command, "--help").exits(0).says_nothing().prints("OVERVIEW:", "USAGE:")
        bench.accord("help", command).exits(0).prints("OVERVIEW:")


@case
def an_unknown_command_is_a_usage_error_with_a_suggestion(bench):
    bench.accord("lsit").exits(2).prints_nothing().says('error: there is no command "accord lsit"', '"list"')
    bench.accord("config", "gte").exits(2).says('"accord config gte"', '"get"')
    bench.accord("help", "chekc").exits(2).says('"check"')
    bench.accord("frobnicate").exits(2).says("accord --help lists all")


@case
def wrong_arguments_are_usage_errors(bench):
    schema = bench.file("schema.json", {})
    for arguments in [
        ["list", "--no-such-flag"], ["get"], ["get", "a", "--id", "1"], ["get", "--id", "x"], ["get", "--id", "0"],
        ["get", "--guid", "x"], ["get", "a:1", "--version", "x"], ["register", "a"], ["check", schema],
        ["check", schema, "--against", schema, "--subject", "a"], ["check", schema, "--subject", "a", "--level", "FULL"],
        ["check", "-", "--against", "-"], ["config", "set", "a"], ["config", "set", "--level", "SIDEWAYS"],
        ["list", "-o", "xml"], ["list", "--color", "sometimes"], ["list", "--timeout", "0"],
        ["list", "a", "--prefix", "b"], ["register", "\n", schema], ["register", "a", schema, "--reference", "x"],
        ["serve", "--listen", "nonsense"], ["serve", "--store", "postgres:x"], ["serve", "--threads", "0"],
    ]:
        bench.accord(*arguments, env={"ACCORD_URL": "http://127.0.0.1:9"}).exits(2).says("error: ").prints_nothing()


@case
def version_prints_the_version_in_both_forms(bench):
    text = bench.accord("version").exits(0).says_nothing().out
    expect(text.startswith("accord ") and text.count("\n") == 1, f"unexpected: {text!r}")
    value = bench.accord("version", "-o", "json").exits(0).json()
    expect(f"accord {value['version']}\n" == text, "the two forms differ")
    expect(bench.accord("--version").exits(0).out == text, "--version differs")


@case
def output_that_cannot_be_written_is_an_error(bench):
    import subprocess
    with open("/dev/full", "w") as full:
        done = subprocess.run([bench.accord_path, "version"], stdout=full, stderr=subprocess.PIPE, text=True)
    expect(done.returncode == 3, f"exited with {done.returncode}")
    expect("cannot write to the standard output: No space left" in done.stderr, done.stderr)


@case
def a_reader_that_leaves_ends_the_command_quietly(bench):
    import signal
    import subprocess
    process = subprocess.Popen([bench.accord_path, "version"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    process.stdout.close()
    message = process.stderr.read()
    code = process.wait()
    # The pipe may have taken the line before it was closed.
    expect(code in (0, -signal.SIGPIPE) and message == b"", f"exited with {code}: {message}")
