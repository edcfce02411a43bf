"""The gate over many files: folders, git revisions, accord.yaml, reports."""
import json
import os
import subprocess
import xml.etree.ElementTree

from bench import case, expect

OFFLINE = {"ACCORD_URL": "http://127.0.0.1:9"}


class Repository:
    """A repository of git in the case's folder."""

    def __init__(self, bench):
        self.bench = bench
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments):
        who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER")
               for part, value in (("NAME", "a"), ("EMAIL", "a@example.org"), ("DATE", "2026-01-01T00:00:00Z"))}
        done = subprocess.run(
            ["git", "-c", "commit.gpgsign=false", *arguments], cwd=self.bench.folder, capture_output=True, text=True,
            env={**self.bench.environment(), **who, "GIT_CONFIG_NOSYSTEM": "1"})
        expect(done.returncode == 0, f"git {arguments}: {done.stderr}")
        return done.stdout.strip()

    def commit(self, files=None, message="change"):
        """Writes files, those that are None are deleted, and commits everything."""
        for name, content in (files or {}).items():
            if content is None:
                (self.bench.folder / name).unlink()
            else:
                self.bench.file(name, content)
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)
        return self.git("rev-parse", "HEAD")

    def check(self, *arguments, env=None):
        return self.bench.accord("check", *arguments, env={**OFFLINE, **(env or {})})


def text(**members):
    return {"type": "string", **members}


def changes(result):
    return {schema["name"]: schema.get("change") for schema in result.json()["schemas"]}


@case
def what_is_checked_out_is_compared_with_where_it_left_a_branch(bench):
    repository = Repository(bench)
    repository.commit({"schemas/a.json": text(maxLength=9), "schemas/b.json": text(maxLength=9)})
    repository.git("checkout", "-q", "-b", "work")
    repository.commit({"schemas/a.json": text(maxLength=10)})
    repository.git("checkout", "-q", "main")
    repository.commit({"schemas/b.json": text(maxLength=20)})
    repository.git("checkout", "-q", "work")
    # What main did meanwhile is not held against the branch, unless one asks.
    result = repository.check("schemas", "--against", "git:main").exits(0).says_nothing()
    result.prints("compared with main (commit ", "where HEAD left it", "✓ schemas/a.json is compatible with main")
    repository.check("schemas", "--against", "git:main", "--tip").exits(1).prints(
        "✗ schemas/b.json is NOT backward compatible with main", "20 -> 9")
    # What is not committed, and what is not even tracked, counts; what is ignored does not.
    bench.file(".gitignore", "build/\n")
    bench.file("schemas/a.json", text(maxLength=8))
    bench.file("schemas/new.json", text())
    bench.file("schemas/build/x.json", "no schema")
    result = repository.check("schemas", "--against", "git:main", "-o", "json").exits(1)
    expect(changes(result) == {
        "schemas/a.json": "changed", "schemas/b.json": "unchanged", "schemas/new.json": "added"}, result.out)
    # Only what is named, wherever one stands.
    repository.check("schemas/b.json", "--against", "git:main").exits(0)
    repository.check("schemas/a.json", "schemas/b.json", "--against", "git:main").exits(1)
    inside = subprocess.run(
        [bench.accord_path, "check", "a.json", "--against", "git:main"], cwd=bench.folder / "schemas",
        env=bench.environment(), capture_output=True, text=True)
    expect(inside.returncode == 1 and "a.json:1:" in inside.stdout and "schemas/" not in inside.stdout, inside.stdout)


@case
def revisions_that_are_none_are_named(bench):
    bench.file("a.json", text())
    bench.accord("check", "a.json", "--against", "git:main").exits(3).says("git", "not a git repository")
    repository = Repository(bench)
    repository.commit()
    for revision in ["nothing", "--help", "-x", "main:a.json", ""]:
        repository.check("a.json", f"--against=git:{revision}").exits(3).prints_nothing().says("knows no revision")
    repository.git("checkout", "-q", "--orphan", "alone")
    repository.commit(message="alone")
    repository.check("a.json", "--against", "git:main").exits(3).says("no commit in common", "--tip")
    repository.check("a.json", "--against", "git:main", "--tip").exits(0)
    bench.accord("check", "a.json", "--against", "git:main", env={**OFFLINE, "PATH": "/nowhere"}).exits(3).says("cannot run git")


