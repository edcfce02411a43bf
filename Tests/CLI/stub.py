"""A server that is no registry: it answers what a case tells it to, and remembers what it was asked."""
import http.server
import json
import threading


class Stub:
    """Answers each request with the next of its answers, and the last one for ever.

    An answer is (status, body) or (status, body, headers); a function is called with the handler instead.
    """

    def __init__(self, *answers, tls=None):
        self.requests = []
        self.answers = list(answers)
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self):
                length = int(self.headers.get("Content-Length") or 0)
                body = self.rfile.read(length)
                stub.requests.append((self.command, self.path, dict(self.headers), body, self.client_address))
                answer = stub.answers.pop(0) if len(stub.answers) > 1 else stub.answers[0]
                if callable(answer):
                    self.close_connection = True
                    return answer(self)
                status, body, *rest = answer
                body = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
                for name, value in (rest[0] if rest else {}).items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        if tls:
            self.server.socket = tls.wrap_socket(self.server.socket, server_side=True)
        scheme = "https" if tls else "http"
        self.url = f"{scheme}://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def paths(self):
        return [(method, path) for method, path, *_ in self.requests]
