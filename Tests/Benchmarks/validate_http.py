#!/usr/bin/env python3
"""How many documents a second a registry judges that come as lines over one connection.

usage: validate_http.py ACCORD [--documents N] [--rounds N] [--memory-megabytes N]

Registers the schema of the small event, posts that event N times as NDJSON to /validate/ids/{id}, and reads the answer.
The sender writes the same large piece again and again, so that it costs little beside the server. The memory of the
server is looked at all the while.
"""

import argparse
import http.client
import json
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

HERE = pathlib.Path(__file__).parent
PIECE = 2000


def resident_megabytes(pid, field):
    text = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(rf"{field}:\s+(\d+) kB", text).group(1)) / 1024


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100


class Registry:
    def __init__(self, accord, folder):
        self.process = subprocess.Popen(
            [accord, "serve", "--listen", "127.0.0.1:0", "--store", f"sqlite:{folder}/registry.db"],
            stderr=subprocess.PIPE, text=True)
        for line in self.process.stderr:
            event = json.loads(line)
            if event.get("message") == "listening":
                host, port = event["addresses"][0].rsplit(":", 1)
                self.address = (host, int(port))
                break
        threading.Thread(target=self.process.stderr.read, daemon=True).start()

    def register(self, schema):
        connection = http.client.HTTPConnection(*self.address)
        body = json.dumps({"schemaType": "JSON", "schema": schema})
        connection.request("POST", "/subjects/event/versions", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())["id"]

    def post_lines(self, target, line, count):
        """Seconds until the last byte of the answer, and how many verdicts say that the document is valid."""
        piece = line * PIECE
        started = time.perf_counter()
        with socket.create_connection(self.address) as connection:
            connection.sendall((
                f"POST {target} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/x-ndjson\r\n"
                f"Content-Length: {len(line) * count}\r\nConnection: close\r\n\r\n").encode())
            left = count
            while left >= PIECE:
                connection.sendall(piece)
                left -= PIECE
            connection.sendall(line * left)
            sent = time.perf_counter() - started
            valid = answered = 0
            head = b""
            while chunk := connection.recv(1 << 20):
                if answered == 0:
                    head = chunk[:4096]
                answered += len(chunk)
                valid += chunk.count(b'"valid":true')
        if b" 200 " not in head.split(b"\r\n")[0]:
            sys.exit(f"{head.decode(errors='replace')}")
        # A verdict may lie across two pieces, which counts as none: nearly all must be there.
        return sent, time.perf_counter() - started, valid, answered


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("accord")
    parser.add_argument("--documents", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory-megabytes", type=float, default=64)
    arguments = parser.parse_args()
    event = json.dumps(json.loads((HERE / "Validation/event.json").read_text()), separators=(",", ":"))
    line = (event + "\n").encode()
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(arguments.accord, folder)
        try:
            number = registry.register((HERE / "Validation/event.schema.json").read_text())
            idle = resident_megabytes(registry.process.pid, "VmRSS")
            for form in ["stream", "stream&output=flag", "summary"]:
                rates, servers = [], []
                for _ in range(arguments.rounds):
                    before = cpu_seconds(registry.process.pid)
                    sent, seconds, valid, answered = registry.post_lines(
                        f"/validate/ids/{number}?answer={form}", line, arguments.documents)
                    servers.append((cpu_seconds(registry.process.pid) - before) / arguments.documents * 1e6)
                    rates.append(arguments.documents / seconds)
                    expected = arguments.documents * 0.99 if form.startswith("stream") else 1
                    if valid < expected:
                        sys.exit(f"{form}: {valid} of {arguments.documents} documents were found valid")
                print(
                    f"documents of {len(line)} bytes a second over one connection, {form + ':':<20}"
                    f"{statistics.median(rates):>12,.0f}   server {statistics.median(servers):.2f} us of CPU each, "
                    f"body sent after {sent / seconds:.0%}, {answered / 1e6:.0f} MB answered", flush=True)
            peak = resident_megabytes(registry.process.pid, "VmHWM")
            print(f"memory of the server: {idle:.0f} MB idle, {peak:.0f} MB at most, for bodies of "
                  f"{len(line) * arguments.documents / 1e6:.0f} MB")
            if peak > arguments.memory_megabytes:
                sys.exit(f"that is more than {arguments.memory_megabytes:.0f} MB")
        finally:
            registry.process.terminate()
            registry.process.wait()


main()
