"""Commands against a registry: what they print, in both forms, and how they end."""
import json
import signal

from bench import case, expect

ORDER = {"type": "object", "properties": {"qty": {"type": "integer", "minimum": 0}}, "required": ["qty"]}
NARROWER = {"type": "object", "properties": {"qty": {"type": "integer", "minimum": 1}}, "required": ["qty"]}
WIDER = {"type": "object", "properties": {"qty": {"type": "integer", "minimum": -1}}, "required": ["qty"]}


# register


@case
def a_schema_is_registered_and_its_version_and_ids_are_printed(bench):
    _, accord = bench.registry()
    order = bench.file("order.json", ORDER)
    result = accord("register", "orders-value", order).exits(0).says_nothing()
    expect(result.out.splitlines()[0].split() == ["SUBJECT", "VERSION", "ID", "GUID", "STATE"], result.out)
    expect(result.rows()[0][:3] == ["orders-value", "1", "1"], result.out)
    value = accord("register", "orders-value", order, "-o", "json").exits(0).says_nothing().json()
    expect((value["subject"], value["version"], value["id"]) == ("orders-value", 1, 1), f"{value}")
    expect(value["guid"] == result.rows()[0][3], f"{value}")


@case
def a_schema_comes_from_the_standard_input(bench):
    _, accord = bench.registry()
    accord("register", "orders-value", "-", stdin=json.dumps(ORDER)).exits(0)
    expect(json.loads(accord("get", "orders-value").exits(0).out) == ORDER, "the schema is not the one sent")


@case
def a_schema_with_references_is_registered(bench):
    _, accord = bench.registry()
    address = bench.file("address.json", {"type": "string"})
    person = bench.file("person.json", {"properties": {"home": {"$ref": "address.json"}}})
    accord("register", "address-value", address).exits(0)
    reference = "address.json=address-value:1"
    accord("register", "person-value", person).exits(3).says("address.json")
    accord("register", "person-value", person, "--reference", reference, "--schema-type", "json").exits(0)
    value = accord("get", "person-value", "-o", "json").exits(0).json()
    expect(value["references"] == [{"name": "address.json", "subject": "address-value", "version": 1}], f"{value}")
    accord("check", person, "--subject", "person-value", "--reference", reference).exits(0)


@case
def a_finding_of_the_registry_is_told_with_its_lines_in_both_texts(bench):
    _, accord = bench.registry()
    for number in [3, 2]:
        accord("register", "unit", bench.file("unit.json", {"type": "string", "maxLength": number})).exits(0)
        accord("config", "set", "unit", "--level", "NONE").exits(0)
    old = bench.file("old.json", {"properties": {"unit": {"$ref": "unit.json"}, "qty": {"minimum": 0}}})
    bench.file("new.json", '{"properties": {\n"unit": {"$ref": "unit.json"},\n"qty": {"minimum": 1}}}')
    accord("register", "amount", old, "--reference", "unit.json=unit:1").exits(0)
    reference = ["--reference", "unit.json=unit:2"]
    result = accord("check", "new.json", "--subject", "amount", *reference, "--report", "json").exits(1)
    unit, qty = sorted(json.loads(result.out)["schemas"][0]["findings"], key=lambda finding: finding["pointer"])
    expect((unit["document"], unit["oldDocument"]) == ("unit.json", "unit.json"), f"{unit}")
    expect(unit["place"] == {"version": "unit:2", "line": 3, "column": 3}, f"{unit}")
    expect(unit["oldPlace"] == {"version": "unit:1", "line": 3, "column": 3}, f"{unit}")
    expect(qty["place"] == {"file": "new.json", "line": 3, "column": 9}, f"{qty}")
    place = qty["oldPlace"]
    text = accord("get", place["version"], "--pretty").exits(0).out.splitlines()
    expect(text[place["line"] - 1][place["column"] - 1:] == '"minimum": 0', f"{place}\n{text}")
    accord("check", "new.json", "--subject", "amount", *reference).exits(1).prints(
        "new.json:3:9", "was at: amount:1, line ", "was at: unit:1, line 3, column 3")
    sarif = accord("check", "new.json", "--subject", "amount", *reference, "--report", "sarif").exits(1).json()
    for one in sarif["runs"][0]["results"]:
        expect(one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "new.json", f"{one}")
        # Code hosts take no location that is in no file.
        expect("relatedLocations" not in one and "Was at: " in one["message"]["text"], f"{one}")


