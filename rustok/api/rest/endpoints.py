"""``@endpoint``: what an operation takes and gives, said once for the request, the answer and the schema."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final, cast

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from rustok.api import consistency, errors, idempotency, jsontext
from rustok.api.annotations import fields_of
from rustok.api.idempotency import Answer
from rustok.api.rendering import plain
from rustok.api.rest.query import read_query, refuse_unknown
from rustok.dto import UNSET, Page, parse
from rustok.errors import FieldError, InvalidInput

if TYPE_CHECKING:
    from rustok.api.rest.views import ApiView

WRITES: Final = frozenset({"POST", "PUT", "PATCH", "DELETE"})
_ETAG: Final = re.compile(r'^(?:W/)?"([0-9]{1,9})"$')


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """What is said of an operation. See :func:`endpoint`."""

    request: type | None = None
    response: Any = None
    query: type | None = None
    page: bool = False
    facets: Any = None
    status: int | None = None
    versioned: bool = False
    idempotent: bool = True
    upload: bool = False
    waits: bool = False
    summary: str | None = None
    description: str | None = None
    operation_id: str | None = None

    def answer_status(self, method: str) -> int:
        """Return the status of success."""
        if self.status is not None:
            return self.status
        if self.response is None and not self.page:
            return 204
        return 201 if method == "POST" else 200


def endpoint(**said: Any) -> Callable[[Callable[..., Any]], Callable[..., HttpResponseBase]]:
    """Make a method of an :class:`~rustok.api.rest.views.ApiView` an operation of the API.

    The method gets the request, the path's parameters, and by keyword what is declared here:

    - ``request``: a DTO; the body, given as ``data``.
    - ``query``: a DTO (a :class:`~rustok.api.rest.paging.PageQuery` for lists); the query parameters, as ``query``.
    - ``upload``: a multipart body with one ``file``, given as ``file``; ``request`` then describes its text fields.
    - ``versioned``: takes ``If-Match``. The version goes into ``data.version`` if the DTO has it, else it is given as
      ``version`` (None where the client named none).

    It returns a DTO of the type ``response``; with ``page`` a :class:`~rustok.dto.Page` (or a sequence) of them, whose
    attribute ``facets``, of type ``facets``, is shown too; bytes of JSON as they are; or a finished HttpResponse.

    ``status`` is 200, 201 for POST and 204 without ``response``, if not said. ``idempotent=False`` is for writes whose
    answer must not be stored, since it holds a secret. ``waits`` says that the answer comes from the read model, and
    makes it take ``X-Min-Position``. ``summary``, ``description`` and ``operation_id`` are for the schema; the
    method's docstring is used else.
    """
    spec = Endpoint(**said)

    def wrap(function: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(function)
        def operation(view: ApiView, request: Request, **path: Any) -> HttpResponseBase:
            return _perform(spec, function, view, request, path)

        operation.endpoint = spec  # type: ignore[attr-defined]
        return operation

    return wrap


def endpoint_of(view: Any, method: str) -> Endpoint | None:
    """Return what is said of a view's method."""
    return getattr(getattr(view, method.lower(), None), "endpoint", None)


def _perform(
    spec: Endpoint, function: Callable[..., Any], view: ApiView, request: Request, path: dict[str, Any]
) -> HttpResponseBase:
    given: dict[str, Any] = dict(path)
    if spec.query is not None:
        given["query"] = read_query(spec.query, request.query_params)
    else:
        refuse_unknown(request.query_params)
    if spec.upload:
        given["file"] = _file(request)
    if spec.request is not None:
        body = _texts(request) if spec.upload else request.data
        given["data"] = parse(spec.request, body)
    if spec.versioned:
        _put_version(spec, given, request)
    if request.method not in WRITES:
        if spec.waits:
            consistency.wait_for(view.ctx, request.headers.get(consistency.READ_HEADER))
        result = function(view, request, **given)
        return _conditional(request, result, _answer(spec, request, result))

    def written(answer: Answer) -> Answer:
        position = consistency.written_position()
        if position is None:
            return answer
        return dataclasses.replace(answer, headers={**answer.headers, consistency.WRITE_HEADER: str(position)})

    def work() -> Answer:
        result = function(view, request, **given)
        if isinstance(result, HttpResponse):
            return Answer(
                status=result.status_code, body=result.content, headers={"Content-Type": result["Content-Type"]}
            )
        return written(_answer(spec, request, result))

    key = request.headers.get(idempotency.HEADER)
    if key is None or not spec.idempotent:
        result = function(view, request, **given)
        if not isinstance(result, HttpResponseBase):
            return _respond(written(_answer(spec, request, result)))
        return result
    return _respond(
        idempotency.once(
            view.ctx,
            route=f"{request.method} {request.resolver_match.route if request.resolver_match else request.path}",
            key=key,
            request_hash=_request_hash(request, spec),
            work=work,
        )
    )


