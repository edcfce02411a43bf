"""The real client under governance: Basic credentials, owners, and versions that are left step by step."""

import json
import os
import urllib.error
import urllib.request

import pytest
from confluent_kafka.schema_registry import Schema, SchemaRegistryClient
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext

from conftest import running

ADMIN = "an-administrator-of-the-environment-0123456789"
ORDER = Schema('{"title":"Order","type":"object","properties":{"id":{"type":"integer"}},"additionalProperties":false}',
               "JSON")
WIDER = Schema('{"title":"Order","type":"object","properties":{"id":{"type":"integer"},"note":{"type":"string"}},'
               '"additionalProperties":false}', "JSON")


def context(topic):
    return SerializationContext(topic, MessageField.VALUE)


class Governed:
    def __init__(self, url):
        self.url = url
        self.secrets = {}

    def ask(self, method, path, body=None, secret=ADMIN):
        request = urllib.request.Request(
            self.url + path, method=method, data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Bearer {secret}", "Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
            return (json.loads(text) if text else None), answer.headers

    def client(self, principal, role):
        if principal not in self.secrets:
            token, _ = self.ask("POST", "/governance/tokens", {"principal": principal, "role": role})
            self.secrets[principal] = token["secret"]
        return SchemaRegistryClient(
            {"url": self.url, "basic.auth.user.info": f"{principal}:{self.secrets[principal]}"})


@pytest.fixture(scope="module")
def governed(tmp_path_factory):
    os.environ["ACCORD_ADMIN_TOKEN"] = ADMIN
    try:
        with running(tmp_path_factory, "--auth", "token") as url:
            registry = Governed(url)
            registry.ask("PUT", "/governance/teams/orders", {
                "contacts": [{"type": "email", "value": "orders@example.org"}], "members": ["alice", "stew"]})
            registry.ask("PUT", "/governance/ownership-rules", {"rules": [{"pattern": "orders-*", "team": "orders"}]})
            yield registry
    finally:
        del os.environ["ACCORD_ADMIN_TOKEN"]


def refusal(call, *arguments):
    with pytest.raises(SchemaRegistryError) as error:
        call(*arguments)
    return error.value


def test_without_credentials_nothing_is_answered(governed):
    error = refusal(SchemaRegistryClient({"url": governed.url}).get_subjects)
    assert (error.http_status_code, error.error_code) == (401, 40101)
    wrong = SchemaRegistryClient({"url": governed.url, "basic.auth.user.info": "alice:wrong"})
    assert refusal(wrong.get_subjects).error_code == 40101


def test_the_owner_registers_and_others_are_told_whom_to_ask(governed):
    assert governed.client("alice", "writer").register_schema("orders-value", ORDER) > 0
    error = refusal(governed.client("mallory", "writer").register_schema, "orders-value", WIDER)
    assert (error.http_status_code, error.error_code) == (403, 40301)
    assert "orders@example.org" in error.error_message and "'orders-*'" in error.error_message
    # What is there already is found by everybody, so that a producer that registers on its own goes on.
    assert governed.client("mallory", "writer").register_schema("orders-value", ORDER) > 0


def test_a_reader_reads_and_does_not_register(governed):
    reader = governed.client("rita", "reader")
    assert "orders-value" in reader.get_subjects()
    error = refusal(reader.register_schema, "orders-value", WIDER)
    assert error.error_code == 40301 and "this takes writer" in error.error_message


def test_a_subject_is_left_step_by_step_and_its_data_stays_readable(governed):
    alice = governed.client("alice", "writer")
    serialize = JSONSerializer(ORDER, alice, conf={"auto.register.schemas": True})
    message = serialize({"id": 1}, context("orders"))
    governed.client("stew", "steward")
    steward = governed.secrets["stew"]
    path = "/governance/subjects/orders-value/versions/1/lifecycle"

    # Deprecated: everything works, and every answer says by when to leave.
    governed.ask("PUT", path, {"state": "deprecated", "sunset": "2999-01-01T00:00:00Z", "alternative": "orders-v2"}, steward)
    _, headers = governed.ask("GET", "/schemas/ids/" + str(int.from_bytes(message[1:5], "big")))
    assert headers["Deprecation"].startswith("@") and headers["Sunset"] == "Tue, 01 Jan 2999 00:00:00 GMT"
    assert JSONSerializer(ORDER, governed.client("alice", "writer"))({"id": 2}, context("orders")) != message

    # Retired: nobody starts to write with it, whoever reads goes on.
    with pytest.raises(urllib.error.HTTPError) as error:
        governed.ask("PUT", path, {"state": "retired"}, steward)
    assert error.value.code == 409
    governed.ask("PUT", path, {"state": "retired", "force": True, "reason": "a leak"}, steward)
    fresh = governed.client("alice", "writer")
    for conf in ({"auto.register.schemas": True}, {"auto.register.schemas": False}):
        with pytest.raises(SchemaRegistryError) as refused:
            JSONSerializer(ORDER, fresh, conf=conf)({"id": 3}, context("orders"))
        assert (refused.value.http_status_code, refused.value.error_code) == (422, 42220)
    reader = governed.client("rita", "reader")
    assert JSONDeserializer(None, schema_registry_client=reader)(message, context("orders")) == {"id": 1}
    assert reader.get_version("orders-value", 1).version == 1
