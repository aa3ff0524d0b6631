"""The one place where an error becomes an entry of a GraphQL answer; ``extensions`` says what a REST problem says."""

from __future__ import annotations

import re
from typing import Any, Final

import structlog
from graphql import GraphQLError

from rustok.api.problems import problem_of, shown
from rustok.errors import RustokError

log = structlog.get_logger("rustok.api")

INVALID: Final = "graphql.document.invalid"
_SUGGESTION: Final = re.compile(r" Did you mean .*\?$", re.DOTALL)


def entry(error: GraphQLError, trace_id: str | None) -> dict[str, Any]:
    """Return an error as JSON-ready data.

    What we did not foresee is logged and masked. Suggestions are taken off: they would tell the names of fields to
    those who may not read the schema.
    """
    original = _original(error)
    shown_entry: dict[str, Any] = {"message": _SUGGESTION.sub("", error.message)}
    if error.locations:
        shown_entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path:
        shown_entry["path"] = list(error.path)
    if isinstance(original, RustokError):
        problem = problem_of(original)
        shown_entry["message"] = problem.detail
        code, errors, extra = problem.code, shown(problem.errors), problem.extra
    elif original is None or isinstance(original, GraphQLError):
        code, errors, extra = str((error.extensions or {}).get("code", INVALID)), [], {}
    else:
        log.error("graphql.unforeseen_error", exc_info=original)
        shown_entry["message"] = "Something went wrong on our side; the trace id finds it in our logs."
        code, errors, extra = "server.error", [], {}
    shown_entry["extensions"] = {"code": code, "errors": errors, **extra, "trace_id": trace_id}
    return shown_entry


def _original(error: GraphQLError) -> Exception | None:
    found: Any = error
    while isinstance(found, GraphQLError) and found.original_error is not None:
        found = found.original_error
    return None if found is error else found