@case
def renamed_files_are_found_again_and_deleted_ones_are_told(bench):
    repository = Repository(bench)
    lines = "".join(f'    "p{number}": {{ "type": "string", "maxLength": {number + 10} }},\n' for number in range(9))
    long = '{\n  "properties": {\n' + lines + '    "last": { "minimum": 0 }\n  }\n}\n'
    repository.commit({
        "s/same.json": text(title="moved as it is"), "s/identified.json": text(**{"$id": "https://e.com/i", "maxLength": 9}),
        "s/similar.json": long, "s/gone.json": {"type": "null"}, "s/kept.json": text()})
    for name in ["same", "identified", "similar", "gone"]:
        (bench.folder / f"s/{name}.json").unlink()
    bench.file("s/deep/same2.json", text(title="moved as it is"))
    bench.file("s/identified2.json", {"$id": "https://e.com/i", "maxLength": 8, "minLength": 0, "type": "string"})
    bench.file("s/similar2.json", long.replace('"minimum": 0', '"minimum": 1'))
    result = repository.check("s", "--against", "git:HEAD", "-o", "json").exits(1)
    schemas = {schema["name"]: schema for schema in result.json()["schemas"]}
    expect({name: (schema["change"], schema.get("earlierFile"), schema["outcome"]) for name, schema in schemas.items()} == {
        "s/deep/same2.json": ("renamed", "s/same.json", "passed"),
        "s/identified2.json": ("renamed", "s/identified.json", "failed"),
        "s/similar2.json": ("renamed", "s/similar.json", "failed"),
        "s/gone.json": ("deleted", None, "failed"), "s/kept.json": ("unchanged", None, "passed")}, result.out)
    finding, = schemas["s/similar2.json"]["findings"]
    expect((finding["place"]["file"], finding["oldPlace"]["file"], finding["oldPlace"]["revision"])
           == ("s/similar2.json", "s/similar.json", "HEAD"), f"{finding}")
    expect([finding["rule"] for finding in schemas["s/gone.json"]["findings"]] == ["SCHEMA_DELETED"], result.out)


@case
def a_change_of_what_a_schema_refers_to_is_a_change_of_it(bench):
    repository = Repository(bench)
    repository.commit({
        "common/address.json": {"properties": {"zip": {"$ref": "parts/zip.json"}}},
        "common/parts/zip.json": text(maxLength=10),
        "schemas/order.json": {"properties": {"address": {"$ref": "../common/address.json"}}},
        "schemas/named.json": {"$id": "https://e.com/named.json", "properties": {"zip": {"$ref": "https://e.com/zip"}}},
        "schemas/zip.json": {"$id": "https://e.com/zip", "type": "string", "maxLength": 10},
        # An $id of its own, and files meant beside it all the same.
        "schemas/beside.json": {"$id": "https://e.com/x/beside.json", "$ref": "../common/parts/zip.json#"}})
    repository.check("schemas", "--against", "git:HEAD").exits(0).prints("4 unchanged")
    bench.file("common/parts/zip.json", text(maxLength=9))
    result = repository.check("schemas", "--against", "git:HEAD", "-o", "json").exits(1)
    found = {schema["name"]: schema["findings"] for schema in result.json()["schemas"] if schema["findings"]}
    expect(sorted(found) == ["schemas/beside.json", "schemas/order.json"], result.out)
    for finding, in found.values():
        expect((finding["rule"], finding["place"]["file"], finding["pointer"]) == (
            "MAX_LENGTH_DECREASED", "common/parts/zip.json", "/maxLength"), f"{finding}")
    bench.file("schemas/zip.json", {"$id": "https://e.com/zip", "type": "string", "maxLength": 9})
    result = repository.check("schemas/named.json", "--against", "git:HEAD", "-o", "json").exits(1)
    expect(result.json()["schemas"][0]["findings"][0]["place"]["file"] == "schemas/zip.json", result.out)
    bench.file("schemas/order.json", {"properties": {"address": {"$ref": "nowhere.json"}}})
    repository.check("schemas/order.json", "--against", "git:HEAD").exits(3).prints("! schemas/order.json is no schema", "nowhere.json")