@case
def an_incompatible_schema_is_refused_with_its_findings(bench):
    _, accord = bench.registry()
    accord("register", "orders-value", bench.file("old.json", ORDER)).exits(0)
    new = bench.file("new.json", NARROWER)
    for flag in [[], ["--dry-run"]]:
        result = accord("register", "orders-value", new, *flag).exits(1).prints_nothing()
        result.says("MINIMUM_INCREASED", "/properties/qty/minimum", "1 finding: 1 error", 'registered under "orders-value"')
    expect(accord("list", "orders-value").rows()[0][0] == "1", "something was registered")


@case
def a_dry_run_of_register_registers_nothing(bench):
    _, accord = bench.registry()
    order = bench.file("order.json", ORDER)
    accord("register", "a", order, "--dry-run").exits(0).prints("would be registered")
    accord("get", "a").exits(5)
    accord("register", "a", order).exits(0)
    accord("register", "a", order, "--dry-run").exits(0).prints("registered already")
    value = accord("register", "a", bench.file("wider.json", WIDER), "--dry-run", "-o", "json").exits(0).json()
    expect(value == {"subject": "a", "state": "absent"}, f"{value}")
    expect(len(accord("list", "a", "-o", "json").json()) == 1, "a version was registered")


@case
def what_is_no_schema_is_refused_with_its_place(bench):
    _, accord = bench.registry()
    broken = bench.file("broken.json", '{"type": "object",\n  "properties": {\n    "a": }\n}\n')
    accord("register", "a", broken).exits(3).prints_nothing().says("broken.json:3:10: not JSON")
    accord("register", "a", bench.file("odd.json", '{"minimum": "high"}')).exits(3).says("/minimum")
    accord("register", "a", bench.file("latin1.json", b'"\xe9"')).exits(3).says("not UTF-8")
    accord("register", "a", bench.file("empty.json", "")).exits(3)
    accord("register", "a", bench.folder / "missing.json").exits(3).says("cannot read", "No such file")
    accord("register", "a", bench.folder).exits(3).says("cannot read", "directory")
    accord("register", "a", bench.file("s.avsc", '"string"'), "--schema-type", "AVRO").exits(3).says("AVRO")


# get


@case
def a_schema_is_found_by_subject_version_id_and_guid(bench):
    _, accord = bench.registry()
    guid = accord("register", "a", bench.file("1.json", ORDER), "-o", "json").json()["guid"]
    accord("register", "a", bench.file("2.json", WIDER)).exits(0)
    for arguments, schema in [
        (["a"], WIDER), (["a:latest"], WIDER), (["a:1"], ORDER), (["a", "--version", "1"], ORDER),
        (["--id", "1"], ORDER), (["--id", "2"], WIDER), (["--guid", guid], ORDER), (["a", "--pretty"], WIDER),
    ]:
        result = accord("get", *arguments).exits(0).says_nothing()
        expect(json.loads(result.out) == schema, f"{arguments}: {result.out}")
        value = accord("get", *arguments, "-o", "json").exits(0).says_nothing().json()
        expect(json.loads(value["schema"]) == schema and value["schemaType"] == "JSON", f"{arguments}: {value}")
    value = accord("get", "a:1", "-o", "json").json()
    expect((value["subject"], value["version"], value["id"]) == ("a", 1, 1), f"{value}")
    expect(value["guid"] == guid and value["deleted"] is False and value["registeredAt"].endswith("Z"), f"{value}")
    expect(len(accord("get", "a", "--pretty").out.splitlines()) > 5, "not indented")


