#!/usr/bin/env python3
"""Kills a server under registrations and moves of lifecycles, again and again: nothing that it acknowledged is lost.

usage: run.py ACCORD [--kills N] [--writers N] [--seed N]

After each kill the server starts on the same file. Every registration that was answered must be readable under its id
and version with the same text; ids must be unique and without gaps; log and tables must agree. A move of all versions
of a subject must have happened to all of them or to none.
"""

import argparse
import http.client
import json
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter

CONTENT = {"Content-Type": "application/vnd.schemaregistry.v1+json"}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, accord, store):
        self.accord, self.store, self.port = accord, store, free_port()

    def start(self):
        self.process = subprocess.Popen(
            [self.accord, "serve", "--listen", f"127.0.0.1:{self.port}", "--store", f"sqlite:{self.store}",
             "--log-level", "error"],
            stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                sys.exit(f"the server ended with {self.process.returncode} when started after a kill")
            try:
                if self.ask("GET", "/health/ready")[0] == 200:
                    return
            except OSError:
                time.sleep(0.005)
        sys.exit("the server did not become ready within 10 s of a kill")

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)

    def ask(self, method, path, body=None, connection=None):
        own = connection or self.connect()
        own.request(method, path, body, CONTENT)
        answer = own.getresponse()
        text = answer.read()
        if connection is None:
            own.close()
        return answer.status, json.loads(text) if text else None


def schema_text(writer, number):
    # One in eight is the same for all writers, so that equal content races for one id.
    shared = number % 8 == 0
    title = f"shared {number}" if shared else f"writer {writer} schema {number}"
    return json.dumps({"title": title, "type": "object", "properties": {"n": {"type": "integer"}}},
                      separators=(",", ":"))


def write(server, writer, counter, acknowledged, moved, stop):
    """Registers one schema after another until the server is gone, and deprecates some; keeps what was acknowledged."""
    connection = server.connect()
    while not stop.is_set():
        number = counter[writer]
        counter[writer] += 1
        text = schema_text(writer, number)
        subject = f"subject-{writer % 4}-{number % 5}"
        body = json.dumps({"schemaType": "JSON", "schema": text})
        try:
            status, answer = server.ask("POST", f"/subjects/{subject}/versions", body, connection)
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status == 200:
            acknowledged.append((subject, answer["id"], answer["version"], text))
        elif status != 503:
            sys.exit(f"an unexpected answer: {status} {answer}")
        if status != 200 or number % 3:
            continue
        place = (subject, answer["version"])
        path = "/governance/subjects/%s/versions/%d/lifecycle" % place
        try:
            status, answer = server.ask("PUT", path, json.dumps({"state": "deprecated"}), connection)
        except (OSError, http.client.HTTPException, ValueError):
            return
        if status == 200:
            moved.append(place)
        elif status not in (409, 503):
            sys.exit(f"an unexpected answer: {status} {answer}")


class WholeSubject:
    """A subject whose versions are all moved together, to and fro."""

    def __init__(self, server, name, versions):
        self.path = f"/governance/subjects/{name}/lifecycle"
        self.versions = [f"/governance/subjects/{name}/versions/{number + 1}/lifecycle" for number in range(versions)]
        for number in range(versions):
            body = json.dumps({"schemaType": "JSON", "schema": json.dumps({"title": f"{name} {number}"})})
            status, answer = server.ask("POST", f"/subjects/{name}/versions", body)
            if status != 200:
                sys.exit(f"an unexpected answer: {status} {answer}")
        self.state, self.asked = "active", None
        self.acknowledged = 0
        self.unanswered = Counter()

    def move(self, server, stop):
        connection = server.connect()
        while not stop.is_set():
            self.asked = "deprecated" if self.state == "active" else "active"
            try:
                status, answer = server.ask("PUT", self.path, json.dumps({"state": self.asked}), connection)
            except (OSError, http.client.HTTPException, ValueError):
                return
            if status == 200:
                self.state, self.asked = self.asked, None
                self.acknowledged += 1
            elif status != 503:
                sys.exit(f"an unexpected answer: {status} {answer}")

    def check(self, server):
        """All versions are where the last acknowledged move put them, or all where the one after it was to."""
        connection = server.connect()
        states = {server.ask("GET", version, None, connection)[1]["state"] for version in self.versions}
        connection.close()
        if len(states) != 1:
            sys.exit(f"HALF MOVED: {self.path} has versions that are {sorted(states)}")
        state, = states
        if state not in (self.state, self.asked):
            sys.exit(f"LOST: that {self.path} was moved to {self.state}; it is {state}")
        if self.asked:
            self.unanswered["whole" if state == self.asked else "absent"] += 1
        self.state, self.asked = state, None


