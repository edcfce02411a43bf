"""Teams, owners, lifecycles, waivers and tokens on the command line."""
import json
import shutil
import subprocess

from bench import case, expect

ADMIN = "an-administrator-of-the-environment-0123456789"


def governed(bench):
    """A registry that asks for tokens, and the command line as its administrator."""
    server = bench.serve("--auth", "token", env={"ACCORD_ADMIN_TOKEN": ADMIN})

    def accord(*arguments, token=ADMIN, **options):
        return bench.accord(*arguments, env={"ACCORD_URL": server.url, "ACCORD_TOKEN": token}, **options)

    return server, accord


@case
def a_registry_without_tokens_is_not_served_to_other_machines(bench):
    bench.accord("serve", "--listen", "0.0.0.0:0", timeout=20).exits(2).says(
        "0.0.0.0:0 can be reached from other machines", "--auth token", "--insecure")
    server = bench.serve("--insecure", listen="0.0.0.0:0")
    expect(server.event(message="listening"), "it does not listen")


@case
def without_authentication_the_log_says_that_owners_are_not_enforced(bench):
    server = bench.serve()
    expect(server.event(level="notice")["message"].startswith("owners are recorded and not enforced"), "it does not")


@case
def with_tokens_nobody_is_shut_out_by_mistake(bench):
    bench.accord("serve", "--auth", "token", timeout=20).exits(2).says(
        "nobody could come in", "ACCORD_ADMIN_TOKEN", "accord token create admin --role admin --store")
    bench.accord("serve", "--auth", "token", env={"ACCORD_ADMIN_TOKEN": "short"}, timeout=20).exits(2).says("guessed")


@case
def the_first_administrator_comes_from_the_machine_that_holds_the_store(bench):
    store = f"sqlite:{bench.folder}/registry.db"
    created = bench.accord("token", "create", "root", "--role", "admin", "--store", store, "-o", "json").exits(0).json()
    expect(created["role"] == "admin" and created["secret"].startswith("accord_"), f"{created}")
    server = bench.serve("--auth", "token")
    environment = {"ACCORD_URL": server.url, "ACCORD_TOKEN": created["secret"]}
    listed = bench.accord("token", "list", "-o", "json", env=environment).exits(0).json()
    expect([token["principal"] for token in listed] == ["root"] and "secret" not in listed[0], f"{listed}")
    bench.accord("token", "list", env={"ACCORD_URL": server.url}).exits(4).says("ACCORD_TOKEN holds a token")
    bench.accord("token", "revoke", created["id"], "--store", store).exits(0)
    bench.accord("token", "list", env=environment).exits(4)


@case
def teams_own_subjects_by_rules_and_by_name(bench):
    _, accord = governed(bench)
    accord("team", "set", "payments", "--member", "alice", "--contact", "pay@example.org", "--display-name", "Pay").exits(
        0).prints("payments", "Pay", "alice")
    accord("team", "set", "payments", "--member", "alice", "--member", "bob").exits(0).prints("alice, bob", "Pay")
    accord("team", "set", "orders").exits(0)
    rules = bench.file("SCHEMAOWNERS", "# money\npay-* @payments\n*     @orders  # the rest\n")
    accord("owner", "import", str(rules)).exits(0).prints("pay-*")
    expect(accord("owner", "export").exits(0).out == "pay-* @payments\n*     @orders\n", "another file comes back")
    accord("owner", "import", "-", stdin="pay-* payments\n").exits(3).says("-:1: a line is a pattern and a team")
    accord("owner", "get", "pay-card").exits(0).prints("payments", "rule pay-*")
    accord("owner", "set", "pay-card", "orders", "--reason", "moved").exits(0).prints("explicit")
    accord("owner", "transfer", "pay-card", "--to", "payments").exits(0).prints("offered")
    accord("owner", "accept", "pay-card").exits(0).prints("accepted")
    accord("owner", "delete", "pay-card").exits(0)
    accord("owner", "delete", "pay-card").exits(5)
    accord("team", "delete", "orders").exits(6).says("the rule '*' names it")
    accord("team", "get", "nobody").exits(5).says("Team 'nobody' not found.")
    expect(accord("team", "list", "-o", "json").json()[0]["name"] == "orders", "teams are not listed")


