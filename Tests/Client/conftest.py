"""A running registry for each test module: the release binary on a free port, with a store of its own."""

import asyncio
import contextlib
import inspect
import os
import socket
import subprocess
import time
import urllib.request

import pytest
from confluent_kafka.schema_registry import AsyncSchemaRegistryClient, SchemaRegistryClient


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def running(tmp_path_factory, *arguments):
    folder = tmp_path_factory.mktemp("store")
    url = f"http://127.0.0.1:{free_port()}"
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(
            [os.environ["ACCORD"], "serve", "--listen", url.removeprefix("http://"),
             "--store", f"sqlite:{folder}/accord.db", *arguments],
            stderr=log,
        )
    for _ in range(200):
        try:
            urllib.request.urlopen(url + "/health/ready", timeout=1).read()
            break
        except OSError:
            assert server.poll() is None, (folder / "log").read_text()
            time.sleep(0.02)
    else:
        pytest.fail("the server did not become ready: " + (folder / "log").read_text())
    yield url
    server.terminate()
    assert server.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def registry_url(tmp_path_factory):
    with running(tmp_path_factory) as url:
        yield url


@pytest.fixture(scope="module")
def client(registry_url):
    return SchemaRegistryClient({"url": registry_url})


class Blocking:
    """An asynchronous client as a synchronous one, so that the same tests are for both."""

    def __init__(self, client, loop):
        self.client, self.loop = client, loop

    def __getattr__(self, name):
        method = getattr(self.client, name)
        if not inspect.iscoroutinefunction(method):
            return method
        return lambda *arguments, **options: self.loop.run_until_complete(method(*arguments, **options))


@pytest.fixture(scope="module", params=["synchronous", "asynchronous"])
def each_client(request, tmp_path_factory):
    """Both kinds of client, each with a registry of its own."""
    with running(tmp_path_factory) as url:
        if request.param == "synchronous":
            yield SchemaRegistryClient({"url": url})
        else:
            loop = asyncio.new_event_loop()
            yield Blocking(AsyncSchemaRegistryClient({"url": url}), loop)
            loop.close()
