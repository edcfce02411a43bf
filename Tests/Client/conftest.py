"""A running registry for each test module: the release binary on a free port, with a store of its own."""

import os
import socket
import subprocess
import time
import urllib.request

import pytest
from confluent_kafka.schema_registry import SchemaRegistryClient


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def registry_url(tmp_path_factory):
    folder = tmp_path_factory.mktemp("store")
    url = f"http://127.0.0.1:{free_port()}"
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(
            [os.environ["ACCORD"], "serve", "--listen", url.removeprefix("http://"),
             "--store", f"sqlite:{folder}/accord.db"],
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
    assert server.wait(timeout=10) == 0


@pytest.fixture(scope="module")
def client(registry_url):
    return SchemaRegistryClient({"url": registry_url})
