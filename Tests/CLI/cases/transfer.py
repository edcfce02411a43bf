"""Copying registries: export, import from a file and from a server, and what stands in the way."""
import json
import re

from bench import case, expect

STRING = {"schemaType": "JSON", "schema": '{"type":"string"}'}


def filled(bench):
    """A server with a little of everything."""
    server = bench.serve()

    def ask(method, path, body=None):
        status, _, answer = server.request(path, body, method=method)
        expect(status < 300, f"{method} {path}: {status} {answer}")

    ask("POST", "/subjects/a/versions", {**STRING, "metadata": {"properties": {"owner": "x"}}})
    ask("POST", "/subjects/b/versions", {
        "schemaType": "JSON", "schema": '{"$ref":"a"}', "references": [{"name": "a", "subject": "a", "version": 1}]})
    ask("POST", "/subjects/:.c:x/versions", STRING)
    ask("POST", "/subjects/gone/versions", STRING)
    ask("DELETE", "/subjects/gone")
    ask("POST", "/associations", {
        "resourceName": "t", "resourceId": "id-1", "associations": [{"associationType": "key", "subject": "a"}]})
    keks = "/dek-registry/v1/keks"
    ask("POST", keks, {"name": "k", "kmsType": "aws-kms", "kmsKeyId": "1", "kmsProps": {"region": "eu"}, "doc": "Keys."})
    ask("POST", f"{keks}?context=c", {"name": "k", "kmsType": "aws-kms", "kmsKeyId": "2"})
    ask("POST", f"{keks}/k/deks", {"subject": "a", "encryptedKeyMaterial": "YQ=="})
    ask("POST", f"{keks}/k/deks/a", {"version": 2, "encryptedKeyMaterial": "Yg=="})
    ask("POST", f"{keks}/k/deks/:.c:x", {"algorithm": "AES256_SIV", "encryptedKeyMaterial": "Yw=="})
    ask("DELETE", f"{keks}/k/deks/a/versions/1")
    ask("PUT", "/config", {"compatibility": "FULL"})
    ask("PUT", "/config/a", {"compatibility": "NONE", "alias": "z", "compatibilityGroup": "g"})
    ask("PUT", "/config/:.c:", {"normalize": True})
    ask("PUT", "/mode/b", {"mode": "READONLY"})
    ask("PUT", "/mode/:.__GLOBAL:", {"mode": "READWRITE"})
    return server


@case
def what_is_exported_is_imported_again(bench):
    filled(bench)
    exported = bench.accord("admin", "export", "--store", "sqlite:registry.db").exits(0).out
    lines = exported.splitlines()
    expect(json.loads(lines[0]) == {"format": "accord-export", "version": 1}, lines[0])
    bench.file("export.jsonl", exported)
    result = bench.accord("admin", "import", "--from", "export.jsonl", "--store", "sqlite:copy.db").exits(0)
    expect(f"{len(lines) - 1} changes; source and store agree" in result.out, result.out)
    expect(bench.accord("admin", "export", "--store", "sqlite:copy.db").exits(0).out == exported, "the copies differ")
    bench.accord("admin", "verify", "--store", "sqlite:copy.db").exits(0)


@case
def a_running_registry_is_copied_with_its_ids(bench):
    server = filled(bench)
    bench.accord("admin", "import", "--from", server.url, "--store", "sqlite:copy.db").exits(0)
    again = bench.accord("admin", "import", "--from", server.url, "--store", "sqlite:copy.db").exits(0)
    expect("imported 0 of" in again.err, again.err)
    copy = bench.serve(store="copy.db")
    for path in ["/schemas?subjectPrefix=:*:&deleted=true", "/subjects?deleted=true", "/contexts", "/config",
                 "/config/a", "/config/:.c:", "/mode/b", "/mode/:.__GLOBAL:", "/associations/subjects/b", "/schemas/ids/1?fetchMaxId=true",
                 "/subjects/a/versions/1/referencedby", "/dek-registry/v1/keks/k/deks?deleted=true",
                 "/dek-registry/v1/keks/k/deks/a/versions", "/dek-registry/v1/keks?context=c"]:
        ours, theirs = copy.request(path), server.request(path)
        # The times of registration are copied as well.
        expect(ours[0] == theirs[0] and json.loads(ours[2]) == json.loads(theirs[2]), f"{path}: {ours[2]} {theirs[2]}")
    # Keys count from when they were copied.
    for path in ["k", "k?context=c", "k/deks/a/versions/1?deleted=true", "k/deks/a/versions/2",
                 "k/deks/:.c:x?algorithm=AES256_SIV"]:
        ours, theirs = [json.loads(each.request("/dek-registry/v1/keks/" + path)[2]) for each in (copy, server)]
        expect({**ours, "ts": 0} == {**theirs, "ts": 0}, f"{path}: {ours} {theirs}")


