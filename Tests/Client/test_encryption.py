"""Fields that producers encrypt and consumers decrypt, with the keys kept in the registry, by the client's own code."""

import json

import pytest
from confluent_kafka.schema_registry import (
    Rule,
    RuleKind,
    RuleMode,
    RuleParams,
    RuleSet,
    Schema,
    SchemaRegistryClient,
    SchemaRegistryError,
)
from confluent_kafka.schema_registry.json_schema import JSONDeserializer, JSONSerializer
from confluent_kafka.schema_registry.rule_registry import RuleRegistry
from confluent_kafka.schema_registry.rules.encryption.dek_registry.dek_registry_client import (
    DekAlgorithm,
    DekRegistryClient,
)
from confluent_kafka.schema_registry.rules.encryption.encrypt_executor import FieldEncryptionExecutor
from confluent_kafka.schema_registry.rules.encryption.localkms.local_driver import LocalKmsDriver
from confluent_kafka.serialization import MessageField, SerializationContext

LocalKmsDriver.register()

PERSON = json.dumps({
    "title": "Person", "type": "object",
    "properties": {"name": {"type": "string", "confluent:tags": ["PII"]}, "age": {"type": "integer"}},
})


def encryption(kek, **more):
    parameters = {"encrypt.kek.name": kek, "encrypt.kms.type": "local-kms", "encrypt.kms.key.id": "key", **more}
    return RuleSet(None, [Rule(
        "encrypt", "", RuleKind.TRANSFORM, RuleMode.WRITEREAD, "ENCRYPT", ["PII"], RuleParams(parameters), None, None,
        "ERROR,NONE", False)])


SERVICE = {"secret": "a secret of the key service"}


def rules():
    # Those of the process would be set up for one registry, and refuse all others.
    registry = RuleRegistry()
    registry.register_executor(FieldEncryptionExecutor())
    return registry


def serializer(url):
    conf = {"auto.register.schemas": False, "use.latest.version": True}
    client = SchemaRegistryClient({"url": url})
    return JSONSerializer(PERSON, client, conf=conf, rule_conf=SERVICE, rule_registry=rules())


def deserializer(url):
    client = SchemaRegistryClient({"url": url})
    return JSONDeserializer(None, schema_registry_client=client, rule_conf=SERVICE, rule_registry=rules())


@pytest.mark.parametrize("topic, options, algorithm", [
    ("people", {}, DekAlgorithm.AES256_GCM),
    ("narrow", {"encrypt.dek.algorithm": "AES128_GCM"}, DekAlgorithm.AES128_GCM),
    ("alike", {"encrypt.dek.algorithm": "AES256_SIV"}, DekAlgorithm.AES256_SIV),
    ("rotated", {"encrypt.dek.expiry.days": "1"}, DekAlgorithm.AES256_GCM),
])
def test_a_field_is_encrypted_with_keys_that_the_registry_keeps(registry_url, client, topic, options, algorithm):
    subject = topic + "-value"
    client.register_schema(subject, Schema(PERSON, "JSON", [], None, encryption("kek-" + topic, **options)))
    context = SerializationContext(topic, MessageField.VALUE)
    message = serializer(registry_url)({"name": "Ada Lovelace", "age": 36}, context)
    assert b"Lovelace" not in message and b"36" in message
    assert deserializer(registry_url)(message, context) == {"name": "Ada Lovelace", "age": 36}
    keys = DekRegistryClient({"url": registry_url})
    kek = keys.get_kek("kek-" + topic)
    assert (kek.kms_type, kek.kms_key_id, kek.shared) == ("local-kms", "key", False)
    dek = keys.get_dek("kek-" + topic, subject, algorithm)
    assert (dek.version, dek.algorithm, dek.key_material) == (1, algorithm, None) and dek.encrypted_key_material


def test_each_context_has_keys_of_its_own(registry_url):
    keys = DekRegistryClient({"url": registry_url})
    keys.register_kek("kek", "local-kms", "here")
    keys.register_kek("kek", "local-kms", "there", context=".other")
    anew = DekRegistryClient({"url": registry_url})
    assert anew.get_kek("kek").kms_key_id == "here"
    assert anew.get_kek("kek", context=".other").kms_key_id == "there"
    keys.register_dek("kek", ":.other:orders-value", "d3JhcHBlZA==")
    assert anew.get_dek("kek", ":.other:orders-value").encrypted_key_material == "d3JhcHBlZA=="
    with pytest.raises(SchemaRegistryError) as missing:
        anew.get_dek("kek", "orders-value")
    assert (missing.value.http_status_code, missing.value.error_code) == (404, 40470)


def test_two_producers_that_keep_a_key_at_once_end_with_the_same(registry_url):
    first, second = DekRegistryClient({"url": registry_url}), DekRegistryClient({"url": registry_url})
    first.register_kek("raced", "local-kms", "key")
    with pytest.raises(SchemaRegistryError) as lost:
        second.register_kek("raced", "local-kms", "key")
    assert lost.value.http_status_code == 409
    first.register_dek("raced", "orders-value", "Zmlyc3Q=")
    with pytest.raises(SchemaRegistryError) as lost:
        second.register_dek("raced", "orders-value", "c2Vjb25k")
    assert lost.value.http_status_code == 409
    assert second.get_dek("raced", "orders-value").encrypted_key_material == "Zmlyc3Q="