@case
def a_transitive_level_compares_with_all_that_a_file_was(bench):
    repository = Repository(bench)

    def schema(length):
        return json.dumps({**text(maxLength=length), "examples": [str(number) for number in range(30)]}, indent=1)

    repository.commit({"a.json": schema(10)})
    repository.commit({"b.json": schema(9), "a.json": None})
    repository.commit({"b.json": schema(8)})
    repository.commit({"b.json": "broken"})
    repository.commit({"b.json": schema(7)})
    bench.file("b.json", schema(9))
    result = repository.check("b.json", "--against", "git:HEAD", "--level", "BACKWARD").exits(0)
    result = repository.check("b.json", "--against", "git:HEAD", "--level", "BACKWARD_TRANSITIVE", "-o", "json").exits(1)
    schema, = result.json()["schemas"]
    # 7, 8, and 10 under its old name, which is where 9 came from; what was no schema is told and passed over.
    expect(len(schema["earlier"]) == 4 and len(schema["remarks"]) == 1, result.out)
    expect(schema["earlier"][0] == "HEAD" and schema["earlier"][1].startswith("commit "), result.out)
    expect([finding["oldValue"] for finding in schema["findings"]] == [10], result.out)
    expect(schema["findings"][0]["oldPlace"]["file"] == "a.json", result.out)


@case
def who_repairs_a_schema_is_not_held_up_by_what_it_was(bench):
    repository = Repository(bench)
    repository.commit({"a.json": "{", "b.json": {"type": 7}, "c.json": text()})
    bench.file("a.json", text())
    bench.file("b.json", text())
    repository.check("a.json", "b.json", "--against", "git:HEAD").exits(0).prints("in HEAD it was no schema")
    bench.file("c.json", '{"type":\n "strin"}')
    bench.file("d.json", b"\xff")
    bench.file("e.json", "{\n  ]")
    result = repository.check("c.json", "d.json", "e.json", "a.json", "--against", "git:HEAD").exits(3)
    result.prints("! c.json is no schema", "! d.json is no schema", "not UTF-8", "! e.json is no schema at e.json:2:3", "✓ a.json")


@case
def folders_are_compared_without_git(bench):
    for folder, length in [("old", 9), ("new", 8)]:
        bench.file(f"{folder}/a.json", text(maxLength=length))
        bench.file(f"{folder}/deep/b.json", {"$ref": "../a.json"})
        bench.file(f"{folder}/.hidden/c.json", "no schema")
    result = bench.accord("check", "new", "--against", "old", "-o", "json", env=OFFLINE).exits(1)
    expect(changes(result) == {"new/a.json": "changed", "new/deep/b.json": "changed"}, result.out)
    expect(result.json()["schemas"][0]["findings"][0]["oldPlace"]["file"] == "old/a.json", result.out)
    bench.accord("check", "old", "--against", "new", env=OFFLINE).exits(0).prints("2 schemas: 2 changed")
    bench.accord("check", "new", "old", "--against", "new").exits(2)
    bench.accord("check", "new", "old", "--against", "new/a.json").exits(2)
    bench.accord("check", "new", "--against", "nothing").exits(3).says("cannot read nothing", "git:nothing")


PROJECT = """
against: git:main
level: FULL
schemas:
  - files: schemas/**/*.json
    exclude: schemas/common/**
    subject: "{folder}.{name}"
  - files: [schemas/loose/*.json]
    subject: "loose-{name}"
    level: NONE
  - files: schemas/lenient/*.json
    policy: LENIENT
    deleted: warning
"""


