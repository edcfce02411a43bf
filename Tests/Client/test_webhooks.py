"""Receivers that take events, fail, hang, redirect and forge: each gets everything in the end, and nothing goes where it
must not."""

import base64
import contextlib
import hashlib
import hmac
import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request

import pytest

from conftest import free_port

QUICK = ["--webhook-pause", "10", "--webhook-timeout", "1"]
LOCAL = ["--allow-webhook-address", "127.0.0.1"]


class Registry:
    """The release binary over a store that outlives it."""

    def __init__(self, folder, *arguments):
        self.folder, self.arguments = folder, arguments
        self.url = f"http://127.0.0.1:{free_port()}"
        self.number = 0
        self.start()

    def start(self):
        self.log = open(self.folder / "log", "ab")
        self.process = subprocess.Popen(
            [os.environ["ACCORD"], "serve", "--listen", self.url.removeprefix("http://"),
             "--store", f"sqlite:{self.folder}/a.db", "--log-level", "warning", *self.arguments], stderr=self.log)
        for _ in range(200):
            with contextlib.suppress(OSError):
                return urllib.request.urlopen(self.url + "/health/ready").read()
            # A receiver may kill it before it is asked for the first time.
            if self.process.poll() == -signal.SIGKILL:
                return None
            time.sleep(0.02)
        pytest.fail((self.folder / "log").read_text())

    def ask(self, method, path, body=None):
        request = urllib.request.Request(
            self.url + path, json.dumps(body).encode() if body is not None else None,
            {"Content-Type": "application/json"}, method=method)
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def register(self, count, subject="s"):
        for _ in range(count):
            self.number += 1
            self.ask("POST", f"/subjects/{subject}{self.number}/versions",
                     {"schemaType": "JSON", "schema": json.dumps({"const": self.number})})

    def head(self):
        return self.ask("GET", "/governance/head")["revision"]

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        assert how == signal.SIGKILL or code == 0


