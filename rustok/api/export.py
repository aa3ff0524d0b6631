"""The schemas as documents: committed at the top of the repository, so that a change of the API is seen in review."""

from __future__ import annotations

from typing import Any, Final

import yaml
from drf_spectacular.generators import SchemaGenerator
from graphql import print_schema

from rustok.api.graphql.schema import current_schema

_SECURITY: Final = {
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": "`access_token` of `/api/v1/auth/login`.",
    }
}


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document: paths and components in the order of their names."""
    generator: Any = SchemaGenerator()  # type: ignore[no-untyped-call]
    document: dict[str, Any] = generator.get_schema(request=None, public=True)
    components = document.setdefault("components", {})
    components["securitySchemes"] = _SECURITY
    document["paths"] = {path: document["paths"][path] for path in sorted(document["paths"])}
    return document


def openapi_text() -> str:
    """Return the OpenAPI document as YAML."""
    return yaml.safe_dump(_plain(openapi_document()), sort_keys=False, allow_unicode=True, width=120)


def graphql_text() -> str:
    """Return the GraphQL schema in its own language."""
    return print_schema(current_schema().graphql_schema) + "\n"


def _plain(value: Any) -> Any:
    """Copy data without shared parts, which YAML would write as anchors."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)