def _answer(spec: Endpoint, request: Request, result: Any) -> Answer:
    status = spec.answer_status(request.method or "")
    if isinstance(result, HttpResponseBase):
        return Answer(status=result.status_code)
    if isinstance(result, bytes):
        return Answer(status=status, body=result)
    if result is None:
        return Answer(status=204 if spec.response is None else status, body=b"" if spec.response is None else b"null")
    wanted = _wanted_fields(spec, request)
    headers = {}
    if spec.page:
        content: Any = {"items": [_chosen(plain(item), wanted) for item in _items(result)], "page": _place(result)}
        if (facets := getattr(result, "facets", None)) is not None:
            content["facets"] = plain(facets)
        if isinstance(result, Page) and result.total is not None:
            content["page"]["total"] = result.total
    else:
        content = _chosen(plain(result), wanted)
    version = None if spec.page else getattr(result, "version", None)
    if isinstance(version, int):
        headers["ETag"] = f'"{version}"'
    return Answer(status=status, body=jsontext.dumps(content), headers=headers)


def _items(result: Any) -> Sequence[Any]:
    return result.items if hasattr(result, "items") and not isinstance(result, Mapping) else list(result)


def _place(result: Any) -> dict[str, Any]:
    following = getattr(result, "next", None)
    return {"next": following, "has_next": following is not None}


def _wanted_fields(spec: Endpoint, request: Request) -> frozenset[str] | None:
    """Read ``?fields=``.

    :raises InvalidInput: a field that the answer does not have.
    """
    text = request.query_params.get("fields")
    if text is None or request.method in WRITES:
        return None
    wanted = frozenset(part for part in text.split(",") if part)
    response: Any = spec.response
    known = fields_of(cast(Any, response)).keys() if dataclasses.is_dataclass(response) else wanted
    if unknown := sorted(wanted - known):
        raise InvalidInput([FieldError(("fields",), "unknown_field", f"No field {name!r}.") for name in unknown])
    return wanted or None


def _chosen(item: Any, wanted: frozenset[str] | None) -> Any:
    if wanted is None or not isinstance(item, dict):
        return item
    return {name: value for name, value in item.items() if name in wanted}


def _conditional(request: Request, result: Any, answer: Answer) -> HttpResponseBase:
    """Answer a read: 304 where the client has it already (RFC 9110, section 13.1.2)."""
    if isinstance(result, HttpResponseBase):
        return result
    if answer.status != 200:
        return _respond(answer)
    headers = {"ETag": f'W/"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"', **answer.headers}
    known = request.headers.get("If-None-Match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    if known and (known.strip() == "*" or headers["ETag"].removeprefix("W/") in tags):
        return _respond(Answer(status=304, headers=headers))
    return _respond(dataclasses.replace(answer, headers=headers))


def _respond(answer: Answer) -> HttpResponseBase:
    headers = dict(answer.headers)
    content_type = headers.pop("Content-Type", None)
    return Response(answer.body or None, status=answer.status, headers=headers, content_type=content_type)


def _put_version(spec: Endpoint, given: dict[str, Any], request: Request) -> None:
    version = _expected_version(request.headers.get("If-Match"))
    data = given.get("data")
    if data is None or not hasattr(data, "version"):
        given["version"] = version
        return
    if version is None:
        return
    if data.version is UNSET or data.version is None:
        given["data"] = dataclasses.replace(data, version=version)
    elif data.version != version:
        raise errors.VersionMismatch(header=version, body=data.version)


def _expected_version(header: str | None) -> int | None:
    if header is None or header.strip() == "*":
        return None
    match = _ETAG.match(header.strip())
    if match is None:
        raise errors.InvalidIfMatch()
    return int(match.group(1))


def _file(request: Request) -> Any:
    file = request.FILES.get("file")
    if file is None:
        raise InvalidInput.field("file", code="missing", message="A file is needed.")
    return file


def _texts(request: Request) -> dict[str, Any]:
    form: Any = request.data
    return {name: form[name] for name in form if name != "file"}


def _request_hash(request: Request, spec: Endpoint) -> bytes:
    parts = [
        (request.method or "").encode(),
        request.get_full_path().encode(),
        request.headers.get("If-Match", "").encode(),
    ]
    if spec.upload:
        digest = hashlib.sha256()
        file = request.FILES["file"]
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
        parts += [digest.digest(), jsontext.dumps(_texts(request))]
    else:
        parts.append(getattr(request, "raw_body", b""))
    return idempotency.fingerprint(*parts)