@case
def who_may_not_is_told_whom_to_ask(bench):
    _, accord = governed(bench)
    accord("team", "set", "payments", "--member", "alice", "--contact", "pay@example.org").exits(0)
    accord("owner", "import", "-", stdin="pay-* @payments\n").exits(0)
    schema = bench.file("a.json", '{"type":"string"}')
    secrets = {}
    for name in ("alice", "mallory"):
        secrets[name] = accord("token", "create", name, "--role", "writer", "-o", "json").json()["secret"]
    accord("register", "pay-card", str(schema), token=secrets["mallory"]).exits(4).says("pay@example.org", "'pay-*'")
    accord("register", "pay-card", str(schema), token=secrets["alice"]).exits(0)
    accord("delete", "pay-card", "--yes", token=secrets["alice"]).exits(4).says("this takes steward")
    accord("register", "pay-card", str(schema), token="wrong").exits(4)


@case
def a_version_goes_through_its_life(bench):
    _, accord = governed(bench)
    one, two = bench.file("1.json", '{"type":"string"}'), bench.file("2.json", '{"type":["string","null"]}')
    accord("register", "o", str(one)).exits(0)
    accord("register", "o", str(two), "--draft").exits(0)
    accord("get", "o:latest").exits(0).prints('"string"')
    accord("lifecycle", "get", "o:2").exits(0).prints("draft", "active, retired")
    accord("lifecycle", "promote", "o:2").exits(0).prints("active")
    accord("lifecycle", "deprecate", "o:1", "--sunset", "2999-01-01T00:00:00Z", "--alternative", "o:2").exits(0).prints(
        "deprecated", "2999-01-01T00:00:00.000Z")
    accord("lifecycle", "deprecate", "o:1", "--sunset", "soon").exits(2).says("2027-01-31T00:00:00Z")
    accord("lifecycle", "retire", "o:1").exits(6).says("its sunset is 2999-01-01T00:00:00.000Z")
    accord("lifecycle", "due").exits(0)
    expect(len(accord("lifecycle", "due", "--by", "2999-01-01T00:00:00Z", "-o", "json").json()) == 1, "nothing is due")
    accord("lifecycle", "retire", "o:1", "--force", "--reason", "a leak").exits(0).prints("retired")
    accord("register", "o", str(one)).exits(6).says("takes no new writers")
    accord("lifecycle", "deprecate", "o").exits(0)
    accord("lifecycle", "table").exits(0).prints("forced-by-admin")


@case
def a_waiver_lets_one_finding_pass(bench):
    _, accord = governed(bench)
    for name in ("ann", "bert"):
        accord("token", "create", name, "--role", "steward", "--id", name, "-o", "json").exits(0)
    secrets = {name: accord("token", "create", name, "--role", "steward", "-o", "json").json()["secret"]
               for name in ("ann", "bert")}
    old, new = bench.file("1.json", '{"minimum":0}'), bench.file("2.json", '{"minimum":1}')
    accord("register", "o", str(old)).exits(0)
    report = accord("check", str(new), "--subject", "o", "-o", "json").exits(1).json()
    fingerprint = report["schemas"][0]["findings"][0]["fingerprint"]
    accord("waiver", "propose", "o", fingerprint, "--reason", "nobody sends 0", "--expires", "2999-01-01T00:00:00Z",
           token=secrets["ann"]).exits(0).prints("w1", "proposed")
    accord("waiver", "approve", "w1", token=secrets["ann"]).exits(4).says("may not approve it")
    accord("waiver", "approve", "w1", "--note", "fine", token=secrets["bert"]).exits(0).prints("approved", "bert")
    accord("check", str(new), "--subject", "o").exits(0).prints("waived")
    accord("register", "o", str(new)).exits(0)
    accord("waiver", "revoke", "w1", token=secrets["ann"]).exits(0).prints("revoked")
    accord("waiver", "revoke", "w1").exits(6).says("is revoked")
    expect(len(accord("waiver", "list", "--subject", "o", "-o", "json").json()) == 1, "waivers are not listed")
    accord("waiver", "get", "w2").exits(5)


