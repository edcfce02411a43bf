"""The serializers that producers and consumers use, with every way to find a schema."""

import asyncio

import pytest
from confluent_kafka.schema_registry import (
    AssociationCreateOrUpdateInfo,
    AssociationCreateOrUpdateRequest,
    AsyncSchemaRegistryClient,
    Metadata,
    MetadataProperties,
    Schema,
    SchemaReference,
    header_schema_id_serializer,
    record_subject_name_strategy,
    topic_record_subject_name_strategy,
)
from confluent_kafka.schema_registry._async.json_schema import AsyncJSONDeserializer, AsyncJSONSerializer
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext, SerializationError

ORDER = Schema('{"title":"Order","type":"object","properties":{"id":{"type":"integer"}},"required":["id"],'
               '"additionalProperties":false}', "JSON")
WIDER = Schema('{"title":"Order","type":"object","properties":{"id":{"type":"integer"},"note":{"type":"string"}},'
               '"required":["id"],"additionalProperties":false}', "JSON")


def context(topic):
    return SerializationContext(topic, MessageField.VALUE)


@pytest.mark.parametrize("strategy, subject", [
    (None, "strategy-value"),
    (record_subject_name_strategy, "Order"),
    (topic_record_subject_name_strategy, "strategy-Order"),
])
def test_the_subject_follows_from_the_strategy(client, strategy, subject):
    conf = {"subject.name.strategy": strategy} if strategy else {}
    message = JSONSerializer(ORDER, client, conf=conf)({"id": 1}, context("strategy"))
    assert client.get_latest_version(subject).schema_id == int.from_bytes(message[1:5], "big")
    assert JSONDeserializer(None, schema_registry_client=client)(message, context("strategy")) == {"id": 1}


@pytest.mark.parametrize("kind, subject", [
    ("TOPIC", "typed-value"), ("RECORD", "Order"), ("TOPIC_RECORD", "typed-Order"),
])
def test_the_subject_follows_from_the_type_of_strategy(client, kind, subject):
    JSONSerializer(ORDER, client, conf={"subject.name.strategy.type": kind})({"id": 1}, context("typed"))
    assert subject in client.get_subjects()


def test_an_associated_topic_uses_the_subject_it_is_associated_with(client):
    client.create_association(AssociationCreateOrUpdateRequest(
        "bound", "lkc", "id-bound", "topic", [AssociationCreateOrUpdateInfo(
            subject="elsewhere", association_type="value", schema=ORDER)]))
    conf = {"subject.name.strategy.type": "ASSOCIATED", "subject.name.strategy.conf": {"kafka.cluster.id": "lkc"}}
    message = JSONSerializer(ORDER, client, conf=conf)({"id": 1}, context("bound"))
    assert int.from_bytes(message[1:5], "big") == client.get_latest_version("elsewhere").schema_id
    assert "bound-value" not in client.get_subjects()


def test_the_latest_version_is_used_where_asked_for(client):
    client.register_schema("latest-value", ORDER)
    client.register_schema("latest-value", WIDER)
    conf = {"auto.register.schemas": False, "use.latest.version": True}
    message = JSONSerializer(ORDER, client, conf=conf)({"id": 1, "note": "n"}, context("latest"))
    assert int.from_bytes(message[1:5], "big") == client.get_version("latest-value", 2).schema_id


def test_a_version_is_found_by_its_metadata(client):
    def marked(schema, major):
        return Schema(schema.schema_str, "JSON", [], Metadata(None, MetadataProperties({"major": major}), None))

    client.register_schema("meta-value", marked(ORDER, "1"))
    client.register_schema("meta-value", marked(WIDER, "2"))
    conf = {"auto.register.schemas": False, "use.latest.with.metadata": {"major": "1"}}
    message = JSONSerializer(ORDER, client, conf=conf)({"id": 1}, context("meta"))
    assert int.from_bytes(message[1:5], "big") == client.get_version("meta-value", 1).schema_id


def test_normalized_schemas_are_one(client):
    other = Schema('{"type":"object","title":"Order","required":["id"],"additionalProperties":false,'
                   '"properties":{"id":{"type":"integer"}}}', "JSON")
    conf = {"normalize.schemas": True}
    one = JSONSerializer(ORDER, client, conf=conf)({"id": 1}, context("normal"))
    two = JSONSerializer(other, client, conf=conf)({"id": 1}, context("normal"))
    assert one[:5] == two[:5]


def test_a_document_of_several_schemas_is_serialized_and_read(client):
    client.register_schema("city-value", Schema('{"type":"object","properties":{"name":{"type":"string"}},'
                                                '"required":["name"]}', "JSON"))
    whole = Schema('{"type":"object","properties":{"city":{"$ref":"city.json"}},"required":["city"]}', "JSON",
                   [SchemaReference("city.json", "city-value", 1)])
    message = JSONSerializer(whole, client)({"city": {"name": "Bern"}}, context("trip"))
    assert JSONDeserializer(None, schema_registry_client=client)(message, context("trip")) == {"city": {"name": "Bern"}}
    with pytest.raises(SerializationError):
        JSONSerializer(whole, client)({"city": {"name": 7}}, context("trip"))


def test_the_guid_travels_in_a_header(client):
    headers = []
    place = SerializationContext("guid", MessageField.VALUE, headers)
    serialize = JSONSerializer(ORDER, client, conf={"schema.id.serializer": header_schema_id_serializer})
    message = serialize({"id": 3}, place)
    assert message[:1] == b"{"
    assert JSONDeserializer(None, schema_registry_client=client)(message, place) == {"id": 3}


def test_the_asynchronous_serializers_do_the_same(registry_url):
    async def run():
        client = AsyncSchemaRegistryClient({"url": registry_url})
        serialize = await AsyncJSONSerializer(ORDER, client)
        message = await serialize({"id": 4}, context("asynchronous"))
        deserialize = await AsyncJSONDeserializer(None, schema_registry_client=client)
        return await deserialize(message, context("asynchronous"))

    assert asyncio.run(run()) == {"id": 4}