class Receiver:
    """A server that answers as it is told, and keeps what it took."""

    def __init__(self, answer=lambda receiver, revision: 204, address=("127.0.0.1", 0)):
        self.taken, self.seen, self.wrong = [], [], []
        self.secret = None
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                event = json.loads(body)
                receiver.check(self.headers, body, event)
                status = answer(receiver, event["id"])
                receiver.seen.append(event["id"])
                if 200 <= status < 300:
                    receiver.taken.append(event["id"])
                with contextlib.suppress(OSError):
                    self.send_response(status)
                    if status in (301, 302, 307):
                        self.send_header("Location", receiver.url + "/elsewhere")
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            do_GET = do_POST

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(address, Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_port
        self.url = f"http://{address[0]}:{self.port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def check(self, headers, body, event):
        """What every receiver should look at (Standard Webhooks)."""
        if not self.secret:
            return
        key = base64.b64decode(self.secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        expected = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if headers["webhook-signature"] != expected or abs(time.time() - int(headers["webhook-timestamp"])) > 60:
            self.wrong.append(dict(headers))
        if event["specversion"] != "1.0" or not headers["webhook-id"].endswith("." + event["id"]):
            self.wrong.append(event)

    def wait(self, count, seconds=40):
        end = time.monotonic() + seconds
        while len(self.taken) < count:
            assert time.monotonic() < end, (self.taken, self.seen)
            time.sleep(0.01)


@pytest.fixture
def registry(tmp_path):
    made = []

    def make(*arguments):
        made.append(Registry(tmp_path, *arguments))
        return made[-1]

    yield make
    for registry in made:
        if registry.process.poll() is None:
            registry.stop()


def hook(registry, receiver, name="h", **filters):
    made = registry.ask("POST", "/governance/webhooks", {"id": name, "url": receiver.url + "/hook", **filters})
    receiver.secret = made["secret"]
    return made


def test_a_receiver_that_fails_hangs_and_redirects_gets_everything_in_order(registry):
    def moody(receiver, revision):
        number = len(receiver.seen)
        if number % 5 == 1:
            return 500
        if number % 5 == 2:
            return 301
        if number in (3, 13):
            time.sleep(3)
        return 204 if number % 5 != 4 else 429

    registry = registry(*QUICK, *LOCAL)
    receiver = Receiver(moody)
    first = hook(registry, receiver)["revision"] + 1
    registry.register(25)
    for count in range(25, 100):
        receiver.wait(count)
        if len(set(receiver.taken)) == 25:
            break
    # A receiver that took an event too late gets it again; each for the first time in order.
    order = list(dict.fromkeys(receiver.taken))
    assert order == [str(number) for number in range(first, first + 25)]
    assert not receiver.wrong
    assert len(receiver.seen) > 35
    assert "secret" not in json.dumps(registry.ask("GET", "/governance/webhooks/h"))


def test_webhooks_do_not_wait_for_each_other_and_get_what_they_want(registry):
    registry = registry(*QUICK, *LOCAL)
    hanging = Receiver(lambda *_: time.sleep(2) or 204)
    quick = Receiver()
    hook(registry, hanging, "hanging")
    hook(registry, quick, "quick", kinds=["version-registered"], subjects=["wanted*"])
    start = time.monotonic()
    registry.register(10)
    registry.register(10, "wanted")
    registry.ask("PUT", "/governance/teams/t", {})
    quick.wait(10, seconds=5)
    assert time.monotonic() - start < 5
    time.sleep(0.2)
    assert len(quick.taken) == 10 and not quick.wrong


def test_what_is_given_up_is_listed_and_sent_again(registry):
    broken = threading.Event()
    broken.set()
    registry = registry(*QUICK, *LOCAL, "--webhook-attempts", "3")
    receiver = Receiver(lambda *_: 500 if broken.is_set() else 204)
    first = hook(registry, receiver)["revision"] + 1
    registry.register(3)

    def deliveries(state):
        return registry.ask("GET", f"/governance/webhooks/h/deliveries?state={state}")["deliveries"]

    end = time.monotonic() + 20
    while len(deliveries("dead")) < 3:
        assert time.monotonic() < end
        time.sleep(0.02)
    assert len(receiver.seen) == 9
    dead = deliveries("dead")
    assert [item["revision"] for item in dead] == [first, first + 1, first + 2]
    assert all(item["attempts"] == 3 and item["status"] == 500 and item["reason"] == "it answered 500" for item in dead)
    attempt = registry.ask("POST", "/governance/webhooks/h/test", {})
    assert attempt["delivered"] is False and attempt["status"] == 500
    broken.clear()
    assert registry.ask("POST", "/governance/webhooks/h/test", {})["delivered"] is True
    assert receiver.taken == ["test"]
    assert registry.ask("POST", "/governance/webhooks/h/redeliver", {}) == {"queued": 3}
    receiver.wait(4)
    registry.register(1)
    receiver.wait(5)
    assert receiver.taken[1:] == [str(first), str(first + 1), str(first + 2), str(first + 3)]
    registry.ask("POST", "/governance/webhooks/h/redeliver", {"revision": first})
    receiver.wait(6)
    assert receiver.taken[-1] == str(first)
    end = time.monotonic() + 5
    while len(deliveries("delivered")) < 4:
        assert time.monotonic() < end
    with urllib.request.urlopen(registry.url + "/metrics") as text:
        metrics = text.read().decode()
    assert "accord_webhook_dead_letters_total 3" in metrics and "accord_webhook_lag_events 0" in metrics
    assert not receiver.wrong


def test_a_server_killed_between_delivery_and_cursor_sends_again_and_loses_nothing(registry):
    registry = registry(*QUICK, *LOCAL)
    killed, dead = [], []

    def answer(receiver, revision):
        # It is killed while it waits for this answer, so that it cannot know that the event was taken.
        if len(killed) < 5 and revision not in killed and int(revision) % 3 == 0:
            # Noted before, as the next server may send the same event before this returns.
            killed.append(revision)
            registry.process.send_signal(signal.SIGKILL)
            registry.process.wait()
            dead.append(revision)
        return 204

    receiver = Receiver(answer)
    first = hook(registry, receiver)["revision"] + 1
    while len(dead) < 5:
        with contextlib.suppress(OSError, http.client.HTTPException):
            registry.register(1)
        if registry.process.poll() is not None:
            registry.start()
    if registry.process.poll() is not None:
        registry.start()
    head = registry.head()
    end = time.monotonic() + 30
    while str(head) not in receiver.taken:
        assert time.monotonic() < end, (receiver.taken, head)
        time.sleep(0.02)
    assert list(dict.fromkeys(receiver.taken)) == [str(number) for number in range(first, head + 1)]
    assert all(receiver.taken.count(revision) >= 2 for revision in killed), "at least once"


def test_a_webhook_that_is_deleted_hears_no_more_and_one_of_its_name_begins_anew(registry):
    registry = registry(*QUICK, *LOCAL)
    receiver = Receiver()
    hook(registry, receiver)
    registry.register(2)
    receiver.wait(2)
    registry.ask("DELETE", "/governance/webhooks/h")
    registry.register(2)
    time.sleep(0.3)
    assert len(receiver.taken) == 2
    again = hook(registry, receiver)["revision"]
    registry.register(1)
    receiver.wait(3)
    assert receiver.taken[-1] == str(again + 1) and not receiver.wrong


def test_a_disabled_webhook_gets_nothing_and_catches_up_in_order_when_it_is_enabled(registry):
    registry = registry(*QUICK, *LOCAL)
    receiver, other = Receiver(), Receiver()
    first = hook(registry, receiver)["revision"] + 1
    registry.register(2)
    receiver.wait(2)
    assert registry.ask("PATCH", "/governance/webhooks/h", {"enabled": False})["enabled"] is False
    registry.register(4)
    registry.ask("POST", "/governance/webhooks/h/redeliver", {"revision": first})
    registry.stop()
    registry.start()
    registry.register(1)
    time.sleep(0.5)
    assert len(receiver.taken) == 2
    with urllib.request.urlopen(registry.url + "/metrics") as text:
        assert "accord_webhook_lag_events 0" in text.read().decode(), "nobody waits for it"
    # What was asked for again comes first, then all that has waited, the changes of the webhook among it.
    registry.ask("PATCH", "/governance/webhooks/h", {"enabled": True})
    head = registry.head()
    receiver.wait(2 + 1 + head - first - 1)
    assert receiver.taken[2:] == [str(first)] + [str(number) for number in range(first + 2, head + 1)]

    # What is left goes to the new place, and is what is wanted there, signed with the same secret.
    other.secret = receiver.secret
    registry.ask("PATCH", "/governance/webhooks/h", {"url": other.url, "kinds": ["version-registered"]})
    registry.ask("PUT", "/governance/teams/t", {})
    registry.register(2)
    other.wait(2)
    head = registry.head()
    assert other.taken == [str(head - 1), str(head)] and not other.wrong and not receiver.wrong
    assert len(set(receiver.taken) & {str(head - 1), str(head)}) == 0


def test_what_failed_is_tried_at_once_at_the_new_place(registry):
    registry = registry("--webhook-pause", "600000", "--webhook-timeout", "1", *LOCAL)
    broken, receiver = Receiver(lambda *_: 500), Receiver()
    hook(registry, broken)
    registry.register(2)
    end = time.monotonic() + 10
    while not broken.seen:
        assert time.monotonic() < end
        time.sleep(0.01)
    registry.ask("PATCH", "/governance/webhooks/h", {"url": receiver.url})
    receiver.wait(3)
    assert [int(revision) for revision in receiver.taken] == [2, 3, 4]


# Every spelling of this machine and of its networks, as literals and as names that mean them.
FORBIDDEN = ["127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "localhost", "localhost.",
             "0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:127.0.0.1]",
             "169.254.169.254", "0xa9fea9fe", "[fe80::1]", "[fd00:ec2::254]", "10.0.0.1", "172.16.0.1", "192.168.0.1",
             "100.64.0.1", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "%6c%6fcalhost", "127%2e0%2e0%2e1", "①②⑦.0.0.1"]


def test_nothing_is_sent_to_forbidden_addresses(registry):
    """Whatever is made of a name, it is the address of the connection that is looked at."""
    registry = registry(*QUICK, "--webhook-attempts", "1")
    with contextlib.ExitStack() as sockets:
        listeners = []
        for family, host in [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]:
            listener = sockets.enter_context(socket.socket(family))
            try:
                listener.bind((host, listeners[0].getsockname()[1] if listeners else 0))
            except OSError:
                continue
            listener.listen()
            listener.settimeout(0.05)
            listeners.append(listener)
        port = listeners[0].getsockname()[1]
        hosts = FORBIDDEN + [socket.gethostname()]
        for number, host in enumerate(hosts):
            try:
                registry.ask("POST", "/governance/webhooks", {"id": f"h{number}", "url": f"http://{host}:{port}/"})
            except urllib.error.HTTPError as refused:
                assert refused.code == 400, host
                continue
            attempt = registry.ask("POST", f"/governance/webhooks/h{number}/test", {})
            assert attempt["delivered"] is False and "status" not in attempt, (host, attempt)
        for listener in listeners:
            with pytest.raises(TimeoutError):
                listener.accept()


@pytest.fixture
def names(tmp_path):
    """A name server that says what it is told to: each question gets the next of the answers, which are addresses."""
    library, answers = tmp_path / "names.so", tmp_path / "names"
    source = pathlib.Path(__file__).with_name("names.c")
    subprocess.run(["cc", "-shared", "-fPIC", "-o", library, source, "-ldl"], check=True)
    os.environ.update(LD_PRELOAD=str(library), NAMES_FILE=str(answers))
    yield lambda *lines: answers.write_text("".join(line + "\n" for line in lines))
    del os.environ["LD_PRELOAD"], os.environ["NAMES_FILE"]


# 127.0.0.2 stands for an address that may be sent to; the receiver at 127.0.0.1 must not hear of anything.
PUBLIC = [*QUICK, "--allow-webhook-address", "127.0.0.2", "--webhook-attempts", "1"]


def rebinding(registry):
    """A registry, what it may send to, and what it may not, under one name and at one port."""
    registry = registry(*PUBLIC)
    public = Receiver(address=("127.0.0.2", 0))
    inside = Receiver(address=("127.0.0.1", public.port))
    registry.ask("POST", "/governance/webhooks", {"id": "h", "url": f"http://rebinding.test:{public.port}/"})
    return registry, public, inside


def reasons_given_up(registry):
    """Waits until an event was given up, and says why."""
    end = time.monotonic() + 10
    while not (dead := registry.ask("GET", "/governance/webhooks/h/deliveries?state=dead")["deliveries"]):
        assert time.monotonic() < end
        time.sleep(0.02)
    return [item["reason"] for item in dead]


def test_a_name_that_means_another_address_the_second_time_leads_nowhere(registry, names):
    names("127.0.0.2", "127.0.0.1")
    registry, public, inside = rebinding(registry)
    # The handle that tests has a memory for names of its own, so that the delivery asks again.
    assert registry.ask("POST", "/governance/webhooks/h/test", {})["delivered"] is True
    assert public.taken == ["test"]
    registry.register(1)
    assert reasons_given_up(registry) == ["127.0.0.1 is no address that may be sent to"]
    assert public.seen == ["test"] and not inside.seen


def test_of_several_addresses_of_a_name_only_those_that_are_allowed_are_tried(registry, names):
    names("127.0.0.1 127.0.0.2")
    registry, public, inside = rebinding(registry)
    assert registry.ask("POST", "/governance/webhooks/h/test", {})["delivered"] is True
    # Nobody listens at the address that is allowed any more: the next one of the answer is no way out.
    public.server.shutdown()
    public.server.server_close()
    names("127.0.0.2 127.0.0.1")
    registry.register(1)
    assert reasons_given_up(registry) == ["127.0.0.1 is no address that may be sent to"]
    assert public.seen == ["test"] and not inside.seen


def test_a_receiver_that_redirects_to_a_forbidden_place_leads_nowhere(registry):
    registry = registry(*QUICK, *LOCAL, "--webhook-attempts", "1")
    receiver = Receiver(lambda *_: 307)
    hook(registry, receiver)
    attempt = registry.ask("POST", "/governance/webhooks/h/test", {})
    assert attempt["status"] == 307 and attempt["delivered"] is False
    assert receiver.seen == ["test"], "one request, and none to the other place"


def test_a_proxy_of_the_environment_is_not_used(registry):
    proxy = Receiver()
    os.environ["http_proxy"] = os.environ["ALL_PROXY"] = proxy.url
    try:
        registry = registry(*QUICK, "--webhook-attempts", "1")
    finally:
        del os.environ["http_proxy"], os.environ["ALL_PROXY"]
    registry.ask("POST", "/governance/webhooks", {"id": "h", "url": "http://192.0.2.1/"})
    attempt = registry.ask("POST", "/governance/webhooks/h/test", {})
    assert attempt["delivered"] is False and attempt["reason"] == "192.0.2.1 is no address that may be sent to"
    assert not proxy.seen


def test_a_stop_does_not_wait_for_a_receiver_that_hangs(registry):
    registry = registry("--webhook-timeout", "60", *LOCAL)
    receiver = Receiver(lambda *_: time.sleep(30) or 204)
    hook(registry, receiver)
    registry.register(1)
    time.sleep(0.5)
    start = time.monotonic()
    registry.stop()
    assert time.monotonic() - start < 5
