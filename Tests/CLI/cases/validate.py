"""Documents judged by a schema, with and without a registry."""
import contextlib
import os
import signal
import threading
import time

from bench import case, expect

SCHEMA = """{
  "type": "object",
  "properties": {"id": {"type": "string"}, "qty": {"minimum": 1}, "due": {"format": "date"}},
  "required": ["id"]
}
"""
OFFLINE = {"ACCORD_URL": "http://127.0.0.1:9"}
LINES = '{"id":"a"}\n\n{"id":"b","qty":0}\n{"id":\n{"id":"c","qty":-1}\n'


def validate(bench, *arguments, **options):
    bench.file("order.schema.json", SCHEMA)
    return bench.accord("validate", "--schema", "order.schema.json", *arguments, env=OFFLINE, **options)


@case
def a_valid_document_is_told_in_one_line(bench):
    bench.file("order.json", '{"id": "a"}')
    result = validate(bench, "order.json").exits(0).says_nothing()
    expect(result.out == "✓ 1 document is valid by order.schema.json\n", result.out)


@case
def an_invalid_document_is_told_with_line_column_and_keyword(bench):
    bench.file("order.json", '{"id": "a",\n  "qty": 0}')
    bench.file("other.json", '{"id": "a"}')
    validate(bench, "order.json", "other.json").exits(1).says_nothing().prints(
        "✗ order.json is not valid\n", "  order.json:2:10  `/qty` is 0; the minimum is 1  /properties/qty/minimum\n",
        "✗ 1 of 2 documents are not valid by order.schema.json")


@case
def lines_are_documents_and_a_table_tells_where_the_errors_are(bench):
    bench.file("orders.ndjson", LINES)
    result = validate(bench, "orders.ndjson").exits(1).says_nothing()
    result.prints(
        "✗ orders.ndjson:3 is not valid\n", "orders.ndjson:3:17  `/qty` is 0", "✗ orders.ndjson:4 is not valid\n",
        "The document is not JSON: the text ends before the value does", "3 of 4 documents are not valid")
    expect("2       /properties/qty/minimum  orders.ndjson:3:17" in result.out, result.out)
    few = validate(bench, "orders.ndjson", "--show", "1").exits(1).prints("and 2 more documents")
    expect("orders.ndjson:4 is" not in few.out, few.out)


@case
def the_standard_input_is_read_as_lines_when_its_first_line_is_a_document(bench):
    validate(bench, "-", stdin=LINES).exits(1).prints("standard input:3:17", "3 of 4 documents")
    validate(bench, "-", stdin='{"id":\n"a"}\n').exits(0).prints("1 document is valid")
    validate(bench, "-", stdin='{"id": "a"}\n').exits(0).prints("1 document is valid")
    validate(bench, "--no-lines", "-", stdin=LINES).exits(1).prints(
        "standard input:3:1  The document is not JSON: more text follows the value")
    validate(bench, "--lines", "-", stdin='{"id":\n"a"}\n').exits(1).prints("2 of 2 documents")


@case
def the_report_for_programs_has_counts_errors_and_results(bench):
    bench.file("orders.ndjson", LINES)
    report = validate(bench, "-o", "json", "orders.ndjson").exits(1).says_nothing().json()
    expect((report["valid"], report["documents"], report["invalid"]) == (False, 4, 3), f"{report}")
    first, second = report["errors"]
    expect(first["keywordLocation"] == "/properties/qty/minimum" and first["count"] == 2, f"{first}")
    expect((first["first"]["source"], first["first"]["line"]) == ("orders.ndjson", 3), f"{first}")
    expect("keywordLocation" not in second, f"{second}")
    expect([result["line"] for result in report["results"]] == [3, 4, 5], f"{report}")
    expect(validate(bench, "-o", "json", "-", stdin='{"id":"a"}').exits(0).json()["valid"] is True, "valid")


@case
def a_document_that_cannot_be_read_does_not_keep_the_others_from_being_judged(bench):
    bench.file("order.json", '{"qty": 0}')
    validate(bench, "missing.json", "order.json").exits(3).says(
        "error: cannot read missing.json: No such file or directory").prints("✗ order.json is not valid")


@case
def formats_are_asserted_on_request(bench):
    bench.file("order.json", '{"id": "a", "due": "soon"}')
    validate(bench, "order.json").exits(0)
    validate(bench, "--assert-format", "order.json").exits(1).prints('`/due` is "soon"; it must be of the format date')


@case
def references_of_a_file_are_given_as_files(bench):
    bench.file("s.json", '{"$ref": "https://example.com/item"}')
    bench.file("item.json", '{"maximum": 2}')
    bench.file("three.json", "3")
    bench.accord("validate", "--schema", "s.json", "three.json").exits(3).says("s.json: ", "nothing is fetched")
    bench.accord(
        "validate", "--schema", "s.json", "--reference", "https://example.com/item=item.json", "three.json").exits(
            1).prints("The document is 3; the maximum is 2")
    bench.accord("validate", "--schema", "s.json", "--reference", "item.json", "three.json").exits(2).says(
        "is not uri=file")


@case
def a_dialect_is_that_of_schemas_without_one(bench):
    bench.file("s.json", '{"type": "integer"}')
    bench.file("one.json", "1.0")
    bench.accord("validate", "--schema", "s.json", "one.json").exits(0)
    bench.accord(
        "validate", "--schema", "s.json", "--dialect", "http://json-schema.org/draft-04/schema#", "one.json").exits(1)
    bench.accord("validate", "--schema", "s.json", "--dialect", "draft-04", "one.json").exits(2).says("is no dialect")