def check(server, entries):
    """Every acknowledged registration is there, by id and by version."""
    connection = server.connect()
    for subject, number, version, text in entries:
        status, by_id = server.ask("GET", f"/schemas/ids/{number}", None, connection)
        if status != 200 or by_id["schema"] != text:
            sys.exit(f"LOST: id {number} ({subject} version {version}): {status} {by_id}")
        status, by_version = server.ask("GET", f"/subjects/{subject}/versions/{version}", None, connection)
        if status != 200 or by_version["schema"] != text or by_version["id"] != number:
            sys.exit(f"LOST: {subject} version {version} (id {number}): {status} {by_version}")
    connection.close()


def check_states(server, places):
    """Every acknowledged move is there."""
    connection = server.connect()
    for subject, version in places:
        path = f"/governance/subjects/{subject}/versions/{version}/lifecycle"
        status, answer = server.ask("GET", path, None, connection)
        if status != 200 or answer["state"] != "deprecated":
            sys.exit(f"LOST: that {subject} version {version} was deprecated: {status} {answer}")
    connection.close()


def check_ids(server, acknowledged):
    """One id per text, one text per id, none left out."""
    status, schemas = server.ask("GET", "/schemas?limit=1000000&deleted=true")
    if status != 200:
        sys.exit(f"the list of schemas was refused: {status} {schemas}")
    texts = {}
    offset = 0
    while schemas:
        for entry in schemas:
            if texts.setdefault(entry["id"], entry["schema"]) != entry["schema"]:
                sys.exit(f"id {entry['id']} stands for two schemas")
        offset += len(schemas)
        status, schemas = server.ask("GET", f"/schemas?offset={offset}&deleted=true")
    doubled = [text for text, times in Counter(texts.values()).items() if times > 1]
    if doubled:
        sys.exit(f"one schema has several ids: {doubled[:3]}")
    if texts and sorted(texts) != list(range(1, len(texts) + 1)):
        sys.exit(f"ids are not 1 to {len(texts)}: highest is {max(texts)}")
    return len(texts)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("accord")
    arguments.add_argument("--kills", type=int, default=200)
    arguments.add_argument("--writers", type=int, default=8)
    arguments.add_argument("--seed", type=int, default=int(time.time()))
    options = arguments.parse_args()
    chance = random.Random(options.seed)
    print(f"seed {options.seed}, {options.kills} kills, {options.writers} writers", flush=True)

    acknowledged, moved = [], []
    counter = Counter()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(options.accord, folder + "/accord.db")
        server.start()
        whole = [WholeSubject(server, f"whole-{number}", 40) for number in range(2)]
        # Two writers of one subject would refuse each other's titles only by level, so compatibility stays on.
        for round in range(options.kills):
            fresh, stop = [], threading.Event()
            writers = [threading.Thread(target=write, args=(server, number, counter, fresh, moved, stop))
                       for number in range(options.writers)]
            writers += [threading.Thread(target=subject.move, args=(server, stop)) for subject in whole]
            for writer in writers:
                writer.start()
            time.sleep(chance.uniform(0.005, 0.15))
            server.kill()
            stop.set()
            for writer in writers:
                writer.join()
            acknowledged += fresh
            server.start()
            check(server, fresh)
            for subject in whole:
                subject.check(server)
        check(server, acknowledged)
        check_states(server, moved)
        count = check_ids(server, acknowledged)
        server.process.terminate()
        if server.process.wait(timeout=10) != 0:
            sys.exit("the server did not stop cleanly")
        verified = subprocess.run([options.accord, "admin", "verify", "--store", f"sqlite:{folder}/accord.db"],
                                  capture_output=True, text=True)
        if verified.returncode != 0:
            sys.exit(f"log and tables disagree: {verified.stdout}{verified.stderr}")
    print(f"{len(acknowledged)} acknowledged registrations and {len(moved)} moves, {count} schemas, all there after {options.kills} kills; "
          "log and tables agree")
    unanswered = sum((subject.unanswered for subject in whole), Counter())
    print(f"{sum(subject.acknowledged for subject in whole)} acknowledged moves of whole subjects; of those that a kill "
          f"left unanswered, {unanswered['whole']} had happened to all versions and {unanswered['absent']} to none")
    print("1 passed, 0 failed")


if __name__ == "__main__":
    main()
