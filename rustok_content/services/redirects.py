"""Makes, changes, deletes and imports redirects: addresses that lead elsewhere by somebody's will."""

from __future__ import annotations

import csv
import io
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given, parse
from rustok.errors import InvalidInput, RustokError, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.addresses import RedirectCreated, RedirectDeleted, RedirectUpdated
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.addresses import (
    CreateRedirectRequest,
    ImportedRedirectsResponse,
    ImportRedirectsRequest,
    RedirectResponse,
    RefusedRedirect,
    UpdateRedirectRequest,
)
from rustok_content.mappers import redirect_response
from rustok_content.selectors.addresses import MAX_HOPS, clean_path, path_within
from rustok_content.services.addresses import lock_addresses

MAX_LINES: Final = 2000
_COLUMNS: Final = ("path", "target", "locale", "permanent")
_TRUTHS: Final = {"": True, "1": True, "true": True, "yes": True, "301": True}
_LIES: Final = {"0": False, "false": False, "no": False, "302": False}


@command()
def create_redirect(ctx: RequestContext, request: CreateRedirectRequest) -> RedirectResponse:
    """Let an address lead elsewhere, or say that what was there is gone for good.

    :raises DuplicateRedirect: the address leads elsewhere already.
    :raises RedirectFromNode: a node is there.
    :raises RedirectLoop: it would lead in a circle.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    :raises InvalidInput: the path or the target is none.
    """
    require(ctx, "content.redirect:create")
    redirect = models.Redirect(
        path=request.path, target=request.target, locale=request.locale, permanent=request.permanent
    )
    _save(redirect)
    publish(ctx, RedirectCreated(redirect_id=redirect.id))
    return redirect_response(redirect)


@command()
def update_redirect(ctx: RequestContext, redirect_id: UUID, request: UpdateRedirectRequest) -> RedirectResponse:
    """Change a redirect. What is as asked already changes nothing.

    :raises RedirectNotFound: no such redirect for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises DuplicateRedirect: the address leads elsewhere already.
    :raises RedirectFromNode: a node is there.
    :raises RedirectLoop: it would lead in a circle.
    :raises LocaleNotEnabled: the tenant does not speak the language.
    :raises InvalidInput: the path or the target is none.
    """
    require(ctx, "content.redirect:update")
    lock_addresses()
    redirect = _lock(redirect_id)
    changes = given(request)
    version = changes.pop("version", redirect.version)
    if version != redirect.version:
        raise StaleVersion(current=redirect.version, given=version)
    if "path" in changes:
        changes["path"] = clean_path(changes["path"])
    if all(getattr(redirect, name) == value for name, value in changes.items()):
        return redirect_response(redirect)
    for name, value in changes.items():
        setattr(redirect, name, value)
    redirect.version += 1
    _save(redirect)
    publish(ctx, RedirectUpdated(redirect_id=redirect.id))
    return redirect_response(redirect)


@command()
def delete_redirect(ctx: RequestContext, redirect_id: UUID) -> None:
    """Delete a redirect.

    :raises RedirectNotFound: no such redirect for this tenant.
    """
    require(ctx, "content.redirect:delete")
    _lock(redirect_id).delete()
    publish(ctx, RedirectDeleted(redirect_id=redirect_id))


@command()
def import_redirects(ctx: RequestContext, request: ImportRedirectsRequest) -> ImportedRedirectsResponse:
    """Take redirects from a table of text; those of an address and language that there are already are changed.

    Lines that cannot be taken are reported, the others are taken. A second import of the same text changes nothing.

    :raises InvalidInput: the table has no column ``path``, an unknown one, or too many lines.
    """
    require(ctx, "content.redirect:create")
    require(ctx, "content.redirect:update")
    counts = {"created": 0, "updated": 0, "unchanged": 0}
    refused: list[RefusedRedirect] = []
    lock_addresses()
    for line, row in _lines(request.csv):
        try:
            with transaction.atomic():
                counts[_take(ctx, row)] += 1
        except RustokError as exc:
            message = exc.errors[0].message if isinstance(exc, InvalidInput) and exc.errors else str(exc)
            refused.append(RefusedRedirect(line=line, path=row.get("path") or "", code=exc.code, message=message))
    return ImportedRedirectsResponse(**counts, refused=tuple(refused))