@case
def what_is_no_schema_is_a_fault_of_the_input_with_its_place(bench):
    bench.file("d.json", "1")
    bench.file("s.json", '{\n  "minimum": "1"}')
    bench.accord("validate", "--schema", "s.json", "d.json").exits(3).says(
        "s.json: Invalid schema of type JSON", '/minimum must be a number, not "1" (line 2, column 14)')
    bench.file("s.json", "{")
    bench.accord("validate", "--schema", "s.json", "d.json").exits(3).says("s.json:1:")
    bench.file("s.json", '{"$schema": "http://json-schema.org/draft-03/schema#"}')
    bench.accord("validate", "--schema", "s.json", "d.json").exits(3).says("draft-03 is not supported")
    bench.accord("validate", "--schema", "none.json", "d.json").exits(3).says("cannot read none.json")


@case
def a_subject_of_the_registry_judges_with_all_that_it_refers_to(bench):
    server, accord = bench.registry()
    bench.file("item.json", '{"maximum": 2}')
    bench.file("list.json", '{"items": {"$ref": "item.json"}}')
    accord("register", "item-value", "item.json").exits(0)
    accord("register", "list-value", "list.json", "--reference", "item.json=item-value:1").exits(0)
    bench.file("d.json", "[1, 3]")
    for schema in ["list-value", "list-value:1", "list-value:latest"]:
        accord("validate", "--schema", schema, "d.json").exits(1).prints(
            "d.json:1:5  `/1` is 3; the maximum is 2  /items/$ref/maximum", "by list-value version 1")
    accord("validate", "--schema", "list-value", "--version", "1", "d.json").exits(1)
    accord("validate", "--schema", "list-value:2", "d.json").exits(5).says("it has version 1")
    accord("validate", "--schema", "list-valeu", "d.json").exits(5).says('did you mean "list-value"?')


@case
def a_registry_that_is_not_there_is_no_finding(bench):
    bench.file("d.json", "1")
    bench.accord("validate", "--schema", "s", "d.json", env=OFFLINE).exits(7).says("refuses connections")


@case
def wrong_arguments_are_told(bench):
    bench.file("d.json", "1")
    bench.accord("validate", "d.json").exits(2).says("--schema")
    bench.accord("validate", "--schema", "s.json").exits(2)
    bench.accord("validate", "--schema", "-", "-").exits(2).says("standard input")
    bench.accord("validate", "--schema", "s", "--reference", "a=b", "d.json").exits(2).says("--reference")
    bench.accord("validate", "--schema", "s.json", "--version", "x", "d.json").exits(2).says("no version")


@case
def progress_is_shown_on_a_terminal_when_the_work_takes_long(bench):
    bench.file("order.schema.json", SCHEMA)
    arguments = ["validate", "--schema", "order.schema.json"]
    writer = slow_documents(bench, "orders.ndjson")
    bench.accord_on_terminal(*arguments, "orders.ndjson").exits(0).prints("\r\x1b[K", " documents, ", " a second", "4 documents are valid")
    writer.join()
    writer = slow_documents(bench, "others.ndjson")
    bench.accord(*arguments, "others.ndjson").exits(0).says_nothing()
    writer.join()


@case
def a_schema_that_leads_back_to_itself_gives_no_verdict_and_ends(bench):
    bench.file("s.json", '{"$ref": "#"}')
    bench.file("d.json", "1")
    bench.accord("validate", "--schema", "s.json", "d.json", timeout=10).exits(1).prints(
        "d.json could not be judged", "lead back to themselves")


def slow_documents(bench, name):
    """A pipe into which somebody writes four documents, one each half second; ends with its reader."""
    pipe = bench.folder / name
    os.mkfifo(pipe)

    def write():
        with contextlib.suppress(BrokenPipeError), open(pipe, "w") as documents:
            for _ in range(4):
                documents.write('{"id":"a"}\n')
                documents.flush()
                time.sleep(0.5)

    writer = threading.Thread(target=write)
    writer.start()
    return writer


@case
def progress_fits_a_narrow_terminal(bench):
    bench.file("order.schema.json", SCHEMA)
    for columns in [20, 3]:
        writer = slow_documents(bench, f"{columns}.ndjson")
        result = bench.accord_on_terminal(
            "validate", "--schema", "order.schema.json", f"{columns}.ndjson", columns=columns).exits(0)
        writer.join()
        lines = [line.split("\n")[0] for line in result.out.split("\r\x1b[K")[1:]]
        shown = [line for line in lines if line and " are valid" not in line]
        expect(shown and all(len(line) < columns for line in shown), f"{columns}: {shown}")


@case
def an_interruption_of_long_work_ends_it_at_once(bench):
    bench.file("order.schema.json", SCHEMA)
    writer = slow_documents(bench, "orders.ndjson")
    started = time.monotonic()
    result = bench.accord_on_terminal(
        "validate", "--schema", "order.schema.json", "orders.ndjson", signal_after=signal.SIGINT, after=b" documents")
    expect(result.code == -signal.SIGINT and " are valid" not in result.out, f"{result.code}: {result.out!r}")
    expect(time.monotonic() - started < 2, "it went on")
    writer.join()