@case
def accord_yaml_says_which_files_are_schemas_and_how_they_are_checked(bench):
    repository = Repository(bench)
    base = {f"schemas/{folder}/a.json": text(maxLength=9) for folder in ["full", "loose", "common", "lenient"]}
    repository.commit({"accord.yaml": PROJECT, "other.json": text(maxLength=9), **base})
    repository.git("checkout", "-q", "-b", "work")
    for name in [*base, "other.json"]:
        bench.file(name, text(maxLength=10))
    result = repository.check("-o", "json").exits(1)
    found = {schema["name"]: (schema["outcome"], schema["level"], schema["policy"]) for schema in result.json()["schemas"]}
    expect(found == {"full.a": ("failed", "FULL", "STRICT"), "loose-a": ("passed", "NONE", "STRICT"),
                     "schemas/lenient/a.json": ("failed", "FULL", "LENIENT")}, result.out)
    # A flag goes before the environment, that before the file.
    repository.check("--level", "BACKWARD").exits(0)
    repository.check(env={"ACCORD_LEVEL": "BACKWARD"}).exits(0)
    repository.check("--level", "FULL", env={"ACCORD_LEVEL": "BACKWARD"}).exits(1)
    repository.check(env={"ACCORD_LEVEL": "SIDEWAYS"}).exits(2).says("ACCORD_LEVEL")
    repository.check(env={"ACCORD_AGAINST": "git:HEAD"}).exits(1)
    # It is found from any folder of the repository, and applies to what is named.
    inside = subprocess.run(
        [bench.accord_path, "check", ".."], cwd=bench.folder / "schemas/full", env=bench.environment(),
        capture_output=True, text=True)
    expect(inside.returncode == 1 and "full.a is NOT forward" in inside.stdout, inside.stdout + inside.stderr)
    repository.check("schemas/loose").exits(0).prints("loose-a")
    # What passes because it was not looked at is told.
    repository.check("other.json", "--against", "git:main").exits(0).prints("note: no schema was found")
    for name in base:
        bench.file(name, text(maxLength=9))
    (bench.folder / "schemas/lenient/a.json").unlink()
    repository.check().exits(0).prints("warning", "SCHEMA_DELETED", "schemas/lenient/a.json is deleted")
    (bench.folder / "schemas/full/a.json").unlink()
    repository.check().exits(1).prints("full.a is deleted")


@case
def a_mistake_in_accord_yaml_is_named_with_its_place(bench):
    bench.file("a.json", text())
    for content, place, words in [
        ("schemas:\n  - file: a", "2:5", 'did you mean "files"'), ("level: SIDEWAYS", "1:1", "one of NONE"),
        ("against: [1]", "1:1", "a string"), ("schemas:\n  - files: /a", "2:5", "a pattern of a path"),
        ("schemas:\n  - files: a\n    subject: '{nam}'", "3:5", "{name}"), ("a: b: c", "1:5", "not YAML"),
        ("waivers:\n  - fingerprint: x\n    reason: y", "2:5", "64 hexadecimal digits"),
        (f"waivers:\n  - fingerprint: {'a' * 64}\n    reason: y\n    expires: tomorrow", "4:5", "a date"),
        ("token: secret", "1:1", "must be one of"), ("- a", "1:1", "an object"), ("level: [", "2:1", "not YAML"),
    ]:
        bench.file("accord.yaml", content)
        result = bench.accord("check", "a.json", "--against", "a.json").exits(2).prints_nothing()
        result.says(f"accord.yaml:{place}: ", words)
    bench.file("accord.yaml", "# nothing\n")
    bench.accord("check", "a.json", "--against", "a.json").exits(0)
    bench.accord("check").exits(2).says("--against")
    bench.accord("check", "--against", "git:main").exits(3)
    bench.accord("check", "a.json", "--against", "a.json", "--project", "none.yaml").exits(2).says("none.yaml")
    bench.file("accord.yaml", "registry: http://a:b@127.0.0.1\nagainst: registry\n")
    bench.accord("check", "a.json").exits(2).says("ACCORD_TOKEN")


@case
def waivers_of_the_project_count_until_they_end(bench):
    bench.file("old.json", text(maxLength=9))
    bench.file("new.json", text(maxLength=8, minLength=1))
    found = bench.accord("check", "new.json", "--against", "old.json", "-o", "json").exits(1).json()["schemas"][0]["findings"]
    prints = [finding["fingerprint"] for finding in found]

    def check(*waivers):
        lines = ["waivers:"]
        for fingerprint, members in waivers:
            lines.append(f"  - fingerprint: {fingerprint}")
            lines += [f"    {name}: {value}" for name, value in {"reason": "agreed", **members}.items()]
        bench.file("accord.yaml", "\n".join(lines))
        return bench.accord("check", "new.json", "--against", "old.json")

    check((prints[0], {})).exits(1).prints("1 error, 1 waived")
    both = [(fingerprint, {"expires": "2999-01-31", "approver": "ann"}) for fingerprint in prints]
    check(*both).exits(0).prints("2 waived", "as it is waived", "waived: agreed; approved by ann")
    check(both[0], (prints[1], {"expires": "2020-01-31"})).exits(1).prints("ended at 2020-01-31T23:59:59.999Z")
    check(both[0], (prints[1], {"schema": "other.json"})).exits(1)
    check(both[0], (prints[1], {"schema": "new.json"})).exits(0)


