"""``@endpoint``: what an operation takes and gives, said once for the request, the answer and the schema."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from rustok.api import consistency, errors, idempotency, jsontext
from rustok.api.idempotency import Answer
from rustok.api.rendering import plain
from rustok.api.rest.query import read_query, refuse_unknown
from rustok.api.rest.selection import PARAMETER, Selection, selection_of
from rustok.api.rest.stored import StoredAnswer, known_of
from rustok.dto import UNSET, Page, parse
from rustok.errors import InvalidInput

if TYPE_CHECKING:
    from rustok.api.rest.views import ApiView

_POSITION: Final = f"HTTP_{consistency.READ_HEADER.upper().replace('-', '_')}"
ADMIN_PREFIX: Final = "/api/v1/admin/"
"""Where staff work: nothing there is for visitors."""
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
    calls_out: bool = False
    upload: bool = False
    waits: bool = False
    moves: bool = False
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
    attribute ``facets``, of type ``facets``, is shown too; a :class:`~rustok.api.rest.stored.StoredAnswer`, for which
    the method itself heeds ``view.selection`` and may heed ``view.known``; or a finished HttpResponse.

    ``status`` is 200, 201 for POST and 204 without ``response``, if not said. ``idempotent=False`` is for writes whose
    answer must not be stored, since it holds a secret. ``calls_out`` is for writes that ask others over the network and
    run their own transactions: a key is claimed before, and no transaction is open meanwhile. ``moves`` says
    that a read may be sent elsewhere (301, 302), or be told that it is gone (410). ``waits`` says that the
    answer comes from the read model, and makes it take ``X-Min-Position``. ``summary``, ``description`` and
    ``operation_id`` are for the schema; the method's docstring is used else.
    """
    spec = Endpoint(**said)

    def wrap(function: Callable[..., Any]) -> Callable[..., HttpResponseBase]:
        @wraps(function)
        def operation(view: ApiView, request: Request, **path: Any) -> HttpResponseBase:
            if request.method in WRITES:
                return _write(spec, function, view, request, path)
            asked = ask(spec, request.query_params)
            answer = read(spec, function, view, request, path, asked)
            return answer if isinstance(answer, HttpResponseBase) else _respond(answer)

        operation.endpoint = spec  # type: ignore[attr-defined]
        return operation

    return wrap


def endpoint_of(view: Any, method: str) -> Endpoint | None:
    """Return what is said of a view's method."""
    return getattr(getattr(view, method.lower(), None), "endpoint", None)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a query string says to an operation."""

    query: Any = None
    selection: Selection | None = None


def ask(spec: Endpoint, params: QueryDict) -> Asked:
    """Read a query string.

    :raises InvalidInput: parameters that there are not, values that do not fit.
    """
    query: Any = None
    if spec.query is not None:
        query = read_query(spec.query, params)
    else:
        refuse_unknown(params)
    text = params.get(PARAMETER)
    if text and spec.response is None:
        # A file has no fields to choose from.
        raise InvalidInput.field(PARAMETER, code="unknown_field", message="No such parameter.")
    return Asked(query, selection_of(spec.response, text) if text else None)


def read(
    spec: Endpoint, function: Callable[..., Any], view: ApiView, request: Any, path: dict[str, Any], asked: Asked
) -> Answer | HttpResponseBase:
    """Answer a read; a 304 where the client has the answer already.

    ``request`` is Django's or DRF's: the method must not care.
    """
    given = path
    if spec.query is not None:
        given = {**path, "query": asked.query}
    if spec.versioned:
        given = dict(given)
        _put_version(spec, given, request)
    meta = request.META
    view.selection = asked.selection
    view.known = known = known_of(meta.get("HTTP_IF_NONE_MATCH"))
    if spec.waits:
        consistency.wait_for(view.ctx, meta.get(_POSITION))
    result = function(view, request, **given)
    if isinstance(result, StoredAnswer):
        etag = result.etag
        if result.content is None or (known is not None and known.has(etag)):
            return Answer(status=304, headers={"ETag": etag})
        return Answer(status=200, body=result.content, headers={"ETag": etag})
    if isinstance(result, HttpResponseBase):
        return result
    answer = _answer(spec, request.method, result, asked.selection)
    if answer.status != 200:
        return answer
    etag = answer.headers.get("ETag") or f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
    if known is not None and known.has(etag):
        return Answer(status=304, headers={"ETag": etag})
    return dataclasses.replace(answer, headers={**answer.headers, "ETag": etag})


def _write(
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
        return written(_answer(spec, request.method, result))

    key = request.headers.get(idempotency.HEADER)
    if key is None or not spec.idempotent:
        result = function(view, request, **given)
        if not isinstance(result, HttpResponseBase):
            return _respond(written(_answer(spec, request.method, result)))
        return result
    once = idempotency.leased if spec.calls_out else idempotency.once
    return _respond(
        once(view.ctx, route=_route(view, request), key=key, request_hash=_request_hash(request, spec), work=work)
    )


def _route(view: ApiView, request: Request) -> str:
    """Name the operation; of visitors who prove by a header what is theirs, each has keys of their own."""
    name = f"{request.method} {request.resolver_match.route if request.resolver_match else request.path}"
    own = [request.headers.get(header, "").encode() for header in view.keys]
    return f"{name[:200]} {idempotency.fingerprint(*own).hex()[:32]}" if any(own) else name


def _answer(spec: Endpoint, method: str | None, result: Any, selection: Selection | None = None) -> Answer:
    status = spec.answer_status(method or "")
    if result is None:
        return Answer(status=204 if spec.response is None else status, body=b"" if spec.response is None else b"null")
    headers = {}
    if spec.page:
        content: Any = {"items": [_chosen(plain(item), selection) for item in _items(result)], "page": _place(result)}
        if (facets := getattr(result, "facets", None)) is not None:
            content["facets"] = plain(facets)
        if isinstance(result, Page) and result.total is not None:
            content["page"]["total"] = result.total
    else:
        content = _chosen(plain(result), selection)
    version = None if spec.page else getattr(result, "version", None)
    if isinstance(version, int):
        headers["ETag"] = f'"{version}"'
    return Answer(status=status, body=jsontext.dumps(content), headers=headers)


def _items(result: Any) -> Sequence[Any]:
    return result.items if hasattr(result, "items") and not isinstance(result, Mapping) else list(result)


def _place(result: Any) -> dict[str, Any]:
    following = getattr(result, "next", None)
    return {"next": following, "has_next": following is not None}


def _chosen(item: Any, selection: Selection | None) -> Any:
    return item if selection is None else selection.of(item)


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