@case
def an_import_that_was_interrupted_goes_on(bench):
    filled(bench)
    lines = bench.accord("admin", "export", "--store", "sqlite:registry.db").exits(0).out.splitlines()
    bench.file("half.jsonl", "\n".join(lines[: len(lines) // 2]) + "\n")
    bench.file("whole.jsonl", "\n".join(lines) + "\n")
    bench.accord("admin", "import", "--from", "half.jsonl", "--store", "sqlite:copy.db").exits(0)
    rest = bench.accord("admin", "import", "--from", "whole.jsonl", "--store", "sqlite:copy.db").exits(0)
    made, total = map(int, re.search(r"imported (\d+) of (\d+) changes", rest.err).groups())
    expect(total == len(lines) - 1 and 0 < made < total, rest.err)
    # What is left is made, and nothing of it twice.
    expect(bench.accord("admin", "export", "--store", "sqlite:copy.db").exits(0).out.splitlines() == lines, "they differ")


@case
def what_contradicts_the_store_ends_an_import(bench):
    line = '{"kind":"version-registered","subject":"s","payload":{"version":1,"id":%d,"schemaType":"JSON","schema":"%s"}}'
    header = '{"format":"accord-export","version":1}\n'
    bench.file("one.jsonl", header + line % (1, "true") + "\n")
    bench.file("otherID.jsonl", header + line % (2, "true") + "\n")
    bench.file("otherSchema.jsonl", header + line % (1, "false") + "\n")
    bench.accord("admin", "import", "--from", "one.jsonl", "--store", "sqlite:copy.db").exits(0)
    for name in ["otherID", "otherSchema"]:
        result = bench.accord("admin", "import", "--from", f"{name}.jsonl", "--store", "sqlite:copy.db").exits(6)
        expect("version 1 of s" in result.err, result.err)


@case
def a_reference_that_leads_nowhere_is_a_difference(bench):
    bench.file("one.jsonl", '{"format":"accord-export","version":1}\n' + json.dumps({
        "kind": "version-registered", "subject": "s", "payload": {
            "version": 1, "id": 1, "schemaType": "JSON", "schema": "true",
            "references": [{"name": "a", "subject": "a", "version": 2}]}}) + "\n")
    result = bench.accord("admin", "import", "--from", "one.jsonl", "--store", "sqlite:copy.db").exits(1)
    expect("version 1 of s refers to version 2 of a" in result.out, result.out)


@case
def times_of_registration_are_copied_where_the_source_tells_them(bench):
    def line(version, **payload):
        return json.dumps({"kind": "version-registered", "subject": "s", "payload": {
            "version": version, "id": version, "schemaType": "JSON", "schema": "%d" % version, **payload}})

    header = '{"format":"accord-export","version":1}'
    def export(name, *lines):
        bench.file(name, "\n".join([header, *lines]).replace('"schema": "1"', '"schema": "true"').replace(
            '"schema": "2"', '"schema": "{}"') + "\n")

    export("told.jsonl", line(1, at=1_600_000_000_123_456), line(2))
    bench.accord("admin", "import", "--from", "told.jsonl", "--store", "sqlite:copy.db").exits(0)
    server = bench.serve(store="copy.db")
    times = [json.loads(server.request(f"/subjects/s/versions/{version}")[2])["ts"] for version in (1, 2)]
    expect(times[0] == 1_600_000_000_123 and times[1] > 1_700_000_000_000, times)
    # What is there already keeps its time, and a source that says otherwise is told.
    export("other.jsonl", line(1, at=1_500_000_000_000_000), line(2))
    result = bench.accord("admin", "import", "--from", "other.jsonl", "--store", "sqlite:copy.db").exits(1)
    expect("version 1 of s has another time of registration in the store" in result.out, result.out)


@case
def what_is_no_export_is_refused_with_its_line(bench):
    bench.file("other.jsonl", "{}\n")
    bench.accord("admin", "import", "--from", "other.jsonl").exits(3)
    bench.file("broken.jsonl", '{"format":"accord-export","version":1}\n{"kind":"mode-set"\n')
    result = bench.accord("admin", "import", "--from", "broken.jsonl").exits(3)
    expect("broken.jsonl:2:" in result.err, result.err)
    bench.accord("admin", "import", "--from", "nothing.jsonl").exits(3)
    bench.accord("admin", "export", "--store", "sqlite:nothing.db").exits(3)
    bench.accord("admin", "import", "--from", "http://127.0.0.1:9").exits(7)
