"""The log of all changes on the command line, and the proof that nobody altered it."""
import contextlib
import json
import sqlite3

from bench import case, expect
from stub import Stub

SCHEMA = '{"type": "object", "properties": {"n": {"type": "integer"}}}'


def changed(bench):
    """A registry with a few changes, and the path of its store."""
    server = bench.serve()
    schema = bench.file("schema.json", SCHEMA)
    for subject in ("orders", "payments"):
        bench.accord("register", subject, schema, "--url", server.url).exits(0)
    bench.accord("team", "set", "payments", "--member", "alice", "--url", server.url).exits(0)
    return server, f"sqlite:{bench.folder}/registry.db"


def tamper(bench, *statements):
    with sqlite3.connect(f"{bench.folder}/registry.db") as connection:
        for name in ("changed", "removed"):
            connection.execute(f"DROP TRIGGER IF EXISTS event_is_not_{name}")
        for sql in statements:
            connection.execute(sql)


@case
def the_log_says_who_changed_what(bench):
    server, _ = changed(bench)
    bench.accord("audit", "list", "--url", server.url).exits(0).prints(
        "REVISION", "anonymous", "version-registered", "orders", "team-set")
    events = bench.accord("audit", "list", "--subject", "orders", "-o", "json", "--url", server.url).exits(0).json()
    expect([event["kind"] for event in events] == ["version-registered"], f"{events}")
    events = bench.accord(
        "audit", "list", "--after", "1", "--before", "3", "-o", "json", "--url", server.url).exits(0).json()
    expect([event["revision"] for event in events] == [2], f"{events}")
    bench.accord("audit", "list", "--kind", "nonsense", "--url", server.url).exits(2)


@case
def a_whole_chain_is_found_whole_while_the_server_runs_and_in_an_export(bench):
    server, store = changed(bench)
    head = bench.accord("audit", "head", "--url", server.url).exits(0).out.strip()
    expect(head.startswith("3:"), head)
    bench.accord("audit", "verify", "--store", store, "--head", head).exits(0).prints("3 events; the chain is whole")
    export = bench.accord("audit", "export", "--store", store).exits(0).out
    path = bench.file("log.jsonl", export)
    found = bench.accord("audit", "verify", "--from", path, "--head", head, "-o", "json").exits(0).json()
    expect(f"{found['revision']}:{found['hash']}" == head, f"{found}")


@case
def an_altered_log_is_named_by_its_first_altered_event(bench):
    server, store = changed(bench)
    head = bench.accord("audit", "head", "--url", server.url).exits(0).out.strip()
    export = bench.accord("audit", "export", "--store", store).exits(0).out.splitlines()
    server.stop()
    tamper(bench, "UPDATE event SET principal = 'mallory' WHERE revision = 2")
    bench.accord("audit", "verify", "--store", store).exits(1).prints("Event 2 was altered")
    fault = bench.accord("audit", "verify", "--store", store, "-o", "json").exits(1).json()["fault"]
    expect(fault["revision"] == 2, f"{fault}")
    bench.accord("admin", "verify", "--store", store).exits(1).prints("Event 2 was altered")

    for lines, sentence in (
        (export[:2] + export[3:], "Event 2 is missing."),
        (export[:2] + [export[3], export[2]], "Event 2 is missing."),
        (export[:3], "Event 3 is missing."),
        (export[:3] + [export[3].replace("alice", "mallory")], "Event 3 was altered"),
    ):
        path = bench.file("log.jsonl", "\n".join(lines) + "\n")
        bench.accord("audit", "verify", "--from", path, "--head", head).exits(1).prints(sentence)


@case
def what_is_no_log_is_not_verified(bench):
    bench.accord("audit", "verify", "--store", f"sqlite:{bench.folder}/none.db").exits(3).says("there is no store")
    path = bench.file("other.db", "nothing of ours")
    for command in ("verify", "export"):
        bench.accord("audit", command, "--store", f"sqlite:{path}").exits(3).says("not an SQLite database")
    other = bench.folder / "foreign.db"
    with contextlib.closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE event (revision INTEGER)")
    bench.accord("audit", "verify", "--store", f"sqlite:{other}").exits(3).says("database of another program")
    with contextlib.closing(sqlite3.connect(other)) as connection, connection:
        connection.execute(f"PRAGMA application_id = {0x41435244}")
        connection.execute("PRAGMA user_version = 5")
    bench.accord("audit", "verify", "--store", f"sqlite:{other}").exits(3).says("format before events had hashes")
    bench.accord("audit", "verify", "--from", path).exits(3).says("accord audit export")
    bench.accord("audit", "verify", "--head", "12").exits(2).says("a revision and a hash")


