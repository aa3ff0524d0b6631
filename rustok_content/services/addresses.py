"""Keeps the addresses of nodes: one statement takes away what a change has made former, one writes what holds now.

An address is the slugs from the top of the tree down to the node, in a language that the node has a text in; what is
above it and has none there gives its slug in the language that readers see instead. Whoever changes slugs, places, the
publication or the trash calls :func:`refresh` in the command, after the rows of nodes and before those of counters.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import DataError, connection

from rustok.commands import command
from rustok.context import RequestContext
from rustok.events.bus import publish
from rustok.events.catalog.addresses import NodeAddressesChanged
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.services.kinds import UNDETERMINED, NodeKind, kinds

_BATCH: Final = 500
_PARENTS: Final = """
SELECT id FROM nodes WHERE tenant_id = %(tenant)s AND id IN (
    SELECT parent_id FROM nodes WHERE tenant_id = %(tenant)s AND id = ANY(%(nodes)s::uuid[])
) ORDER BY id FOR KEY SHARE
"""
_WANTED: Final = """
WITH RECURSIVE chain(locale, sources) AS MATERIALIZED (
    SELECT locale, string_to_array(sources, ' ')
      FROM unnest(%(locales)s::text[], %(sources)s::text[]) AS spoken(locale, sources)
), addressed(kind, prefix) AS MATERIALIZED (
    SELECT * FROM unnest(%(kinds)s::text[], %(prefixes)s::text[])
), line AS (
    SELECT id, parent_id, kind, is_home, 0 AS height, id AS given_id
      FROM nodes WHERE tenant_id = %(tenant)s AND id = ANY(%(nodes)s::uuid[])
    UNION ALL
    SELECT n.id, n.parent_id, n.kind, n.is_home, l.height + 1, l.given_id
      FROM line l JOIN nodes n ON n.tenant_id = %(tenant)s AND n.id = l.parent_id AND n.kind = ANY(%(kinds)s::text[])
), given AS MATERIALIZED (
    SELECT l.given_id AS id, c.locale, c.sources,
           coalesce(
               (array_agg(k.prefix ORDER BY l.height DESC))[1]
               || coalesce(string_agg('/' || t.part, '' ORDER BY l.height DESC)
                           FILTER (WHERE l.height > 0 AND NOT l.is_home), ''),
               ''
           ) AS above
      FROM line l
      JOIN addressed k USING (kind)
     CROSS JOIN chain c
     CROSS JOIN LATERAL (
        SELECT coalesce(
                   (array_agg(t.slug ORDER BY t.status = 'published' DESC, array_position(c.sources, t.locale)))[1],
                   l.id::text
               ) AS part
          FROM node_translations t
         WHERE t.tenant_id = %(tenant)s AND t.node_id = l.id AND array_position(c.sources, t.locale) IS NOT NULL
     ) t
     GROUP BY l.given_id, c.locale, c.sources
), paths AS (
    SELECT g.id, n.kind, g.locale, g.sources, g.above, t.own,
           g.above || CASE WHEN n.is_home THEN '' ELSE '/' || t.part END AS path,
           n.is_home, n.deleted_at IS NULL AS is_there, n.published_at IS NOT NULL AS was_shown
      FROM given g
      JOIN nodes n ON n.tenant_id = %(tenant)s AND n.id = g.id
     CROSS JOIN LATERAL ({texts}) t
    UNION
    SELECT n.id, n.kind, o.locale, o.sources, o.path, t.own, o.path || '/' || t.part,
           false, n.deleted_at IS NULL, n.published_at IS NOT NULL
      FROM paths o
      JOIN nodes n ON n.tenant_id = %(tenant)s AND n.parent_id = o.id AND n.kind = ANY(%(kinds)s::text[])
     CROSS JOIN LATERAL ({texts_below}) t
     WHERE o.kind = ANY(%(nested)s::text[])
), wanted AS MATERIALIZED (
    SELECT f.id, f.locale, f.was_shown,
           CASE WHEN %(yields)s AND EXISTS (
               SELECT FROM node_addresses h
                WHERE h.tenant_id = %(tenant)s AND h.locale = f.locale AND h.path = f.path AND h.is_current
                  AND h.node_id <> f.id
           ) THEN f.path || '-' || right(replace(f.id::text, '-', ''), 8) ELSE f.path END AS path
      FROM (
        SELECT p.id, p.locale, p.was_shown,
               CASE WHEN p.is_there AND p.own IS NOT NULL
                    THEN coalesce(nullif(p.above || CASE WHEN p.is_home THEN '' ELSE '/' || p.own END, ''), '/')
               END AS path
          FROM paths p
      ) f
)"""
"""The addresses that nodes are to have: what is above them gives its part in the language that readers see it in.