@case
def a_registry_checks_every_file_with_its_subject(bench):
    server, accord = bench.registry()
    bench.file("accord.yaml", f'registry: {server.url}\nagainst: registry\nschemas:\n  - files: s/*.json\n    subject: "{{name}}-value"\n')
    for name in ["a", "b"]:
        accord("register", f"{name}-value", bench.file(f"s/{name}.json", text(maxLength=9))).exits(0)
    bench.accord("check").exits(0).prints("✓ a-value is compatible with version 1", "2 schemas")
    bench.file("s/b.json", text(maxLength=8))
    bench.accord("check").exits(1).prints("✗ b-value is NOT backward compatible with version 1", "s/b.json:1:")
    bench.accord("check", "s/a.json").exits(0)
    # Whom somebody else has to approve of is not for the project to say.
    project = (bench.folder / "accord.yaml").read_text()
    found = bench.accord("check", "-o", "json").json()["schemas"][1]["findings"]
    bench.file("accord.yaml", project + f"waivers:\n  - fingerprint: {found[0]['fingerprint']}\n    reason: agreed\n")
    bench.accord("check").exits(1).prints("waive: accord waiver propose b-value", "a registry has its own")
    bench.file("accord.yaml", project)
    # What a file refers to is the latest version of that file's subject; one that is no schema does not hide the others.
    bench.file("s/c.json", {"properties": {"a": {"$ref": "a.json"}}})
    bench.file("s/d.json", "{")
    bench.accord("check").exits(3).prints("✓ c-value is compatible with everything", "! d-value is no schema", "✗ b-value")
    bench.file("s/e.json", {"$ref": "nowhere.json"})
    bench.accord("check", "s/e.json").exits(3).prints("! e-value is no schema", "nowhere.json")
    bench.file("s/e.json", {"$ref": "c.json"})
    bench.accord("check", "s/e.json").exits(5).says("c-value")
    server.stop()
    bench.accord("check").exits(7).prints_nothing()


@case
def what_a_registry_finds_in_a_file_that_is_referred_to_is_told_in_that_file(bench):
    server, accord = bench.registry()
    bench.file("accord.yaml", f'registry: {server.url}\nagainst: registry\nschemas:\n  - files: s/*.json\n    subject: "{{name}}"\n')
    order = bench.file("s/order.json", {"properties": {"code": {"$ref": "code.json"}}})
    accord("register", "code", bench.file("s/code.json", text(maxLength=9))).exits(0)
    accord("register", "order", order, "--reference", "code.json=code:1").exits(0)
    accord("config", "set", "code", "--level", "NONE").exits(0)
    accord("register", "code", bench.file("s/code.json", "{\n" + json.dumps(text(maxLength=8))[1:])).exits(0)
    [schema] = bench.accord("check", "s/order.json", "-o", "json").exits(1).json()["schemas"]
    [finding] = schema["findings"]
    place = finding["place"]
    expect((place["file"], place["line"], finding["document"]) == ("s/code.json", 2, "code.json"), f"{finding}")
    expect(finding["oldPlace"]["version"] == "code:1", f"{finding}")


@case
def fingerprints_and_identities_outlive_edits_elsewhere_and_rebases(bench):
    repository = Repository(bench)
    repository.commit({"a.json": '{\n  "properties": {\n    "x": { "maxLength": 9 }\n  }\n}\n'})

    def finding():
        schema, = repository.check("a.json", "--against", "git:main", "-o", "json").exits(1).json()["schemas"]
        finding, = schema["findings"]
        return finding

    repository.git("checkout", "-q", "-b", "work")
    repository.commit({"a.json": '{\n  "properties": {\n    "x": { "maxLength": 8 }\n  }\n}\n'})
    before = finding()
    repository.git("checkout", "-q", "main")
    repository.commit({"b.json": text()})
    repository.git("checkout", "-q", "work")
    repository.git("rebase", "-q", "main")
    bench.file("a.json", '{\n  "title": "A",\n\n  "properties": {\n    "x": { "title": "X",\n      "maxLength": 8 }\n  }\n}\n')
    after = finding()
    expect(after["place"] != before["place"], f"{after}")
    expect([after[name] for name in ("fingerprint", "identity")] == [before[name] for name in ("fingerprint", "identity")], f"{after}")