@case
def the_history_of_a_subject_is_told_in_words(bench):
    server = bench.serve()

    def accord(*arguments):
        return bench.accord(*arguments, env={"ACCORD_URL": server.url}).exits(0)

    schema, other = bench.file("schema.json", SCHEMA), bench.file("other.json", SCHEMA.replace("integer", "number"))
    accord("team", "set", "t", "--member", "alice")
    accord("register", "orders", schema)
    accord("register", "orders", other, "--draft")
    accord("owner", "set", "orders", "t")
    accord("config", "set", "orders", "--level", "FULL")
    accord("lifecycle", "deprecate", "orders:1", "--reason", "there is a better one")
    accord("waiver", "propose", "orders", "0" * 64, "--reason", "nobody reads it", "--expires", "2999-01-01T00:00:00Z")
    accord("delete", "orders", "--version", "2", "--yes")
    told = accord("history", "orders")
    told.prints(
        "registered version 1, id 1", "registered version 2 as a draft, id 2", "gave it to team t",
        'set the configuration to {"compatibilityLevel":"FULL"}',
        "moved version 1 to deprecated: there is a better one", "is proposed: nobody reads it", "deleted version 2")
    expect("team-set" not in told.out and "None" not in told.out, told.out)
    events = accord("history", "orders", "-o", "json").json()
    expect([event["revision"] for event in events] == [2, 3, 4, 5, 6, 7, 8], f"{events}")
    bench.accord("history", "none", env={"ACCORD_URL": server.url}).exits(5).says("nothing has ever happened")


@case
def the_registry_is_read_as_of_a_revision_and_a_time(bench):
    server, _ = changed(bench)
    at = ("--url", server.url)
    bench.accord("config", "set", "orders", "--level", "NONE", *at).exits(0)
    schema = bench.file("next.json", '{"type": "string"}')
    bench.accord("register", "orders", schema, *at).exits(0)
    bench.accord("delete", "payments", "--yes", *at).exits(0)
    bench.accord("team", "set", "payments", "--member", "bob", *at).exits(0)
    expect("payments" not in bench.accord("list", *at).exits(0).out, "a deleted subject is listed")
    bench.accord("list", "--as-of", "3", *at).exits(0).prints("orders\npayments")
    bench.accord("get", "orders", "--as-of", "3", *at).exits(0).prints("integer")
    bench.accord("team", "get", "payments", "--as-of", "3", *at).exits(0).prints("alice")
    bench.accord("config", "get", "orders", "--as-of", "3", *at).exits(0).prints("BACKWARD")
    events = bench.accord("audit", "list", "-o", "json", *at).exits(0).json()
    bench.accord("list", "--as-of", events[0]["at"], *at).exits(0).prints("orders")
    bench.accord("list", "--as-of", "99", *at).exits(2).says("no revision 99 yet")
    bench.accord("list", "--as-of", "yesterday", *at).exits(2).says("asOf")


@case
def what_two_moments_differ_in_is_told(bench):
    server, _ = changed(bench)
    at = ("--url", server.url)
    bench.accord("config", "set", "orders", "--level", "NONE", *at).exits(0)
    bench.accord("config", "set", "orders", "--level", "FULL", *at).exits(0)
    bench.accord("delete", "payments", "--yes", *at).exits(0)
    bench.accord("audit", "diff", "--from", "3", *at).exits(0).prints(
        "config orders", '{"compatibilityLevel":"FULL"}', "version payments 1")
    found = bench.accord("audit", "diff", "--from", "1", "--to", "2", "-o", "json", *at).exits(0).json()
    expect([one["subject"] for one in found["differences"]] == ["payments"], f"{found}")
    bench.accord("audit", "diff", "--from", "3", "--to", "1", *at).exits(2).says("other way round")


@case
def a_registry_that_cannot_look_back_is_not_taken_for_one_that_did(bench):
    with Stub((200, ["orders"])) as stub:
        bench.accord("list", "--as-of", "3", "--url", stub.url).exits(7).says("cannot be asked here")
    expect(stub.paths() == [("GET", "/subjects?asOf=3")], f"{stub.paths()}")
