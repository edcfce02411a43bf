#!/usr/bin/env python3
"""Speed of the validator beside jsonschema-rs, fastjsonschema and sourcemeta-jsonschema (Blaze), in turn, on the same
machine in the same run, each on one thread.

usage: validation.py BENCHMARK [--rounds N] [--data FOLDER]

BENCHMARK is the release build of accord-validation-benchmark. The peers come from PyPI, into an environment of their
own that is made on the first run. Each figure is the least that one call took, over batches of about two milliseconds
and over the rounds, since other work on the machine only ever adds to it; a ratio above 1 means that Accord is faster
than jsonschema-rs.
"""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import venv

HERE = pathlib.Path(__file__).parent
PEERS = ["jsonschema-rs", "fastjsonschema", "orjson", "sourcemeta-jsonschema"]


def with_peers():
    """Goes on inside an environment that has the peers."""
    folder = pathlib.Path(tempfile.gettempdir()) / f"accord-benchmark-{os.getuid()}"
    python = folder / "bin" / "python"
    if pathlib.Path(sys.prefix) == folder:
        return
    if not python.exists():
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    os.execv(python, [str(python), *sys.argv])


def cases(data):
    """Name, schema, document: ours, and real ones where they are present."""
    yield "event", HERE / "Validation/event.schema.json", HERE / "Validation/event.json"
    schemas = pathlib.Path(data) / "realworld/schemas"
    for size, name, document in [
            ("medium", "web-types", "valid/vue.web-types-3.json"),
            ("large", "claude-code-settings", "valid/modern-complete-config-12.json"),
            ("large", "stylelintrc", "valid/stylelintrc-test-2.json")]:
        if (schemas / name / document).exists():
            yield f"{size} ({name})", schemas / name / "schema.json", schemas / name / document
        else:
            print(f"{size} ({name}): absent, left out", file=sys.stderr)


def microseconds(work):
    """The least that one call takes, over batches of about two milliseconds."""
    batch = 1
    while True:
        start = time.perf_counter()
        for _ in range(batch):
            work()
        if time.perf_counter() - start > 0.002:
            break
        batch *= 2
    times = []
    for _ in range(51):
        start = time.perf_counter()
        for _ in range(batch):
            work()
        times.append((time.perf_counter() - start) / batch * 1e6)
    return min(times)


def accord(benchmark, schema, document):
    row = json.loads(subprocess.run([benchmark, schema, document], check=True, capture_output=True).stdout)
    found = row["documents"][0]
    return found["valid"], {
        "validate, decoded": found["validate"],
        "bytes in, verdict out": found["judge"],
        "compile, decoded": row["parse"] - row["decode"] + row["compile"],
        "decode and compile": row["parse"] + row["compile"],
    }


def jsonschema_rs(schema, document):
    import jsonschema_rs as peer
    import orjson

    schema_bytes, document_bytes = schema.read_bytes(), document.read_bytes()
    schema, document = orjson.loads(schema_bytes), orjson.loads(document_bytes)
    make = peer.validator_for if "$schema" in schema else peer.Draft7Validator
    validator = make(schema)
    return validator.is_valid(document), {
        "validate, decoded": microseconds(lambda: validator.is_valid(document)),
        "bytes in, verdict out": microseconds(lambda: validator.is_valid(orjson.loads(document_bytes))),
        "compile, decoded": microseconds(lambda: make(schema)),
        "decode and compile": microseconds(lambda: make(orjson.loads(schema_bytes))),
    }


def fastjsonschema(schema, document):
    import fastjsonschema as peer
    import orjson

    document = orjson.loads(document.read_bytes())
    try:
        validate = peer.compile(orjson.loads(schema.read_bytes()))
        validate(document)
    except (peer.JsonSchemaException, RecursionError) as error:
        print(f"fastjsonschema on {schema}: {error}", file=sys.stderr)
        return None, {}
    return True, {"validate, decoded": microseconds(lambda: validate(document))}


def blaze(schema, document):
    """The least of the means that the peer's own benchmark tells; none when it cannot judge the document."""
    means = []
    for _ in range(10):
        done = subprocess.run(
            [pathlib.Path(sys.prefix) / "bin/jsonschema", "validate", schema, document, "--fast", "--benchmark",
             "--loop", "2000"], capture_output=True, text=True)
        found = re.search(r"PASS ([0-9.]+) ", done.stdout + done.stderr)
        if not found:
            print(f"sourcemeta-jsonschema on {schema}: {(done.stdout + done.stderr).strip()[-200:]}", file=sys.stderr)
            return {}
        means.append(float(found[1]))
    return {"validate, decoded": min(means)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("benchmark")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--data", default=os.environ.get("ACCORD_TEST_DATA", HERE.parent.parent / "../shared/data"))
    arguments = parser.parse_args()
    with_peers()
    print(f"{'microseconds':<54}{'accord':>10}{'jsonschema-rs':>15}{'ratio':>7}{'fastjsonschema':>16}{'Blaze':>10}")
    for name, schema, document in cases(arguments.data):
        rounds = []
        for _ in range(arguments.rounds):
            ours, theirs = accord(arguments.benchmark, schema, document), jsonschema_rs(schema, document)
            if ours[0] != theirs[0]:
                sys.exit(f"{name}: found {ours[0]}, jsonschema-rs {theirs[0]}")
            rounds.append((ours[1], theirs[1]))
        others = [fastjsonschema(schema, document)[1], blaze(schema, document)]
        for what in rounds[0][0]:
            ours = min(row[0][what] for row in rounds)
            theirs = min(row[1][what] for row in rounds)
            third, fourth = (f"{other[what]:.2f}" if what in other else "-" for other in others)
            print(
                f"{name + ': ' + what:<54}{ours:>10.2f}{theirs:>15.2f}{theirs / ours:>7.2f}{third:>16}{fourth:>10}",
                flush=True)


main()
