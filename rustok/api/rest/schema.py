"""The OpenAPI schema: each operation is described from its ``@endpoint`` and nothing is written twice."""

from __future__ import annotations

import re
from typing import Any, Final

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from rustok.api import consistency, idempotency
from rustok.api.annotations import FieldHint, fields_of, is_mapping, is_sequence
from rustok.api.problems import MEDIA_TYPE
from rustok.api.rest.components import ID_SCHEMA, Direction, components_of
from rustok.api.rest.endpoints import ADMIN_PREFIX, WRITES, Endpoint, endpoint_of

_STORE: Final = "/api/v1/store/"
_AUTH: Final = "/api/v1/auth/"
_PARAMETER: Final = re.compile(r"{(\w+)}")
_CONVERTERS: Final = re.compile(r"<(?:(\w+):)?(\w+)>")

PROBLEM: Final = {
    "type": "object",
    "description": "What went wrong (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail", "errors", "trace_id"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable, `module.noun.fault`."},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code", "message"],
                "properties": {
                    "path": {"type": "array", "items": {"type": ["string", "integer"]}},
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
        "trace_id": {"type": ["string", "null"]},
    },
}
PAGE_INFO: Final = {
    "type": "object",
    "description": "Where the page stands in its list.",
    "required": ["next", "has_next"],
    "properties": {
        "next": {"type": ["string", "null"], "description": "Give it as `after` to get the next page."},
        "has_next": {"type": "boolean"},
        "total": {"type": "integer"},
        "did_you_mean": {
            "type": "string",
            "description": "Of searches that found little or nothing: the question in words that there are.",
        },
    },
}


def _header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"in": "header", "name": name, "description": description, "schema": {"type": "string", **schema}}


_LOCALE: Final = {
    "in": "query",
    "name": "locale",
    "description": "One of the tenant's languages; `Accept-Language` decides else.",
    "schema": {"type": "string", "pattern": "^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$"},
}
_CHANNEL: Final = {
    "in": "query",
    "name": "channel",
    "description": "The sales channel; `X-Channel` says the same.",
    "schema": {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,62}$"},
}
_FIELDS: Final = {
    "in": "query",
    "name": "fields",
    "description": "Only these fields of each item, separated by commas.",
    "schema": {"type": "string"},
}
REFUSALS: Final = {
    "301": ("Moved", "It is at another address: `target`, and where to ask for it."),
    "302": ("Elsewhere", "It is at another address for the time being."),
    "400": ("Malformed", "The request cannot be read."),
    "401": ("Unauthenticated", "No valid token."),
    "403": ("Forbidden", "The right is missing."),
    "404": ("NotFound", "No such thing for this tenant."),
    "406": ("NotAcceptable", "Answers are JSON."),
    "409": ("Conflict", "The present state is against it."),
    "410": ("Gone", "It was here and will not come back."),
    "413": ("TooLarge", "The body is too large."),
    "415": ("UnsupportedMediaType", "The body is of another type."),
    "422": ("Invalid", "The input breaks a rule."),
    "429": ("RateLimited", "Too many requests."),
    "503": ("Unavailable", "Something needed is down for the moment."),
}
_TENANT: Final = _header(
    "X-Tenant-ID", "Slug or id of the tenant, where the host does not name it.", pattern="^[A-Za-z0-9-]{1,63}$"
)
_KEY: Final = _header(
    idempotency.HEADER,
    "The same key with the same request gets the stored answer; with another request 422; while in progress 409.",
    minLength=1,
    maxLength=255,
    pattern="^[ -~]+$",
)
_IF_MATCH: Final = _header("If-Match", "The ETag the change was made from; stale is 409.", pattern='^"[0-9]{1,9}"$')
_POSITION: Final = _header(
    consistency.READ_HEADER, "Wait briefly until the read model has reached this position.", pattern="^[0-9]{1,18}$"
)


