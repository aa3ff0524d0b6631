"""``/graphql``: one document per request, over POST as JSON; queries over GET too."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult, GraphQLError, OperationType, Undefined, execute

from rustok.api import consistency, idempotency, jsontext
from rustok.api.errors import OneMutationPerKey
from rustok.api.graphql import documents, outgoing, persisted, unstored
from rustok.api.graphql.errors import entry
from rustok.api.graphql.schema import current_schema
from rustok.api.idempotency import Answer
from rustok.api.problems import problem_for_status
from rustok.api.rest.caching import VARY, shared_cache_control
from rustok.api.rest.errors import problem_response, respond
from rustok.api.rest.parsers import read_body
from rustok.api.rest.stored import known_of
from rustok.conf import conf
from rustok.dto import unreadable
from rustok.errors import FieldError, InvalidInput, Malformed, RustokError

_METHODS: Final = "GET, HEAD, OPTIONS, POST"
_VARY: Final = ", ".join(VARY)
NAMING: Final = frozenset({"query", "extensions", "documentId"})
"""Parameters of a GET that asks for something; without one a browser gets GraphiQL."""
_ROUTE: Final = "POST graphql"


_LONGEST_KEPT: Final = 4096
_MOST_KEPT: Final = 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    text: str
    variables: Mapping[str, Any]
    operation: str | None
    digest: str | None = None
    """The document's hash, where the client named it."""


_known: Final[dict[bytes, Asked]] = {}
"""What bodies ask, by their text; nobody changes it."""


class _RolledBack(Exception):
    """A keyed document failed in part: nothing of it may stay."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


@csrf_exempt
def graphql(request: HttpRequest) -> HttpResponse:
    """Answer a GraphQL request, or show GraphiQL to a browser where that is switched on.

    A document that ran answers 200, with ``errors`` where fields failed; one that cannot be read or is not allowed
    answers 400. CSRF is no matter here: no cookie says who asks.
    """
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers={"Allow": _METHODS})
    if request.method in ("GET", "HEAD") and request.GET.keys().isdisjoint(NAMING) and _wants_page(request):
        return render(request, "rustok/api/graphiql.html")
    try:
        asked = _asked(request)
        if isinstance(asked, HttpResponse):
            return asked
        answer = _answer(request, asked)
    except GraphQLError as exc:
        unknown = (exc.extensions or {}).get("code") == "PERSISTED_QUERY_NOT_FOUND"
        answer = _refusal(request, [exc], status=200 if unknown else 400)
    except RustokError as exc:
        return problem_response(exc, request)
    headers = {"Cache-Control": "private, no-store", "Vary": _VARY, **answer.headers}
    if answer.status == 304:
        response = HttpResponse(status=304, headers=headers)
        del response["Content-Type"]
        return response
    return HttpResponse(answer.body, status=answer.status, headers={"Content-Type": "application/json", **headers})


def _wants_page(request: HttpRequest) -> bool:
    return conf().graphql.graphiql and "text/html" in request.headers.get("Accept", "")


def _asked(request: HttpRequest) -> Asked | HttpResponse:
    if request.method in ("GET", "HEAD"):
        data: Any = {
            name: request.GET[name] for name in ("query", "operationName", "documentId") if name in request.GET
        }
        for name in ("variables", "extensions"):
            if name in request.GET:
                data[name] = jsontext.loads(request.GET[name].encode("utf-8", "surrogatepass"))
    elif request.method == "POST":
        if request.content_type != "application/json":
            return respond(problem_for_status(415, "Send the document as application/json."), request)
        body = read_body(cast(Any, request))
        # Storefronts ask the same few questions; what does not change in them need not be read each time.
        known = _known.get(body)
        if known is not None:
            return known
        asked = _read(jsontext.loads(body))
        if asked.digest is None and len(body) <= _LONGEST_KEPT:
            if len(_known) >= _MOST_KEPT:
                _known.clear()
            _known[body] = asked
        return asked
    else:
        return respond(problem_for_status(405, None, Allow=_METHODS), request)
    return _read(data)


def _read(data: Any) -> Asked:
    if isinstance(data, list):
        raise GraphQLError("One document per request.", extensions={"code": "graphql.batch"})
    if not isinstance(data, dict):
        raise Malformed(reason="an object with query, variables and operationName is needed")
    text: Any = data.get("query")
    variables, chosen = data.get("variables"), data.get("operationName")
    variables = {} if variables is None else variables
    digest = persisted.wanted_hash(data.get("extensions"), data.get("documentId"))
    if digest is not None and text is None:
        text = persisted.find(digest)
    if not isinstance(text, str) or not text.strip():
        raise Malformed(reason="query is missing")
    if digest is not None and "query" in data:
        persisted.check(digest, text)
    if not isinstance(variables, dict):
        raise Malformed(reason="variables is an object")
    if chosen is not None and not isinstance(chosen, str):
        raise Malformed(reason="operationName is text")
    found: list[FieldError] = []
    unreadable(variables, ("variables",), found)
    if found:
        raise InvalidInput(found)
    return Asked(text, variables, chosen or None, digest)


def _answer(request: HttpRequest, asked: Asked) -> Answer:
    ctx = request.ctx  # type: ignore[attr-defined]
    schema = current_schema().graphql_schema
    if ctx.actor_id is None:
        persisted.require_trusted(asked.text)
    document = documents.read(schema, asked.text)
    operation = documents.operation(document, asked.operation)
    is_mutation = operation.operation is OperationType.MUTATION
    if is_mutation and request.method != "POST":
        return _refusal(
            request,
            [GraphQLError("Mutations are sent by POST.", extensions={"code": "request.method_not_allowed"})],
            status=405,
            headers={"Allow": "POST"},
        )
    documents.check_limits(document, operation, asked.variables)
    if errors := documents.check(schema, document):
        return _refusal(request, list(errors))
    if asked.digest is not None:
        persisted.remember(asked.digest, asked.text)
    if not is_mutation:
        consistency.wait_for(ctx, request.META.get("HTTP_X_MIN_POSITION"))
        programs = documents.programs(schema, document, operation)
        answer = None
        if conf().graphql.compiled:
            data = programs.run(request, asked.variables)
            if data is not Undefined:
                answer = Answer(status=200, body=jsontext.dumps({"data": data}))
        if answer is None:
            answer = _executed(request, asked, document)
        return _public(request, answer) if programs.is_public and request.method != "POST" else answer
    key = request.headers.get(idempotency.HEADER)
    if key is None:
        return _executed(request, asked, document)
    return _keyed(request, asked, document, key, lambda: _executed(request, asked, document))


def _executed(request: HttpRequest, asked: Asked, document: documents.Document) -> Answer:
    result = execute(
        current_schema().graphql_schema,
        document.node,
        context_value=request,
        variable_values=dict(asked.variables),
        operation_name=asked.operation,
    )
    if not isinstance(result, ExecutionResult):
        raise TypeError("a resolver is asynchronous")
    return _shown(request, result)


def _public(request: HttpRequest, answer: Answer) -> Answer:
    """Let shared caches keep the answer to a GET that is the same for everybody."""
    if answer.status != 200 or "HTTP_AUTHORIZATION" in request.META or answer.body.startswith(b'{"errors"'):
        return answer
    etag = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
    headers = {**answer.headers, "ETag": etag, "Cache-Control": shared_cache_control()}
    known = known_of(request.META.get("HTTP_IF_NONE_MATCH"))
    if known is not None and known.has(etag):
        return Answer(status=304, headers=headers)
    return replace(answer, headers=headers)


def _keyed(request: HttpRequest, asked: Asked, document: documents.Document, key: str, work: Any) -> Answer:
    """Do all of a document's mutations in one transaction, or none: a part could not be answered again."""

    def whole() -> Answer:
        answer: Answer = work()
        if "errors" in jsontext.loads(answer.body):
            raise _RolledBack(answer)
        return answer

    unstored.refuse(document.node, asked.operation)
    text = jsontext.dumps([asked.text, asked.variables, asked.operation])
    if names := outgoing.among(document.node, asked.operation):
        return _outgoing(request, names, key, text, work)
    try:
        with transaction.atomic():
            return idempotency.once(
                request.ctx,  # type: ignore[attr-defined]
                route=_ROUTE,
                key=key,
                request_hash=idempotency.fingerprint(text),
                work=whole,
            )
    except _RolledBack as failed:
        content = jsontext.loads(failed.answer.body)
        return Answer(status=200, body=jsontext.dumps({"data": None, "errors": content["errors"]}))


