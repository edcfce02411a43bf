"""The registry as a process: how it starts, logs and ends."""
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import threading
import time

from bench import Server, case, expect

SCHEMA = {"schemaType": "JSON", "schema": '{"type":"object"}'}


def refused(bench, *arguments):
    """What a server that does not start says."""
    return bench.accord("serve", *arguments, timeout=20)


@case
def the_start_line_tells_address_store_level_and_version(bench):
    server = bench.serve("--compatibility-level", "FULL", "--threads", "3")
    event = server.event(message="listening")
    expect(event["addresses"] == [server.url.removeprefix("http://")], f"{event}")
    expect(event["store"] == f"sqlite:{bench.folder}/registry.db", f"{event}")
    expect(event["level"] == "info" and event["compatibility_level"] == "FULL" and event["threads"] == 3, f"{event}")
    expect(f"accord {event['version']}\n" == bench.accord("version").out, f"{event}")
    expect(server.request("/subjects")[0] == 200, "it does not answer")
    expect(server.stop() == 0, "it did not end with 0")


@case
def several_addresses_are_listened_on(bench):
    server = bench.serve("--listen", "127.0.0.1:0")
    addresses = server.event(message="listening")["addresses"]
    expect(len(addresses) == 2, f"{addresses}")
    for address in addresses:
        server.url = f"http://{address}"
        expect(server.request("/subjects")[0] == 200, f"{address} does not answer")


@case
def every_request_is_one_line_of_the_log(bench):
    server = bench.serve()
    status, headers, body = server.request("/subjects/a%2Fb/versions", SCHEMA, headers={"X-Request-ID": "one"})
    expect(status == 200, f"{status} {body}")
    entry = server.event(message="request", id="one")
    expect((entry["method"], entry["path"], entry["status"]) == ("POST", "/subjects/a%2Fb/versions", 200), f"{entry}")
    expect("{subject}" in entry["route"], f"{entry}")
    expect(entry["bytes"] == len(body) and entry["request_bytes"] == len(json.dumps(SCHEMA)), f"{entry}")
    expect(entry["remote"] == "127.0.0.1" and 0 < entry["duration_us"] < 60_000_000, f"{entry}")
    server.request("/nowhere", headers={"X-Request-ID": "two"})
    entry = server.event(message="request", id="two")
    expect(entry["status"] == 404 and "route" not in entry, f"{entry}")


@case
def requests_are_not_logged_above_the_level_info(bench):
    server = bench.serve("--log-level", "info")
    server.request("/subjects", headers={"X-Request-ID": "one"})
    server.event(message="request", id="one")
    quiet = bench.accord("serve", "--log-level", "loud").exits(2).says("'loud'")
    expect("critical" in quiet.err, quiet.err)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        address = "127.0.0.1:%d" % probe.getsockname()[1]
    silent = Server(bench, ["--listen", address, "--store", f"sqlite:{bench.folder}/quiet.db", "--log-level", "error"])
    bench.servers.append(silent)
    silent.url = f"http://{address}"
    deadline = time.monotonic() + 20
    while True:
        try:
            expect(silent.request("/subjects")[0] == 200, "it does not answer")
            break
        except OSError:
            expect(time.monotonic() < deadline and silent.process.poll() is None, f"it does not start: {silent.log}")
            time.sleep(0.02)
    expect(silent.stop() == 0 and silent.log == [], f"{silent.log}")


@case
def what_was_registered_is_there_after_a_restart(bench):
    server = bench.serve()
    expect(server.request("/subjects/a/versions", SCHEMA)[0] == 200, "not registered")
    expect(server.stop() == 0, "it did not end with 0")
    expect(not (bench.folder / "registry.db-wal").exists(), "the write-ahead log is left behind")
    again = bench.serve()
    expect(again.request("/subjects/a/versions/1")[0] == 200, "not there any more")


@case
def both_signals_end_it_with_zero_and_a_last_line(bench):
    for number in [signal.SIGTERM, signal.SIGINT]:
        server = bench.serve(store=f"{number}.db")
        expect(server.stop(number) == 0, f"{number} did not end it with 0")
        server.event(message="stopping")
        server.event(message="stopped")


@case
def requests_that_are_running_are_answered_before_it_ends(bench):
    server = bench.serve()
    connection = server.socket()
    body = json.dumps(SCHEMA).encode()
    connection.sendall(b"POST /subjects/a/versions HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n"
                       b"Content-Type: application/json\r\n\r\n" % len(body) + body[:10])
    time.sleep(0.2)
    server.process.send_signal(signal.SIGTERM)
    server.event(message="stopping")
    time.sleep(0.3)
    expect(server.process.poll() is None, "it ended with a request running")
    connection.sendall(body[10:])
    answer = connection.recv(65536)
    expect(answer.startswith(b"HTTP/1.1 200"), f"{answer}")
    expect(b"connection: close" in answer.lower(), f"{answer}")
    expect(server.process.wait(timeout=10) == 0, "it did not end with 0")


