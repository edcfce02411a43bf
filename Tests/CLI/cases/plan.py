"""A registry brought to what accord.yaml and its files say."""
from bench import case, expect

PROJECT = """
schemas:
  - files: s/**/*.json
    subject: "{name}-value"
  - files: s/strict/*.json
    subject: "{name}-strict"
    level: FULL
"""


def project(bench, text=PROJECT):
    bench.file("accord.yaml", text)
    bench.file("s/order.json", {"properties": {"address": {"$ref": "common/address.json"}}, "additionalProperties": False})
    bench.file("s/common/address.json", {"properties": {"zip": {"$ref": "zip.json"}}, "additionalProperties": False})
    bench.file("s/common/zip.json", {"type": "string", "maxLength": 9})
    bench.file("s/strict/a.json", {"type": "string", "maxLength": 9})


def actions(result):
    return {step["subject"]: (step["action"], step.get("version")) for step in result.json()["steps"]}


@case
def what_is_missing_is_registered_in_the_order_of_references_and_once(bench):
    server, accord = bench.registry()
    project(bench)
    result = accord("plan").exits(0).says_nothing()
    lines = [line.split()[1] for line in result.out.splitlines() if line.startswith("  +")]
    expect(lines.index("zip-value") < lines.index("address-value") < lines.index("order-value"), result.out)
    result.prints("~ a-strict  level BACKWARD -> FULL", f"plan for {server.url}: 4 of 4 subjects")
    accord("plan", "--detailed-exitcode").exits(6)
    expect(accord("list").exits(0).out == "", "a plan changed something")
    accord("apply", "--dry-run").exits(0)
    expect(accord("list").exits(0).out == "", "a dry run changed something")
    accord("apply").exits(0).prints("+ order-value  version 1", f"applied to {server.url}: 4 of 4 subjects")
    accord("get", "order-value", "-o", "json").exits(0).prints('"subject": "address-value"')
    expect(accord("config", "get", "a-strict", "-o", "json").json()["compatibilityLevel"] == "FULL", "the level")
    # Run again, nothing is left to do.
    accord("plan", "--detailed-exitcode").exits(0).prints("nothing to change")
    accord("apply").exits(0).prints("nothing to change", "= order-value  version 1")


@case
def a_change_of_what_others_refer_to_renews_them(bench):
    _, accord = bench.registry()
    project(bench)
    accord("apply").exits(0)
    bench.file("s/common/zip.json", {"type": "string", "maxLength": 10})
    result = accord("plan", "-o", "json").exits(0)
    expect(actions(result) == {"zip-value": ("register", 2), "address-value": ("register", 2), "order-value": ("register", 2),
                               "a-strict": ("unchanged", 1)}, result.out)
    accord("apply").exits(0)
    accord("get", "order-value:2", "-o", "json").exits(0).prints('"version": 2')
    accord("plan", "--detailed-exitcode").exits(0)


@case
def what_would_be_refused_keeps_all_of_it_from_being_done(bench):
    _, accord = bench.registry()
    project(bench)
    accord("apply").exits(0)
    bench.file("s/common/zip.json", {"type": "string", "maxLength": 8})
    bench.file("s/strict/a.json", {"type": "string", "maxLength": 10})
    bench.file("s/new.json", {})
    result = accord("apply").exits(1)
    result.prints("✗ zip-value  refused", "✗ order-value  refused", "MAX_LENGTH_DECREASED", "✗ a-strict  refused", "+ new-value")
    expect("new-value" not in accord("list").exits(0).out, "something was done")
    accord("plan").exits(1)
    for broken in ["{", '{"type": 7}', '{"$ref": "nowhere.json"}']:
        project(bench)
        bench.file("s/new.json", broken)
        accord("plan").exits(1).prints("✗ new-value  refused", "! new-value is no schema")


@case
def what_fails_on_the_way_is_taken_back(bench):
    server, accord = bench.registry()
    project(bench)
    accord("apply").exits(0)
    bench.file("s/common/zip.json", {"type": "string", "maxLength": 10})
    bench.file("s/strict/a.json", {"type": "string", "maxLength": 9, "title": "A"})
    bench.file("accord.yaml", PROJECT.replace("level: FULL", "level: NONE"))
    # The subject that comes last is read-only, which a plan does not see.
    status, _, _ = server.request("/mode/order-value", {"mode": "READONLY"}, method="PUT")
    expect(status == 200, f"{status}")
    result = accord("apply")
    expect(result.code not in (0, 1), result.text())
    result.says("s/order.json could not be registered", "taken back").prints_nothing()
    expect(accord("list", "zip-value", "--deleted", "-o", "json").json()[-1]["version"] == 1, "a version stayed")
    expect(accord("config", "get", "a-strict", "-o", "json").json()["compatibilityLevel"] == "FULL", "the level stayed")
    server.request("/mode/order-value", {"mode": "READWRITE"}, method="PUT")
    accord("apply").exits(0)


@case
def projects_that_cannot_be_planned_are_named(bench):
    _, accord = bench.registry()
    accord("plan").exits(2).says("there is no accord.yaml")
    bench.file("accord.yaml", "level: FULL\n")
    accord("apply").exits(2).says("names no schemas")
    project(bench, 'schemas:\n  - files: s/*.json\n')
    accord("plan").exits(2).says("s/order.json refers to s/common/address.json, which has no subject")
    project(bench, 'schemas:\n  - files: s/**/*.json\n    subject: same\n')
    accord("plan").exits(2).says("are both of the subject")
    bench.file("s/common/zip.json", {"$ref": "../order.json"})
    project_text = 'schemas:\n  - files: s/**/*.json\n'
    bench.file("accord.yaml", project_text)
    accord("plan").exits(3).says("refers to itself over other files")
    bench.accord("plan", env={"ACCORD_URL": "http://127.0.0.1:9"}).exits(3)
