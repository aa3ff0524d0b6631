"""``/graphql``: one document per request, over POST as JSON; queries over GET too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from graphql import ExecutionResult, GraphQLError, OperationType, execute

from rustok.api import consistency, idempotency, jsontext
from rustok.api.graphql import documents, limits
from rustok.api.graphql.errors import entry
from rustok.api.graphql.schema import current_schema
from rustok.api.idempotency import Answer
from rustok.api.problems import problem_for_status
from rustok.api.rest.errors import problem_response, respond
from rustok.api.rest.parsers import read_body
from rustok.conf import conf
from rustok.dto import unreadable
from rustok.errors import FieldError, InvalidInput, Malformed, RustokError

_METHODS: Final = "GET, HEAD, OPTIONS, POST"
_ROUTE: Final = "POST graphql"


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks for."""

    text: str
    variables: Mapping[str, Any]
    operation: str | None


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
    if request.method in ("GET", "HEAD") and "query" not in request.GET and _wants_page(request):
        return render(request, "rustok/api/graphiql.html")
    try:
        asked = _asked(request)
        if isinstance(asked, HttpResponse):
            return asked
        answer = _answer(request, asked)
    except GraphQLError as exc:
        answer = _refusal(request, [exc])
    except RustokError as exc:
        return problem_response(exc, request)
    response = HttpResponse(answer.body, status=answer.status, content_type="application/json", headers=answer.headers)
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ("Authorization", "Accept-Language", "X-Tenant-ID", "X-Channel"))
    return response


def _wants_page(request: HttpRequest) -> bool:
    return conf().graphql.graphiql and "text/html" in request.headers.get("Accept", "")


def _asked(request: HttpRequest) -> Asked | HttpResponse:
    if request.method in ("GET", "HEAD"):
        texts = {name: request.GET[name] for name in ("query", "variables", "operationName") if name in request.GET}
        data: Any = dict(texts)
        if "variables" in texts:
            data["variables"] = jsontext.loads(texts["variables"].encode("utf-8", "surrogatepass"))
    elif request.method == "POST":
        if request.content_type != "application/json":
            return respond(problem_for_status(415, "Send the document as application/json."), request)
        data = jsontext.loads(read_body(cast(Any, request)))
    else:
        return respond(problem_for_status(405, None, Allow=_METHODS), request)
    if isinstance(data, list):
        raise GraphQLError("One document per request.", extensions={"code": "graphql.batch"})
    if not isinstance(data, dict):
        raise Malformed(reason="an object with query, variables and operationName is needed")
    text, variables, name = data.get("query"), data.get("variables"), data.get("operationName")
    variables = {} if variables is None else variables
    if not isinstance(text, str) or not text.strip():
        raise Malformed(reason="query is missing")
    if not isinstance(variables, dict):
        raise Malformed(reason="variables is an object")
    if name is not None and not isinstance(name, str):
        raise Malformed(reason="operationName is text")
    found: list[FieldError] = []
    unreadable(variables, ("variables",), found)
    if found:
        raise InvalidInput(found)
    return Asked(text, variables, name or None)


def _answer(request: HttpRequest, asked: Asked) -> Answer:
    ctx = request.ctx  # type: ignore[attr-defined]
    schema = current_schema().graphql_schema
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
    limits.check(document.node, operation, asked.variables, conf().graphql)
    if errors := documents.check(schema, document):
        return _refusal(request, list(errors))

    def work() -> Answer:
        result = execute(
            schema,
            document.node,
            context_value=request,
            variable_values=dict(asked.variables),
            operation_name=asked.operation,
        )
        if not isinstance(result, ExecutionResult):
            raise TypeError("a resolver is asynchronous")
        return _shown(request, result)

    if not is_mutation:
        consistency.wait_for(ctx, request.headers.get(consistency.READ_HEADER))
        return work()
    key = request.headers.get(idempotency.HEADER)
    if key is None:
        return work()
    return _keyed(request, asked, key, work)


def _keyed(request: HttpRequest, asked: Asked, key: str, work: Any) -> Answer:
    """Do all of a document's mutations in one transaction, or none: a part could not be answered again."""

    def whole() -> Answer:
        answer: Answer = work()
        if "errors" in jsontext.loads(answer.body):
            raise _RolledBack(answer)
        return answer

    text = jsontext.dumps([asked.text, asked.variables, asked.operation])
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
