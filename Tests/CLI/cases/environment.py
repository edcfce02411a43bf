"""The settings that Confluent's image takes from its environment."""
import json

from bench import case, expect

PREFIX = "SCHEMA_REGISTRY_"


@case
def variables_that_mean_something_are_heeded(bench):
    server = bench.serve(listen=None, env={
        PREFIX + "LISTENERS": "http://127.0.0.1:0, http://localhost:0",
        PREFIX + "SCHEMA_COMPATIBILITY_LEVEL": "full_transitive",
        PREFIX + "AVRO_COMPATIBILITY_LEVEL": "none",
        PREFIX + "MODE_MUTABILITY": "FALSE",
        PREFIX + "SIZE_LIMIT_FILTER_MAX_REQUEST_BODY_SIZE": "100",
    })
    expect(len(server.event(message="listening")["addresses"]) == 2, "not both addresses")
    expect(json.loads(server.request("/config")[2]) == {"compatibilityLevel": "FULL_TRANSITIVE"}, "level")
    status, _, body = server.request("/mode", {"mode": "READONLY"}, method="PUT")
    expect(status == 422 and "42205" in str(body), f"{status} {body}")
    expect(server.request("/subjects/s/versions", {"schema": "x" * 200})[0] == 413, "size")


@case
def options_win(bench):
    server = bench.serve("--compatibility-level", "NONE", env={
        PREFIX + "SCHEMA_COMPATIBILITY_LEVEL": "FULL", PREFIX + "LISTENERS": "http://127.0.0.1:1"})
    expect(json.loads(server.request("/config")[2]) == {"compatibilityLevel": "NONE"}, "level")


@case
def variables_that_mean_nothing_are_named_with_the_reason(bench):
    server = bench.serve(env={
        PREFIX + "HOST_NAME": "registry", PREFIX + "KAFKASTORE_BOOTSTRAP_SERVERS": "kafka:9092", PREFIX + "X": "y",
        PREFIX + "METADATA_ENCODER_SECRET": "hunter2"})
    warnings = [event["message"] for event in server.events() if event["level"] == "warning"]
    expect(len(warnings) == 4, f"{warnings}")
    for part in ["HOST_NAME has no effect: instances", "KAFKASTORE_BOOTSTRAP_SERVERS has no effect: schemas are kept",
                 "METADATA_ENCODER_SECRET has no effect: values of sensitive properties are stored as they are",
                 "SCHEMA_REGISTRY_X has no effect"]:
        expect(any(part in warning for warning in warnings), f"{part}: {warnings}")
    expect("hunter2" not in str(server.events()), "the value is in the log")


@case
def what_cannot_be_understood_ends_the_start(bench):
    for name, value, part in [
        ("LISTENERS", "https://0.0.0.0:8081", "http://"), ("LISTENERS", "http://x", "8081"),
        ("SCHEMA_COMPATIBILITY_LEVEL", "SOME", "FULL_TRANSITIVE"), ("MODE_MUTABILITY", "maybe", "true or false"),
        ("SIZE_LIMIT_FILTER_MAX_REQUEST_BODY_SIZE", "0", "above 0"),
    ]:
        result = bench.accord("serve", env={PREFIX + name: value}, timeout=20).exits(2)
        expect(PREFIX + name in result.err and part in result.err, result.err)
