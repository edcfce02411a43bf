"""Webhooks on the command line."""
import http.server
import json
import threading

from bench import case, expect


class Receiver(http.server.BaseHTTPRequestHandler):
    status = 204
    taken = []

    def do_POST(self):
        event = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.status == 204:
            self.taken.append(event["id"])
        self.send_response(self.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


@case
def a_webhook_is_made_tested_followed_and_deleted(bench):
    receiver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=receiver.serve_forever, daemon=True).start()
    server = bench.serve(
        "--allow-webhook-address", "127.0.0.1", "--webhook-attempts", "1", "--webhook-pause", "10")
    url = f"http://127.0.0.1:{receiver.server_port}/hook"

    def accord(*arguments):
        return bench.accord(*arguments, env={"ACCORD_URL": server.url})

    accord("webhook", "list").exits(0)
    secret = accord("webhook", "create", "chat", url, "--kind", "team-set", "-o", "json").exits(0).json()["secret"]
    expect(secret.startswith("whsec_"), "no secret")
    expect(secret not in accord("webhook", "get", "chat").exits(0).prints("chat", url).out, "the secret is shown again")
    accord("webhook", "create", "chat", url).says("There is a webhook 'chat' already")
    accord("webhook", "test", "chat").exits(0).prints("yes", "204")
    Receiver.status = 500
    accord("webhook", "test", "chat").exits(1).prints("it answered 500")
    accord("team", "set", "payments", "--member", "alice").exits(0)
    for _ in range(200):
        dead = accord("webhook", "deliveries", "chat", "--state", "dead", "-o", "json").exits(0).json()
        if dead:
            break
    expect([item["revision"] for item in dead] == [2], f"not given up: {dead}")
    Receiver.status = 204
    accord("webhook", "redeliver", "chat").exits(0).prints("1")
    for _ in range(200):
        if "2" in Receiver.taken:
            break
        accord("webhook", "deliveries", "chat").exits(0)
    expect(Receiver.taken == ["test", "2"], f"not sent again: {Receiver.taken}")
    accord("webhook", "update", "chat", "--disable").exits(0).prints("no")
    accord("team", "set", "payments", "--member", "bert").exits(0)
    accord("webhook", "update", "chat").exits(2).says("say what to change")
    accord("webhook", "update", "chat", "--kind", "x", "--all-kinds").exits(2)
    accord("webhook", "update", "chat", "--enable", "--disable").exits(2)
    accord("webhook", "update", "chat", "--kind", "nonsense").says("an array of some of")
    accord("webhook", "update", "none", "--enable").exits(5)
    expect(Receiver.taken == ["test", "2"], f"sent although it is disabled: {Receiver.taken}")
    changed = accord("webhook", "update", "chat", url + "/2", "--enable", "--subject", "a*", "--all-kinds", "-o", "json")
    expect(changed.exits(0).json()["subjects"] == ["a*"] and "kinds" not in changed.json(), changed.out)
    accord("webhook", "list").exits(0).prints("yes", url + "/2")
    accord("webhook", "delete", "chat", "--reason", "moved").exits(0)
    accord("webhook", "get", "chat").exits(5).says("Webhook 'chat' not found")
    receiver.shutdown()


@case
def a_webhook_that_may_not_be_sent_to_says_so(bench):
    server = bench.serve()
    env = {"ACCORD_URL": server.url}
    bench.accord("webhook", "create", "inside", "http://localhost:1/", env=env).exits(0)
    bench.accord("webhook", "test", "inside", env=env).exits(1).prints("is no address that may be sent to")
    bench.accord("serve", "--allow-webhook-address", "10.0.0.0/33").exits(2).says("is no range of addresses")
