"""Holds the verdicts pinned in fixtures/compatibility against two other checkers of containment.

    containment.py                compares verdicts; fails on a disagreement that disagreements.json does not explain
    containment.py --record       writes disagreements.json anew, keeping the explanations that are there
    containment.py --bench BIN    compares times with `accord-containment-trial time`, and prints ratios

The peers are jsonschema-rs (`canonicalize` and `covers`) and jsonsubschema. They may say nothing; what they say is
compared. Each answer of jsonsubschema comes from a process of its own, since some never come.
"""

import json
import multiprocessing
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import jsonschema_rs

HERE = pathlib.Path(__file__).resolve().parent
FIXTURES = HERE.parent.parent / "fixtures" / "compatibility" / "json"
DISAGREEMENTS = HERE / "disagreements.json"
SECONDS = 5
# With how many times as fast as each is wanted.
PEERS = {"jsonschema-rs": "at least 1", "jsonsubschema": "at least 200"}


def with_draft(schema):
    """The schema under draft 7, which ours is read as, where it does not say."""
    if isinstance(schema, dict) and "$schema" not in schema:
        return {"$schema": "http://json-schema.org/draft-07/schema#", **schema}
    return schema


def pairs():
    """Name, reader, writer and our verdict of all pinned pairs, in both directions."""
    for file in sorted(FIXTURES.glob("*.json")):
        for case in json.loads(file.read_text()):
            if "references" in case or "steps" in case:
                continue
            name = f"{file.stem}: {case['description']}"
            yield name, case["reader"], case["writer"], case["verdict"]
            yield name + " (reverse)", case["writer"], case["reader"], case["reverse"]


def jsonschema_rs_says(reader, writer):
    try:
        answer = jsonschema_rs.canonicalize(with_draft(reader)).covers(jsonschema_rs.canonicalize(with_draft(writer)))
    except Exception:
        return None
    return {"yes": "compatible", "no": "incompatible"}.get(str(answer).rsplit(".", 1)[-1].lower())


def subschema_worker(pipe):
    import jsonsubschema

    while True:
        reader, writer = pipe.recv()
        start = time.perf_counter()
        try:
            answer = "compatible" if jsonsubschema.isSubschema(writer, reader) else "incompatible"
        except BaseException:
            answer = None
        pipe.send((answer, time.perf_counter() - start))


class Subschema:
    """jsonsubschema in a process that is replaced when it takes too long."""

    def __init__(self):
        self.process = None

    def says(self, reader, writer):
        """The answer, if there is one, and the seconds it took."""
        if self.process is None:
            self.pipe, end = multiprocessing.Pipe()
            self.process = multiprocessing.Process(target=subschema_worker, args=(end,), daemon=True)
            self.process.start()
        self.pipe.send((reader, writer))
        if self.pipe.poll(SECONDS):
            try:
                return self.pipe.recv()
            except EOFError:
                pass
        self.process.kill()
        self.process = None
        return None, None


def found_disagreements():
    subschema = Subschema()
    found, answered = [], {"jsonschema-rs": 0, "jsonsubschema": 0}
    for name, reader, writer, ours in pairs():
        if ours == "undecided":
            continue
        for peer, theirs in (
            ("jsonschema-rs", jsonschema_rs_says(reader, writer)),
            ("jsonsubschema", subschema.says(reader, writer)[0]),
        ):
            if theirs is None:
                continue
            answered[peer] += 1
            if theirs != ours:
                found.append({"peer": peer, "pair": name, "theirs": theirs, "ours": ours})
    return found, answered


def compare(record):
    known = json.loads(DISAGREEMENTS.read_text()) if DISAGREEMENTS.exists() else []
    reasons = {(entry["peer"], entry["pair"], entry["theirs"]): entry["why"] for entry in known}
    found, answered = found_disagreements()
    if record:
        for entry in found:
            entry["why"] = reasons.get((entry["peer"], entry["pair"], entry["theirs"]), "")
        DISAGREEMENTS.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n")
    keys = {(entry["peer"], entry["pair"], entry["theirs"]) for entry in found}
    unexplained = sorted(key for key in keys if not reasons.get(key))
    gone = sorted(key for key in reasons if key not in keys)
    for peer, count in answered.items():
        print(f"{peer}: {count} answers, {sum(1 for entry in found if entry['peer'] == peer)} disagree with ours")
    for key in unexplained:
        print("not explained:", *key, sep="  ")
    for key in gone:
        print("explained, and not found any more:", *key, sep="  ")
    # What is gone may be an answer that did not come in time.
    return 1 if unexplained else 0


RUNS = 5
ROUNDS = 3


def least(work):
    """The least microseconds of some runs."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append((time.perf_counter() - start) * 1e6)
    return min(times)


def times_of_ours(binary, path):
    """Microseconds for a verdict and for a report, for each pair."""
    output = subprocess.run([binary, "time", path], check=True, capture_output=True, text=True).stdout
    return [tuple(float(word) for word in line.split()[:2]) for line in output.splitlines()]


def times_of_peers(subschema, reader, writer):
    """Microseconds of those peers that have a verdict."""
    times = {}
    if jsonschema_rs_says(reader, writer) is not None:
        times["jsonschema-rs"] = least(lambda: jsonschema_rs_says(reader, writer))
    answers = [subschema.says(reader, writer)]
    while answers[-1][0] is not None and len(answers) < RUNS:
        answers.append(subschema.says(reader, writer))
    if answers[-1][0] is not None:
        times["jsonsubschema"] = min(seconds for _, seconds in answers) * 1e6
    return times


def bench(binary):
    """Each checker goes from one pair of schemas to a verdict, several times, of which the fastest counts.

    Ours begins with the texts, the others with what Python has made of them; a second figure is for what only ours
    gives, a report with causes and witnesses. The times of all pairs together are compared, then those of each pair: most
    are small, and some take jsonsubschema a hundred times as long as others.

    All are measured in turn, more than once: a minute in which the machine is slow is nobody's.
    """
    cases = [(reader, writer) for _, reader, writer, ours in pairs() if ours != "undecided"]
    ours = [(float("inf"), float("inf"))] * len(cases)
    theirs = [{}] * len(cases)
    subschema = Subschema()
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for reader, writer in cases:
            file.write(json.dumps({"new": with_draft(reader), "old": with_draft(writer)}) + "\n")
        file.flush()
        for _ in range(ROUNDS):
            ours = [tuple(map(min, *times)) for times in zip(ours, times_of_ours(binary, file.name))]
            for number, (reader, writer) in enumerate(cases):
                times = times_of_peers(subschema, reader, writer)
                theirs[number] = {peer: min(time, theirs[number].get(peer, time)) for peer, time in times.items()}
    measured = {peer: [(times[peer], own) for times, own in zip(theirs, ours) if peer in times] for peer in PEERS}
    for peer, wanted in PEERS.items():
        for what, column in (("verdict", 0), ("report", 1)):
            if not measured[peer]:
                continue
            name = f"parse and {what}, times as fast as {peer} ({len(measured[peer])} pairs)"
            total = sum(theirs for theirs, _ in measured[peer]) / sum(times[column] for _, times in measured[peer])
            median = statistics.median(theirs / times[column] for theirs, times in measured[peer])
            print(f"{name:66} {total:16.1f}   {wanted if what == 'verdict' else ''}")
            print(f"{'  the median of the pairs':66} {median:16.1f}")


if __name__ == "__main__":
    if "--bench" in sys.argv:
        bench(sys.argv[sys.argv.index("--bench") + 1])
    else:
        sys.exit(compare("--record" in sys.argv))