@case
def what_is_not_there_is_named_with_what_is(bench):
    server, accord = bench.registry()
    accord("get", "orders").exits(5).says(f'subject "orders" not found at {server.url}', "no subjects yet")
    for subject in ["orders-value", "orders-key", "people"]:
        accord("register", subject, bench.file("s.json", ORDER)).exits(0)
    result = accord("get", "orders-valeu").exits(5).prints_nothing()
    result.says(f'error: subject "orders-valeu" not found at {server.url} '
                '(accord list shows 3; did you mean "orders-value"?)')
    accord("list", "peopel").exits(5).says('did you mean "people"?')
    accord("check", bench.file("s.json", ORDER), "--subject", "people:7").exits(5).says("version 7", "it has version 1")
    accord("get", "people:7").exits(5).says('version 7 of subject "people" not found', "it has version 1")
    accord("get", "--id", "99").exits(5).says("schema id 99 not found")
    accord("get", "--guid", "00000000-0000-0000-0000-000000000000").exits(5).says("not found")


@case
def subjects_of_any_name_are_reached(bench):
    _, accord = bench.registry()
    schema = bench.file("s.json", ORDER)
    for subject in ["a/b", "a b", "..", "é", "100%", ":.team:orders", "a?b#c", "a:1:x", "-dash"]:
        accord("register", "--", subject, schema).exits(0)
        accord("get", "--", subject).exits(0)
        expect(subject in accord("list").out.splitlines(), f"{subject} is not listed")
        accord("delete", "--yes", "--", subject).exits(0)


@case
def a_subject_that_ends_like_a_version_is_reached_with_the_version_flag(bench):
    _, accord = bench.registry()
    accord("register", "topic:7", bench.file("s.json", ORDER)).exits(0)
    accord("get", "topic:7").exits(5)
    accord("get", "topic:7", "--version", "1").exits(0)
    accord("delete", "topic:7", "--version", "1", "--yes").exits(0)


# list


@case
def subjects_and_versions_are_listed(bench):
    _, accord = bench.registry()
    expect(accord("list").exits(0).out == "", "an empty registry lists something")
    expect(accord("list", "-o", "json").exits(0).json() == [], "an empty registry lists something")
    for subject in ["b", "a", "ab"]:
        accord("register", subject, bench.file("s.json", ORDER)).exits(0)
    accord("register", "a", bench.file("2.json", WIDER)).exits(0)
    expect(accord("list").out == "a\nab\nb\n", accord("list").out)
    expect(accord("list", "--prefix", "a").out == "a\nab\n", accord("list", "--prefix", "a").out)
    result = accord("list", "a").exits(0)
    expect([row[:4] for row in result.rows()] == [["1", "1", "JSON", "live"], ["2", "2", "JSON", "live"]], result.out)
    values = accord("list", "a", "-o", "json").json()
    expect([(value["version"], value["id"]) for value in values] == [(1, 1), (2, 2)], f"{values}")


@case
def deleted_subjects_and_versions_are_listed_when_asked(bench):
    _, accord = bench.registry()
    accord("register", "a", bench.file("1.json", ORDER)).exits(0)
    accord("register", "a", bench.file("2.json", WIDER)).exits(0)
    accord("register", "b", bench.file("1.json", ORDER)).exits(0)
    accord("delete", "a:1", "--yes").exits(0)
    accord("delete", "b", "--yes").exits(0)
    expect(accord("list").out == "a\n", accord("list").out)
    expect(accord("list", "--deleted").rows() == [["a", "live"], ["b", "deleted"]], accord("list", "--deleted").out)
    states = [(value["subject"], value["deleted"]) for value in accord("list", "--deleted", "-o", "json").json()]
    expect(states == [("a", False), ("b", True)], f"{states}")
    rows = accord("list", "a", "--deleted").rows()
    expect([(row[0], row[3]) for row in rows] == [("1", "deleted"), ("2", "live")], f"{rows}")
    accord("list", "b").exits(5)
    accord("get", "b:1").exits(5)
    accord("get", "b:1", "--deleted").exits(0)


