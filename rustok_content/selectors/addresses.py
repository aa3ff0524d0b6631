"""Reads addresses of nodes and redirects: for staff, and for commands that need to know who is where."""

from __future__ import annotations

import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from rustok.context import RequestContext
from rustok.errors import InvalidInput
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.addresses import AddressOutcome, NodeAddressResponse, ResolvedAddressResponse

MAX_HOPS: Final = 10
UNDETERMINED: Final = "und"
_UNFIT: Final = re.compile(r"[\x00-\x20\x7f\\?#]")


def clean_path(path: str, *, field: str = "path") -> str:
    """Return a path as addresses are kept: one slash before each part, none at the end, nothing escaped.

    :raises InvalidInput: it does not begin with a slash, or holds what no path of a page does.
    """
    plain = unquote(path.strip())
    if not plain.startswith("/") or _UNFIT.search(plain.replace(" ", "_")):
        raise InvalidInput.field(field, code="path", message="A path begins with a slash and holds no ? or #.")
    parts = [part for part in plain.split("/") if part]
    return "/" + "/".join(parts)


def path_within(target: str) -> str | None:
    """Return the path of the site that a redirect's target leads to; None where it leads elsewhere."""
    return clean_path(urlsplit(target).path or "/") if target.startswith("/") else None


def resolve(ctx: RequestContext, path: str, *, locale: str | None = None) -> ResolvedAddressResponse:
    """Say where a path leads in a language: to a node, in one hop elsewhere, or to what is gone.

    A node that is there now comes first, then redirects, then nodes that were there.

    :raises AddressNotFound: nothing is there, and nothing was.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    """
    require(ctx, "content.node:read")
    tenant = current_tenant()
    wanted = locale or (ctx.locale if ctx.locale in tenant.locale_codes else tenant.default_locale)
    if wanted not in tenant.locale_codes:
        raise errors.LocaleNotEnabled(locale=wanted)
    return _follow(clean_path(path), wanted)


def node_addresses(ctx: RequestContext, node_id: UUID) -> list[NodeAddressResponse]:
    """List a node's addresses, those that hold now first.

    :raises NodeNotFound: no such node for this tenant.
    """
    require(ctx, "content.node:read")
    if not models.Node.objects.filter(pk=node_id).exists():
        raise errors.NodeNotFound(id=str(node_id))
    rows = models.NodeAddress.objects.filter(node_id=node_id).order_by("-is_current", "locale", "-created_at", "path")
    return [
        NodeAddressResponse(
            locale=row.locale,
            path=row.path,
            is_current=row.is_current,
            created_at=row.created_at,
        )
        for row in rows
    ]


def find_redirect(locale: str, path: str) -> Any:
    """Return the redirect at a path: the language's own before the one for all; None where there is none."""
    return models.Redirect.objects.filter(path=path, locale__in=("", locale)).order_by("-locale").first()


def _follow(path: str, locale: str) -> ResolvedAddressResponse:
    here, target, permanent = path, None, True
    for _ in range(MAX_HOPS):
        address = _address(locale, here)
        if address is not None and address.is_current and address.locale == locale:
            return _response(path, locale, target, permanent=permanent, address=address)
        redirect = None if address is not None and address.is_current else find_redirect(locale, here)
        if redirect is None:
            if address is None:
                break
            present = _present(address.node_id, locale)
            if present is None:
                return _response(path, locale, None, permanent=True)
            if present.path != path:
                target = present.path
            return _response(path, locale, target, permanent=permanent, address=present)
        if not redirect.target:
            return _response(path, locale, None, permanent=True)
        permanent &= redirect.permanent
        target, inner = redirect.target, path_within(redirect.target)
        if inner is None:
            break
        here = inner
    if target is None:
        raise errors.AddressNotFound(path=path, locale=locale)
    return _response(path, locale, target, permanent=permanent)


def _address(locale: str, path: str) -> Any:
    """Return what is, or was, at a path: in the language first, then in those that readers see in its place."""
    order = (*current_tenant().fallback_chain(locale), UNDETERMINED)
    rows = models.NodeAddress.objects.filter(locale__in=order, path=path).select_related("node")
    return min(rows, key=lambda row: (not row.is_current, order.index(row.locale)), default=None)


def _present(node_id: UUID, locale: str) -> Any:
    """Return the address that readers of a language find a node at; None where they do not."""
    order = (*current_tenant().fallback_chain(locale), UNDETERMINED)
    rows = models.NodeAddress.objects.filter(node_id=node_id, locale__in=order, is_current=True).select_related("node")
    return min(rows, key=lambda row: order.index(row.locale), default=None)


def _response(
    path: str, locale: str, target: str | None, *, permanent: bool, address: Any = None
) -> ResolvedAddressResponse:
    if target is not None:
        outcome, status = AddressOutcome.MOVED, 301 if permanent else 302
    elif address is not None:
        outcome, status = AddressOutcome.FOUND, 200
    else:
        outcome, status = AddressOutcome.GONE, 410
    return ResolvedAddressResponse(
        path=path,
        locale=locale,
        outcome=outcome,
        status=status,
        target=target,
        node_id=address.node_id if address else None,
        kind=address.node.kind if address else None,
    )
