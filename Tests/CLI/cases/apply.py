"""A registry that is made what files say: plan and apply."""
import json
import os
import pty
import subprocess

from bench import case, expect

PROJECT = """\
level: BACKWARD
schemas:
  - files: schemas/*.json
    subject: "{name}-value"
    owner: sales
  - files: schemas/old.json
    subject: old-value
    level: NONE
    lifecycle:
      state: deprecated
      alternative: order-value
      sunset: 2999-01-01T00:00:00Z
"""

ADDRESS = {"type": "object", "properties": {"city": {"type": "string"}}}
ORDER = {"type": "object", "properties": {"to": {"$ref": "address.json"}}}


def project(bench, **files):
    bench.file("accord.yaml", PROJECT)
    for name, schema in {"address": ADDRESS, "order": ORDER, "old": {"type": "null"}, **files}.items():
        bench.file(f"schemas/{name}.json", json.dumps(schema))


def governed(bench, *arguments):
    server, accord = bench.registry(*arguments)
    accord("team", "set", "sales", "--member", "alice").exits(0)
    return server, accord


def subjects(server):
    return json.loads(server.request("/subjects")[2])


def revision(server):
    return json.loads(server.request("/governance/head")[2])["revision"]


@case
def a_plan_says_what_would_happen_and_applying_does_it_once(bench):
    server, accord = governed(bench)
    project(bench)
    accord("plan").exits(0).prints(
        "+ address-value: register version 1", "+ order-value: register version 1", "~ old-value: move its lifecycle",
        "~ order-value: change its owner", "plan: 9 to change, 0 unchanged, 0 refused")
    accord("plan", "--detailed-exitcode").exits(6)
    expect((subjects(server), revision(server)) == ([], 1), "a plan changes something")
    accord("apply").exits(0).prints("applied: 9 to change")
    expect(subjects(server) == ["address-value", "old-value", "order-value"], f"{subjects(server)}")
    version = json.loads(server.request("/subjects/order-value/versions/latest")[2])
    expect(version["references"] == [{"name": "address.json", "subject": "address-value", "version": 1}], f"{version}")
    expect(json.loads(server.request("/governance/subjects/old-value/versions/1/lifecycle")[2])["state"] == "deprecated",
           "it is not deprecated")
    expect(json.loads(server.request("/config/old-value")[2])["compatibilityLevel"] == "NONE", "its level is not set")
    # Again, nothing happens.
    before = revision(server)
    accord("apply").exits(0).prints("0 to change, 9 unchanged")
    accord("plan", "--detailed-exitcode").exits(0)
    expect(revision(server) == before, "applying again wrote something")
    # What somebody changed by hand is drift.
    accord("config", "set", "order-value", "--level", "FULL").exits(0)
    found = accord("plan", "--detailed-exitcode", "-o", "json").exits(6).json()
    expect([step["subject"] for step in found["steps"] if step["result"] == "changed"] == ["order-value"], f"{found}")


@case
def a_step_that_is_refused_leaves_everything_as_it_was(bench):
    server, accord = governed(bench)
    project(bench)
    accord("apply").exits(0)
    before = revision(server)
    project(bench, address={**ADDRESS, "required": ["city"]}, more={"type": "string"})
    accord("plan").exits(1).prints(
        "✗ address-value: register is refused", "REQUIRED", "{}", "+ more-value: register version 1", "1 refused")
    accord("apply").exits(1).prints("not applied")
    expect(revision(server) == before and "more-value" not in subjects(server), "a part was applied")


@case
def a_change_of_what_others_refer_to_renews_them(bench):
    server, accord = governed(bench)
    project(bench)
    accord("apply").exits(0)
    project(bench, address={**ADDRESS, "title": "where somebody lives"})
    accord("plan").exits(0).prints("~ address-value: register version 2", "~ order-value: register version 2", "2 to change")
    accord("apply").exits(0)
    version = json.loads(server.request("/subjects/order-value/versions/latest")[2])
    expect(version["references"] == [{"name": "address.json", "subject": "address-value", "version": 2}], f"{version}")