def _outgoing(request: HttpRequest, names: list[str], key: str, text: bytes, work: Any) -> Answer:
    """Do one mutation that asks others over the network: no transaction may be open meanwhile."""
    if len(names) > 1:
        raise OneMutationPerKey(mutation=names[0])

    def whole() -> Answer:
        answer: Answer = work()
        if "errors" in jsontext.loads(answer.body):
            raise _RolledBack(answer)
        return answer

    try:
        return idempotency.leased(
            request.ctx,  # type: ignore[attr-defined]
            route=f"{_ROUTE} {names[0]}",
            key=key,
            request_hash=idempotency.fingerprint(text),
            work=whole,
        )
    except _RolledBack as failed:
        return failed.answer


def _shown(request: HttpRequest, result: ExecutionResult) -> Answer:
    trace_id = getattr(request, "trace_id", None)
    content: dict[str, Any] = {}
    if result.errors:
        content["errors"] = [entry(error, trace_id) for error in result.errors]
    headers = {}
    if (position := consistency.written_position()) is not None:
        headers[consistency.WRITE_HEADER] = str(position)
    content["data"] = result.data
    # Variables that do not fit their types are found before anything runs; then there is no data at all.
    refused = result.data is None and bool(result.errors) and all(error.path is None for error in result.errors or ())
    return Answer(status=400 if refused else 200, body=jsontext.dumps(content), headers=headers)


def _refusal(
    request: HttpRequest, errors: list[GraphQLError], *, status: int = 400, headers: dict[str, str] | None = None
) -> Answer:
    trace_id = getattr(request, "trace_id", None)
    content = {"errors": [entry(error, trace_id) for error in errors]}
    return Answer(status=status, body=jsontext.dumps(content), headers=headers or {})
