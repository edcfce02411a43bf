"""The gate: with and without a registry."""
import json

from bench import case, expect

OLD = """{
  "type": "object",
  "properties": {
    "qty": { "type": "integer", "minimum": 0 }
  },
  "required": ["qty"]
}
"""
NEW = OLD.replace('"minimum": 0', '"minimum": 1')
WIDER = OLD.replace('"minimum": 0', '"minimum": -1')


@case
def two_files_are_compared_without_a_registry(bench):
    old, new = bench.file("old.json", OLD), bench.file("new.json", NEW)
    env = {"ACCORD_URL": "http://127.0.0.1:9"}
    bench.accord("check", "old.json", "--against", "old.json", env=env).exits(0).says_nothing().prints(
        "✓ old.json is compatible with old.json", "level BACKWARD, policy STRICT")
    bench.accord("check", "new.json", "--against", "old.json", env=env).exits(1).says_nothing().prints(
        "✗ new.json is NOT backward compatible with old.json", "error", "MINIMUM_INCREASED", "/properties/qty/minimum",
        "0 -> 1", "new.json:4:33", 'example: {"qty":0}', "1 finding: 1 error")
    bench.accord("check", old, "--against", new, env=env).exits(0)


@case
def a_finding_as_json_has_all_its_parts(bench):
    bench.file("old.json", OLD)
    bench.file("new.json", NEW)
    value = bench.accord("check", "new.json", "--against", "old.json", "-o", "json").exits(1).json()
    expect(value["report"] == "check" and value["outcome"] == "failed", f"{value}")
    schema, = value["schemas"]
    expect(schema["outcome"] == "failed" and schema["level"] == "BACKWARD", f"{schema}")
    expect(schema["earlier"] == ["old.json"], f"{schema}")
    finding, = schema["findings"]
    expect(finding["rule"] == "MINIMUM_INCREASED" and finding["severity"] == "error", f"{finding}")
    expect(finding["harm"] == "readers that move to the new schema, on data written with old.json", f"{finding}")
    expect(finding["direction"] == "backward" and finding["pointer"] == "/properties/qty/minimum", f"{finding}")
    expect((finding["oldValue"], finding["newValue"]) == (0, 1), f"{finding}")
    expect(finding["place"] == {"file": "new.json", "line": 4, "column": 33}, f"{finding}")
    expect(finding["oldPlace"]["file"] == "old.json", f"{finding}")
    expect(finding["witness"] == {"qty": 0}, f"{finding}")
    expect("old.json" in finding["message"] and "{" not in finding["message"].split(":")[0], f"{finding}")


@case
def the_level_decides_the_direction(bench):
    bench.file("old.json", OLD)
    bench.file("new.json", NEW)
    bench.file("wider.json", WIDER)
    for new, level, code in [
        ("new.json", "BACKWARD", 1), ("new.json", "FORWARD", 0), ("new.json", "FULL", 1), ("new.json", "NONE", 0),
        ("new.json", "full_transitive", 1), ("wider.json", "BACKWARD", 0), ("wider.json", "FORWARD", 1),
        ("wider.json", "FULL", 1),
    ]:
        result = bench.accord("check", new, "--against", "old.json", "--level", level)
        expect(result.code == code, f"{new} {level}: {result.code}\n{result.text()}")
    bench.accord("check", "wider.json", "--against", "old.json", "--level", "FORWARD").prints("NOT forward compatible")


@case
def one_of_the_two_may_be_the_standard_input(bench):
    bench.file("old.json", OLD)
    bench.accord("check", "-", "--against", "old.json", stdin=NEW).exits(1).prints("standard input:4:33")
    bench.accord("check", "old.json", "--against", "-", stdin=NEW).exits(0)


@case
def what_cannot_be_read_is_no_finding(bench):
    old = bench.file("old.json", OLD)
    broken = bench.file("broken.json", OLD.replace('"minimum": 0', '"minimum": 0,,'))
    for new, old, what in [
        ("broken.json", "old.json", "broken.json:4:46: not JSON"), ("old.json", "broken.json", "broken.json:4:46"),
        ("missing.json", "old.json", "cannot read missing.json"), ("old.json", "missing.json", "No such file"),
    ]:
        bench.accord("check", new, "--against", old).exits(3).prints_nothing().says("error: ", what)
    bench.file("odd.json", '{"type": 7}')
    bench.accord("check", "odd.json", "--against", "old.json").exits(3).says("odd.json", "/type")


@case
def a_file_that_nobody_may_read_is_named(bench):
    import os
    if os.geteuid() == 0:
        return  # root may read everything
    bench.file("old.json", OLD).chmod(0)
    bench.accord("check", "old.json", "--against", "old.json").exits(3).says("Permission denied")


@case
def a_registry_compares_with_the_versions_of_a_subject(bench):
    server, accord = bench.registry()
    for number, text in enumerate([NEW, OLD], 1):
        accord("register", "orders", bench.file(f"{number}.json", text)).exits(0)
    new = bench.file("new.json", NEW)
    bench.file("old.json", OLD)
    accord("check", "old.json", "--subject", "orders").exits(0).prints("✓ orders is compatible with version 2")
    result = accord("check", "new.json", "--subject", "orders").exits(1).says_nothing()
    result.prints("✗ orders is NOT backward compatible with version 2", "level BACKWARD, policy STRICT",
                  "MINIMUM_INCREASED", "/properties/qty/minimum", "0 -> 1", "new.json:4:33", '{"qty":0}', "version 2")
    accord("check", "new.json", "--subject", "orders:1").exits(0)
    accord("check", "new.json", "--subject", "orders:2").exits(1)
    accord("config", "set", "orders", "--level", "FORWARD_TRANSITIVE").exits(0)
    accord("check", "old.json", "--subject", "orders").exits(1).prints("NOT forward compatible with version 1")