# config


@case
def levels_are_shown_set_and_deleted(bench):
    _, accord = bench.registry("--compatibility-level", "FULL")
    expect(accord("config", "get").exits(0).rows()[0][:2] == ["(all)", "FULL"], accord("config", "get").out)
    value = accord("config", "get", "a", "-o", "json").json()
    expect((value["compatibilityLevel"], value["origin"]) == ("FULL", "inherited"), f"{value}")
    accord("config", "set", "--level", "FORWARD").exits(0)
    accord("config", "set", "a", "--level", "full_transitive", "--normalize", "true").exits(0)
    value = accord("config", "get", "a", "-o", "json").json()
    expect(value == {"subject": "a", "compatibilityLevel": "FULL_TRANSITIVE", "normalize": True, "origin": "own"},
           f"{value}")
    accord("config", "set", "a", "--level", "NONE").exits(0)
    value = accord("config", "get", "a", "-o", "json").json()
    expect((value["compatibilityLevel"], value["normalize"]) == ("NONE", True), f"the rest did not stay: {value}")
    accord("config", "delete", "a").exits(0).prints("removed")
    accord("config", "get", "a").exits(0).prints("FORWARD", "inherited")
    accord("config", "delete", "a").exits(5).says('subject "a" has no settings of its own')


@case
def a_dry_run_of_config_changes_nothing(bench):
    _, accord = bench.registry()
    value = accord("config", "set", "a", "--level", "FULL", "--dry-run", "-o", "json").exits(0).json()
    expect((value["compatibilityLevel"], value["origin"]) == ("FULL", "dry run"), f"{value}")
    accord("config", "get", "a").prints("inherited", "BACKWARD")
    accord("config", "set", "a", "--level", "FULL").exits(0)
    accord("config", "delete", "a", "--dry-run").exits(0).prints("FULL", "dry run")
    accord("config", "get", "a").prints("FULL", "own")


# delete


@case
def subjects_and_versions_are_deleted_in_two_steps(bench):
    _, accord = bench.registry()
    accord("register", "a", bench.file("1.json", ORDER)).exits(0)
    accord("register", "a", bench.file("2.json", WIDER)).exits(0)
    accord("delete", "a:1", "--permanent", "--yes").exits(6).says("not deleted yet")
    result = accord("delete", "a:1", "--yes").exits(0).says_nothing()
    expect(result.rows() == [["a", "1", "deleted"]], result.out)
    accord("delete", "a:1", "--yes").exits(5).says("version 1")
    accord("delete", "a", "--permanent", "--yes").exits(6).says("not deleted yet")
    value = accord("delete", "a", "--yes", "-o", "json").exits(0).json()
    expect(value == {"subject": "a", "versions": [2], "state": "deleted"}, f"{value}")
    value = accord("delete", "a", "--permanent", "-y", "-o", "json").exits(0).json()
    expect(value == {"subject": "a", "versions": [1, 2], "state": "removed"}, f"{value}")
    accord("delete", "a", "--permanent", "--yes").exits(5)
    expect(accord("list", "--deleted", "-o", "json").json() == [], "something is left")


@case
def a_dry_run_of_delete_deletes_nothing(bench):
    _, accord = bench.registry()
    accord("register", "a", bench.file("1.json", ORDER)).exits(0)
    accord("delete", "a", "--dry-run").exits(0).prints("would be deleted")
    accord("delete", "a:1", "--dry-run").exits(0).prints("would be deleted")
    accord("delete", "b", "--dry-run").exits(5)
    accord("get", "a").exits(0)
    accord("delete", "a", "--yes").exits(0)
    accord("delete", "a", "--permanent", "--dry-run").exits(0).prints("would be removed")
    accord("get", "a:1", "--deleted").exits(0)


