"""The other client of Python, unchanged, against a running registry."""

import asyncio

import pytest
from schema_registry.client import AsyncSchemaRegistryClient, SchemaRegistryClient
from schema_registry.client.schema import JsonSchema

ORDER = JsonSchema({"type": "object", "properties": {"id": {"type": "integer"}}, "additionalProperties": False})
WIDER = JsonSchema({"type": "object", "properties": {"id": {"type": "integer"}, "n": {}}, "additionalProperties": False})
BREAKING = JsonSchema({"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False})


@pytest.fixture(scope="module")
def other_client(registry_url):
    return SchemaRegistryClient(url=registry_url)


def test_every_method_does_what_it_says(other_client):
    client = other_client
    first = client.register("orders", ORDER)
    assert client.register("orders", ORDER) == first
    assert client.register("orders", WIDER, timeout=10) == first + 1
    assert client.get_subjects() == ["orders"]
    assert client.get_by_id(first).raw_schema == ORDER.raw_schema
    assert client.get_versions("orders") == [1, 2]
    latest = client.get_schema("orders")
    assert (latest.version, latest.schema_id) == (2, first + 1)
    assert client.get_schema("orders", version=1).schema_id == first
    assert client.get_schema("unknown") is None
    assert client.check_version("orders", ORDER).version == 1
    assert client.check_version("orders", BREAKING) is None
    assert [(v.subject, v.version) for v in client.get_schema_subject_versions(first)] == [("orders", 1)]
    assert client.test_compatibility("orders", WIDER)
    assert not client.test_compatibility("orders", BREAKING)
    verbose = client.test_compatibility("orders", BREAKING, verbose=True)
    assert not verbose["is_compatible"] and verbose["messages"]
    assert client.update_compatibility("FULL", subject="orders")
    assert client.get_compatibility(subject="orders") == "FULL"
    assert client.get_compatibility() == "BACKWARD"
    assert client.delete_version("orders", version=1) == 1
    assert client.delete_subject("orders") == [2]


def test_the_asynchronous_client_does_the_same(registry_url):
    async def run():
        client = AsyncSchemaRegistryClient(url=registry_url)
        registered = await client.register("payments", ORDER)
        assert (await client.get_by_id(registered)).raw_schema == ORDER.raw_schema
        assert (await client.check_version("payments", ORDER)).version == 1
        assert await client.test_compatibility("payments", WIDER)
        assert await client.delete_subject("payments") == [1]

    asyncio.run(run())
