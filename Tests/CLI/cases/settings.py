"""Where the settings of the command line come from: profiles, the environment, accord.yaml; completion and doctor."""
import subprocess

from bench import case, expect
from stub import Stub

NOWHERE = {"ACCORD_URL": "http://127.0.0.1:9"}


def view(bench, *arguments, env=None):
    rows = bench.accord("config", "view", "-o", "json", *arguments, env=env).exits(0).says_nothing().json()
    return {row["setting"]: (row["value"], row["origin"]) for row in rows}


@case
def profiles_name_registries_and_their_secrets_stay_in_files(bench):
    path = ".config/accord/config.yaml"
    with Stub((200, []), (200, []), (200, [])) as one, Stub((200, [])) as other:
        bench.file(path, f"profile: one\nprofiles:\n  one:\n    url: {one.url}\n    token-file: ~/one.token\n  other: {{url: \"{other.url}\"}}\n")
        token = bench.file("one.token", "s3cret\n")
        token.chmod(0o644)
        bench.accord("list").exits(2).says("others may read", "chmod 600")
        token.chmod(0o600)
        bench.accord("list").exits(0)
        bench.accord("list", "--profile", "other").exits(0)
        bench.accord("list", env={"ACCORD_PROFILE": "one", "ACCORD_TOKEN": "mine"}).exits(0)
        # A secret of a profile is for its registry alone.
        bench.accord("list", "--url", one.url).exits(0)
        sent = [{name.lower(): value for name, value in headers.items()}.get("authorization") for _, _, headers, _, _ in one.requests]
        expect(sent == ["Bearer s3cret", "Bearer mine", None], f"{sent}")
        settings = view(bench, "--origin")
        expect(settings["url"] == (one.url, f'profile "one" in {bench.folder}/{path}'), f"{settings}")
        expect(settings["token"][0] == "set" and settings["profile"] == ("one", f"{bench.folder}/{path}"), f"{settings}")
        text = bench.accord("config", "view", "--origin").exits(0).prints("SETTING", "ORIGIN").out
        expect("s3cret" not in text, text)
    bench.accord("list", "--profile", "oen").exits(2).says('there is no profile "oen"', 'did you mean "one"')


@case
def the_origin_of_each_setting_is_told(bench):
    bench.file("accord.yaml", "level: FULL\nagainst: git:main\nregistry: http://127.0.0.1:7\n")
    settings = view(bench, env={**NOWHERE, "ACCORD_POLICY": "LENIENT"})
    expect(settings["url"] == ("http://127.0.0.1:9", "ACCORD_URL"), f"{settings}")
    expect(settings["level"] == ("FULL", "accord.yaml") and settings["policy"] == ("LENIENT", "ACCORD_POLICY"), f"{settings}")
    expect(settings["against"] == ("git:main", "accord.yaml") and settings["token"] == (None, "not set"), f"{settings}")
    expect(settings["project"][0].endswith("accord.yaml"), f"{settings}")
    expect(view(bench, "--url", "http://127.0.0.1:8")["url"] == ("http://127.0.0.1:8", "--url"), "the flag")
    # The registry of a repository is asked by check and lint alone, so that no token goes where a stranger says.
    bench.accord("list").exits(7).says("127.0.0.1:8081")


@case
def a_mistake_in_the_configuration_is_named_with_its_place(bench):
    for content, place, words in [
        ("profiles:\n  a: {token: x}", "2:7", "one of url, token-file, ca-file"), ("profile: b\nprofiles: {a: {}}", "1:1", "one of a"),
        ("profiles: []", "1:1", "by their names"), ("x: 1", "1:1", "one of profile, profiles"), ("a: b: c", "1:5", "not YAML"),
    ]:
        path = bench.file("config.yaml", content)
        bench.accord("list", env={"ACCORD_CONFIG": str(path)}).exits(2).says(f"config.yaml:{place}: ", words)
    bench.accord("list", env={"ACCORD_CONFIG": "/nowhere"}).exits(2).says("ACCORD_CONFIG")
    bench.accord("list", env={"ACCORD_CONFIG": str(bench.file("empty.yaml", "")), **NOWHERE}).exits(7)


@case
def a_shell_completes_commands_and_subjects(bench):
    server, accord = bench.registry()
    for name in ["orders-key", "orders-value", "people"]:
        accord("register", name, bench.file("a.json", {"title": name})).exits(0)
    script = bench.file("accord.bash", bench.accord("completion", "bash").exits(0).says_nothing().out)
    (bench.folder / "bin").mkdir()
    (bench.folder / "bin/accord").symlink_to(bench.accord_path)
    env = bench.environment({"ACCORD_URL": server.url})
    env["PATH"] = f"{bench.folder / 'bin'}:{env['PATH']}"

    def complete(line):
        words = line.split(" ")
        quoted = " ".join(f"'{word}'" for word in words)
        done = subprocess.run(
            ["bash", "-c", f"source {script}; COMP_LINE='{line}'; COMP_POINT={len(line)}; COMP_WORDS=({quoted}); "
             f"COMP_CWORD={len(words) - 1}; COMP_TYPE=9; COMP_KEY=9; _accord accord '{words[-1]}' '{words[-2]}'; echo \"${{COMPREPLY[@]}}\""],
            env=env, cwd=bench.folder, capture_output=True, text=True)
        return sorted(done.stdout.split())

    expect(complete("accord che") == ["check"], f"{complete('accord che')}")
    expect(complete("accord get ord") == ["orders-key", "orders-value"], f"{complete('accord get ord')}")
    server.stop()
    expect(complete("accord get ord") == [], f"{complete('accord get ord')}")
    for shell in ["zsh", "fish"]:
        bench.accord("completion", shell).exits(0).prints("accord", "check")
    bench.accord("completion", "tcsh").exits(2)


@case
def the_doctor_tells_what_is_there_and_what_is_not(bench):
    result = bench.accord("doctor", env=NOWHERE).exits(7).says_nothing()
    result.prints("✓ settings", "✓ project", "✓ git", "✗ registry", "refuses connections", "✗ access")
    bench.file("accord.yaml", "schemas:\n  - files: s/*.json\n")
    bench.file("s/a.json", {})
    token = bench.accord("token", "create", "root", "--role", "admin", "--store", f"sqlite:{bench.folder}/registry.db", "-o", "json").exits(0).json()["secret"]
    server = bench.serve("--auth", "token")
    bench.accord("doctor", env={"ACCORD_URL": server.url, "ACCORD_TOKEN": "wrong"}).exits(4).prints("accord.yaml, 1 schema", "✗ access")
    env = {"ACCORD_URL": server.url, "ACCORD_TOKEN": token}
    bench.accord("doctor", env=env).exits(0).prints("answers in", "JSON", "0 subjects can be read")
    items = bench.accord("doctor", "-o", "json", env=env).exits(0).json()
    expect([item["name"] for item in items] == ["settings", "project", "git", "registry", "access"], f"{items}")
    bench.file("accord.yaml", "schema: 1")
    bench.accord("doctor", env=env).exits(2).prints("✗ project", 'did you mean "schemas"')