@case
def reports_are_written_in_all_forms_at_once(bench):
    repository = Repository(bench)
    repository.commit({"s/a b.json": text(maxLength=9), "s/gone.json": text(title="<&>")})
    (bench.folder / "s/gone.json").unlink()
    bench.file("s/a b.json", text(maxLength=8))
    bench.file("s/c.json", "{")
    forms = ["json", "jsonl", "junit", "sarif", "github", "gitlab", "markdown"]
    arguments = [argument for form in forms for argument in ("--report", f"{form}=out.{form}")]
    repository.check("s", "--against", "git:main", *arguments, "--report", "text").exits(3).says_nothing().prints("✗ s/a b.json")
    written = {form: (bench.folder / f"out.{form}").read_text() for form in forms}
    expect(not [name for name in os.listdir(bench.folder) if name.endswith(".part")], "a draft was left")
    expect(json.loads(written["json"])["outcome"] == "unreadable", written["json"])
    lines = [json.loads(line) for line in written["jsonl"].splitlines()]
    expect([line["type"] for line in lines] == ["schema", "finding", "schema", "schema", "finding", "summary"], written["jsonl"])
    suite = xml.etree.ElementTree.fromstring(written["junit"])
    expect((suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "2", "1"), written["junit"])
    run, = json.loads(written["sarif"])["runs"]
    expect(run["invocations"][0]["executionSuccessful"] is False, written["sarif"])
    uris = [result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]]
    expect(uris == ["s/a%20b.json", "s/gone.json"], f"{uris}")
    expect(len(written["github"].splitlines()) == 3 and written["github"].startswith("::error file=s/c.json,line=1"), written["github"])
    expect(len(json.loads(written["gitlab"])) == 3, written["gitlab"])
    expect(written["markdown"].startswith("## ⛔ Accord check"), written["markdown"])
    schema = bench.file("report.schema.json", bench.accord("check", "--report-schema").exits(0).out)
    bench.accord("validate", "--schema", schema, "out.json").exits(0)
    for wrong in [["--report", "xml"], ["--report", "json="], ["--report", "json", "--report", "text"],
                  ["--report", "text", "-o", "json"], ["--report", "json", "--report", "json"]]:
        repository.check("s", "--against", "git:main", *wrong).exits(2).prints_nothing()
    repository.check("s", "--against", "git:main", "--report", "json=none/out").exits(3).says("cannot write none/out")


@case
def pipelines_get_their_own_form_unasked(bench):
    bench.file("old.json", text(maxLength=9))
    bench.file("new.json", text(maxLength=8))
    check = ["check", "new.json", "--against", "old.json"]
    summary = bench.file("summary.md", "before\n")
    github = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    bench.accord(*check, env=github).exits(1).prints("✗ new.json", "\n::error file=new.json,line=1,col=20,title=MAX_LENGTH_DECREASED::")
    expect(summary.read_text().startswith("before\n## ❌ Accord check"), summary.read_text())
    # What was asked for is not mixed with anything.
    bench.accord(*check, "-o", "json", env=github).exits(1).json()
    bench.accord(*check, env={"GITLAB_CI": "true"}).exits(1).prints("✗ new.json")
    issue, = json.loads((bench.folder / "gl-code-quality-report.json").read_text())
    expect((issue["check_name"], issue["location"]["path"]) == ("MAX_LENGTH_DECREASED", "new.json"), f"{issue}")
    bench.accord("lint", "new.json", env=github).exits(0).prints("::warning file=new.json")


