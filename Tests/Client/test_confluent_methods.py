"""Every method of Confluent's client, the synchronous and the asynchronous one, against a running registry."""

import json

import pytest
from confluent_kafka.schema_registry import (
    AssociationCreateOrUpdateInfo,
    AssociationCreateOrUpdateRequest,
    ConfigCompatibilityLevel,
    Metadata,
    MetadataProperties,
    Rule,
    RuleKind,
    RuleMode,
    RuleParams,
    RuleSet,
    Schema,
    SchemaReference,
    ServerConfig,
)
from confluent_kafka.schema_registry.error import SchemaRegistryError

STRING = Schema('{"type":"string"}', "JSON")
NULLABLE = Schema('{"type":["string","null"]}', "JSON")
NUMBER = Schema('{"type":"number"}', "JSON")


def refused(code, action, *arguments, **options):
    with pytest.raises(SchemaRegistryError) as caught:
        action(*arguments, **options)
    assert caught.value.error_code == code, caught.value


def test_registering_answers_with_all_there_is(each_client):
    client = each_client
    first = client.register_schema("full-value", STRING)
    full = client.register_schema_full_response("full-value", NULLABLE)
    assert full.version == 2 and full.schema_id == first + 1 and full.guid
    assert client.get_schema(first).schema_str == STRING.schema_str
    assert client.get_schema(first, subject_name="full-value").schema_str == STRING.schema_str
    assert client.get_schema_by_guid(full.guid).schema_str == NULLABLE.schema_str
    assert client.get_schema_types() == ["JSON"]
    assert client.get_subjects_by_schema_id(first) == ["full-value"]
    assert [(v.subject, v.version) for v in client.get_schema_versions(first)] == [("full-value", 1)]
    assert client.get_version("full-value", 1).schema_id == first
    assert client.get_version("full-value", 1, fmt="resolved").schema_id == first
    assert client.get_latest_version("full-value").version == 2
    assert client.get_versions("full-value", offset=1, limit=1) == [2]


def test_normalizing_makes_the_order_of_members_not_count(each_client):
    client = each_client
    one = client.register_schema("normal-value", Schema('{"type":"string","title":"t"}', "JSON"), normalize_schemas=True)
    other = Schema('{"title":"t","type":"string"}', "JSON")
    assert client.register_schema("normal-value", other, normalize_schemas=True) == one
    assert client.lookup_schema("normal-value", other, normalize_schemas=True).schema_id == one
    assert client.test_compatibility("normal-value", other, normalize=True)
    assert client.test_compatibility_all_versions("normal-value", other, normalize=True)


def test_subjects_are_listed_by_prefix_and_state(each_client):
    client = each_client
    for subject in ["list-a", "list-b", "list-c"]:
        client.register_schema(subject, STRING)
    assert client.get_subjects(subject_prefix="list-") == ["list-a", "list-b", "list-c"]
    assert client.get_subjects(subject_prefix="list-", offset=1, limit=1) == ["list-b"]
    client.delete_subject("list-b")
    assert client.get_subjects(subject_prefix="list-") == ["list-a", "list-c"]
    assert client.get_subjects(subject_prefix="list-", deleted=True) == ["list-a", "list-b", "list-c"]
    assert client.get_subjects(subject_prefix="list-", deleted_only=True) == ["list-b"]
    client.register_schema("list-a", NULLABLE)
    client.delete_version("list-a", 1)
    assert client.get_versions("list-a", deleted=True) == [1, 2]
    assert client.get_versions("list-a", deleted_only=True) == [1]
    assert client.get_version("list-a", 1, deleted=True).version == 1
    assert client.lookup_schema("list-a", STRING, deleted=True).version == 1
    client.clear_caches()
    refused(40403, client.lookup_schema, "list-a", STRING)
    assert client.delete_version("list-a", 1, permanent=True) == 1
    assert client.delete_subject("list-b", permanent=True) == [1]


def test_a_reference_leads_to_the_version_it_names(each_client):
    client = each_client
    client.register_schema("part-value", STRING)
    whole = Schema('{"properties":{"p":{"$ref":"part"}}}', "JSON", [SchemaReference("part", "part-value", -1)])
    registered = client.register_schema("whole-value", whole)
    assert client.get_referenced_by("part-value", 1) == [registered]
    assert client.get_schema(registered).references == [SchemaReference("part", "part-value", 1)]
    refused(42206, client.delete_subject, "part-value")
    refused(42201, client.register_schema, "whole-value", Schema("true", "JSON", [SchemaReference("x", "x", 1)]))


def test_metadata_and_rules_are_kept_and_found(each_client):
    client = each_client
    metadata = Metadata(None, MetadataProperties({"owner": "a", "application.version": "1"}), None)
    rules = RuleSet(None, [
        Rule("short", "a length", RuleKind.CONDITION, RuleMode.WRITE, "CEL", None, RuleParams({"k": "v"}),
             "size(message) < 9", None, "ERROR", False),
    ])
    client.register_schema("contract-value", STRING)
    client.register_schema("contract-value", Schema(NULLABLE.schema_str, "JSON", [], metadata, rules))
    latest = client.get_latest_version("contract-value").schema
    assert latest.metadata.properties.properties == {"owner": "a", "application.version": "1"}
    assert latest.rule_set.domain_rules[0].expr == "size(message) < 9"
    assert latest.rule_set.domain_rules[0].params.params == {"k": "v"}
    found = client.get_latest_with_metadata("contract-value", {"owner": "a"})
    assert found.version == 2
    refused(40403, client.get_latest_with_metadata, "contract-value", {"owner": "b"})
    refused(42210, client.register_schema, "contract-value", Schema("true", "JSON", [], None, RuleSet(None, [
        Rule("1", None, None, None, "CEL", None, None, None, None, None, False)])))


