"""How commands meet servers that misbehave, are no registry, or are not there."""
import os
import socket
import ssl
import subprocess
import time

from bench import case, expect
from stub import Stub


def refusal(status, code, message):
    return status, {"error_code": code, "message": message}


def unused_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@case
def a_server_that_is_down_is_named_with_what_to_do(bench):
    url = f"http://127.0.0.1:{unused_port()}"
    bench.accord("list", "--url", url).exits(7).prints_nothing().says(
        f"error: cannot reach {url}: it refuses connections", "accord serve")


@case
def a_host_that_does_not_exist_is_named(bench):
    bench.accord("list", "--url", "http://registry.invalid:8081").exits(7).says('no host named "registry.invalid"')


@case
def addresses_that_are_none_are_configuration_errors(bench):
    for url, reason in [
        ("localhost:8081", "no scheme"), ("ftp://x", '"ftp"'), ("http://", "no host"), ("http://x:99999", '"99999"'),
        ("http://x/?a=b", "query"), ("http://x y", "character"),
    ]:
        bench.accord("list", "--url", url).exits(2).says("--url", reason)
        bench.accord("list", env={"ACCORD_URL": url}).exits(2).says("ACCORD_URL", reason)


@case
def a_password_in_an_address_is_refused_and_not_repeated(bench):
    result = bench.accord("list", env={"ACCORD_URL": "http://me:secret@localhost"}).exits(2).says("ACCORD_TOKEN")
    expect("secret" not in result.err, "the password is in the message")


@case
def the_flag_goes_before_the_environment(bench):
    with Stub((200, ["a"])) as stub:
        bench.accord("list", "--url", stub.url, env={"ACCORD_URL": "http://registry.invalid"}).exits(0).prints("a\n")


@case
def a_base_path_and_a_slash_at_the_end_are_kept_apart(bench):
    with Stub((200, ["a"])) as stub:
        bench.accord("list", "--url", stub.url + "/registry/").exits(0)
        expect(stub.paths() == [("GET", "/registry/subjects")], f"{stub.paths()}")


@case
def every_byte_of_a_subject_travels_as_one_segment(bench):
    with Stub((200, [1])) as stub:
        for subject, segment in [
            ("a/b?c#d", "a%2Fb%3Fc%23d"), ("..", "%2E%2E"), ("100%", "100%25"), ("é", "%C3%A9"), ("a b+c", "a%20b%2Bc"),
            (":.team:orders", "%3A.team%3Aorders"),
        ]:
            stub.requests.clear()
            bench.accord("list", subject, "--url", stub.url)
            expect(stub.paths()[0] == ("GET", f"/subjects/{segment}/versions"), f"{stub.paths()}")


@case
def requests_say_who_asks_and_what_they_take(bench):
    with Stub((200, ["a"])) as stub:
        bench.accord("list", "--url", stub.url).exits(0)
        headers = stub.requests[0][2]
        expect(headers["User-Agent"].startswith("accord/"), f"{headers}")
        expect("application/vnd.schemaregistry.v1+json" in headers["Accept"], f"{headers}")
        expect("Authorization" not in headers, f"{headers}")


@case
def a_token_and_a_password_are_sent_as_such(bench):
    with Stub((200, ["a"])) as stub:
        bench.accord("list", "--url", stub.url, env={"ACCORD_TOKEN": "abc.def"}).exits(0)
        bench.accord("list", "--url", stub.url, env={"ACCORD_TOKEN": "me:s:3"}).exits(0)
        sent = [headers.get("Authorization") for _, _, headers, *_ in stub.requests]
        expect(sent == ["Bearer abc.def", "Basic bWU6czoz"], f"{sent}")


@case
def no_access_has_its_own_exit_code(bench):
    for status, message in [(401, "Unauthorized"), (403, "Forbidden")]:
        with Stub(refusal(status, status, message)) as stub:
            result = bench.accord("list", "--url", stub.url, env={"ACCORD_TOKEN": "secret"}).exits(4)
            result.says(str(status), message, "ACCORD_TOKEN")
            expect("secret" not in result.err, "the token is in the message")


@case
def something_that_is_no_registry_is_recognized(bench):
    with Stub((200, b"<html>hello</html>", {"Content-Type": "text/html"})) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("unexpected answer", "not JSON")
    with Stub((200, {"hello": "world"})) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("unexpected answer", "no array")
    with Stub(refusal(404, 404, "HTTP 404 Not Found")) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("no such endpoint")