@case
def a_check_proposes_a_waiver_and_a_check_without_a_registry_honours_it(bench):
    _, accord = governed(bench)
    author = accord("token", "create", "ann", "--role", "writer", "-o", "json").json()["secret"]
    old, new = bench.file("1.json", '{"minimum":0,"maximum":9}'), bench.file("2.json", '{"minimum":1,"maximum":8}')
    accord("register", "o", old).exits(0)
    until = ("--expires", "2999-01-01T00:00:00Z")
    # It is found all the same, as long as nobody approves.
    accord("check", new, "--subject", "o", "--waive", "nobody sends 0", *until, token=author).exits(1).says(
        "proposed waiver w1", "accord waiver approve w1")

    def offline():
        path = bench.file("waivers.json", accord("waiver", "list", "-o", "json").out)
        return bench.accord("check", new, "--against", old, "--waivers", path)

    offline().exits(1)
    accord("waiver", "approve", "w1").exits(0)
    offline().exits(0).prints("waived")
    accord("check", new, "--subject", "o", "--waive", "again", *until).exits(0).says("there is nothing to waive")
    other = bench.file("3.json", '{"minimum":2,"maximum":8}')
    bench.accord("check", other, "--against", old, "--waivers", bench.folder / "waivers.json").exits(1)
    accord("waiver", "revoke", "w1").exits(0)
    offline().exits(1)

    waivers = bench.file("bad.json", '[{"id": 1}]')
    bench.accord("check", new, "--against", old, "--waivers", waivers).exits(2).says("bad.json", "must be")
    bench.accord("check", new, "--against", old, "--waivers", bench.file("bad.json", "{}")).exits(2).says("an array")
    bench.accord("check", new, "--against", old, "--waive", "x", *until).exits(2)
    bench.accord("check", new, "--subject", "o", "--waive", "x").exits(2).says("belong together")
    bench.accord("check", new, "--subject", "o", "--waivers", waivers).exits(2)


@case
def whatever_is_printed_as_json_is_json(bench):
    _, accord = governed(bench)
    for command in (("team", "list"), ("token", "list"), ("waiver", "list"), ("owner", "orphans"), ("lifecycle", "due"),
                    ("lifecycle", "table")):
        json.loads(accord(*command, "-o", "json").exits(0).out)
        accord(*command).exits(0)


@case
def subjects_are_found_and_counted(bench):
    _, accord = governed(bench)
    accord("team", "set", "shop").exits(0)
    accord("owner", "import", "-", stdin="order-* @shop\n").exits(0)
    accord("register", "order-value", str(bench.file("a.json", '{"title":"Purchase","properties":{"customerId":{}}}'))).exits(0)
    accord("register", "other", str(bench.file("b.json", '{"title":"<Other> & more"}'))).exits(0)
    accord("search", "cust").exits(0).prints("order-value", "shop", "Purchase")
    expect([hit["subject"] for hit in accord("search", "--owner", "-", "-o", "json").json()] == ["other"], "orphans")
    accord("search", "--state", "gone").exits(2)
    accord("report").exits(0).prints("shop", "(nobody)", "total")
    accord("report", "-o", "markdown").exits(0).prints("| shop | 1 |", "Subjects that nobody owns: 1")
    expect(accord("report", "-o", "json").json()["orphans"] == 1, "the report does not count orphans")
    html = accord("report", "-o", "html").exits(0).out
    expect(html.count("<svg") == 2 and "<script" not in html and "http://" not in html.replace(
        "http://www.w3.org/2000/svg", "").replace("http://127.0.0.1", ""), "the page needs something else")
    if not shutil.which("chromium"):
        return
    page, shot = bench.file("report.html", html), bench.folder / "report.png"
    seen = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={bench.folder}/chromium",
         f"--screenshot={shot}", "--dump-dom", f"file://{page}"], capture_output=True, text=True, timeout=120)
    expect(seen.stdout.count("<svg") == 2 and "(nobody)" in seen.stdout, f"Chromium shows\n{seen.stdout}{seen.stderr}")


