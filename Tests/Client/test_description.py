"""Requests made up from openapi.yaml: none brings the server to fail, and every answer is as described."""

import os
import pathlib
import re
import subprocess
import sys

from conftest import running

DESCRIPTION = pathlib.Path(__file__).parents[2] / "openapi.yaml"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
# In a pipeline for so long; with ACCORD_REQUESTS until so many requests were sent.
SECONDS = 40


def made_up(url, folder, seconds, seed):
    """Sends requests for so long; how many they were."""
    command = pathlib.Path(sys.executable).with_name("schemathesis")
    done = subprocess.run(
        [command, "run", str(DESCRIPTION), "--url", url, "--checks", CHECKS, "--max-time", str(seconds),
         # Its answers go on for as long as there is news.
         "--exclude-path", "/changes",
         "--seed", str(seed), "--continue-on-failure", "--warnings", "off", "--workers", "2"],
        cwd=folder, capture_output=True, text=True, timeout=seconds * 3 + 120)
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr[-2000:]
    return int(re.search(r"(\d+) generated", done.stdout).group(1))


def test_requests_made_up_from_the_description_are_answered_as_described(tmp_path_factory):
    wanted = int(os.environ.get("ACCORD_REQUESTS", "1"))
    sent = 0
    with running(tmp_path_factory, "--log-level", "warning") as url:
        seed = 1
        while sent < wanted:
            sent += made_up(url, tmp_path_factory.mktemp("requests"), SECONDS if wanted == 1 else 600, seed)
            seed += 1
    print(f"{sent} requests")