@case
def a_check_finds_the_same_with_and_without_a_registry(bench):
    _, accord = bench.registry()
    accord("register", "orders", bench.file("old.json", OLD)).exits(0)
    bench.file("new.json", NEW)
    online, = accord("check", "new.json", "--subject", "orders", "-o", "json").exits(1).json()["schemas"]
    offline, = accord("check", "new.json", "--against", "old.json", "-o", "json").exits(1).json()["schemas"]
    expect(online["refused"] is True and "refused" not in offline, "who refuses is not told")
    for member in ["outcome", "level", "policy", "otherPolicy"]:
        expect(online[member] == offline[member], f"{online}\n{offline}")
    for one, other in zip(online["findings"], offline["findings"], strict=True):
        # A registry keeps one line, and tells it over several.
        expect((one.pop("oldPlace")["version"], other.pop("oldPlace")["file"]) == ("orders:1", "old.json"), f"{one}")
        for finding, name in [(one, "version 1"), (other, "old.json")]:
            expect(finding.pop("earlier") == name, f"{finding}")
            # It says which subject or file it is about.
            finding.pop("identity")
            for member in ["message", "harm"]:
                finding[member] = finding[member].replace(name, "NAME")
        expect(one == other, f"{one}\n{other}")


# Back references make languages that no algorithm compares.
UNDECIDED = [{"type": "string", "pattern": pattern} for pattern in ["^(a+)\\1$", "^(a+)(a+)\\1\\2$"]]


@case
def what_is_undecided_is_told_apart_and_fails_when_asked(bench):
    old, new = [bench.file(name, schema) for name, schema in zip(["old.json", "new.json"], UNDECIDED)]
    arguments = ["check", "new.json", "--against", "old.json"]
    bench.accord(*arguments).exits(0).prints("could NOT BE SHOWN backward compatible", "1 finding: 1 undecided")
    bench.accord(*arguments, "--fail-on-undecided").exits(8)
    value = bench.accord(*arguments, "-o", "json").exits(0).json()
    expect(value["outcome"] == "undecided" and value["summary"]["undecided"] == 1, f"{value}")
    expect(value["schemas"][0]["findings"][0]["severity"] == "undecided", f"{value}")
    # What is proven beside it goes first.
    bench.file("both.json", {"type": "object", "properties": {"a": UNDECIDED[0], "b": {"minimum": 0}}})
    bench.file("worse.json", {"type": "object", "properties": {"a": UNDECIDED[1], "b": {"minimum": 1}}})
    bench.accord("check", "worse.json", "--against", "both.json", "--fail-on-undecided").exits(1)


@case
def a_registry_refuses_what_is_undecided(bench):
    _, accord = bench.registry()
    old, new = [bench.file(name, schema) for name, schema in zip(["old.json", "new.json"], UNDECIDED)]
    accord("register", "a", old).exits(0)
    accord("check", new, "--subject", "a").exits(0).prints("the registry refuses what is undecided")
    accord("check", new, "--subject", "a", "--fail-on-undecided").exits(8)
    schema, = accord("check", new, "--subject", "a", "-o", "json").json()["schemas"]
    expect(schema["refused"] is True, "not said to be refused")
    accord("register", "a", new).exits(1).says("could not be shown to be compatible")


@case
def a_subject_that_does_not_exist_yet_is_compatible_with_anything(bench):
    _, accord = bench.registry()
    bench.file("new.json", NEW)
    accord("check", "new.json", "--subject", "orders").exits(0).prints("there is nothing to compare with")


@case
def what_is_no_schema_is_not_sent_or_is_refused(bench):
    _, accord = bench.registry()
    accord("check", bench.file("broken.json", "{"), "--subject", "a").exits(3).says("broken.json:1:")
    accord("check", bench.file("odd.json", '{"type": 7}'), "--subject", "a").exits(3).says("/type")


@case
def colors_are_used_when_asked_and_never_carry_the_meaning(bench):
    bench.file("old.json", OLD)
    bench.file("new.json", NEW)
    arguments = ["check", "new.json", "--against", "old.json"]
    plain = bench.accord(*arguments).out
    expect("\x1b" not in plain, "colors without a terminal")
    colored = bench.accord(*arguments, "--color", "always").out
    import re
    expect("\x1b[" in colored and re.sub("\x1b\\[[0-9]*m", "", colored) == plain, repr(colored))
    expect("\x1b[" in bench.accord(*arguments, env={"CLICOLOR_FORCE": "1"}).out, "CLICOLOR_FORCE is not heeded")
    expect("\x1b[" in bench.accord_on_terminal(*arguments).out, "no colors on a terminal")
    for env, flags in [({"NO_COLOR": "1"}, []), ({}, ["--color", "never"]), ({"TERM": "dumb"}, [])]:
        out = bench.accord_on_terminal(*arguments, *flags, env=env).out
        expect("\x1b" not in out, f"{env} {flags}: {out!r}")
    error = bench.accord("check", "missing.json", "--against", "old.json", "--color", "always").exits(3).err
    expect(error.startswith("\x1b["), repr(error))
