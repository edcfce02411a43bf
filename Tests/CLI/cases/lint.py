"""Schemas against policies, with and without a registry."""
import json

from bench import case, expect
from stub import Stub

SCHEMA = """{
  "title": "Order",
  "properties": {
    "order_id": { "type": "integer", "default": "x" }
  }
}
"""
NAMING = {"name": "naming", "pattern": "*", "rules": {"property-naming": "error", "examples-validate": "warning"}}
OFFLINE = {"ACCORD_URL": "http://127.0.0.1:9"}


@case
def a_schema_is_linted_by_a_policy_without_a_registry(bench):
    bench.file("order.json", SCHEMA)
    bench.file("naming.json", NAMING)
    bench.accord("lint", "order.json", "--policy", "naming.json", env=OFFLINE).exits(1).says_nothing().prints(
        "✗ order.json does NOT meet the standards", "subject order", "error", "property-naming", "/properties/order_id",
        "order.json:4:5", "policy naming", 'fix: Name it "orderId".', "order.json:4:38",
        "2 findings: 1 error, 1 warning")
    value = bench.accord("lint", "order.json", "--policy", "naming.json", "-o", "json", env=OFFLINE).exits(1).json()
    expect((value["report"], value["outcome"]) == ("lint", "failed"), f"{value}")
    expect(value["summary"]["errors"] == 1 and value["summary"]["warnings"] == 1, f"{value}")
    schema, = value["schemas"]
    expect((schema["file"], schema["subject"], schema["outcome"]) == ("order.json", "order", "failed"), f"{schema}")
    finding = schema["findings"][0]
    expect(len(finding.pop("identity")) == 64, f"{finding}")
    expect(finding == {
        "rule": "property-naming", "policy": "naming", "severity": "error", "pointer": "/properties/order_id",
        "place": {"file": "order.json", "line": 4, "column": 5},
        "message": 'The name of the property "order_id" is not written in camelCase.',
        "fix": 'Name it "orderId".'}, f"{schema}")