Rows are found by lookups in indexes, one for each node and language: the planner cannot know how many there will be.
Languages are compared by ``array_position``, which no index is asked for: where a table was never analysed, looking for
each of a list in the index seems dearer to the planner than reading all rows of the tenant, once for every node.
"""

_TEXTS: Final = """
        SELECT coalesce(
                   (array_agg(t.slug ORDER BY t.status = 'published' DESC, array_position({0}.sources, t.locale)))[1],
                   n.id::text
               ) AS part,
               max(t.slug) FILTER (WHERE t.locale = {0}.locale) AS own
          FROM node_translations t
         WHERE t.tenant_id = %(tenant)s AND t.node_id = n.id AND array_position({0}.sources, t.locale) IS NOT NULL
"""
_FULL: Final = _WANTED.format(texts=_TEXTS.format("g"), texts_below=_TEXTS.format("o"))

_RETIRE: Final = f"""{_FULL}, late AS MATERIALIZED (
    SELECT a.id, w.was_shown
      FROM wanted w
     CROSS JOIN LATERAL (
        SELECT a.id FROM node_addresses a
         WHERE a.tenant_id = %(tenant)s AND a.node_id = w.id AND a.locale = w.locale AND a.is_current
           AND a.path IS DISTINCT FROM w.path
        OFFSET 0
     ) a
), gone AS (
    DELETE FROM node_addresses a USING late l WHERE a.tenant_id = %(tenant)s AND a.id = l.id AND NOT l.was_shown
    RETURNING a.id
), former AS (
    UPDATE node_addresses a SET is_current = false
      FROM late l WHERE a.tenant_id = %(tenant)s AND a.id = l.id AND l.was_shown
    RETURNING a.id
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM former)
"""
"""What readers never saw leaves nothing behind."""

_PLACE: Final = f"""{_FULL}, needed AS MATERIALIZED (
    SELECT w.*, row_number() OVER (PARTITION BY w.locale, w.path ORDER BY w.id) AS turn
      FROM wanted w
     CROSS JOIN LATERAL (
        SELECT count(*) AS held FROM node_addresses a
         WHERE a.tenant_id = %(tenant)s AND a.locale = w.locale AND a.path = w.path
           AND a.node_id = w.id AND a.is_current
     ) a
     WHERE w.path IS NOT NULL AND a.held = 0
), placed AS (
    INSERT INTO node_addresses AS held (id, tenant_id, node_id, locale, path, is_current, created_at)
    SELECT uuidv7(), %(tenant)s, id, locale, path, true, now() FROM needed WHERE turn = 1 ORDER BY locale, path
    ON CONFLICT (tenant_id, locale, path) DO UPDATE
       SET node_id = EXCLUDED.node_id, is_current = true, created_at = now()
     WHERE NOT held.is_current
    RETURNING node_id, old.node_id AS former_id
)
SELECT (SELECT count(*) FROM needed) - (SELECT count(*) FROM placed),
       (SELECT array_agg(DISTINCT former_id) FROM placed WHERE former_id <> node_id)
"""
"""A former address of another node goes to the one that has it now; one that another node has now is not taken."""

_REFUSED: Final = f"""{_FULL}
SELECT w.locale, w.path
  FROM wanted w
 CROSS JOIN LATERAL (
    SELECT count(*) AS held FROM node_addresses a
     WHERE a.tenant_id = %(tenant)s AND a.locale = w.locale AND a.path = w.path AND a.node_id = w.id AND a.is_current
 ) a
 WHERE w.path IS NOT NULL AND a.held = 0 ORDER BY w.locale, w.path LIMIT 1
