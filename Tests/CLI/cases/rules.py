"""The catalogue of rules, and what it says of one."""
from bench import case, expect


@case
def every_rule_is_listed_and_explained(bench):
    rules = bench.accord("rules", "-o", "json").exits(0).says_nothing().json()
    expect(len(rules) > 70 and len({rule["id"] for rule in rules}) == len(rules), f"{len(rules)} rules")
    for rule in rules[::8]:
        told = bench.accord("explain", rule["id"], "-o", "json").exits(0).json()
        expect(told["rule"] == rule, f"{told}")
        expect(told["example"]["reported"] != told["example"]["passing"], f"{told}")
    bench.accord("rules").exits(0).prints("RULE", "CATEGORY", "MINIMUM_INCREASED", "Checks that no minimum increases.")
    few = bench.accord("rules", "--category", "annotation", "-o", "json").exits(0).json()
    expect({rule["category"] for rule in few} == {"annotation"}, f"{few}")


@case
def the_examples_of_a_rule_are_what_the_check_says(bench):
    for rule in ["MINIMUM_INCREASED", "OPTIONAL_PROPERTY_ADDED_TO_OPEN_CONTENT_MODEL", "PATTERN_CHANGED"]:
        example = bench.accord("explain", rule, "-o", "json").exits(0).json()["example"]
        for name in ["old", "reported", "passing"]:
            bench.file(f"{name}.json", example[name])
        found = bench.accord("check", "reported.json", "--against", "old.json", "-o", "json").exits(1).json()
        expect(rule in [finding["rule"] for finding in found["schemas"][0]["findings"]], f"{found}")
        bench.accord("check", "passing.json", "--against", "old.json").exits(0)


@case
def a_rule_is_explained_to_a_person_in_any_case(bench):
    bench.accord("explain", "minimum_increased").exits(0).says_nothing().prints(
        "MINIMUM_INCREASED", "Checks that no minimum increases.", "this is reported", "and this is not", 'example: {"qty":0}',
        "What to do")


@case
def an_unknown_rule_is_not_found_and_the_nearest_is_named(bench):
    bench.accord("explain", "MINIMUM_INCREASE").exits(5).says("there is no rule", 'did you mean "MINIMUM_INCREASED"?')
