"""Backups of a store that is written to, and stores made from them."""
import contextlib
import json
import os
import sqlite3
import threading

from bench import case, expect


def register(server, subject, number):
    body = {"schemaType": "JSON", "schema": json.dumps({"title": f"{subject} {number}"})}
    status, _, answer = server.request(f"/subjects/{subject}/versions", body)
    expect(status == 200, f"{status} {answer}")
    return json.loads(answer)


def revision(server):
    return json.loads(server.request("/governance/head")[2])["revision"]


def store(bench, name="registry.db"):
    return f"sqlite:{bench.folder / name}"


@case
def a_backup_under_sixteen_writers_is_a_prefix_of_what_was_acknowledged(bench):
    server = bench.serve("--compatibility-level", "NONE")
    acknowledged, stop = [[] for _ in range(16)], threading.Event()

    def write(writer):
        number = 0
        while not stop.is_set():
            register(server, f"s{writer}", number)
            acknowledged[writer].append(number)
            number += 1

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(16)]
    for thread in writers:
        thread.start()
    try:
        while min(map(len, acknowledged)) < 5:
            pass
        for name in ("one.db", "two.db", "three.db"):
            before = [len(numbers) for numbers in acknowledged]
            made = bench.accord("admin", "backup", name, "--store", store(bench), "-o", "json").exits(0).json()
            after = [len(numbers) + 1 for numbers in acknowledged]
            copy = bench.folder / name
            expect(copy.exists() and not os.path.exists(f"{copy}-wal"), "it is not one file")
            with sqlite3.connect(f"file:{copy}?mode=ro", uri=True) as connection:
                events = connection.execute("SELECT count(*), max(revision) FROM event").fetchone()
                expect(events == (made["revision"], made["revision"]), f"{events}, {made}")
                for writer in range(16):
                    row = connection.execute(
                        "SELECT count(*), max(version) FROM version WHERE subject = ?", (f"s{writer}",)).fetchone()
                    expect(row[0] == row[1] and before[writer] <= row[0] <= after[writer],
                           f"{row}, {before[writer]} to {after[writer]}")
    finally:
        stop.set()
        for thread in writers:
            thread.join()
    for name in ("one.db", "three.db"):
        bench.accord("audit", "verify", "--store", store(bench, name)).exits(0)
        bench.accord("admin", "restore", name, "--store", store(bench, f"restored-{name}")).exits(0)
        bench.accord("admin", "verify", "--store", store(bench, f"restored-{name}")).exits(0)


@case
def a_store_is_restored_as_it_was_at_a_revision(bench):
    server = bench.serve("--compatibility-level", "NONE")
    register(server, "a", 1)
    register(server, "a", 2)
    head = bench.accord("audit", "head", "--url", server.url).exits(0).out.strip()
    bench.accord("team", "set", "t", "--url", server.url).exits(0)
    bench.accord("delete", "a", "--yes", "--url", server.url).exits(0)
    bench.accord("admin", "backup", "all.db", "--store", store(bench)).exits(0).prints("up to event 4")
    bench.accord(
        "admin", "restore", "all.db", "--store", store(bench, "then.db"), "--to-revision", "2").exits(0).prints(
            "up to event 2")
    bench.accord("admin", "verify", "--store", store(bench, "then.db")).exits(0)
    bench.accord("audit", "verify", "--store", store(bench, "then.db"), "--head", head).exits(0)
    then = bench.serve("--compatibility-level", "NONE", store="then.db")
    expect(json.loads(then.request("/subjects/a/versions")[2]) == [1, 2], "the versions are not those of then")
    expect(then.request("/governance/teams/t")[0] == 404, "the team is of later")
    # It goes on from there.
    expect(register(then, "a", 3)["version"] == 3 and revision(then) == 3, "it does not go on")
    bench.accord(
        "admin", "restore", "all.db", "--store", store(bench, "never.db"), "--to-revision", "9").exits(3).says(
            "log ends with revision 4")
    expect(not (bench.folder / "never.db").exists(), "there is a store")