"""


def refresh(ctx: RequestContext, node_ids: Iterable[UUID], *, is_new: bool = False, yields: bool = False) -> bool:
    """Give nodes and all below them the addresses that are theirs now; tell whether any had another one before.

    The addresses they had answer with a redirect from now on, where readers knew them; those of nodes in the trash are
    free for others. One event tells of each node given whose addresses changed, however many are below it. For the
    module's own commands, in their transaction, after the rows that it follows from were written.

    :param is_new: the nodes were made just now and had none.
    :param yields: an address that is taken gets the node's id, as for what comes back from the trash.

    :raises AddressTaken: another node has an address already.
    :raises AddressTooLong: slugs from the top down are too long together.
    """
    addressed = {kind.name: kind for kind in kinds() if kind.url_prefix is not None}
    rows = models.Node.objects.filter(pk__in=set(node_ids), kind__in=addressed).values_list("id", "kind")
    given = dict(rows.order_by("id"))
    if not given:
        return False
    nested = _nested(addressed.values())
    if nested.intersection(given.values()):
        _hold_parents(sorted(given))
        lock_addresses()
    arguments = _arguments(addressed.values(), nested, sorted(given), yields=yields)
    changed, losers = _settle(arguments, is_new=is_new)
    if losers:
        # What led to them no longer does.
        for node_id, kind in models.Node.objects.filter(pk__in=losers).order_by("id").values_list("id", "kind"):
            publish(ctx, NodeAddressesChanged(node_id=node_id, kind=kind))
    if changed:
        for node_id, kind in given.items():
            publish(ctx, NodeAddressesChanged(node_id=node_id, kind=kind))
    return changed


# Silent where nothing was there before: a language that is new has the whole read model built anew.
@command(silent=True)
def rebuild(ctx: RequestContext) -> int:
    """Give every node of the tenant its addresses anew, as after a change of its languages.

    Return how many nodes at the top of trees were seen. Of two that want one address, the later one's gets its id.
    """
    tops = models.Node.objects.filter(
        kind__in=[kind.name for kind in kinds() if kind.url_prefix is not None], parent=None
    )
    seen, after = 0, UUID(int=0)
    while ids := list(tops.filter(pk__gt=after).order_by("id").values_list("id", flat=True)[:_BATCH]):
        refresh(ctx, ids, yields=True)
        seen, after = seen + len(ids), ids[-1]
    return seen


def lock_addresses() -> None:
    """Let no other transaction of the tenant change redirects, or addresses that depend on others, until this ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('content.addresses ' || %s, 0))", [str(require_tenant_id())]
        )


def _hold_parents(node_ids: Sequence[UUID]) -> None:
    """Hold what nodes are below before the lock of addresses.

    The database holds it for them at the commit, and whoever saves it may wait for addresses then.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PARENTS, {"tenant": require_tenant_id(), "nodes": list(node_ids)})


def _settle(arguments: dict[str, Any], *, is_new: bool) -> tuple[bool, list[UUID]]:
    """Take away what no longer holds and write what does; tell whether something was taken away, and name the nodes
    whose former addresses are others' now.
    """
    with connection.cursor() as cursor:
        try:
            late = 0
            if not is_new:
                cursor.execute(_RETIRE, arguments)
                (late,) = cursor.fetchone() or (0,)
            cursor.execute(_PLACE, arguments)
            refused, losers = cursor.fetchone() or (0, None)
            if refused:
                cursor.execute(_REFUSED, arguments)
                locale, path = cursor.fetchone() or ("", "")
                raise errors.AddressTaken(locale=locale, path=path)
        except DataError as exc:
            raise errors.AddressTooLong(limit=errors.MAX_ADDRESS) from exc
    return bool(late), losers or []


def _arguments(
    addressed: Iterable[NodeKind], nested: Iterable[str], node_ids: Sequence[UUID], *, yields: bool
) -> dict[str, Any]:
    tenant = current_tenant()
    locales = (*tenant.locale_codes, UNDETERMINED)
    sources = []
    for locale in locales:
        shown = tenant.fallback_chain(locale)
        # What no reader of the language sees still has a name, for what is below it.
        sources.append(" ".join((*shown, *(code for code in (UNDETERMINED, *locales) if code not in shown))))
    prefixes = {kind.name: kind.url_prefix for kind in addressed}
    return {
        "tenant": tenant.id,
        "nodes": list(node_ids),
        "locales": list(locales),
        "sources": sources,
        "kinds": list(prefixes),
        "prefixes": list(prefixes.values()),
        "nested": sorted(nested),
        "yields": yields,
    }


def _nested(addressed: Iterable[NodeKind]) -> frozenset[str]:
    """Name the kinds whose addresses depend on those of others, or others' on theirs."""
    kinds_ = list(addressed)
    names = {kind.name for kind in kinds_}
    children = {kind.name for kind in kinds_ if names & kind.parents}
    return frozenset(children | {parent for kind in kinds_ for parent in kind.parents if parent in names})