@case
def no_answer_is_lost_when_it_ends_under_load(bench):
    server = bench.serve("--threads", "4")
    acknowledged, broken = [], []
    stop = threading.Event()

    def client(number):
        count = 0
        while not stop.is_set():
            count += 1
            subject = f"s{number}-{count}"
            try:
                status, _, body = server.request(f"/subjects/{subject}/versions", SCHEMA)
            except OSError:
                return  # refused: the server has closed its port
            (acknowledged if status == 200 else broken).append((subject, status, body))

    clients = [threading.Thread(target=client, args=(number,)) for number in range(4)]
    for thread in clients:
        thread.start()
    time.sleep(0.5)
    code = server.stop()
    stop.set()
    for thread in clients:
        thread.join()
    expect(code == 0, f"ended with {code}")
    expect(len(acknowledged) > 10 and not broken, f"{len(acknowledged)} answered, {broken[:3]}")
    again = bench.serve()
    subjects = set(json.loads(again.request("/subjects")[2]))
    lost = [subject for subject, *_ in acknowledged if subject not in subjects]
    expect(not lost, f"answered and then lost: {lost[:5]}")


@case
def readiness_is_refused_while_it_ends(bench):
    server = bench.serve()
    host = b"Host: a\r\n\r\n"
    expect(server.request("/health/ready")[0] == 200, "not ready after the start")
    open_request, probe = server.socket(), server.socket()
    probe.sendall(b"GET /health/ready HTTP/1.1\r\n" + host)
    expect(probe.recv(65536).startswith(b"HTTP/1.1 200"), "not ready over a connection of its own")
    open_request.sendall(b"POST /subjects/a/versions HTTP/1.1\r\nContent-Type: application/json\r\n"
                         b"Content-Length: 2\r\nHost: a\r\n\r\n{")
    time.sleep(0.2)
    server.process.send_signal(signal.SIGTERM)
    server.event(message="stopping")
    probe.sendall(b"GET /health/ready HTTP/1.1\r\n" + host)
    answer = probe.recv(65536)
    expect(answer.startswith(b"HTTP/1.1 503"), f"{answer}")
    open_request.sendall(b"}")
    expect(server.process.wait(timeout=10) == 0, "it did not end with 0")