def _lines(text: str) -> list[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        columns = [name.strip().lower() for name in reader.fieldnames or ()]
    except csv.Error as exc:
        raise InvalidInput.field("csv", code="unreadable", message=str(exc)) from exc
    if "path" not in columns or not set(columns) <= set(_COLUMNS):
        raise InvalidInput.field("csv", code="columns", message=f"The columns are {', '.join(_COLUMNS)}.")
    reader.fieldnames = columns
    lines: list[tuple[int, dict[str, str]]] = []
    try:
        for row in reader:
            if len(lines) == MAX_LINES:
                raise InvalidInput.field("csv", code="too_long", message=f"At most {MAX_LINES} lines at once.")
            lines.append((reader.line_num, {name: (row.get(name) or "").strip() for name in columns}))
    except csv.Error as exc:
        raise InvalidInput.field("csv", code="unreadable", message=str(exc)) from exc
    return lines


def _take(ctx: RequestContext, row: dict[str, str]) -> str:
    said = row.get("permanent", "").lower()
    if said not in _TRUTHS and said not in _LIES:
        raise InvalidInput.field("permanent", code="bool_parsing", message="Write true or false.")
    asked = {"path": row["path"], "target": row.get("target", ""), "locale": row.get("locale", "")}
    request = parse(CreateRedirectRequest, {**asked, "permanent": _TRUTHS.get(said, False)})
    path = clean_path(request.path)
    present = models.Redirect.objects.filter(path=path, locale=request.locale).first()
    if present is None:
        create_redirect(ctx, request)
        return "created"
    change = UpdateRedirectRequest(target=request.target, permanent=request.permanent)
    return "unchanged" if update_redirect(ctx, present.id, change).version == present.version else "updated"


def _lock(redirect_id: UUID) -> Any:
    redirect = models.Redirect.objects.for_update().filter(pk=redirect_id).first()
    if redirect is None:
        raise errors.RedirectNotFound(id=str(redirect_id))
    return redirect


def _save(redirect: models.Redirect) -> None:
    """Save a redirect that leads from nothing, to somewhere, and never back."""
    redirect.path = clean_path(redirect.path)
    _check_target(redirect.target)
    if redirect.locale and redirect.locale not in current_tenant().locale_codes:
        raise errors.LocaleNotEnabled(locale=redirect.locale)
    # Two redirects made at once could each be harmless and lead in a circle together.
    lock_addresses()
    here = models.NodeAddress.objects.filter(path=redirect.path, is_current=True)
    if (here.filter(locale=redirect.locale) if redirect.locale else here).exists():
        raise errors.RedirectFromNode(path=redirect.path)
    _check_loop(redirect)
    try:
        with transaction.atomic():
            redirect.save()
    except IntegrityError as exc:
        raise errors.DuplicateRedirect(path=redirect.path) from exc


def _check_target(target: str) -> None:
    if not target:
        return
    parts = _parts(target) if target.isprintable() and " " not in target and "\\" not in target else None
    inside = parts is not None and target.startswith("/") and not parts.netloc and not target.startswith("//")
    outside = parts is not None and parts.scheme in ("http", "https") and bool(parts.hostname)
    if not inside and not outside:
        raise InvalidInput.field("target", code="url", message="A target is a path, or an http or https address.")
    path_within(target)


def _parts(target: str) -> SplitResult | None:
    try:
        return urlsplit(target)
    except ValueError:
        # As of a bracket that opens no address of a machine.
        return None


def _check_loop(redirect: models.Redirect) -> None:
    found = {redirect.target}
    for _ in range(MAX_HOPS):
        frontier = {inner for target in found if target and (inner := path_within(target)) is not None}
        if redirect.path in frontier:
            break
        ahead = models.Redirect.objects.filter(path__in=frontier).exclude(pk=redirect.pk)
        if redirect.locale:
            ahead = ahead.filter(locale__in=("", redirect.locale))
        found = set(ahead.values_list("target", flat=True))
        if not found:
            return
    raise errors.RedirectLoop(path=redirect.path, target=redirect.target)
