#!/usr/bin/env python3
"""Speed and size of a registry over HTTP, beside nginx on the same machine in the same run.

usage: registry.py ACCORD [--seconds N] [--rounds N] [--schemas N]
"""

import argparse
import http.client
import json
import os
import pathlib
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
TYPE = "application/vnd.schemaregistry.v1+json"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Registry:
    def __init__(self, accord, folder, *flags):
        self.port = free_port()
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            [accord, "serve", "--listen", f"127.0.0.1:{self.port}", "--store", f"sqlite:{folder}/accord.db", *flags],
            stderr=open(folder + "/log", "ab"))
        while True:
            if self.process.poll() is not None:
                sys.exit("the server ended: " + pathlib.Path(folder + "/log").read_text()[-2000:])
            try:
                self.ask("GET", "/health/live")
                break
            except OSError:
                time.sleep(0.0005)
        self.start_seconds = time.perf_counter() - self.started

    def ask(self, method, path, body=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {"Content-Type": TYPE})
        answer = connection.getresponse()
        return answer.status, answer.read()

    def memory_mb(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=30)


class Nginx:
    """nginx answering the same bytes from its configuration."""

    def __init__(self, folder, body):
        self.port = free_port()
        text = body.decode().replace("\\", "\\\\").replace("'", "\\'").replace("$", "${dollar}")
        pathlib.Path(folder + "/nginx.conf").write_text(f"""
worker_processes 2; pid {folder}/nginx.pid; error_log {folder}/nginx.log; daemon off;
events {{ worker_connections 512; }}
http {{ access_log off; keepalive_requests 100000000; geo $dollar {{ default "$"; }}
  server {{ listen 127.0.0.1:{self.port}; location / {{ default_type {TYPE}; return 200 '{text}'; }} }} }}
""")
        self.process = subprocess.Popen(["nginx", "-c", folder + "/nginx.conf", "-p", folder])
        for _ in range(100):
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/")
                assert connection.getresponse().read() == body, "nginx does not answer the same bytes"
                return
            except OSError:
                time.sleep(0.02)
        sys.exit("nginx did not start")

    def stop(self):
        self.process.terminate()
        self.process.wait()


def wrk(port, path, seconds, connections, script=None, environment=None):
    """Requests a second, with every answer a 200."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", f"http://127.0.0.1:{port}{path}"]
    if script:
        command[1:1] = ["-s", str(HERE / script)]
    output = subprocess.run(command, capture_output=True, text=True, check=True,
                            env={**os.environ, **(environment or {})}).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        sys.exit(f"wrk saw errors at {path}:\n{output}")
    total = int(re.search(r"(\d+) requests in", output).group(1))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", output).group(1)), total


def row(what, value, wanted=""):
    print(f"{what:<66} {value:>16}   {wanted}", flush=True)


def reads(accord, options):
    schema = json.dumps({"type": "object", "properties": {
        f"field{n}": {"type": "string", "maxLength": 40 + n} for n in range(6)}, "required": ["field0"]},
        separators=(",", ":"))
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(accord, folder, "--log-level", "warning")
        body = json.dumps({"schemaType": "JSON", "schema": schema})
        status, answer = registry.ask("POST", "/subjects/orders-value/versions", body)
        assert status == 200, answer
        for path, wanted in [("/schemas/ids/1", 0.6), ("/subjects/orders-value/versions/latest", 0.4)]:
            status, answer = registry.ask("GET", path)
            assert status == 200, answer
            nginx = Nginx(folder, answer)
            ours, theirs = [], []
            for _ in range(options.rounds):
                ours.append(wrk(registry.port, path, options.seconds, 32)[0])
                theirs.append(wrk(nginx.port, "/", options.seconds, 32)[0])
            nginx.stop()
            ratio = statistics.median(a / b for a, b in zip(ours, theirs))
            row(f"GET {path}, {len(answer)} bytes, requests/s", f"{statistics.median(ours):,.0f}")
            row("  nginx, return 200 of the same bytes, requests/s", f"{statistics.median(theirs):,.0f}")
            row("  ratio", f"{ratio:.2f}", f"at least {wanted}")
        registry.stop()


def writes_and_size(accord, options):
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(accord, folder, "--log-level", "warning")
        singles, groups, written = [], [], 0
        for number in range(options.rounds):
            rate, total = wrk(registry.port, "/", options.seconds, 1, "register.lua",
                              {"ACCORD_BENCH_PREFIX": f"one{number}"})
            singles.append(rate)
            written += total
            rate, total = wrk(registry.port, "/", options.seconds, 16, "register.lua",
                              {"ACCORD_BENCH_PREFIX": f"many{number}"})
            groups.append(rate)
            written += total
        ratio = statistics.median(a / b for a, b in zip(groups, singles))
        row("register a new 1 KB schema, durable, 1 client, registrations/s", f"{statistics.median(singles):,.0f}")
        row("register a new 1 KB schema, durable, 16 clients, registrations/s", f"{statistics.median(groups):,.0f}",
            "at least 1,000")
        row("  ratio", f"{ratio:.1f}", "at least 3")
        number = 0
        while written < options.schemas:
            number += 1
            written += wrk(registry.port, "/", options.seconds, 64, "register.lua",
                           {"ACCORD_BENCH_PREFIX": f"fill{number}"})[1]
        # wrk stops without waiting for the last answers, so up to one schema a connection may be there on top.
        highest, step = written, 1
        while registry.ask("GET", f"/schemas/ids/{highest + 1}")[0] == 200:
            highest += 1
        assert registry.ask("GET", f"/schemas/ids/{written}")[0] == 200, "an acknowledged id is missing"
        row("schemas stored", f"{highest:,}", f"{written:,} acknowledged")
        registry.stop()
        starts = []
        for _ in range(5):
            registry = Registry(accord, folder, "--log-level", "warning")
            starts.append(registry.start_seconds * 1000)
            wrk(registry.port, f"/schemas/ids/{highest // 2}", 1, 8)
            for id in range(1, highest, max(1, highest // 3000)):
                registry.ask("GET", f"/schemas/ids/{id}")
            memory = registry.memory_mb()
            registry.stop()
        row(f"start to first answer with {highest:,} schemas, ms", f"{statistics.median(starts):.1f}", "under 50")
        row("resident memory then, after 3,000 different reads, MB", f"{memory:.1f}", "under 40")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("accord")
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--schemas", type=int, default=100_000)
    options = arguments.parse_args()
    reads(options.accord, options)
    writes_and_size(options.accord, options)


if __name__ == "__main__":
    main()