@case
def nothing_is_deleted_without_being_told(bench):
    server, accord = governed(bench)
    project(bench)
    accord("apply").exits(0)
    (bench.folder / "schemas/order.json").unlink()
    (bench.folder / "schemas/address.json").unlink()
    accord("apply").exits(0).prints("0 to change")
    expect(len(subjects(server)) == 3, "something was deleted")
    # What is referred to goes after what refers to it.
    accord("plan", "--prune", "o").exits(0).prints("- order-value: delete all versions", "1 to change")
    accord("plan", "--prune", "").exits(2)
    accord("apply", "--prune", "a").exits(2).says("--yes")
    accord("apply", "--prune", "a", "--yes").exits(1).prints("address-value: delete all versions is refused")
    accord("apply", "--prune", ":*:", "--yes").exits(0).prints("2 to change")
    expect(subjects(server) == ["old-value"], f"{subjects(server)}")


@case
def a_project_that_cannot_be_applied_is_refused_before_anything_is_asked(bench):
    bench.accord("plan").exits(2).says("there is no accord.yaml")
    bench.file("accord.yaml", "level: FULL\n")
    bench.accord("plan").exits(2).says("lists no schemas")
    bench.file("accord.yaml", 'schemas:\n  - files: "*.json"\n    subject: same\n')
    bench.file("a.json", '{"$ref": "b.json"}')
    bench.file("b.json", '{"$ref": "a.json"}')
    bench.accord("plan").exits(2).says('several files are schemas of subject "same"')
    bench.file("accord.yaml", 'schemas:\n  - files: "*.json"\n')
    bench.accord("plan").exits(2).says("refer to each other")
    bench.file("accord.yaml", "schemas:\n  - files: b.json\n")
    bench.accord("plan").exits(2).says("b.json refers to a.json", "does not list")
    for wrong in ("retired", "gone"):
        bench.file("accord.yaml", f"schemas:\n  - files: b.json\n    lifecycle:\n      state: {wrong}\n")
        bench.accord("plan").exits(2).says("accord.yaml:4:", "state must be")


@case
def who_may_not_apply_is_told_so_by_the_plan(bench):
    server = bench.serve("--auth", "token", env={"ACCORD_ADMIN_TOKEN": "0123456789abcdef0123456789abcdef"})
    admin = {"ACCORD_URL": server.url, "ACCORD_TOKEN": "0123456789abcdef0123456789abcdef"}
    bench.accord("team", "set", "sales", "--member", "alice", env=admin).exits(0)
    project(bench)
    made = bench.accord("token", "create", "mallory", "--role", "reader", "-o", "json", env=admin).exits(0).json()
    mallory = {"ACCORD_URL": server.url, "ACCORD_TOKEN": made["secret"]}
    bench.accord("plan", env=mallory).exits(0).prints("+ order-value: register version 1", "! you may not")
    bench.accord("apply", env=mallory).exits(1).prints("is refused")
    bench.accord("apply", env=admin).exits(0)


@case
def on_a_terminal_it_asks(bench):
    server, _ = governed(bench)
    project(bench)
    for answer, expected in (("no", []), ("yes", ["address-value", "old-value", "order-value"])):
        parent, child = pty.openpty()
        process = subprocess.Popen(
            [bench.accord_path, "apply"], stdin=child, stdout=child, stderr=child, cwd=bench.folder,
            env=bench.environment({"ACCORD_URL": server.url, "TERM": "xterm"}))
        os.close(child)
        seen = b""
        while b"(yes/no)" not in seen:
            seen += os.read(parent, 1 << 16)
        expect(b"to change" in seen, f"{seen}")
        os.write(parent, answer.encode() + b"\n")
        process.wait(timeout=20)
        os.close(parent)
        expect(subjects(server) == expected, f"{answer}: {subjects(server)}")
