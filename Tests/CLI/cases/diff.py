"""What changed between two schemas, and what it breaks."""
import json
import subprocess

from bench import case, expect
from cases.gate import OFFLINE, Repository

OLD = """{
  "properties": {
    "qty": { "type": "integer", "minimum": 0 },
    "note": { "type": "string" }
  }
}
"""
NEW = OLD.replace('"minimum": 0', '"minimum": 1').replace('"note": { "type": "string" }', '"note": { "type": "string", "title": "Note" }')


@case
def every_change_is_told_with_what_it_breaks(bench):
    bench.file("old.json", OLD)
    bench.file("new.json", NEW)
    result = bench.accord("diff", "old.json", "new.json", env=OFFLINE).exits(0).says_nothing()
    result.prints(
        "old.json -> new.json", "STRICT    backward incompatible, forward compatible; version: major",
        "The new schema refuses data that the old one accepts.", "Demands changed", 'The minimum of "qty" changed from 0 to 1.',
        "new.json:3:33", "0 -> 1", "STRICT: breaks backward; LENIENT: breaks backward", "Said otherwise")
    value = bench.accord("diff", "old.json", "new.json", "-o", "json", env=OFFLINE).exits(0).json()
    first, second = value["changes"]
    expect(first["verdicts"] == {policy: {"backward": "incompatible", "forward": "compatible"} for policy in ("STRICT", "LENIENT")}, f"{first}")
    expect(first["place"] == {"file": "new.json", "line": 3, "column": 33}, f"{first}")
    expect(second["kind"] == "annotation-only" and second["verdicts"]["STRICT"] == {
        "backward": "compatible", "forward": "compatible"}, f"{second}")
    expect(value["bump"]["STRICT"]["level"] == "major", f"{value}")
    bench.accord("diff", "old.json", "new.json", "--exit-code").exits(1)
    bench.accord("diff", "old.json", "old.json", "--exit-code").exits(0).prints("Nothing is different.")


@case
def the_policies_may_say_something_else(bench):
    bench.file("old.json", {"properties": {"a": {"type": "string"}}})
    bench.file("new.json", {"properties": {"a": {"type": "string"}, "b": {"type": "string"}}})
    bench.accord("diff", "old.json", "new.json").exits(0).prints("version: major", "STRICT: breaks backward\n")
    result = bench.accord("diff", "old.json", "new.json", "--policy", "LENIENT").exits(0)
    expect(result.out.index("LENIENT") < result.out.index("STRICT"), result.out)
    expect("version: minor" in result.out or "version: patch" in result.out, result.out)


@case
def the_texts_are_shown_as_patch_reads_them_and_side_by_side(bench):
    bench.file("old.json", OLD)
    bench.file("new.json", NEW)
    result = bench.accord("diff", "old.json", "new.json", "--unified").exits(0)
    done = subprocess.run(["diff", "-u", "old.json", "new.json"], cwd=bench.folder, capture_output=True, text=True)
    expect(result.out.splitlines()[2:] == done.stdout.splitlines()[2:], result.out + done.stdout)
    bench.accord("diff", "old.json", "new.json", "--side-by-side", env={"COLUMNS": "100"}).exits(0).prints(" | ")
    expect(all(len(line) <= 100 for line in bench.accord("diff", "old.json", "new.json", "--side-by-side", env={"COLUMNS": "100"}).out.splitlines()), "too wide")
    # Long texts, with changes far from each other.
    lines = [f'    "p{number}": {{ "type": "string" }},' for number in range(200)]
    start, end = ['{ "properties": {'], ['    "z": true } }']
    bench.file("a.json", "\n".join(start + lines + end))
    bench.file("b.json", "\n".join(start + lines[:5] + ['    "new": true,'] + lines[7:150] + lines[151:] + end) + "\n")
    result = bench.accord("diff", "a.json", "b.json", "--unified").exits(0)
    done = subprocess.run(["diff", "-u", "a.json", "b.json"], cwd=bench.folder, capture_output=True, text=True)
    ours = [line for line in result.out.splitlines() if line.startswith("@@")]
    expect(ours == [line for line in done.stdout.splitlines() if line.startswith("@@")][:len(ours)] and len(ours) == 2, f"{ours}\n{done.stdout}")