@case
def without_a_policy_the_recommended_rules_warn(bench):
    bench.file("order.json", SCHEMA)
    bench.file("fine.json", {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Fine", "description": "As it should be."})
    bench.accord("lint", "fine.json", env=OFFLINE).exits(0).says_nothing().prints("✓ fine.json meets the standards")
    result = bench.accord("lint", "order.json", env=OFFLINE).exits(0).says_nothing()
    result.prints("✓ order.json meets the standards", "warning", "explicit-draft", "examples-validate")
    bench.accord("lint", "order.json", "--fail-on", "warning", env=OFFLINE).exits(1)
    bench.accord("lint", "order.json", "fine.json", env=OFFLINE).exits(0).prints("order.json meets", "fine.json meets")
    bench.accord("lint", "-", "--subject", "a", stdin=SCHEMA).exits(0).prints("standard input:4:38")


@case
def policies_of_a_folder_are_taken_together(bench):
    bench.file("order.json", SCHEMA)
    bench.file("policies/naming.json", NAMING)
    bench.file("policies/snake.json", {
        "name": "snake", "pattern": "order*", "rules": {"property-naming": {"severity": "error", "options": {"style": "snake_case"}}}})
    bench.file("policies/README.md", "not a policy")
    bench.accord("lint", "order.json", "--policy", "policies").exits(0).prints("1 finding: 1 warning")
    bench.accord("lint", "order.json", "--policy", "policies", "--subject", "x").exits(1)
    bench.accord("lint", "order.json", "--policy", "policies/snake.json", "--subject", "x").exits(0).prints(
        'note: no rule of a policy applies to the subject "x"')
    (bench.folder / "empty").mkdir()
    bench.accord("lint", "order.json", "--policy", "empty").exits(3).says("has no policies")


@case
def a_rule_of_ones_own_is_a_schema_over_every_subschema(bench):
    bench.file("order.json", SCHEMA)
    rule = {"title": "no-integers", "description": "Write numbers as strings.", "properties": {"type": {"not": {"const": "integer"}}}}
    bench.file("wide.json", {"name": "wide", "pattern": "*", "custom": [rule]})
    bench.file("order-policy.json", {"name": "order", "pattern": "order", "rules": {"no-integers": "warning"}})
    bench.accord("lint", "order.json", "--policy", "wide.json").exits(1).prints(
        "no-integers", "/properties/order_id/type", "order.json:4:19", "Write numbers as strings.")
    bench.accord("lint", "order.json", "--policy", "wide.json", "--policy", "order-policy.json").exits(0).prints(
        "warning    no-integers", "policy order")
    bench.accord("lint", "order.json", "--policy", "order-policy.json").exits(2).says("there is no such rule")


@case
def the_owner_is_asked_only_where_it_is_known(bench):
    bench.file("order.json", SCHEMA)
    bench.file("policies/a.json", {"name": "a", "pattern": "*", "rules": {"require-owner": "error"}})
    bench.file("policies/b.json", {"name": "b", "pattern": "*", "team": "checkout", "rules": {"require-description": "error"}})
    lint = ["lint", "order.json", "--policy", "policies"]
    bench.accord(*lint).exits(0).says("note: require-owner and the policies of teams are left out; --owner names the team")
    bench.accord(*lint, "--owner", "checkout").exits(1).prints("require-description")
    bench.accord(*lint, "--owner", "search").exits(0)


@case
def what_is_no_policy_or_no_schema_is_named_with_its_place(bench):
    bench.file("order.json", SCHEMA)
    for policy, code, words in [
        ("{", 3, "policy.json:1:"), ("[]", 2, "the policy must be an object"),
        ('{"name": "a",\n "pattern": "*",\n "rules": {"no-such": "error"}}', 2, "policy.json:3:12: /rules/no-such must be left out"),
        ('{"name": "a", "pattern": "*", "rules": {"max-depth": "fatal"}}', 2, "one of error, warning, off"),
        ('{"name": "a", "pattern": "*", "custom": [{"title": "x", "description": "D.", "type": "text"}]}', 2,
         'The custom rule "x" is not a JSON Schema'),
    ]:
        bench.file("policy.json", policy)
        bench.accord("lint", "order.json", "--policy", "policy.json").exits(code).says(words).prints_nothing()
    bench.accord("lint", "order.json", "--policy", "none.json").exits(3).says("cannot read none.json")
    bench.file("naming.json", NAMING)
    bench.accord("lint", "order.json", "--policy", "naming.json", "--policy", "naming.json").exits(2).says(
        'another policy named "naming"')
    bench.file("bad.json", '{"type":\n 7}')
    bench.accord("lint", "bad.json").exits(3).says("bad.json:", "/type must be")
    bench.file("worse.json", '{"type":\n ')
    bench.accord("lint", "worse.json").exits(3).says("worse.json:2:")
    for arguments in [
        [], ["-"], ["order.json", "order.json", "--subject", "a"], ["order.json", "--fail-on", "off"],
        ["order.json", "--online", "--policy", "naming.json"], ["order.json", "--online", "--owner", "a"],
        ["order.json", "--reference", "x"],
    ]:
        bench.accord("lint", *arguments).exits(2).says("error: ").prints_nothing()


@case
def references_are_files_without_a_registry(bench):
    bench.file("order.json", {"properties": {"address": {"$ref": "address.json"}}})
    bench.file("elsewhere/address.json", {"description": "Where.", "type": "string"})
    bench.accord("lint", "order.json").exits(3).says("address.json")
    bench.accord("lint", "order.json", "--reference", "address.json=elsewhere/address.json").exits(0)
    # What is beside a file need not be named.
    bench.file("address.json", {"description": "Where.", "type": "string"})
    bench.accord("lint", "order.json").exits(0)


@case
def of_several_files_one_that_is_no_schema_does_not_hide_the_others(bench):
    bench.file("order.json", SCHEMA)
    bench.file("naming.json", NAMING)
    bench.file("odd.json", {"type": 7})
    result = bench.accord("lint", "odd.json", "order.json", "--policy", "naming.json").exits(3).says_nothing()
    result.prints("! odd.json is no schema", "/type must be", "✗ order.json does NOT meet", "property-naming")


@case
def with_online_the_registry_lints_by_its_policies(bench):
    bench.file("order.json", SCHEMA)
    finding = {"rule": "require-owner", "policy": "house", "severity": "error", "pointer": "", "message": "Nobody owns it.",
               "fix": "Own it."}
    warning = {**finding, "rule": "property-naming", "severity": "warning", "pointer": "/properties/order_id", "line": 4, "column": 5}
    with Stub((200, {"findings": [finding, warning], "passes": False}), (200, {"findings": [], "passes": True})) as registry:
        env = {"ACCORD_URL": registry.url}
        bench.accord("lint", "order.json", "--online", "--reference", "a=b-value:2", env=env).exits(1).prints(
            "✗ order.json does NOT meet", "(root)", "policy house", "order.json:4:5", "2 findings: 1 error, 1 warning")
        bench.accord("lint", "order.json", "--online", "--subject", ":.eu:orders", env=env).exits(0).prints("✓ order.json meets")
        (method, path, _, body, _), second = registry.requests
        expect((method, path) == ("POST", "/governance/lint"), f"{method} {path}")
        expect(json.loads(body) == {
            "subject": "order", "schemaType": "JSON", "schema": SCHEMA,
            "references": [{"name": "a", "subject": "b-value", "version": 2}]}, f"{body}")
        expect(json.loads(second[3])["subject"] == ":.eu:orders", f"{second}")
    for answer in [{"findings": []}, {"passes": True}, {"passes": True, "findings": [{}]}, {"passes": True, "findings": [{**finding, "severity": "fatal"}]}]:
        with Stub((200, answer)) as registry:
            bench.accord("lint", "order.json", "--online", env={"ACCORD_URL": registry.url}).exits(7).prints_nothing()
    bench.accord("lint", "order.json", "--online", env=OFFLINE).exits(7).says("cannot reach")


@case
def the_rules_of_policies_are_listed_and_explained(bench):
    rules = bench.accord("rules", "--lint", "-o", "json").exits(0).says_nothing().json()
    expect(len(rules) == 12, f"{rules}")
    bench.accord("rules", "--lint").exits(0).prints("RULE", "OPTIONS", "max-depth", "limit=10")
    bench.accord("rules", "--lint", "--category", "string").exits(2)
    for rule in rules:
        told = bench.accord("explain", rule["id"], "-o", "json").exits(0).json()
        expect(told == rule, f"{told}")
        # What is shown as a policy is one.
        text = bench.accord("explain", rule["id"].upper()).exits(0).prints(rule["purpose"]).out
        policy = json.loads(text.strip().splitlines()[-1])
        bench.file("policy.json", {"name": "a", "pattern": "*", **policy})
        bench.file("true.json", "true")
        result = bench.accord("lint", "true.json", "--policy", "policy.json", "--owner", "a")
        expect(result.code in (0, 1), f"{rule}: {result.text()}")
    bench.accord("explain", "property-namin").exits(5).says('did you mean "property-naming"?')
