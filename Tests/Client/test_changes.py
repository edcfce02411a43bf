"""Those that follow the changes, with sockets of their own: nothing is lost, doubled or held up."""

import contextlib
import json
import os
import random
import signal
import socket
import subprocess
import threading
import time
import urllib.request

import pytest

from conftest import free_port, running


def address(url):
    host, port = url.removeprefix("http://").split(":")
    return host, int(port)


def register(url, subject, number):
    body = json.dumps({"schemaType": "JSON", "schema": json.dumps({"const": number})}).encode()
    request = urllib.request.Request(f"{url}/subjects/{subject}/versions", body, {"Content-Type": "application/json"})
    urllib.request.urlopen(request).read()


class Subscriber:
    """A client of the stream that knows what the last event was that it has seen whole."""

    def __init__(self, url, target="/changes", last=None, buffer=None):
        self.last = last
        self.socket = socket.socket()
        if buffer:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        self.socket.settimeout(20)
        self.socket.connect(address(url))
        resume = f"Last-Event-ID: {last}\r\n" if last is not None else ""
        self.socket.sendall(f"GET {target} HTTP/1.0\r\nHost: a\r\n{resume}\r\n".encode())
        self.rest = b""
        self.ended = False

    def read(self, size=65536):
        """The ids of the events that arrive next."""
        piece = self.socket.recv(size)
        self.ended = piece == b""
        *blocks, self.rest = (self.rest + piece).replace(b"\r\n", b"\n").split(b"\n\n")
        ids = []
        for block in blocks:
            fields = dict(line.split(b": ", 1) for line in block.split(b"\n") if b": " in line)
            if b"id" in fields:
                self.last = int(fields[b"id"])
            if b"data" in fields:
                event = json.loads(fields[b"data"])
                assert event["id"] == fields[b"id"].decode()
                assert event["type"] == "accord." + fields[b"event"].decode()
                ids.append(int(event["id"]))
        return ids

    def events(self):
        """The ids of the next events, however many pieces they and what is before them come in."""
        ids = []
        while not ids and not self.ended:
            ids = self.read()
        return ids


def test_a_subscriber_killed_500_times_during_writes_sees_every_revision_once_in_order(tmp_path_factory):
    with running(tmp_path_factory, "--log-level", "warning") as url:
        done = threading.Event()

        def write():
            number = 0
            while not done.is_set():
                register(url, f"s{number % 7}-{number}", number)
                number += 1

        writers = [threading.Thread(target=write) for _ in range(2)]
        for writer in writers:
            writer.start()
        seen, last = [], 0
        chance = random.Random(7)
        for kill in range(501):
            if kill == 500:
                done.set()
                for writer in writers:
                    writer.join()
                head = json.load(urllib.request.urlopen(url + "/governance/head"))["revision"]
            subscriber = Subscriber(url, last=last)
            wanted = chance.randrange(0, 4)
            got = 0
            while (got <= wanted) if kill < 500 else (not seen or seen[-1] < head):
                # Pieces of any size, so that it dies inside an event too.
                ids = subscriber.read(chance.choice([7, 300, 65536]))
                seen += ids
                got += len(ids)
            last = subscriber.last
            subscriber.socket.close()
        assert seen == list(range(1, head + 1))
        assert head > 500


def test_who_does_not_read_holds_up_neither_writers_nor_readers(tmp_path_factory):
    with running(tmp_path_factory, "--log-level", "warning") as url:
        deaf = [Subscriber(url, "/changes?after=0", buffer=4096) for _ in range(20)]
        reader = Subscriber(url, "/changes?after=0")
        text = json.dumps({"description": "x" * 100_000})
        slowest = 0
        for number in range(60):
            body = json.dumps({"schemaType": "JSON", "schema": text}).encode()
            start = time.monotonic()
            request = urllib.request.Request(f"{url}/subjects/long{number}/versions", body,
                                             {"Content-Type": "application/json"})
            urllib.request.urlopen(request).read()
            while number + 1 not in reader.read():
                pass
            slowest = max(slowest, time.monotonic() - start)
        assert slowest < 2
        seen = []
        while len(seen) < 60:
            seen += deaf[0].read()
        assert seen == list(range(1, 61)), "what was not read has waited"


@pytest.mark.parametrize("subscribers", [200])
def test_a_shutdown_ends_streams_and_polls_cleanly(tmp_path_factory, subscribers):
    polls = []
    with running(tmp_path_factory, "--log-level", "warning") as url:
        clients = [Subscriber(url) for _ in range(subscribers)]
        for client in clients:
            while client.last is None:
                client.read()
        poll = threading.Thread(
            target=lambda: polls.append(json.load(urllib.request.urlopen(url + "/changes?wait=60"))))
        poll.start()
        time.sleep(0.3)
        start = time.monotonic()
    assert time.monotonic() - start < 5
    poll.join()
    assert polls == [{"events": [], "next": "0"}]
    for client in clients:
        while not client.ended:
            assert client.read() == []


def test_a_long_poll_is_answered_when_something_happens_and_after_its_time(registry_url):
    head = json.load(urllib.request.urlopen(registry_url + "/governance/head"))["revision"]
    start = time.monotonic()
    page = json.load(urllib.request.urlopen(f"{registry_url}/changes?after={head}&wait=1"))
    assert page == {"events": [], "next": str(head)} and 0.9 < time.monotonic() - start < 5
    timer = threading.Timer(0.3, register, (registry_url, "polled", 1))
    timer.start()
    start = time.monotonic()
    page = json.load(urllib.request.urlopen(f"{registry_url}/changes?after={head}&wait=30&subject=polled"))
    assert [event["subject"] for event in page["events"]] == ["polled"] and time.monotonic() - start < 5


def test_the_stream_of_a_token_ends_when_it_is_revoked_and_nobody_else_gets_one(tmp_path_factory):
    secret = "0123456789abcdef" * 4
    os.environ["ACCORD_ADMIN_TOKEN"] = secret
    try:
        with running(tmp_path_factory, "--auth", "token", "--log-level", "warning") as url:
            def ask(method, path, body=None, token=secret):
                request = urllib.request.Request(
                    url + path, json.dumps(body).encode() if body else None,
                    {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}, method=method)
                return urllib.request.urlopen(request, timeout=20)

            reader = json.load(ask("POST", "/governance/tokens", {"principal": "r", "role": "reader", "id": "r"}))
            stream = ask("GET", "/changes?after=0", token=reader["secret"])
            assert b"token-set" in b"".join(stream.readline() for _ in range(5))
            ask("DELETE", "/governance/tokens/r")
            assert b"token-removed" not in stream.read(), "it ends, and without this"
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(url + "/changes")
            assert refused.value.code == 401
    finally:
        del os.environ["ACCORD_ADMIN_TOKEN"]


def test_what_another_process_writes_is_told_too(tmp_path_factory):
    folder = tmp_path_factory.mktemp("shared")
    url = f"http://127.0.0.1:{free_port()}"
    store = f"sqlite:{folder}/a.db"
    server = subprocess.Popen([os.environ["ACCORD"], "serve", "--listen", url.removeprefix("http://"),
                               "--store", store, "--log-level", "error"])
    try:
        for _ in range(200):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(url + "/health/ready").read()
                break
            time.sleep(0.02)
        subscriber = Subscriber(url)
        while subscriber.last is None:
            subscriber.read()
        subprocess.run([os.environ["ACCORD"], "token", "create", "ci", "--role", "reader", "--store", store],
                       check=True, capture_output=True)
        assert subscriber.events() == [1]
    finally:
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0