@case
def versions_of_a_subject_and_revisions_are_compared(bench):
    server, accord = bench.registry()
    repository = Repository(bench)
    for number, text in enumerate([OLD, NEW], 1):
        bench.file("s/order.json", text)
        accord("register", "orders", "s/order.json")
        repository.commit(message=str(number))
        accord("config", "set", "orders", "--level", "NONE").exits(0)
    accord("diff", "orders:1..2").exits(0).prints("orders version 1 -> orders version 2", 'The minimum of "qty" changed from 0 to 1.')
    accord("diff", "orders:1..").exits(0).prints("orders version 2")
    accord("diff", "orders:1", "s/order.json").exits(0).prints("orders version 1 -> s/order.json", "version: major")
    accord("diff", "orders:1..2", "--unified").exits(0).prints('-      "minimum": 0', '+      "minimum": 1')
    accord("diff", "orders:1..7").exits(5).says("version 7")
    accord("diff", "nobody:1..2").exits(5).says("nobody")
    for arguments in [["s/order.json", "--against", "git:HEAD~1"], ["git:HEAD~1:s/order.json", "s/order.json"],
                      ["git:HEAD~1:s/order.json", "git:HEAD:s/order.json"]]:
        bench.accord("diff", *arguments, env=OFFLINE).exits(0).prints("HEAD~1:s/order.json -> ", "from 0 to 1")
    bench.accord("diff", "git:HEAD:none.json", "s/order.json").exits(3).says('no file "none.json"')
    bench.accord("diff", "git:none:s/order.json", "s/order.json").exits(3).says("knows no revision")


@case
def a_change_in_a_file_that_is_referred_to_is_told_in_that_file(bench):
    for folder, least in [("old", 1), ("new", 2)]:
        bench.file(f"{folder}/order.json", {"properties": {"home": {"$ref": "address.json"}}})
        bench.file(f"{folder}/address.json", json.dumps({"type": "string", "minLength": least}, indent=1))
    bench.accord("diff", "old/order.json", "new/order.json").exits(0).prints("from 1 to 2", "new/address.json:3:2")
    [change] = bench.accord("diff", "old/order.json", "new/order.json", "-o", "json").exits(0).json()["changes"]
    expect(change["place"] == {"file": "new/address.json", "line": 3, "column": 2}, f"{change}")
    expect(change["oldPlace"] == {"file": "old/address.json", "line": 3, "column": 2}, f"{change}")
    expect(change["document"].endswith("/address.json") and change["oldDocument"].endswith("/address.json"), f"{change}")


@case
def a_change_between_versions_is_told_in_the_lines_that_get_prints(bench):
    _, accord = bench.registry()
    accord("config", "set", "--level", "NONE").exits(0)
    for number in [1, 2]:
        accord("register", "address", bench.file("a.json", {"type": "string", "minLength": number})).exits(0)
        order = bench.file("o.json", {"type": "object", "properties": {"home": {"$ref": "a.json"}, f"p{number}": {}}})
        accord("register", "orders", order, "--reference", f"a.json=address:{number}").exits(0)
    accord("diff", "orders:1..2").exits(0).prints("address:2, line 3, column 3")
    lines = {f"orders:{number}": accord("get", f"orders:{number}", "--pretty").exits(0).out.splitlines() for number in [1, 2]}
    changes = accord("diff", "orders:1..2", "-o", "json").exits(0).json()["changes"]
    told = [(change[place], name) for change in changes for place, name in [("place", '"p2"'), ("oldPlace", '"p1"')]
            if place in change and "document" not in change]
    expect(len(told) == 2, f"{changes}")
    for place, name in told:
        expect(lines[place["version"]][place["line"] - 1][place["column"] - 1:].startswith(name), f"{place}\n{lines}")


@case
def what_cannot_be_compared_is_said(bench):
    bench.file("old.json", OLD)
    bench.file("odd.json", {"type": 7})
    bench.accord("diff", "old.json", "odd.json").exits(3).says("odd.json", "/type")
    bench.accord("diff", "old.json", "none.json").exits(3).says("none.json")
    for arguments in [[], ["old.json"], ["old.json", "old.json", "old.json"], ["-", "-"], ["git:main", "old.json"],
                      ["old.json", "--against", "old.json"], ["old.json", "old.json", "--unified", "--side-by-side"],
                      ["old.json", "old.json", "--unified", "-o", "json"], ["a:1..x"]]:
        bench.accord("diff", *arguments).exits(2).says("error: ").prints_nothing()
    bench.accord("diff", "-", "old.json", stdin=NEW).exits(0).prints("standard input -> old.json")
