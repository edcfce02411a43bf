"""What the cases stand on: a folder of their own, the binary, and registries that it serves."""
import dataclasses
import fcntl
import json
import os
import pathlib
import pty
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import termios
import threading
import time
import urllib.error
import urllib.request

cases = []


def case(function):
    """Marks a function as a case; its name is the sentence that it proves."""
    cases.append(function)
    return function


class Broken(Exception):
    """An expectation that did not hold."""


def expect(condition, message):
    if not condition:
        raise Broken(message)


@dataclasses.dataclass
class Result:
    command: str
    code: int
    out: str
    err: str

    def exits(self, code):
        expect(self.code == code, f"{self.command} exited with {self.code}, not {code}\n{self.text()}")
        return self

    def says(self, *parts):
        """On the standard error."""
        for part in parts:
            expect(part in self.err, f"{self.command} does not say {part!r}\n{self.text()}")
        return self

    def prints(self, *parts):
        """On the standard output."""
        for part in parts:
            expect(part in self.out, f"{self.command} does not print {part!r}\n{self.text()}")
        return self

    def prints_nothing(self):
        expect(self.out == "", f"{self.command} prints\n{self.text()}")
        return self

    def says_nothing(self):
        expect(self.err == "", f"{self.command} says\n{self.text()}")
        return self

    def json(self):
        try:
            return json.loads(self.out)
        except ValueError as error:
            raise Broken(f"{self.command} prints no JSON: {error}\n{self.text()}") from None

    def rows(self):
        """The lines of a table without its header, split at blanks."""
        return [line.split() for line in self.out.splitlines()[1:]]

    def text(self):
        return f"stdout: {self.out}stderr: {self.err}"


class Bench:
    def __init__(self, accord):
        self.accord_path = str(pathlib.Path(accord).resolve())
        self.servers = []
        self.last_results = []

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="accord-cli-"))
        return self

    def __exit__(self, *_):
        for server in self.servers:
            server.kill()
        for folder, _, _ in os.walk(self.folder):
            os.chmod(folder, 0o700)
        shutil.rmtree(self.folder)

    def story(self):
        """The end of the logs, for a case that failed."""
        return "".join(f"\nlog of {server.url}:\n" + "\n".join(server.log[-12:]) for server in self.servers)

    def environment(self, extra=None):
        """The environment of a person without settings."""
        kept = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LD_LIBRARY_PATH")}
        return {**kept, "HOME": str(self.folder), "no_proxy": "*", **(extra or {})}

    def accord(self, *arguments, stdin="", env=None, timeout=60):
        """Runs a command without a terminal."""
        done = subprocess.run(
            [self.accord_path, *map(str, arguments)], input=stdin, capture_output=True, text=True,
            env=self.environment(env), cwd=self.folder, timeout=timeout)
        return Result(" ".join(["accord", *map(str, arguments)]), done.returncode, done.stdout, done.stderr)

    def accord_on_terminal(self, *arguments, typed="", env=None, signal_after=None, after=b"Type ", columns=80):
        """Runs a command on a terminal of its own, where somebody types when asked; all output comes in `out`.

        A signal is sent when the output has `after`.
        """
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        process = subprocess.Popen(
            [self.accord_path, *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave,
            env=self.environment({"TERM": "xterm", **(env or {})}), cwd=self.folder, start_new_session=True)
        os.close(slave)
        output = b""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            ready, _, _ = select.select([master], [], [], 0.1)
            if ready:
                try:
                    piece = os.read(master, 65536)
                except OSError:
                    break
                if not piece:
                    break
                output += piece
            if after in output:
                if typed:
                    os.write(master, typed.encode())
                    typed = ""
                if signal_after:
                    process.send_signal(signal_after)
                    signal_after = None
            if process.poll() is not None and not ready:
                break
        code = process.wait(timeout=10)
        os.close(master)
        return Result(" ".join(["accord", *map(str, arguments)]), code, output.decode().replace("\r\n", "\n"), "")

    def file(self, name, content):
        """Writes a file; what is no text is written as JSON."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def serve(self, *arguments, store="registry.db", listen="127.0.0.1:0", env=None):
        """Starts a registry on a free port and waits until it says that it listens."""
        address = ["--listen", listen] if listen else []
        server = Server(self, [*address, "--store", f"sqlite:{self.folder / store}", *arguments], env)
        self.servers.append(server)
        server.wait_until_listening()
        return server

    def registry(self, *arguments):
        """A registry, and a function that runs commands against it."""
        server = self.serve(*arguments)

        def accord(*arguments, env=None, **options):
            return self.accord(*arguments, env={"ACCORD_URL": server.url, **(env or {})}, **options)

        return server, accord


class Server:
    """An `accord serve` of its own."""

    def __init__(self, bench, arguments, env=None):
        self.log = []
        self.url = "(not listening)"
        self.process = subprocess.Popen(
            [bench.accord_path, "serve", *map(str, arguments)], stderr=subprocess.PIPE, stdout=subprocess.PIPE,
            text=True, env=bench.environment(env), cwd=bench.folder)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stderr:
            self.log.append(line.rstrip("\n"))

    def events(self):
        """The log as objects; a line that is no JSON breaks the case."""
        events = []
        for line in list(self.log):
            try:
                events.append(json.loads(line))
            except ValueError:
                raise Broken(f"the log has a line that is no JSON: {line}") from None
        return events

    def event(self, **members):
        """The first event with these members, waiting a moment for it."""
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:
            for event in self.events():
                if all(event.get(name) == value for name, value in members.items()):
                    return event
            if self.process.poll() is not None and not self.reader.is_alive():
                break
            time.sleep(0.01)
        raise Broken(f"the log has no event with {members}")

    def wait_until_listening(self):
        event = self.event(message="listening")
        self.url = "http://" + event["addresses"][0]

    def request(self, path, body=None, method=None, headers=None, timeout=10):
        """A request without the command line: status, headers, body."""
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/vnd.schemaregistry.v1+json", **(headers or {})}
        request = urllib.request.Request(self.url + path, data=data, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=timeout) as answer:
                return answer.status, dict(answer.headers), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, dict(error.headers), error.read()

    def socket(self):
        """A connection of its own."""
        host, port = self.url.removeprefix("http://").rsplit(":", 1)
        return socket.create_connection((host, int(port)), timeout=10)

    def stop(self, number=signal.SIGTERM, timeout=20):
        """Sends a signal, and gives the exit code."""
        self.process.send_signal(number)
        code = self.process.wait(timeout=timeout)
        self.reader.join(timeout=5)
        return code

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