@case
def a_redirection_is_not_followed(bench):
    with Stub((302, b"", {"Location": "http://elsewhere.invalid/subjects"})) as stub:
        result = bench.accord("list", "--url", stub.url, env={"ACCORD_TOKEN": "secret"})
        result.exits(7).says("redirects to http://elsewhere.invalid/subjects")
        expect(len(stub.requests) == 1, f"{stub.paths()}")


@case
def reading_is_tried_again_while_the_server_is_busy(bench):
    for status in [408, 429, 502, 503, 504]:
        busy = refusal(status, status, "busy")
        with Stub(busy, busy, (200, ["a"])) as stub:
            bench.accord("list", "--url", stub.url).exits(0).prints("a\n")
            expect(len(stub.requests) == 3, f"{status}: {len(stub.requests)} requests")


@case
def trying_again_has_an_end(bench):
    with Stub(refusal(503, 50004, "starting")) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("refuses: starting")
        expect(len(stub.requests) == 4, f"{len(stub.requests)} requests")


@case
def other_errors_are_not_tried_again(bench):
    for status in [400, 500, 501]:
        with Stub(refusal(status, status, "no")) as stub:
            bench.accord("list", "--url", stub.url)
            expect(len(stub.requests) == 1, f"{status}: {len(stub.requests)} requests")


@case
def writing_is_never_tried_again(bench):
    schema = bench.file("schema.json", {"type": "object"})
    with Stub(refusal(503, 503, "busy")) as stub:
        bench.accord("register", "a", schema, "--url", stub.url).exits(7)
        expect(stub.paths() == [("POST", "/subjects/a/versions")], f"{stub.paths()}")
    with Stub((200, [1]), refusal(503, 503, "busy")) as stub:
        bench.accord("delete", "a", "--yes", "--url", stub.url).exits(7)
        expect(stub.paths() == [("GET", "/subjects/a/versions"), ("DELETE", "/subjects/a")], f"{stub.paths()}")


@case
def a_wait_that_the_server_asks_for_is_kept(bench):
    with Stub((503, {}, {"Retry-After": "1"}), (200, [])) as stub:
        started = time.monotonic()
        bench.accord("list", "--url", stub.url).exits(0)
        expect(0.9 <= time.monotonic() - started < 5, "the pause was not the one asked for")
    with Stub((503, {"message": "come back tomorrow"}, {"Retry-After": "86400"})) as stub:
        bench.accord("list", "--url", stub.url, timeout=10).exits(7)
        expect(len(stub.requests) == 1, "asked again too early")


@case
def an_answer_that_does_not_come_is_a_timeout(bench):
    with Stub(lambda handler: time.sleep(3)) as stub:
        bench.accord("list", "--url", stub.url, "--timeout", "0.3").exits(7).says("no answer within 0.3 s", "--timeout")


