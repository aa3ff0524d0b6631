"""Connections as Relay has them: ``edges { cursor node } pageInfo totalCount``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import graphene

from rustok.api.graphql.dto import object_type
from rustok.api.rest.paging import DEFAULT_LIMIT, PageQuery
from rustok.conf import conf
from rustok.dto import Page
from rustok.errors import InvalidInput


class PageInfo(graphene.ObjectType):
    """Where a page stands in its list. Lists are read forwards."""

    has_next_page = graphene.Boolean(required=True)
    has_previous_page = graphene.Boolean(required=True)
    start_cursor = graphene.String()
    end_cursor = graphene.String()


class FacetValue(graphene.ObjectType):
    """A value, and how many have it."""

    value = graphene.String(required=True)
    count = graphene.Int(required=True)


class Facet(graphene.ObjectType):
    """Values among all that is found; what it is filtered by itself does not narrow it."""

    name = graphene.String(required=True)
    values = graphene.List(graphene.NonNull(FacetValue), required=True)


ARGUMENTS: Final[Mapping[str, Callable[[], Any]]] = {
    "first": lambda: graphene.Int(description=f"How many, {DEFAULT_LIMIT} if not said."),
    "after": lambda: graphene.String(description="`pageInfo.endCursor` of the page before."),
}


@dataclass(frozen=True, slots=True)
class Connection:
    """What a resolver returns for a connection; :func:`connect` makes it."""

    nodes: tuple[Any, ...]
    next: str | None
    after: str | None
    total: int | Callable[[], int | None] | None
    facets: Any = None
    did_you_mean: str | None = None


@lru_cache(maxsize=None)
def connection(
    node: type[graphene.ObjectType], name: str | None = None, *, searched: bool = False
) -> type[graphene.ObjectType]:
    """Return the connection type of an object type: ``ProductConnection`` with ``ProductEdge``.

    :param searched: it has ``facets`` and ``didYouMean`` as well.
    """
    stem = name or node._meta.name
    edge = type(
        f"{stem}Edge",
        (graphene.ObjectType,),
        {
            "__doc__": f"One {stem} in a list.",
            "cursor": graphene.String(description="Given for the last one of a page: lists go on from there."),
            "node": graphene.Field(node, required=True),
        },
    )
    more: dict[str, Any] = {}
    if searched:
        more = {
            "facets": graphene.List(graphene.NonNull(Facet), required=True, description="Counted only when asked for."),
            "did_you_mean": graphene.String(description="The question in words that there are, where it found little."),
            "resolve_facets": _facets,
        }
    return type(
        f"{stem}Connection",
        (graphene.ObjectType,),
        {
            **more,
            "__doc__": f"A page of a list of {stem}.",
            "edges": graphene.List(graphene.NonNull(edge), required=True),
            "page_info": graphene.Field(PageInfo, required=True),
            "total_count": graphene.Int(description="How many there are in all, where that is known."),
            "resolve_edges": _edges,
            "resolve_page_info": _page_info,
            "resolve_total_count": _total,
        },
    )


def connection_field(
    node: type[graphene.ObjectType] | type, *, searched: bool = False, **arguments: Any
) -> graphene.Field:
    """Return a field with ``first``, ``after`` and further arguments, for a type or the DTO it is made from."""
    is_graphene = isinstance(node, type) and issubclass(node, graphene.ObjectType)
    tp = node if is_graphene else object_type(node)
    paging = {argument: make() for argument, make in ARGUMENTS.items()}
    return graphene.Field(connection(tp, searched=searched), required=True, args={**paging, **arguments})


def page_query(first: int | None = None, after: str | None = None) -> PageQuery:
    """Return what REST's ``limit`` and ``after`` say, checked alike.

    :raises InvalidInput: ``first`` is out of range.
    """
    limit = DEFAULT_LIMIT if first is None else first
    if not 1 <= limit <= conf().graphql.max_page_size:
        raise InvalidInput.field(
            "first", code="out_of_range", message=f"first is from 1 to {conf().graphql.max_page_size}."
        )
    return PageQuery(limit=limit, after=after)


def connect(
    page: Page[Any],
    after: str | None = None,
    *,
    total: Any = None,
    facets: Any = None,
    did_you_mean: str | None = None,
) -> Connection:
    """Return a service's page as a connection. ``total`` and ``facets`` may be functions: only called if asked for."""
    found = page.total if total is None else total
    return Connection(
        nodes=page.items, next=page.next, after=after, total=found, facets=facets, did_you_mean=did_you_mean
    )


def _facets(found: Connection, _info: Any) -> list[dict[str, Any]]:
    counted = found.facets() if callable(found.facets) else found.facets or {}
    return [
        {"name": name, "values": [{"value": value, "count": count} for value, count in values.items()]}
        for name, values in counted.items()
    ]


def _edges(found: Connection, _info: Any) -> list[dict[str, Any]]:
    last = len(found.nodes) - 1
    return [{"node": node, "cursor": found.next if index == last else None} for index, node in enumerate(found.nodes)]


def _page_info(found: Connection, _info: Any) -> dict[str, Any]:
    return {
        "has_next_page": found.next is not None,
        "has_previous_page": found.after is not None,
        "start_cursor": found.after,
        "end_cursor": found.next,
    }


def _total(found: Connection, _info: Any) -> int | None:
    return found.total() if callable(found.total) else found.total
