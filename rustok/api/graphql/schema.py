"""One schema out of what the modules bring; every field belongs to a module and is gone where that is switched off."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import graphene
from django.utils.module_loading import import_string
from graphql import GraphQLObjectType, GraphQLSchema
from graphql.execution.execute import default_field_resolver

from rustok.api.graphql import platform
from rustok.api.graphql.compiled import PUBLIC
from rustok.api.graphql.scalars import JSON, DateTime, Long
from rustok.modules.registry import registry
from rustok.modules.toggles import require_enabled

Mixin = tuple[str | None, type]


class FieldTaken(TypeError):
    """Two modules bring a root field of the same name."""


def build_schema() -> graphene.Schema:
    """Build the schema of the registered modules.

    :raises FieldTaken: two modules bring a root field of the same name.
    """
    queries: list[Mixin] = [(None, platform.PlatformQuery)]
    mutations: list[Mixin] = [(None, platform.PlatformMutation)]
    for module in registry.ordered():
        if module.graphql_query:
            queries.append((module.slug, import_string(module.graphql_query)))
        if module.graphql_mutation:
            mutations.append((module.slug, import_string(module.graphql_mutation)))
    schema = graphene.Schema(
        query=_root("Query", queries),
        mutation=_root("Mutation", mutations),
        # First, so that a field declared with graphene's own DateTime finds ours under the name.
        types=[DateTime, Long, JSON],
    )
    built: GraphQLSchema = schema.graphql_schema
    _gate(built.query_type, queries)
    _gate(built.mutation_type, mutations)
    built.extensions[PUBLIC] = frozenset(
        graphene.utils.str_converters.to_camel_case(name)
        for _slug, mixin in queries
        for name in getattr(mixin, "public_reads", ())
    )
    return schema


@lru_cache(maxsize=1)
def current_schema() -> graphene.Schema:
    """Return this process's schema, built on first use. ``current_schema.cache_clear()`` is for tests."""
    return build_schema()


def _root(name: str, mixins: list[Mixin]) -> type[graphene.ObjectType]:
    owners: dict[str, str | None] = {}
    for slug, mixin in mixins:
        for field in _fields(mixin):
            if field in owners:
                raise FieldTaken(f"{name}.{field} is brought by {owners[field]} and by {slug}")
            owners[field] = slug
    return type(name, (*(mixin for _slug, mixin in mixins), graphene.ObjectType), {})


def _fields(mixin: type) -> list[str]:
    alone: Any = (
        mixin if issubclass(mixin, graphene.ObjectType) else type(mixin.__name__, (mixin, graphene.ObjectType), {})
    )
    return list(alone._meta.fields)


def _gate(root: GraphQLObjectType | None, mixins: list[Mixin]) -> None:
    if root is None:
        return
    for slug, mixin in mixins:
        if slug is None:
            continue
        for name in _fields(mixin):
            field = root.fields[graphene.utils.str_converters.to_camel_case(name)]
            field.resolve = _gated(slug, field.resolve or default_field_resolver)


def _gated(slug: str, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def gated(source: Any, info: Any, **arguments: Any) -> Any:
        require_enabled(slug, info.context.tenant)
        return resolve(source, info, **arguments)

    return gated