@case
def a_connection_that_breaks_is_not_taken_for_an_answer(bench):
    def cut(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n[")
    with Stub(cut) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("was lost")
    with Stub(lambda handler: None) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("was lost")


@case
def one_connection_serves_a_whole_command(bench):
    version = {"subject": "a", "version": 1, "id": 1, "schemaType": "JSON", "schema": "{}"}
    with Stub((200, [1, 2, 3]), (200, version)) as stub:
        bench.accord("list", "a", "--url", stub.url).exits(0)
        expect(len(stub.requests) == 4, f"{stub.paths()}")
        expect(len({address for *_, address in stub.requests}) == 1, "more than one connection")


@case
def a_certificate_that_nobody_vouches_for_is_refused(bench):
    certificate, key = bench.folder / "certificate.pem", bench.folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
         "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with Stub((200, ["a"]), tls=tls) as stub:
        bench.accord("list", "--url", stub.url).exits(7).says("no trustworthy connection", "ACCORD_CA_FILE")
        trusting = {"ACCORD_CA_FILE": str(certificate)}
        bench.accord("list", "--url", stub.url, env=trusting).exits(0).prints("a\n")
        bench.accord("list", "--url", stub.url.replace("127.0.0.1", "localhost"), env=trusting).exits(7)


@case
def the_proxy_of_the_environment_is_used(bench):
    with Stub((200, ["through the proxy"])) as stub:
        env = {"http_proxy": stub.url, "no_proxy": ""}
        bench.accord("list", "--url", "http://registry.invalid", env=env).exits(0).prints("through the proxy")
        expect(stub.paths() == [("GET", "http://registry.invalid/subjects")], f"{stub.paths()}")


@case
def the_gate_and_governance_go_through_the_proxy_too(bench):
    schema = bench.file("schema.json", {"type": "object"})
    compatible = (200, {"is_compatible": True, "compatibilityLevel": "BACKWARD", "findings": []})
    for arguments, answers, path in [
        (["check", schema, "--subject", "a"], [compatible], "/compatibility/subjects/a/versions"),
        (["team", "list"], [(200, {"teams": []})], "/governance/teams"),
        (["plan"], [(200, {"applied": False, "steps": []})], "/governance/apply"),
    ]:
        bench.file("accord.yaml", 'schemas:\n  - files: "schema.json"\n    subject: "a"\n')
        with Stub(*answers) as stub:
            bench.accord(*arguments, "--url", "http://registry.invalid", env={"http_proxy": stub.url, "no_proxy": ""})
            expect(any(f"http://registry.invalid{path}" in target for _, target in stub.paths()), f"{arguments}: {stub.paths()}")


@case
def names_from_a_server_cannot_steer_the_terminal(bench):
    with Stub((200, ["a"]), (404, {"error_code": 40401, "message": "\x1b[2Jgone"})) as stub:
        bench.accord("list", "--url", stub.url).exits(0)
        result = bench.accord("config", "get", "a", "--url", stub.url)
        expect("\x1b" not in result.err, repr(result.err))


@case
def an_old_registry_that_answers_with_the_id_alone_is_understood(bench):
    schema = bench.file("schema.json", {"type": "object"})
    found = {"subject": "a", "version": 4, "id": 7, "schemaType": "JSON", "schema": "{}"}
    with Stub((200, {"id": 7}), (200, found)) as stub:
        value = bench.accord("register", "a", schema, "-o", "json", "--url", stub.url).exits(0).json()
        expect((value["version"], value["id"]) == (4, 7), f"{value}")
        expect(stub.paths() == [("POST", "/subjects/a/versions"), ("POST", "/subjects/a")], f"{stub.paths()}")


@case
def a_registry_that_tells_messages_alone_is_understood(bench):
    schema = bench.file("schema.json", {"type": "object"})
    messages = [
        "{errorType:\"MINIMUM_INCREASED\", description:\"The keyword at path '#/minimum' …'}",
        "{oldSchemaVersion: 1}", "{oldSchema: '{}'}", "{validateFields: 'false', compatibility: 'BACKWARD'}",
    ]
    with Stub((200, {"is_compatible": False, "messages": messages})) as stub:
        result = bench.accord("check", schema, "--subject", "a", "--url", stub.url).exits(1)
        result.prints("NOT compatible", "MINIMUM_INCREASED", "1 finding: 1 error")
        expect("oldSchema" not in result.out, result.out)
    with Stub((200, {"is_compatible": False, "messages": ["Invalid schema of type JSON, details: no"]})) as stub:
        bench.accord("check", schema, "--subject", "a", "--url", stub.url).exits(3).says("finds no schema")


@case
def an_interruption_ends_a_command_as_a_signal_does(bench):
    import signal
    with Stub(lambda handler: time.sleep(5)) as stub:
        process = subprocess.Popen([bench.accord_path, "list", "--url", stub.url], env=bench.environment())
        while not stub.requests:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        # What a shell shows as 130.
        expect(process.wait(timeout=5) == -signal.SIGINT, f"ended with {process.returncode}")


@case
def a_command_that_asks_no_server_needs_no_network_library(bench):
    # Two files that are no libraries stand in the way of the system's.
    folder = bench.file("libraries/libcurl-gnutls.so.4", "").parent
    bench.file("libraries/libcurl.so.4", "")
    env = {"LD_LIBRARY_PATH": ":".join(filter(None, [str(folder), os.environ.get("LD_LIBRARY_PATH")]))}
    bench.accord("rules", env=env).exits(0).says_nothing()
    bench.accord("list", env=env).exits(7).prints_nothing().says("libcurl is not installed")