def test_levels_and_settings_have_their_scopes(each_client):
    client = each_client
    client.register_schema("level-value", STRING)
    assert client.set_compatibility("level-value", "FULL")["compatibility"] == "FULL"
    assert client.get_compatibility("level-value") == "FULL"
    assert client.get_compatibility() == "BACKWARD"
    client.set_compatibility(level="FORWARD")
    assert client.get_compatibility() == "FORWARD"
    client.set_compatibility(level="BACKWARD")
    config = client.set_config("level-value", ServerConfig(
        compatibility=ConfigCompatibilityLevel.BACKWARD, compatibility_group="major",
        default_metadata=Metadata(None, MetadataProperties({"team": "x"}), None),
        override_rule_set=RuleSet(None, [Rule("a", None, None, None, "CEL", None, None, None, None, None, False)])))
    assert config["compatibilityGroup"] == "major"
    read = client.get_config("level-value")
    assert read.compatibility_level == "BACKWARD"
    assert read.default_metadata.properties.properties == {"team": "x"}
    assert read.override_rule_set.domain_rules[0].name == "a"
    client.register_schema("level-value", NULLABLE)
    assert client.get_latest_version("level-value").schema.metadata.properties.properties == {"team": "x"}
    assert client.delete_config("level-value").compatibility_level == "BACKWARD"
    refused(40408, client.get_config, "level-value")
    refused(42203, client.set_compatibility, "level-value", "SOME")
    client.delete_config()


def test_modes_forbid_and_let_in(each_client):
    client = each_client
    client.register_schema("mode-value", STRING)
    assert client.get_global_mode() == "READWRITE"
    assert client.update_mode("mode-value", "READONLY") == "READONLY"
    assert client.get_mode("mode-value") == "READONLY"
    client.clear_caches()
    assert client.register_schema("mode-value", STRING)
    refused(42205, client.register_schema, "mode-value", NULLABLE)
    assert client.delete_mode("mode-value") == "READONLY"
    refused(40409, client.get_mode, "mode-value")
    assert client.update_global_mode("READONLY") == "READONLY"
    refused(42205, client.register_schema, "mode-value", NULLABLE)
    assert client.update_global_mode("READWRITE") == "READWRITE"
    refused(42205, client.update_mode, "mode-value", "IMPORT")
    assert client.update_mode("mode-value", "IMPORT", force=True) == "IMPORT"
    client.delete_mode("mode-value")
    refused(42204, client.update_mode, "mode-value", "SOMETIMES")


def test_contexts_keep_their_own_numbers(each_client):
    client = each_client
    assert client.register_schema(":.one:c-value", STRING) == 1
    assert client.register_schema(":.two:c-value", NUMBER) == 1
    assert client.get_contexts() == [".", ".one", ".two"]
    assert client.get_contexts(offset=1, limit=1) == [".one"]
    assert client.get_schema(1, subject_name=":.two:c-value").schema_str == NUMBER.schema_str
    # What the default context has not is found in another.
    assert client.get_latest_version("c-value").subject == ":.one:c-value"
    assert client.lookup_schema("c-value", NUMBER).subject == ":.two:c-value"


def test_topics_are_associated_with_subjects(each_client):
    client = each_client
    assert client.get_associations_by_resource_name("topic-a", "-", "topic", ["value"]) == []
    answer = client.create_association(AssociationCreateOrUpdateRequest(
        "topic-a", "lkc-1", "id-1", "topic",
        [AssociationCreateOrUpdateInfo(association_type="value", schema=STRING)]))
    assert answer.associations[0].subject == ":.lkc-1:topic-a-value"
    assert (answer.associations[0].lifecycle, answer.associations[0].frozen) == ("STRONG", True)
    found = client.get_associations_by_resource_name("topic-a", "-", "topic", ["value"])
    assert [(a.subject, a.resource_id, a.frozen) for a in found] == [(":.lkc-1:topic-a-value", "id-1", True)]
    assert client.get_associations_by_resource_name("topic-a", "lkc-1", association_types=["key"]) == []
    refused(40908, client.delete_associations, "id-1")
    client.delete_associations("id-1", "topic", ["value"], cascade_lifecycle=True)
    assert client.get_associations_by_resource_name("topic-a", "-") == []
    refused(40401, client.get_versions, ":.lkc-1:topic-a-value")


def test_incompatible_schemas_are_told_apart(each_client):
    client = each_client
    client.register_schema("check-value", STRING)
    assert client.test_compatibility("check-value", NULLABLE)
    assert not client.test_compatibility("check-value", NUMBER, version=1)
    assert not client.test_compatibility_all_versions("check-value", NUMBER, verbose=True)
    refused(40901, client.register_schema, "check-value", NUMBER)
    assert json.loads(client.get_latest_version("check-value").schema.schema_str) == {"type": "string"}