@case
def policies_are_set_tried_and_removed(bench):
    _, accord = governed(bench)
    accord("register", "old", str(bench.file("a.json", '{"type":"object"}'))).exits(0)
    policy = bench.file("policy.json", '{"pattern":"*","rules":{"require-title":"error"}}')
    accord("policy", "try", "titles", str(policy)).exits(1).prints("old", "require-title")
    accord("policy", "set", "titles", str(policy)).exits(0).prints("titles")
    accord("register", "new", str(bench.file("b.json", '{"type":"string"}'))).exits(3).says("require-title")
    accord("policy", "list").exits(0).prints("titles", "require-title error")
    accord("policy", "get", "titles", "-o", "json").exits(0).prints('"require-title"')
    accord("policy", "delete", "titles").exits(0)
    accord("policy", "get", "titles").exits(5)
    accord("policy", "set", "titles", "-", stdin="{").exits(3)


@case
def a_dry_run_of_any_change_is_answered_and_changes_nothing(bench):
    _, accord = governed(bench)
    schema = bench.file("schema.json", {"type": "object"})
    policy = bench.file("policy.json", {"pattern": "*", "rules": {"require-title": "warning"}})
    owners = bench.file("SCHEMAOWNERS", "orders-* @payments\n")
    later, fingerprint = "2999-01-01T00:00:00Z", "0" * 64
    accord("register", "orders-a", schema).exits(0)
    accord("register", "orders-b", schema).exits(0)

    def head():
        return accord("audit", "head", "-o", "json").exits(0).json()

    for arguments in [
        ["team", "set", "payments", "--member", "alice"], ["team", "set", "shop"], ["team", "set", "gone"],
        ["team", "delete", "gone"], ["owner", "set", "orders-a", "payments"], ["owner", "import", owners],
        ["owner", "transfer", "orders-a", "--to", "shop"], ["owner", "accept", "orders-a"],
        ["owner", "transfer", "orders-a", "--to", "payments"], ["owner", "reject", "orders-a"],
        ["owner", "delete", "orders-a"], ["lifecycle", "deprecate", "orders-a:1", "--sunset", later],
        ["lifecycle", "promote", "orders-a:1"], ["lifecycle", "deprecate", "orders-b", "--sunset", later],
        ["lifecycle", "retire", "orders-b:1", "--reason", "old", "--force"], ["policy", "set", "titles", policy],
        ["policy", "delete", "titles"],
        ["waiver", "propose", "orders-a", fingerprint, "--reason", "agreed", "--expires", later],
        ["waiver", "revoke", "w1"], ["token", "create", "bob", "--role", "reader", "--id", "t1"],
        ["token", "revoke", "t1"], ["webhook", "create", "audit", "https://93.184.216.34/"],
        ["webhook", "delete", "audit"], ["config", "set", "orders-a", "--level", "FULL"],
        ["config", "delete", "orders-a"], ["delete", "orders-a", "--yes"],
    ]:
        before = head()
        tried = accord(*arguments, "--dry-run").exits(0)
        expect(head() == before, f"a dry run of {arguments} changed something")
        done = accord(*arguments).exits(0)
        expect(head() != before, f"{arguments} changes nothing")
        expect(bool(tried.out) == bool(done.out), f"{arguments}: {tried.out!r} against {done.out!r}")
    accord("owner", "set", "orders-b", "nobody", "--dry-run").exits(2).says("nobody")


@case
def a_dry_run_on_the_store_itself_changes_nothing(bench):
    store = f"sqlite:{bench.folder}/registry.db"
    create = ["token", "create", "root", "--role", "admin", "--id", "first", "--store", store]
    bench.accord(*create, "--dry-run").exits(0).prints("first").says("dry run: nothing is changed")
    bench.accord("token", "list", "--store", store, "-o", "json").exits(0).prints("[]")
    bench.accord(*create).exits(0)
    bench.accord("token", "revoke", "first", "--store", store, "--dry-run").exits(0)
    expect(len(bench.accord("token", "list", "--store", store, "-o", "json").exits(0).json()) == 1, "it is gone")


@case
def a_registry_that_knows_no_dry_run_is_told_apart(bench):
    from stub import Stub
    with Stub((200, {"name": "payments"})) as stub:
        bench.accord("team", "set", "payments", "--dry-run", "--url", stub.url).exits(7).says("it knows no dry run")
