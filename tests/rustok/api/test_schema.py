"""The OpenAPI document and the pages: what they promise is what holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rustok.api.export import graphql_text, openapi_document
from rustok.api.rest.components import UndescribableDto, components_of
from rustok.dto import parse
from rustok.errors import InvalidInput
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient
from tests.rustok.api.notes.dto import UpdateNoteRequest, WriteNoteRequest


@pytest.fixture
def document(notes: None) -> dict[str, Any]:
    """The OpenAPI document with the notes in it."""
    return openapi_document()


def test_an_operation_is_described_from_its_endpoint(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/store/notes"]["post"]
    assert operation["operationId"] == "store_notes_post"
    assert operation["tags"] == ["notes"]
    assert operation["summary"] == "Write a note"
    assert operation["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/WriteNoteRequest"
    }
    created = operation["responses"]["201"]
    assert created["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/NoteResponse"}
    assert "X-Event-Position" in created["headers"]
    assert operation["responses"]["422"] == {"$ref": "#/components/responses/Invalid"}
    names = {parameter["$ref"].rpartition("/")[2] for parameter in operation["parameters"]}
    assert names == {"X-Tenant-ID", "locale", "channel", "Idempotency-Key"}


def test_query_parameters_are_described(document: dict[str, Any]) -> None:
    parameters = document["paths"]["/api/v1/store/notes"]["get"]["parameters"]
    own = {part["name"]: part for part in parameters if "name" in part}
    assert own["limit"]["schema"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert own["colour"]["schema"] == {"$ref": "#/components/schemas/NoteColour"}
    assert own["tag"]["explode"] is False
    assert {"$ref": "#/components/parameters/X-Min-Position"} in parameters


def test_ids_in_paths_and_versions_are_described(document: dict[str, Any]) -> None:
    operation = document["paths"]["/api/v1/store/notes/{id}"]["patch"]
    assert operation["parameters"][0]["name"] == "id"
    assert operation["parameters"][0]["schema"]["maxLength"] == 36
    assert {"$ref": "#/components/parameters/If-Match"} in operation["parameters"]
    deleted = document["paths"]["/api/v1/store/notes/{id}"]["delete"]["responses"]["204"]
    assert "content" not in deleted


def test_components_carry_every_limit(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    request = schemas["WriteNoteRequest"]
    assert request["additionalProperties"] is False
    assert request["required"] == ["title"]
    assert request["properties"]["title"]["maxLength"] == 255
    assert request["properties"]["count"]["maximum"] == 1000
    assert schemas["NotePriceInput"]["properties"]["currency"]["pattern"] == "^[A-Z]{3}$"
    assert schemas["NoteColour"]["enum"] == ["red", "blue"]
    assert set(schemas["NoteResponse"]["required"]) == set(schemas["NoteResponse"]["properties"])


def test_the_document_is_valid_openapi(document: dict[str, Any]) -> None:
    known = {f"#/components/{kind}/{name}" for kind, parts in document["components"].items() for name in parts}

    def references(value: Any) -> Any:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value["$ref"]
            for item in value.values():
                yield from references(item)
        elif isinstance(value, list):
            for item in value:
                yield from references(item)

    assert set(references(document)) <= known
    for schema in document["components"]["schemas"].values():
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(ids) == len(set(ids))


def validator(dto: Any) -> Any:
    schema, components = components_of(dto, "request")
    return jsonschema_rs.Draft202012Validator({**schema, "components": {"schemas": components}})


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.text(max_size=3) | st.sampled_from(["red", "USD"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["amount", "currency", "x"]), inner),
    max_leaves=4,
)
FIELDS = st.sampled_from(["title", "subtitle", "count", "price", "colour", "related", "extra", "fails", "version", "x"])


@pytest.mark.parametrize("dto", [WriteNoteRequest, UpdateNoteRequest])
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.dictionaries(FIELDS, VALUES, max_size=5))
def test_schema_and_validator_agree(dto: Any, data: dict[str, Any]) -> None:
    promised = validator(dto).is_valid(data)
    try:
        parse(dto, data)
        held = True
    except InvalidInput as exc:
        # What JSON Schema has no words for: NUL, and titles of blanks only.
        if {error.code for error in exc.errors} <= {"nul_character", "string_too_short"}:
            return
        held = False
    assert promised == held


@dataclass(frozen=True, slots=True, kw_only=True)
class OddResponse:
    """A function cannot be told in JSON."""

    call: Callable[[], int]


def test_a_dto_that_json_schema_cannot_describe_stops_the_export() -> None:
    with pytest.raises(UndescribableDto):
        components_of(OddResponse, "response")


def test_probes_answer_without_a_tenant(db: None) -> None:
    nobody = ApiClient("nope")
    assert nobody.get("/health/live").json() == {"status": "healthy"}
    ready = nobody.get("/health/ready")
    assert ready.status_code == 200
    assert ready.json()["checks"]["postgresql"] == {"ok": True, "detail": ""}
    modules = nobody.get("/health/modules")
    assert modules.json()["modules"]["content"]["status"] == "healthy"
    assert nobody.post("/health/live").status_code == 405


def test_metrics_may_need_a_token(db: None) -> None:
    nobody = ApiClient("nope")
    assert b"rustok_http_requests" in nobody.get("/metrics").content
    with override_settings(METRICS_TOKEN="secret"):
        assert nobody.get("/metrics").status_code == 401
        assert nobody.get("/metrics", Authorization="Bearer wrong").status_code == 401
        assert nobody.get("/metrics", Authorization="Bearer secret").status_code == 200


def test_pages_load_nothing_from_elsewhere(tenant_a: Tenant, configure: Any) -> None:
    configure(features={"demo": True})
    visitor = ApiClient(tenant_a)
    for path in ("/", "/swagger/", "/graphql"):
        page = visitor.get(path, Accept="text/html")
        assert page.status_code == 200
        body = page.content.decode()
        assert 'src="http' not in body
        assert 'href="http' not in body
        assert "<script>" not in body
    configure(features={"demo": False})
    assert visitor.get("/").status_code == 404


def test_the_openapi_document_is_served(tenant_a: Tenant) -> None:
    served = ApiClient(tenant_a).get("/openapi.json")
    assert served.json()["openapi"] == "3.1.0"
    assert "/api/v1/admin/modules" in served.json()["paths"]


def test_export_writes_checks_and_finds_drift(tmp_path: Path) -> None:
    call_command("export_schemas", directory=tmp_path, stdout=StringIO())
    call_command("export_schemas", directory=tmp_path, check=True, stdout=StringIO())
    assert (tmp_path / "schema.graphql").read_text() == graphql_text()
    (tmp_path / "openapi.yaml").write_text("openapi: 3.0.0\n")
    with pytest.raises(CommandError, match=r"openapi\.yaml differ"):
        call_command("export_schemas", directory=tmp_path, check=True, stdout=StringIO(), stderr=StringIO())
