#!/usr/bin/env python3
"""Holds the verdicts of accord validate against those of jsonschema-rs, on published schemas.

usage: run.py ACCORD [--variants N] [--seed N]

Every schema of the third-party data judges its documents, and variants of them: a member less, a value of another kind,
an item twice, and the like, made from a seed. Formats are annotations. A disagreement fails, unless EXPLAINED has it.
"""

import argparse
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import jsonschema_rs

HERE = pathlib.Path(__file__).parent
DATA = pathlib.Path(os.environ.get("ACCORD_TEST_DATA", HERE.parent.parent / "../shared/data"))

# Schemas about which the two disagree, each with the reason; a reason that explains nothing any more fails as well.
EXPLAINED = {}

OTHERS = [None, True, 0, -1, 1.5, "", "a", "x" * 300, [], [None], {}, {"a": 1}, 12345678901234567890]


class Absent(Exception):
    """A text that a schema refers to and that is not there."""


def retrieve(uri):
    raise Absent(uri)


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield from places(member, (*path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from places(item, (*path, position))


def variant(document, random):
    """The document with one thing changed."""
    document = json.loads(json.dumps(document))
    *way, last = random.choice([path for path in places(document)] or [()]) or (None,)
    if last is None:
        return random.choice(OTHERS)
    parent = document
    for step in way:
        parent = parent[step]
    match random.randrange(5):
        case 0: parent[last] = random.choice(OTHERS)
        case 1: del parent[last]
        case 2 if isinstance(parent, dict): parent[random.choice(["x", "extra", "$schema", ""])] = random.choice(OTHERS)
        case 2: parent.append(random.choice(OTHERS))
        case 3 if isinstance(parent, list): parent.append(parent[last])
        case 3: parent[f"{last}_"] = parent.pop(last)
        case _ if isinstance(parent[last], str): parent[last] = parent[last][:-1] + random.choice(["", "é", " ", "\n"])
        case _ if isinstance(parent[last], (int, float)): parent[last] = parent[last] * 2 + 1
        case _: parent[last] = random.choice(OTHERS)
    return document


def peer(schema):
    """jsonschema-rs for a schema; draft-07 for those that do not say, as here."""
    named = isinstance(schema, dict) and "$schema" in schema
    make = jsonschema_rs.validator_for if named else jsonschema_rs.Draft7Validator
    return make(schema, validate_formats=False, retriever=retrieve)


def accord_verdicts(accord, schema, documents):
    """Whether each document is valid; none at all when the schema cannot be read."""
    with tempfile.NamedTemporaryFile("w", suffix=".ndjson", encoding="utf-8") as lines:
        for document in documents:
            lines.write(json.dumps(document) + "\n")
        lines.flush()
        done = subprocess.run(
            [accord, "validate", "--schema", schema, lines.name, "-o", "json", "--show", str(len(documents))],
            capture_output=True, text=True)
    if done.returncode == 3:
        return None, done.stderr.strip()
    report = json.loads(done.stdout)
    if report["documents"] != len(documents):
        sys.exit(f"{schema}: {report['documents']} of {len(documents)} documents were judged")
    invalid = {result["line"]: result["errors"] for result in report["results"]}
    return [line not in invalid for line in range(1, len(documents) + 1)], invalid


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("accord")
    parser.add_argument("--variants", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    folders = sorted(path for path in (DATA / "realworld/schemas").glob("*") if path.is_dir())
    if not folders:
        print("published schemas are absent: nothing is held against jsonschema-rs")
        return
    judged = valid = failed = unread = 0
    disagreeing = {}
    for folder in folders:
        generator = random.Random(f"{arguments.seed} {folder.name}")
        originals = [json.loads(path.read_text()) for path in sorted(folder.glob("*valid/*.json"))]
        documents = originals + [variant(document, generator) for document in originals
                                 for _ in range(arguments.variants)]
        ours, errors = accord_verdicts(arguments.accord, folder / "schema.json", documents)
        try:
            validator = peer(json.loads((folder / "schema.json").read_text()))
        except Exception as error:  # whatever keeps the peer from reading the schema
            if ours is not None:
                print(f"{folder.name}: only jsonschema-rs cannot read it: {error}")
            unread += 1
            continue
        if ours is None:
            print(f"{folder.name}: only accord cannot read it: {errors}")
            disagreeing.setdefault(folder.name, errors)
            continue
        for line, (document, verdict) in enumerate(zip(documents, ours), 1):
            theirs = validator.is_valid(document)
            judged += 1
            valid += theirs
            if verdict != theirs:
                failed += 1
                disagreeing.setdefault(
                    folder.name, f"found {verdict}: {json.dumps(document)[:200]} {errors.get(line, '')}")
    for name, example in disagreeing.items():
        print(f"{name}: {EXPLAINED.get(name, 'NOT EXPLAINED')}\n    {example}")
    print(
        f"{len(folders)} published schemas, {judged} documents, {valid} of them valid: "
        f"{judged - failed} verdicts agree with jsonschema-rs, {failed} do not; {unread} schemas refer to texts that are absent")
    surplus = set(EXPLAINED) - set(disagreeing)
    if surplus:
        sys.exit(f"nothing is left to explain about {', '.join(sorted(surplus))}")
    if set(disagreeing) - set(EXPLAINED):
        sys.exit(1)


main()