@case
def a_second_signal_ends_it_at_once(bench):
    server = bench.serve()
    connection = server.socket()
    connection.sendall(b"POST /subjects/a/versions HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
    time.sleep(0.2)
    server.process.send_signal(signal.SIGTERM)
    server.event(message="stopping")
    started = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    code = server.process.wait(timeout=10)
    expect(code == -signal.SIGTERM and time.monotonic() - started < 2, f"ended with {code}")


@case
def a_port_that_is_taken_is_one_sentence(bench):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = refused(bench, "--listen", f"127.0.0.1:{port}").exits(7).prints_nothing()
        result.says(f"error: cannot listen on 127.0.0.1:{port}: ", "in use")
        expect(result.err.count("\n") == 1, result.err)


@case
def addresses_and_stores_that_are_none_are_usage_errors(bench):
    for arguments, what in [
        (["--listen", "8081"], '"8081"'), (["--listen", "127.0.0.1:99999"], "99999"), (["--store", "x.db"], "sqlite:"),
        (["--store", "mysql:x"], "mysql"), (["--store", "sqlite:"], "sqlite:"), (["--threads", "0"], "threads"),
        (["--max-body", "-1"], "max-body"), (["--compatibility-level", "UP"], "'UP'"), (["--verbose"], "--verbose"),
    ]:
        refused(bench, *arguments).exits(2).prints_nothing().says("error: ", what)


@case
def a_store_that_cannot_be_opened_is_one_sentence(bench):
    garbage = bench.file("garbage.db", "this is no database, and long enough to be none for sure\n" * 40)
    other = bench.folder / "other.db"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE theirs (a)")
    folder = bench.folder / "folder"
    folder.mkdir()
    for path, what in [
        (garbage, "not an SQLite database"), (other, "another program"), (folder, "directory"),
        (bench.folder / "missing" / "a.db", "directory does not exist"),
    ]:
        result = refused(bench, "--listen", "127.0.0.1:0", "--store", f"sqlite:{path}").exits(3).prints_nothing()
        result.says("error: ", str(path), what)
        expect(result.err.count("\n") == 1, result.err)
    expect(garbage.read_text().startswith("this is no database"), "the file was changed")


@case
def a_store_of_a_newer_version_is_left_alone(bench):
    server = bench.serve()
    server.stop()
    path = bench.folder / "registry.db"
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 9999")
    result = refused(bench, "--listen", "127.0.0.1:0", "--store", f"sqlite:{path}").exits(3)
    result.says("error: ", str(path), "newer version")
    expect(result.err.count("\n") == 1, result.err)


@case
def a_store_is_verified_against_its_log(bench):
    server = bench.serve()
    for number in range(3):
        server.request(f"/subjects/s{number}/versions", {**SCHEMA, "schema": json.dumps({"title": str(number)})})
    path = bench.folder / "registry.db"
    store = f"sqlite:{path}"
    bench.accord("admin", "verify", "--store", store).exits(0).prints("3 events; log and tables agree")
    expect(server.stop() == 0, "it did not end with 0")
    with sqlite3.connect(path) as database:
        database.execute("UPDATE version SET deleted = 1 WHERE subject = 's1'")
    bench.accord("admin", "verify", "--store", store).exits(1).prints("s1")
    told = bench.accord("admin", "verify", "--store", store, "-o", "json").exits(1).json()
    expect(told["revision"] == 3 and len(told["disagreements"]) >= 1, f"{told}")
    absent = bench.folder / "absent.db"
    bench.accord("admin", "verify", "--store", f"sqlite:{absent}").exits(3).says("there is no store at", str(absent))
    expect(not absent.exists(), "verifying made a store")


@case
def a_corrupted_store_is_refused_or_reported_and_never_served_as_good(bench):
    server = bench.serve()
    for number in range(20):
        server.request(f"/subjects/s{number}/versions", {**SCHEMA, "schema": json.dumps({"title": "x" * 4000 + str(number)})})
    server.stop()
    path = bench.folder / "registry.db"
    content = bytearray(path.read_bytes())
    # Page 1 and with it the header stay; everything behind is noise.
    content[4096:] = bytes((7 * position + 13) % 256 for position in range(len(content) - 4096))
    path.write_bytes(bytes(content))
    damaged = Server(bench, ["--listen", "127.0.0.1:0", "--store", f"sqlite:{path}"])
    bench.servers.append(damaged)
    try:
        damaged.wait_until_listening()
    except Exception:
        expect(damaged.process.wait(timeout=10) == 3, f"ended with {damaged.process.returncode}")
        expect(any("error: " in line and "damaged" in line for line in damaged.log), f"{damaged.log}")
        return
    status, _, body = damaged.request("/subjects")
    expect(status == 500 and json.loads(body)["error_code"] == 50001, f"{status} {body}")


@case
def a_directory_that_cannot_be_written_to_is_named(bench):
    folder = bench.folder / "readonly"
    folder.mkdir()
    folder.chmod(0o500)
    # Root may write to that one, but not where the kernel keeps its own.
    path = "/proc/accord.db" if os.geteuid() == 0 else f"{folder}/a.db"
    result = refused(bench, "--listen", "127.0.0.1:0", "--store", f"sqlite:{path}").exits(3)
    result.says("error: ", path)
    expect(result.err.count("\n") == 1, result.err)


@case
def a_body_over_the_limit_is_refused(bench):
    server = bench.serve("--max-body", "1000")
    status, _, body = server.request("/subjects/a/versions", {**SCHEMA, "schema": json.dumps({"title": "x" * 2000})})
    expect(status == 413, f"{status} {body}")
    result = bench.accord("register", "a", bench.file("big.json", {"title": "x" * 2000}), "--url", server.url)
    result.exits(3)


@case
def the_store_in_use_is_the_one_named_or_a_file_here(bench):
    process = Server(bench, ["--listen", "127.0.0.1:0"])
    bench.servers.append(process)
    process.wait_until_listening()
    expect((bench.folder / "accord.db").exists(), "accord.db is not there")


@case
def the_metrics_have_every_name_that_the_dashboard_and_the_alerts_ask_for(bench):
    (bench.folder / "copies").mkdir()
    server = bench.serve("--backup-to", "copies", "--verify-every", "1h")
    deadline = time.monotonic() + 10
    while len(json.loads(server.request("/health/ready")[2])) < 3:
        expect(time.monotonic() < deadline, "the store was not looked after")
        time.sleep(0.1)
    body = {"schemaType": "JSON", "schema": '{"type": "string"}'}
    for schema, status in (('{"type": "string"}', 200), ('{"type": "integer"}', 409)):
        expect(server.request("/subjects/s/versions", {**body, "schema": schema})[0] == status, schema)
    server.request("/validate/ids/1", "a")
    server.request("/schemas/ids/1")
    status, headers, text = server.request("/metrics")
    expect(status == 200 and headers["Content-Type"].startswith("text/plain; version=0.0.4"), f"{headers}")
    served = set(re.findall(r"^(\w+)[ {]", text.decode(), re.MULTILINE))
    deploy = pathlib.Path(__file__).resolve().parents[3] / "deploy"
    for path in ("grafana/accord.json", "prometheus/alerts.yaml"):
        wanted = set(re.findall(r"\b(?:accord|process)_\w+", (deploy / path).read_text()))
        expect(wanted and wanted <= served, f"{path} asks for {sorted(wanted - served)}")


@case
def a_trace_of_the_client_is_in_the_log(bench):
    server = bench.serve()
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    server.request("/subjects", headers={"traceparent": parent})
    expect(server.event(traceparent=parent)["path"] == "/subjects", "it is not")


@case
def a_server_that_is_to_look_after_its_store_says_what_it_cannot(bench):
    refused(bench, "--backup-to", "nowhere").exits(2).says("there is no folder nowhere")
    for wrong in (["--backups", "2"], ["--backup-every", "1h"], ["--verify-every", "soon"], ["--verify-every", "0h"],
                  ["--backup-to", ".", "--backups", "0"]):
        refused(bench, *wrong).exits(2)
