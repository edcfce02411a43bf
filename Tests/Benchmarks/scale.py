#!/usr/bin/env python3
"""What requests cost with few and with many schemas stored: costs must grow with what is asked, not with what is there.

usage: scale.py ACCORD [--few N] [--many N] [--requests N]
"""

import argparse
import http.client
import json
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
import time

from registry import TYPE, Registry, row

VERSIONS = 1000
SUBJECTS = 100_000


def text(number):
    return json.dumps({"type": "object", "properties": {"id": {"type": "string", "maxLength": number}},
                       "title": f"schema {number}"}, separators=(",", ":"))


def history(number):
    return '{"type":"string","maxLength":%d}' % number


def write_export(path, count):
    """An export of a subject with many versions, and of others with up to ten each, until there are so many schemas."""
    with open(path, "w") as file:
        file.write('{"format":"accord-export","version":1}\n')
        write = lambda kind, subject, payload: file.write(
            json.dumps({"kind": kind, "subject": subject, "payload": payload}, separators=(",", ":")) + "\n")
        write("configuration-set", "history", {"compatibilityLevel": "BACKWARD_TRANSITIVE"})
        for version in range(1, VERSIONS + 1):
            write("version-registered", "history",
                  {"version": version, "id": version, "schemaType": "JSON", "schema": history(version)})
        for number in range(count - VERSIONS):
            subject, version = number % SUBJECTS, number // SUBJECTS + 1
            write("version-registered", f"subject-{subject:06}",
                  {"version": version, "id": VERSIONS + 1 + number, "schemaType": "JSON", "schema": text(number)})


class Stored:
    """A running registry with so many schemas, loaded through the store."""

    def __init__(self, accord, folder, count):
        self.count = count
        self.folder = f"{folder}/{count}"
        pathlib.Path(self.folder).mkdir()
        export = f"{self.folder}/export.jsonl"
        write_export(export, count)
        started = time.perf_counter()
        loaded = subprocess.run(
            [accord, "admin", "import", "--from", export, "--store", f"sqlite:{self.folder}/accord.db"],
            capture_output=True, text=True)
        self.load_seconds = time.perf_counter() - started
        if loaded.returncode:
            sys.exit(f"the import failed: {loaded.stdout[-500:]}{loaded.stderr[-500:]}")
        self.registry = Registry(accord, self.folder, "--log-level", "warning")
        self.connection = http.client.HTTPConnection("127.0.0.1", self.registry.port, timeout=600)

    def seconds(self, method, path, body=None):
        started = time.perf_counter()
        self.connection.request(method, path, body and json.dumps(body), {"Content-Type": TYPE})
        answer = self.connection.getresponse()
        content = answer.read()
        taken = time.perf_counter() - started
        if answer.status != 200:
            sys.exit(f"{method} {path}: {answer.status} {content[:300]}")
        return taken


def schema(text):
    return {"schemaType": "JSON", "schema": text}


def questions(stored, numbers):
    """What is asked, by name; each gives the next request of its kind for a number of schemas."""
    ids = lambda: numbers.randint(1, stored.count)
    subject = lambda: f"subject-{numbers.randrange(min(SUBJECTS, stored.count - VERSIONS)):06}"
    fresh = iter(range(1, 1 << 30))
    return {
        "read a schema by its id": lambda: ("GET", f"/schemas/ids/{ids()}?n={next(fresh)}", None),
        "read the latest version of a subject":
            lambda: ("GET", f"/subjects/{subject()}/versions/latest?n={next(fresh)}", None),
        "look a schema up in a subject of 1,000 versions":
            lambda: ("POST", "/subjects/history", schema(history(numbers.randint(1, VERSIONS)))),
        "register a schema under a new subject":
            lambda: ("POST", f"/subjects/new-{next(fresh)}/versions", schema(text(10**7 + next(fresh)))),
        "register what is there already": lambda: ("POST", "/subjects/history/versions", schema(history(VERSIONS))),
        "list 100 subjects": lambda: ("GET", f"/subjects?subjectPrefix=subject-&limit=100&n={next(fresh)}", None),
        "list 100 versions with their schemas":
            lambda: ("GET", f"/schemas?subjectPrefix=subject-&limit=100&n={next(fresh)}", None),
    }


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("accord")
    arguments.add_argument("--few", type=int, default=2000)
    arguments.add_argument("--many", type=int, default=1_000_000)
    arguments.add_argument("--requests", type=int, default=300)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few, many = (Stored(options.accord, folder, count) for count in (options.few, options.many))
        rate = many.count / many.load_seconds
        row(f"import {many.count:,} schemas and compare both sides, schemas/s", f"{rate:,.0f}")
        row("  so 100,000 take, s", f"{100_000 / rate:.1f}")
        numbers = random.Random(1)
        for name in questions(few, numbers):
            asked = [questions(stored, numbers)[name] for stored in (few, many)]
            taken = [[], []]
            # In turn, so that both meet the same machine.
            for _ in range(options.requests):
                for place, stored in enumerate((few, many)):
                    taken[place].append(stored.seconds(*asked[place]()))
            medians = [statistics.median(list) * 1e6 for list in taken]
            row(f"{name}, {few.count:,} and {many.count:,} stored, µs", f"{medians[0]:,.0f} {medians[1]:,.0f}")
            row("  ratio", f"{medians[1] / medians[0]:.2f}", "under 1.5")
        next_length = VERSIONS
        for stored in (few, many):
            taken = []
            for place in range(5):
                body = schema(history(next_length + 1 + place))
                taken.append(stored.seconds("POST", "/subjects/history/versions", body))
            row(f"register under BACKWARD_TRANSITIVE with 1,000 versions, {stored.count:,} stored, ms",
                f"{statistics.median(taken) * 1000:,.1f}", f"the first {taken[0] * 1000:,.0f}")
        taken = [many.seconds("GET", f"/subjects?n={place}") for place in range(5)]
        row(f"list all {min(SUBJECTS, many.count - VERSIONS):,} subjects, ms", f"{statistics.median(taken) * 1000:,.0f}")
        for offset in (0, many.count // 2, many.count - 1000):
            taken = [many.seconds("GET", f"/schemas?offset={offset}&limit=1000&n={place}") for place in range(3)]
            row(f"/schemas, 1,000 from {offset:,}, ms", f"{statistics.median(taken) * 1000:,.0f}")
        for stored in (few, many):
            stored.registry.stop()
        for name, command, wanted in (
            ("verify the chain of", ["audit", "verify"], ""), ("rebuild", ["admin", "rebuild"], "100,000"),
        ):
            started = time.perf_counter()
            done = subprocess.run([options.accord, *command, "--store", f"sqlite:{many.folder}/accord.db"],
                                  capture_output=True, text=True)
            if done.returncode:
                sys.exit(f"{' '.join(command)}: {done.stdout[-500:]}{done.stderr[-500:]}")
            rate = many.count / (time.perf_counter() - started)
            row(f"{name} a store of {many.count:,} schemas, events/s", f"{rate:,.0f}", wanted)


if __name__ == "__main__":
    main()