class RustokSchema(AutoSchema):
    """Describes the operations of :class:`rustok.api.rest.views.ApiView`."""

    @property
    def _spec(self) -> Endpoint:
        spec = endpoint_of(self.view, self.method)
        if spec is None:
            raise TypeError(f"{type(self.view).__qualname__}.{self.method.lower()} lacks @endpoint")
        return spec

    def is_excluded(self) -> bool:
        """Leave out views that are no part of the API (the schema's own pages)."""
        return endpoint_of(self.view, self.method) is None

    def get_operation(
        self, path: str, path_regex: str, path_prefix: str, method: str, registry: Any
    ) -> dict[str, Any] | None:
        """Describe one operation."""
        self.registry, self.path, self.path_regex = registry, path, path_regex
        self.path_prefix, self.method = path_prefix, method.upper()
        if self.is_excluded():
            return None
        spec = self._spec
        summary, description = self._texts(spec)
        operation: dict[str, Any] = {"operationId": self.get_operation_id(), "tags": self.get_tags()}
        if summary:
            operation["summary"] = summary
        if description:
            operation["description"] = description
        operation["parameters"] = self._parameters(spec)
        if spec.request is not None or spec.upload:
            operation["requestBody"] = self._body(spec)
        operation["security"] = self.get_auth()
        operation["responses"] = self._responses(spec)
        return operation

    def get_operation_id(self) -> str:
        """Name the operation by its path and method: ``admin_products_patch``."""
        if self._spec.operation_id:
            return self._spec.operation_id
        path = self.path.removeprefix("/api/v1/").strip("/")
        words = [part.strip("{}") if part.startswith("{") else part for part in path.split("/")]
        named = "_".join(words).replace("-", "_") or "root"
        return f"{named}_{'list' if self._spec.page and self.method == 'GET' else self.method.lower()}"

    def get_tags(self) -> list[str]:
        """Group by what the view says, else by the first part of the path behind the audience."""
        if tag := getattr(self.view, "tag", None):
            return [tag]
        for prefix in (_STORE, ADMIN_PREFIX, _AUTH):
            if self.path.startswith(prefix):
                rest = self.path.removeprefix(prefix).split("/")[0]
                return ["auth" if prefix == _AUTH else rest]
        return ["platform"]

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Staff routes need a token; elsewhere it is welcome."""
        needed = self.path.startswith(ADMIN_PREFIX) or getattr(self.view, "signed_in", False)
        return [{"bearer": []}] if needed else [{"bearer": []}, {}]

    def _texts(self, spec: Endpoint) -> tuple[str, str]:
        function = getattr(self.view, self.method.lower())
        lines = (function.__doc__ or "").strip().split("\n\n", 1)
        summary = spec.summary or " ".join(lines[0].split()).removesuffix(".")
        description = spec.description or (" ".join(lines[1].split(":raises")[0].split()) if len(lines) > 1 else "")
        return summary, description

    def _parameters(self, spec: Endpoint) -> list[dict[str, Any]]:
        found = self._path_parameters()
        if spec.query is not None:
            found += [parameter for hint in fields_of(spec.query).values() for parameter in self._query(spec, hint)]
        common = [_TENANT, _LOCALE, _CHANNEL]
        if self.method not in WRITES:
            if spec.response is not None:
                common.append(_FIELDS)
            if spec.waits:
                common.append(_POSITION)
        elif spec.idempotent:
            common.append(_KEY)
        if spec.versioned:
            common.append(_IF_MATCH)
        common += [_header(name, description) for name, description in getattr(self.view, "keys", {}).items()]
        return found + [self._shared(ResolvedComponent.PARAMETER, part["name"], part) for part in common]

    def _path_parameters(self) -> list[dict[str, Any]]:
        kinds = {name: kind for kind, name in _CONVERTERS.findall(self.path_regex)}
        schemas: dict[str, dict[str, Any]] = {
            "ulid": {**ID_SCHEMA},
            "int": {"type": "integer", "minimum": 0},
            "slug": {"type": "string", "pattern": "^[-a-zA-Z0-9_]+$"},
            "uuid": {"type": "string", "format": "uuid"},
        }
        return [
            {
                "in": "path",
                "name": name,
                "required": True,
                "schema": schemas.get(kinds.get(name, ""), {"type": "string", "minLength": 1}),
            }
            for name in _PARAMETER.findall(self.path)
        ]

    def _query(self, spec: Endpoint, hint: FieldHint) -> list[dict[str, Any]]:
        _reference, components = components_of(spec.query, "request")
        owner = next(schema for schema in components.values() if hint.name in schema.get("properties", {}))
        schema = dict(owner["properties"][hint.name])
        if "anyOf" in schema:
            # A query has no null: leaving the parameter out says it.
            members = [member for member in schema.pop("anyOf") if member.get("type") != "null"]
            schema = {**schema, **(members[0] if len(members) == 1 else {"anyOf": members})}
        if schema.get("default", 0) is None:
            del schema["default"]
        self._add({name: part for name, part in components.items() if part is not owner})
        description = schema.pop("description", None) or hint.doc
        parameter: dict[str, Any] = {"in": "query", "name": hint.name, "schema": schema}
        if description:
            parameter["description"] = description
        if not (hint.optional or hint.nullable):
            parameter["required"] = True
        if is_sequence(hint.type):
            parameter |= {"style": "form", "explode": False}
        if is_mapping(hint.type):
            # `option.colour=red`: OpenAPI has no words for a prefix, so it is told.
            parameter["description"] = f"Given as `{hint.name}.<name>=<value>`. {description or ''}".strip()
            parameter["schema"] = {"type": "object", "additionalProperties": True}
            return []
        return [parameter]

    def _body(self, spec: Endpoint) -> dict[str, Any]:
        if not spec.upload:
            body = {"schema": self._schema(spec.request, "request")}
            # No body is an empty object.
            needed = any(not hint.optional for hint in fields_of(spec.request or object).values())
            return {"required": needed, "content": {"application/json": body}}
        properties: dict[str, Any] = {"file": {"type": "string", "contentMediaType": "application/octet-stream"}}
        required = ["file"]
        if spec.request is not None:
            _reference, components = components_of(spec.request, "request")
            form = components[spec.request.__name__]
            properties |= form.get("properties", {})
            required += form.get("required", [])
            self._add({name: part for name, part in components.items() if part is not form})
        schema = {"type": "object", "properties": properties, "required": required}
        return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}

    def _responses(self, spec: Endpoint) -> dict[str, Any]:
        success: dict[str, Any] = {"description": "Done."}
        headers: dict[str, Any] = {}
        if spec.page:
            success["content"] = {"application/json": {"schema": self._page(spec)}}
        elif spec.response is not None:
            success["content"] = {"application/json": {"schema": self._schema(spec.response, "response")}}
        if self.method in WRITES:
            headers[consistency.WRITE_HEADER] = {
                "description": "Position of the last event; give it as X-Min-Position to a read.",
                "schema": {"type": "string"},
            }
        elif spec.response is not None or spec.page:
            headers["ETag"] = {"description": "Version of the answer.", "schema": {"type": "string"}}
        if headers:
            success["headers"] = headers
        found = {str(spec.answer_status(self.method)): success}
        if self.method not in WRITES and "content" in success:
            found["304"] = {"description": "The client has it already."}
        self._component("Problem", PROBLEM)
        for status in self._refusals(spec):
            name, meaning = REFUSALS[status]
            content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
            found[status] = self._shared(ResolvedComponent.RESPONSE, name, {"description": meaning, "content": content})
        return found

    def _refusals(self, spec: Endpoint) -> list[str]:
        found = ["400", "401", "403", "404", "406", "422", "429", "503"]
        if self.method in WRITES:
            found.append("409")
        if spec.moves:
            found += ["301", "302", "410"]
        if spec.request is not None or spec.upload:
            found += ["413", "415"]
        return sorted(found)

    def _page(self, spec: Endpoint) -> dict[str, Any]:
        item = self._schema(spec.response, "response")
        self._component("PageInfo", PAGE_INFO)
        properties = {
            "items": {"type": "array", "items": item},
            "page": {"$ref": "#/components/schemas/PageInfo"},
        }
        if spec.facets is not None:
            properties["facets"] = self._schema(spec.facets, "response")
        name = f"{spec.response.__name__.removesuffix('Response')}{'Facets' if spec.facets else ''}Page"
        self._component(name, {"type": "object", "required": ["items", "page"], "properties": properties})
        return {"$ref": f"#/components/schemas/{name}"}

    def _schema(self, tp: Any, direction: Direction) -> dict[str, Any]:
        schema, components = components_of(tp, direction)
        self._add(components)
        return schema

    def _add(self, components: dict[str, dict[str, Any]]) -> None:
        for name, schema in components.items():
            self._component(name, schema)

    def _shared(self, kind: str, name: str, part: dict[str, Any]) -> dict[str, Any]:
        component: Any = ResolvedComponent(name=name, type=kind, schema=part, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        reference: dict[str, Any] = component.ref
        return reference

    def _component(self, name: str, schema: dict[str, Any]) -> None:
        kind = ResolvedComponent.SCHEMA
        component: Any = ResolvedComponent(name=name, type=kind, schema=schema, object=name)  # type: ignore[no-untyped-call]
        known = self.registry._components.get(component.key)
        if known is not None and known.schema != schema:
            raise TypeError(f"two different components want the name {name!r}: rename one dataclass")
        self.registry.register_on_missing(component)