@case
def the_gate_judges_thirty_commits_of_a_real_history(bench):
    repository = Repository(bench)

    def order(**properties):
        return {"type": "object", "properties": properties, "required": ["id"], "additionalProperties": False}

    base = {"id": {"type": "string"}, "qty": {"type": "integer", "minimum": 0}}
    customer = {"type": "object", "properties": {"name": {"$ref": "common/name.json"}}}
    # What each commit does, and what the gate says of it, seen from the commit before.
    steps = [
        ({"s/order.json": order(**base)}, 0, {"added"}),
        ({"s/order.json": order(**base, note={"type": "string"})}, 0, {"changed"}),
        ({"s/order.json": order(**base)}, 1, {"changed"}),
        ({"s/order.json": order(**base, note={"type": "string"})}, 0, {"changed"}),
        ({"s/common/name.json": text(maxLength=50), "s/customer.json": customer}, 0, {"added"}),
        ({"s/common/name.json": text(maxLength=60)}, 0, {"changed"}),
        ({"s/common/name.json": text(maxLength=40)}, 1, {"changed"}),
        ({"s/common/name.json": text(maxLength=60)}, 0, {"changed"}),
        ({"README.md": "text"}, 0, set()),
        ({"s/order.json": order(**{**base, "qty": {"type": "integer", "minimum": 1}})}, 1, {"changed"}),
        ({"s/order.json": order(**{**base, "qty": {"type": "number"}})}, 0, {"changed"}),
        ({"s/order.json": None, "s/purchase.json": order(**{**base, "qty": {"type": "number"}})}, 0, {"renamed"}),
        ({"s/purchase.json": order(**{**base, "qty": {"type": ["number", "null"]}})}, 0, {"changed"}),
        ({"s/purchase.json": order(**{**base, "qty": {"type": "number"}})}, 1, {"changed"}),
        ({"s/temp.json": text()}, 0, {"added"}),
        ({"s/temp.json": None}, 1, {"deleted"}),
        ({"s/undecided.json": text(pattern="^(a+)\\1$")}, 0, {"added"}),
        ({"s/undecided.json": text(pattern="^(a+)(a+)\\1\\2$")}, 8, {"changed"}),
        ({"s/broken.json": "{"}, 3, {"added"}),
        ({"s/broken.json": text()}, 0, {"changed"}),
        ({"s/customer.json": {**customer, "title": "Customer"}}, 0, {"changed"}),
        ({"s/customer.json": {**customer, "required": ["name"]}}, 1, {"changed"}),
        ({"s/customer.json": {**customer, "minProperties": 0}}, 0, {"changed"}),
        ({"s/people/customer.json": {"type": "object", "properties": {"name": {"$ref": "../common/name.json"}}}, "s/customer.json": None}, 0, {"renamed"}),
        ({"s/enum.json": {"enum": ["a", "b"]}}, 0, {"added"}),
        ({"s/enum.json": {"enum": ["a", "b", "c"]}}, 0, {"changed"}),
        ({"s/enum.json": {"enum": ["a", "c"]}}, 1, {"changed"}),
        (None, 0, set()),
    ]
    bench.file("accord.yaml", "schemas:\n  - files: s/**/*.json\n    exclude: s/common/**\nfail-on-undecided: true\n")
    repository.commit()
    for number, (files, code, expected) in enumerate(steps, 1):
        repository.commit(files, f"step {number}")
        result = repository.check("--against", "git:HEAD~1", "-o", "json")
        result.exits(code)
        found = set(changes(result).values()) - {"unchanged"}
        expect(found == expected, f"step {number}: {found}, not {expected}\n{result.out}")
    # A branch that breaks, main that moves on, and the merge of both.
    repository.git("checkout", "-q", "-b", "branch")
    repository.commit({"s/enum.json": {"enum": ["c"]}})
    repository.git("checkout", "-q", "main")
    repository.commit({"s/purchase.json": order(**base, extra={})})
    repository.git("checkout", "-q", "branch")
    result = repository.check("--against", "git:main", "-o", "json").exits(1)
    expect([name for name, change in changes(result).items() if change == "changed"] == ["s/enum.json"], result.out)
    repository.git("merge", "-q", "--no-edit", "main")
    result = repository.check("--against", "git:main", "-o", "json").exits(1)
    expect([name for name, change in changes(result).items() if change == "changed"] == ["s/enum.json"], result.out)
    expect(int(repository.git("rev-list", "--count", "HEAD")) >= 30, "fewer than thirty commits")


@case
def thousands_of_files_are_checked_at_once_with_progress(bench):
    import time
    properties = {f"p{number}": {"type": "string", "maxLength": 9} for number in range(20)}
    for number in range(1000):
        for folder, length in [("old", 9), ("new", 9 + number % 2)]:
            properties["p3"] = {"type": "string", "maxLength": length, "title": f"{folder} {number}"}
            bench.file(f"{folder}/{number}.json", {"properties": properties})
    started = time.monotonic()
    bench.accord("check", "new", "--against", "old").exits(0).prints("1000 schemas: 1000 changed")
    seconds = time.monotonic() - started
    # The release binary takes well under a second; this only tells that nothing is out of proportion.
    expect(seconds < 30, f"took {seconds} s")
    result = bench.accord_on_terminal("check", "old", "--against", "new", "--color", "never").exits(1)
    expect("500 errors" in result.out, result.out[-500:])
