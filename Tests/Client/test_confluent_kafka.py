"""The client that producers and consumers use, unchanged, against a running registry."""

import json

import pytest
from confluent_kafka.schema_registry import ConfigCompatibilityLevel, Schema, SchemaReference, ServerConfig
from confluent_kafka.schema_registry.error import SchemaRegistryError
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext


def schema(properties, required=(), closed=True):
    return Schema(
        json.dumps({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "title": "Order",
            "type": "object",
            "properties": properties,
            "required": list(required),
            **({"additionalProperties": False} if closed else {}),
        }),
        "JSON",
    )


FIRST = schema({"id": {"type": "integer"}}, ["id"])
WIDER = schema({"id": {"type": "integer"}, "note": {"type": "string"}}, ["id"])
BREAKING = schema({"id": {"type": "string"}}, ["id"])


def refused(code, action, *arguments, **options):
    with pytest.raises(SchemaRegistryError) as caught:
        action(*arguments, **options)
    assert caught.value.error_code == code, caught.value
    return caught.value


def test_a_schema_is_registered_evolved_and_read_back(client):
    first = client.register_schema("orders-value", FIRST)
    assert client.register_schema("orders-value", FIRST) == first
    second = client.register_schema("orders-value", WIDER)
    assert second == first + 1
    assert client.get_versions("orders-value") == [1, 2]
    assert "orders-value" in client.get_subjects()

    latest = client.get_latest_version("orders-value")
    assert (latest.version, latest.schema_id) == (2, second)
    assert json.loads(latest.schema.schema_str) == json.loads(WIDER.schema_str)
    assert client.get_version("orders-value", 1).schema_id == first
    assert json.loads(client.get_schema(first).schema_str) == json.loads(FIRST.schema_str)

    found = client.lookup_schema("orders-value", FIRST)
    assert (found.version, found.schema_id) == (1, first)
    by_guid = client.get_schema_by_guid(found.guid)
    assert json.loads(by_guid.schema_str) == json.loads(FIRST.schema_str)


def test_the_default_level_refuses_what_breaks_readers_of_old_data(client):
    client.register_schema("payments-value", FIRST)
    error = refused(40901, client.register_schema, "payments-value", BREAKING)
    assert error.http_status_code == 409
    assert "Schema being registered is incompatible with an earlier schema" in str(error)
    assert "TYPE_" in str(error)
    assert client.get_versions("payments-value") == [1]


def test_compatibility_is_told_before_registering(client):
    client.register_schema("checks-value", FIRST)
    assert client.test_compatibility("checks-value", WIDER)
    assert not client.test_compatibility("checks-value", BREAKING)
    assert not client.test_compatibility("checks-value", BREAKING, version=1)
    assert client.test_compatibility_all_versions("checks-value", WIDER)


def test_the_level_of_a_subject_decides(client):
    client.register_schema("levels-value", FIRST)
    client.set_config("levels-value", ServerConfig(compatibility=ConfigCompatibilityLevel.NONE))
    assert client.get_config("levels-value").compatibility_level == "NONE"
    assert client.register_schema("levels-value", BREAKING) > 0
    client.delete_config("levels-value")
    assert client.get_config().compatibility_level == "BACKWARD"


def test_what_is_not_there_is_said_with_the_codes_that_clients_know(client):
    refused(40401, client.get_versions, "nothing-value")
    refused(40401, client.get_latest_version, "nothing-value")
    refused(40403, client.get_schema, 2_000_000)
    client.register_schema("known-value", FIRST)
    refused(40402, client.get_version, "known-value", 9)
    refused(40403, client.lookup_schema, "known-value", BREAKING)
    refused(42201, client.register_schema, "known-value", Schema('{"type":"strin"}', "JSON"))
    refused(42201, client.register_schema, "known-value", Schema('"string"', "AVRO"))


def test_versions_and_subjects_are_deleted_softly_then_for_good(client):
    client.register_schema("gone-value", FIRST)
    client.register_schema("gone-value", WIDER)
    assert client.delete_version("gone-value", 1) == 1
    assert client.get_versions("gone-value") == [2]
    assert client.get_versions("gone-value", deleted=True) == [1, 2]
    assert client.delete_subject("gone-value") == [2]
    assert "gone-value" not in client.get_subjects()
    assert "gone-value" in client.get_subjects(deleted=True)
    refused(40404, client.delete_subject, "gone-value")
    assert client.delete_subject("gone-value", permanent=True) == [1, 2]
    refused(40401, client.get_versions, "gone-value")


def test_subjects_with_slashes_and_letters_of_any_script_stay_whole(client):
    for subject in ["team/orders", "größe", "注文", "a b+c", "100%", "?#&="]:
        registered = client.register_schema(subject, FIRST)
        assert client.get_latest_version(subject).schema_id == registered
        assert subject in client.get_subjects()


def test_a_document_survives_the_serializers(client):
    context = SerializationContext("shipments", MessageField.VALUE)
    serialize = JSONSerializer(FIRST, client)
    message = serialize({"id": 7}, context)
    assert message[0] == 0
    registered = client.get_latest_version("shipments-value")
    assert int.from_bytes(message[1:5], "big") == registered.schema_id

    client.register_schema("shipments-value", WIDER)
    deserialize = JSONDeserializer(None, schema_registry_client=client)
    assert deserialize(message, context) == {"id": 7}


def test_a_reference_is_followed_and_protects_what_it_points_to(client):
    address = Schema('{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}', "JSON")
    client.register_schema("address-value", address)
    customer = Schema(
        '{"type":"object","properties":{"home":{"$ref":"address.json"}},"required":["home"]}',
        "JSON",
        [SchemaReference("address.json", "address-value", 1)],
    )
    registered = client.register_schema("customer-value", customer)
    assert client.get_referenced_by("address-value", 1) == [registered]
    refused(42206, client.delete_version, "address-value", 1)

    context = SerializationContext("customer", MessageField.VALUE)
    settings = {"auto.register.schemas": False, "use.latest.version": True}
    serialize = JSONSerializer(customer, client, conf=settings)
    assert serialize({"home": {"city": "Bern"}}, context)[0] == 0