@case
def what_is_there_is_given_up_only_when_that_is_said_and_nobody_uses_it(bench):
    server = bench.serve()
    register(server, "a", 1)
    bench.accord("admin", "backup", "b.db", "--store", store(bench)).exits(0)
    register(server, "b", 1)
    bench.accord("admin", "backup", "b.db", "--store", store(bench)).exits(3).says("is there already", "--force")
    bench.accord("admin", "restore", "b.db", "--store", store(bench)).exits(3).says("is there already", "--force")
    bench.accord("admin", "backup", "none/b.db", "--store", store(bench)).exits(3).says("its directory does not exist")
    bench.accord("admin", "restore", "b.db", "--store", store(bench), "--force", timeout=120).exits(3).says("locked")
    expect(revision(server) == 2 and server.request("/subjects/b/versions")[0] == 200, "the store was touched")
    server.stop()
    bench.accord("admin", "restore", "b.db", "--store", store(bench), "--force").exits(0)
    bench.accord("admin", "verify", "--store", store(bench)).exits(0).prints("1 events")
    # A store that is no database any more can be given up too.
    bench.file("registry.db", "rubbish" * 1000)
    bench.accord("admin", "restore", "b.db", "--store", store(bench), "--force").exits(0)
    bench.accord("admin", "verify", "--store", store(bench)).exits(0).prints("1 events")
    expect(not [name for name in os.listdir(bench.folder) if "partial" in name or "whole" in name], "it left something")


@case
def a_truncated_or_altered_backup_is_refused_with_the_reason(bench):
    server = bench.serve("--compatibility-level", "NONE")
    for number in range(20):
        register(server, "a", number)
    bench.accord("admin", "backup", "b.db", "--store", store(bench)).exits(0)
    whole = (bench.folder / "b.db").read_bytes()

    def refused(content, *reasons):
        bench.file("bad.db", content)
        result = bench.accord("admin", "restore", "bad.db", "--store", store(bench, "new.db")).exits(3)
        expect(any(reason in result.err for reason in reasons), result.err)
        expect(not (bench.folder / "new.db").exists(), "there is a store")

    refused(whole[: len(whole) // 2], "damaged", "not sound")
    refused(whole[:100], "damaged", "not an SQLite database", "not sound")
    refused(b"", "another program")
    refused(b"no database at all" * 300, "damaged", "not an SQLite database")
    bench.file("altered.db", whole)
    with contextlib.closing(sqlite3.connect(bench.folder / "altered.db")) as connection, connection:
        connection.execute("DROP TRIGGER event_is_not_changed")
        connection.execute("UPDATE event SET at = at + 1 WHERE revision = 7")
    refused((bench.folder / "altered.db").read_bytes(), "Event 7 was altered")
    bench.file("tables.db", whole)
    with contextlib.closing(sqlite3.connect(bench.folder / "tables.db")) as connection, connection:
        connection.execute("UPDATE version SET deleted = 1 WHERE version = 3")
    refused((bench.folder / "tables.db").read_bytes(), "The table 'version' holds a 3")
    bench.accord("admin", "restore", "none.db", "--store", store(bench, "new.db")).exits(3).says("there is no file")


@case
def tables_that_disagree_with_the_log_are_drawn_anew(bench):
    server = bench.serve("--compatibility-level", "NONE")
    for number in range(5):
        register(server, "a", number)
    bench.accord("team", "set", "t", "--url", server.url).exits(0)
    bench.accord("delete", "a:2", "--yes", "--url", server.url).exits(0)
    head = bench.accord("audit", "head", "--url", server.url).exits(0).out.strip()
    bench.accord("admin", "rebuild", "--store", store(bench), timeout=120).exits(3).says("locked")
    expect(register(server, "a", 5)["version"] == 6, "the store was touched")
    server.stop()

    def tell(*statements):
        with contextlib.closing(sqlite3.connect(bench.folder / "registry.db")) as connection, connection:
            for sql in statements:
                connection.execute(sql)

    tell("UPDATE version SET deleted = 1 WHERE version = 3", "DELETE FROM record", "UPDATE context SET last_id = 99")
    bench.accord("admin", "verify", "--store", store(bench)).exits(1)
    bench.accord("admin", "rebuild", "--store", store(bench)).exits(0).prints(
        "mended: The table 'version' holds a 3", "mended: The table 'record' lacks team t", "8 events")
    bench.accord("admin", "verify", "--store", store(bench)).exits(0)
    bench.accord("audit", "verify", "--store", store(bench), "--head", head).exits(0)
    bench.accord("admin", "rebuild", "--store", store(bench), "-o", "json").exits(0)
    again = bench.serve("--compatibility-level", "NONE")
    expect(json.loads(again.request("/subjects/a/versions")[2]) == [1, 3, 4, 5, 6], "the versions are others")
    expect(register(again, "a", 6)["id"] == 7, "the ids are others")
    again.stop()
    # What the log itself does not bear out is left alone.
    tell("DROP TRIGGER event_is_not_changed", "UPDATE event SET at = at + 1 WHERE revision = 2")
    bench.accord("admin", "rebuild", "--store", store(bench)).exits(3).says("Event 2 was altered")
    expect(not [name for name in os.listdir(bench.folder) if "partial" in name], "it left something")