@case
def what_others_refer_to_is_not_deleted(bench):
    _, accord = bench.registry()
    accord("register", "address", bench.file("a.json", {"type": "string"})).exits(0)
    person = bench.file("p.json", {"properties": {"home": {"$ref": "a.json"}}})
    accord("register", "person", person, "--reference", "a.json=address:1").exits(0)
    accord("delete", "address", "--dry-run").exits(6).says("ids 2 refer to it")
    accord("delete", "address", "--yes").exits(6)
    accord("delete", "address:1", "--yes").exits(6)


@case
def delete_without_a_terminal_needs_yes(bench):
    _, accord = bench.registry()
    accord("register", "a", bench.file("1.json", ORDER)).exits(0)
    accord("delete", "a", stdin="a\n").exits(2).says("no terminal", "--yes")
    accord("get", "a").exits(0)


@case
def delete_on_a_terminal_asks_for_the_name(bench):
    server, accord = bench.registry()
    env = {"ACCORD_URL": server.url}
    accord("register", "orders", bench.file("1.json", ORDER)).exits(0)
    refused = bench.accord_on_terminal("delete", "orders", typed="order\n", env=env)
    refused.exits(2).prints("Type orders to get its version 1 deleted: ", "nothing is deleted")
    bench.accord_on_terminal("delete", "orders", typed="\x04", env=env).exits(2).prints("nothing is deleted")
    interrupted = bench.accord_on_terminal("delete", "orders", signal_after=signal.SIGINT, env=env)
    expect(interrupted.code == -signal.SIGINT, f"ended with {interrupted.code}")
    accord("get", "orders").exits(0)
    bench.accord_on_terminal("delete", "orders", typed="orders\n", env=env).exits(0).prints("deleted")
    accord("get", "orders").exits(5)


@case
def what_is_listed_has_every_form(bench):
    _, accord = bench.registry()
    order = bench.file("order.json", ORDER)
    expect(accord("register", "orders", order, "-o", "name").exits(0).out == "orders:1\n", "it has another name")
    accord("register", "invoices", order).exits(0)
    accord("team", "set", "payments", "--member", "alice", "--member", "yes").exits(0)
    for command in [
        ["list"], ["list", "orders"], ["get", "orders:1"], ["config", "get"], ["config", "get", "orders"], ["rules"],
        ["rules", "--lint"], ["team", "list"], ["team", "get", "payments"], ["owner", "orphans"], ["lifecycle", "get", "orders"],
        ["lifecycle", "table"], ["audit", "list"], ["search", "orders"], ["policy", "list"],
    ]:
        value = accord(*command, "-o", "json").exits(0).json()
        accord(*command, "-o", "yaml").exits(0).says_nothing()
        lines = accord(*command, "-o", "jsonl").exits(0).out.splitlines()
        rows = value if isinstance(value, list) else [value]
        expect([json.loads(line) for line in lines] == rows or command[-1] == "orphans", f"{command}: {lines}")
        names = accord(*command, "-o", "name").exits(0).out.splitlines()
        expect(len(names) == len(rows), f"{command}: {names}")
    accord("list", "orders", "-o", "name").exits(0).prints("orders:1\n")
    accord("get", "--id", "1", "-o", "name").exits(0).prints("1\n")
    accord("config", "get", "-o", "name").exits(0).prints("(all)\n")
    accord("team", "list", "-o", "name").exits(0).prints("payments\n")
    accord("team", "get", "payments", "-o", "yaml").exits(0).prints(
        'name: payments\ncontacts: []\nmembers:\n- alice\n- "yes"\nrevision: 3\n')
    narrow = accord("list", "orders").exits(0).out.splitlines()[0].split()
    wide = accord("list", "orders", "-o", "wide").exits(0).out.splitlines()[0].split()
    expect(wide[:len(narrow)] == narrow and "GUID" in wide[len(narrow):], f"{wide}")
    accord("version", "-o", "wide").exits(2).says("wide")
