#!/usr/bin/env python3
"""What owners, states and policies cost, side by side with a registry that has none; and searching among many subjects.

usage: governance.py ACCORD [--subjects N] [--rules N] [--rounds N] [--seconds N]
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from registry import TYPE, Registry, row

ADMIN = "an-administrator-of-the-environment-0123456789"
HERE = pathlib.Path(__file__).parent


def write_export(path, subjects, rules):
    """An export of subjects of many teams, each by a rule of its own."""
    with open(path, "w") as file:
        file.write('{"format":"accord-export","version":1}\n')

        def write(kind, subject, payload):
            file.write(json.dumps({"kind": kind, "subject": subject, "payload": payload}, separators=(",", ":")) + "\n")

        for number in range(subjects):
            schema = json.dumps({"title": f"Order {number}", "type": "object",
                                 "properties": {f"field{number % 500}": {"type": "string"}, "id": {"type": "integer"}}})
            write("version-registered", f"com.acme.team{number % rules}.topic{number}-value",
                  {"version": 1, "id": number + 1, "schemaType": "JSON", "schema": schema})
        for number in range(100):
            team = f"team{number}"
            write("team-set", None, {"name": team, "value": {"name": team, "contacts": [], "members": ["alice"]}})
        listed = [{"pattern": f"com.acme.team{number}.*", "team": f"team{number % 100}"} for number in range(rules)]
        write("ownership-rules-set", None, {"name": "", "value": listed})


def seconds(registry, path, rounds=15):
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        registry.ask("GET", path)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def rate(script, url, duration, prefix, token=None):
    command = ["wrk", "-t2", "-c16", f"-d{duration}s", "-s", str(HERE / script), url] if script else \
        ["wrk", "-t2", "-c16", f"-d{duration}s", url]
    if token:
        command[1:1] = ["-H", f"Authorization: Bearer {token}"]
    answer = subprocess.run(command, capture_output=True, text=True, check=True,
                            env={**os.environ, "ACCORD_BENCH_PREFIX": prefix}).stdout
    if "Non-2xx" in answer:
        sys.exit(answer)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", answer).group(1))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("accord")
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--rules", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    options = parser.parse_args()
    os.environ["ACCORD_ADMIN_TOKEN"] = ADMIN
    with tempfile.TemporaryDirectory() as folder:
        plain, governed = f"{folder}/plain", f"{folder}/governed"
        for place, rules in ((plain, 0), (governed, options.rules)):
            pathlib.Path(place).mkdir()
        # Both begin empty but for governance, so that they differ in nothing else.
        off = Registry(options.accord, plain)
        on = Registry(options.accord, governed)
        for number in range(100):
            on.ask("PUT", f"/governance/teams/team{number}", json.dumps({"members": ["alice"]}))
        rules = [{"pattern": f"com.acme.team{number}.*", "team": f"team{number % 100}"}
                 for number in range(options.rules)]
        on.ask("PUT", "/governance/ownership-rules", json.dumps({"rules": rules}))
        for registry in (off, on):
            registry.ask("POST", "/subjects/one/versions", json.dumps({"schemaType": "JSON", "schema": '{"a":1}'}))
        registering, reading = [], []
        for number in range(options.rounds):
            order = [off, on] if number % 2 == 0 else [on, off]
            written = {id(one): rate("register.lua", f"http://127.0.0.1:{one.port}", options.seconds, f"r{number}")
                       for one in order}
            # What was written is indexed when it is quiet, which is not what reading is to be measured beside.
            for one in order:
                while b'"indexing"' in one.ask("GET", "/search?q=nothing")[1]:
                    pass
            read = {id(one): rate(None, f"http://127.0.0.1:{one.port}/schemas/ids/1", options.seconds, "")
                    for one in order}
            registering.append(written[id(on)] / written[id(off)])
            reading.append(read[id(on)] / read[id(off)])
        row("register with owners and rules : without", f"{statistics.median(registering):.3f}", "0.95")
        row("read by id with : without", f"{statistics.median(reading):.3f}", "0.98")
        for registry in (off, on):
            registry.process.terminate()
            registry.process.wait()

        many = f"{folder}/many"
        pathlib.Path(many).mkdir()
        write_export(f"{many}/export.jsonl", options.subjects, options.rules)
        subprocess.run([options.accord, "admin", "import", "--from", f"{many}/export.jsonl", "--store",
                        f"sqlite:{many}/accord.db"], check=True, capture_output=True)
        registry = Registry(options.accord, many)
        started = time.perf_counter()
        while b'"indexing"' in registry.ask("GET", "/search?q=nothing")[1]:
            pass
        row(f"index {options.subjects} subjects once", f"{time.perf_counter() - started:.1f} s", "")
        for name, path in [("one word of all", "/search?q=order"), ("two words", "/search?q=order+4711"),
                           ("a property", "/search?field=field77"), ("a team", "/search?owner=team7"),
                           ("a team and a word", "/search?owner=team7&q=topic1"), ("a state", "/search?state=deprecated"),
                           ("everything", "/search")]:
            row(f"search: {name}", f"{seconds(registry, path) * 1000:.1f} ms", "20 ms")
        row("report", f"{seconds(registry, '/governance/report', 3):.2f} s", "2 s")
        registry.process.terminate()
        registry.process.wait()


main()
