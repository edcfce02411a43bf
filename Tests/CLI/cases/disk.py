"""A disk that is full: while the registry writes, copies itself, and moves its write-ahead log."""
import contextlib
import json
import subprocess
import time

from bench import case, expect

BLOCK = 64 * 1024


@contextlib.contextmanager
def small_disk(bench, megabytes):
    """A disk of its own, in memory; none where this user may not mount one, and then nothing is tried."""
    folder = bench.folder / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], capture_output=True, text=True)
    if mounted.returncode:
        print(f"     not run: {mounted.stderr.strip()}")
        yield None
        return
    try:
        yield folder
    finally:
        for server in bench.servers:
            server.stop()
        subprocess.run(["umount", str(folder)], check=True)


def fill(folder):
    """Takes what is left of the disk."""
    with open(folder / "ballast", "ab", buffering=0) as ballast:
        for size in (BLOCK, 4096):
            with contextlib.suppress(OSError):
                while True:
                    ballast.write(b"x" * size)


def register(server, number):
    body = {"schemaType": "JSON", "schema": json.dumps({"title": f"{number}", "description": "d" * 2000})}
    status, _, answer = server.request(f"/subjects/s{number}/versions", body)
    return status, json.loads(answer)


def readiness(server):
    status, _, answer = server.request("/health/ready")
    return status, json.loads(answer)


def eventually(what, holds):
    deadline = time.monotonic() + 15
    while not holds():
        expect(time.monotonic() < deadline, what)
        time.sleep(0.1)


@case
def a_full_disk_is_told_of_and_left_behind_without_a_restart(bench):
    with small_disk(bench, 8) as folder:
        if not folder:
            return
        server = bench.serve("--compatibility-level", "NONE", store="disk/registry.db")
        acknowledged, refused = [], None
        for number in range(20):
            expect(register(server, number)[0] == 200, "it does not register")
            acknowledged.append(number)
        fill(folder)
        for number in range(20, 2000):
            status, answer = register(server, number)
            if status != 200:
                refused = (status, answer)
                break
            acknowledged.append(number)
        expect(refused and refused[0] == 500 and "disk of the registry's store is full" in refused[1]["message"],
               f"{refused}")
        status, answer = readiness(server)
        expect(status == 503 and "full" in answer["message"], f"{status} {answer}")
        # What can be read is read.
        for number in acknowledged:
            expect(server.request(f"/subjects/s{number}/versions/1")[0] == 200, f"{number} is gone")
        (folder / "ballast").unlink()
        status, answer = register(server, 3000)
        expect(status == 200, f"{status} {answer}")
        expect(readiness(server) == (200, {"status": "ready"}), "it is not ready again")
        expect(json.loads(server.request("/subjects")[2]) == sorted(f"s{number}" for number in [*acknowledged, 3000]),
               "not exactly what was acknowledged is there")
        server.stop()
        bench.accord("admin", "verify", "--store", f"sqlite:{folder}/registry.db").exits(0)


@case
def a_log_that_cannot_be_moved_into_a_full_disk_loses_nothing(bench):
    with small_disk(bench, 16) as folder:
        if not folder:
            return
        server = bench.serve("--compatibility-level", "NONE", store="disk/registry.db")
        acknowledged = []
        # Enough for the write-ahead log, which is longer than the file it is to be moved into.
        for number in range(150):
            expect(register(server, number)[0] == 200, "it does not register")
            acknowledged.append(number)
        fill(folder)
        file, log = folder / "registry.db", folder / "registry.db-wal"
        expect(file.stat().st_size < log.stat().st_size, "the log was moved before the disk was full")
        # At its end a server moves the log.
        server.stop()
        expect(log.exists(), "the log is gone although it could not be moved")
        (folder / "ballast").unlink()
        again = bench.serve("--compatibility-level", "NONE", store="disk/registry.db")
        expect(json.loads(again.request("/subjects")[2]) == sorted(f"s{number}" for number in acknowledged),
               "not exactly what was acknowledged is there")
        again.stop()
        bench.accord("admin", "verify", "--store", f"sqlite:{file}").exits(0)


@case
def a_backup_that_finds_no_room_is_no_backup(bench):
    with small_disk(bench, 4) as folder:
        if not folder:
            return
        server = bench.serve("--compatibility-level", "NONE", "--backup-to", folder, "--backup-every", "1s",
                             "--backups", "2", "--verify-every", "1s")
        for number in range(20):
            expect(register(server, number)[0] == 200, "it does not register")
        outcome = lambda job: readiness(server)[1].get(job)
        eventually("no backup was made", lambda: outcome("backup") and outcome("backup")["sound"])
        eventually("the store was not verified", lambda: outcome("verification") and outcome("verification")["sound"])
        eventually("not two backups are kept", lambda: len(list(folder.glob("accord-*Z.db"))) == 2)
        fill(folder)
        eventually("a backup on a full disk is called sound", lambda: not outcome("backup")["sound"])
        metrics = server.request("/metrics")[2].decode()
        expect("\naccord_backup_sound 0" in metrics and "\naccord_verification_sound 1" in metrics, metrics)
        store = f"sqlite:{bench.folder}/registry.db"
        bench.accord("admin", "backup", folder / "by-hand.db", "--store", store).exits(3).says(
            "the disk is full that", "by-hand.db")
        expect(not (folder / "by-hand.db").exists() and not list(folder.glob("by-hand*")), "a part of a backup is left")
        expect(server.request("/subjects/s1/versions/1")[0] == 200 and register(server, 99)[0] == 200,
               "the registry suffers")
        (folder / "ballast").unlink()
        eventually("no backup was made again", lambda: outcome("backup")["sound"])
        server.stop()
        for copy in folder.glob("accord-*Z.db"):
            bench.accord("admin", "verify", "--store", f"sqlite:{copy}").exits(0)
