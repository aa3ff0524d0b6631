"""Posts and pages of a source."""

from __future__ import annotations

import datetime as dt
import html
import re
from typing import Any, Final
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.utils import timezone

from rustok.auth.models import User
from rustok.dto import parse
from rustok.ids import to_ulid
from rustok.media import models as media
from rustok.media.storage import files
from rustok_content import errors, models
from rustok_content.dto.lifecycle import ScheduleNodeRequest
from rustok_content.dto.nodes import CreateNodeRequest, NodeStatus, SetNodeTranslationRequest, UpdateNodeRequest
from rustok_content.services import home, nodes, publishing, scheduling, translations
from rustok_content.services.imports.markdown_folder.links import ASSET, ATTACHMENT
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking.filing import as_slug
from rustok_content.services.imports.taking.records import Taking

_ADDRESS: Final = re.compile(r"""(?P<name>\bsrc|\bhref)=(?P<quote>["'])(?P<address>[^"']*)(?P=quote)""")
_NAMED: Final = re.compile(rf"{ATTACHMENT}([^\s)\"'<>]+)")
_ASSET: Final = re.compile(rf'"{ASSET}([^"\\]+)"')
_SRCSET: Final = re.compile(r"""\s(?:srcset|sizes)=(["'])[^"']*\1""")
_SIZE: Final = re.compile(r"-\d+x\d+(?=\.[A-Za-z0-9]+$)")
_HEAD: Final = ("title", "slug", "excerpt", "body", "format", "meta_title", "meta_description")
_TIMES: Final = ("status", "published_at", "unpublish_at")


def is_there(node_id: UUID) -> bool:
    """Tell whether a node is there, and not in the trash."""
    return bool(models.Node.objects.filter(pk=node_id, deleted_at=None).exists())


def resolve_node(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find what a post or a page refers to."""
    data = piece.data
    above = taking.target(piece.kind, piece.above)
    if piece.above and above is None:
        taking.note(piece, "no_parent", "What it is below was not taken; it was put at the top.")
    cover = taking.target(PieceKind.ASSET, data.get("cover"))
    if data.get("cover") and cover is None:
        taking.note(piece, "cover", "Its cover was not taken.")
    category = taking.target(PieceKind.CATEGORY, data.get("category"))
    texts = data.get("texts") or {taking.locale: {name: data.get(name) for name in _HEAD}}
    return {
        "parent_id": str(above) if above else None,
        "category_id": str(category) if category else None,
        "author_id": _author(taking, piece),
        "tags": data.get("tags", []),
        "position": data.get("position", 0),
        "featured": bool(data.get("featured")),
        "cover": to_ulid(cover) if cover else None,
        "status": data["status"],
        "published_at": data.get("published_at"),
        "texts": {locale: _text(taking, piece, text) for locale, text in texts.items()},
        # Only sources that say so: what others brought along is compared as it was before.
        **{name: data[name] for name in ("home", "fields") if data.get(name)},
    }


def write_node(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Make or change a node, and show it where its source does."""
    if known is None:
        node_id = _create(taking, piece, wanted)
    else:
        node_id = known
        _update(taking, piece, wanted, known)
    _publish(taking, piece, wanted, node_id)
    if wanted.get("home"):
        home.set_home(taking.ctx, node_id)
    removed = models.Body.objects.filter(node_id=node_id).exclude(removed=[]).values_list("removed", flat=True)
    for names in removed:
        for name in names:
            taking.note(piece, f"removed:{name}", f"{name} is not allowed in texts and was taken out.")
    return node_id


def _author(taking: Taking, piece: Piece) -> str | None:
    said = piece.data.get("author") or {}
    email, name = said.get("email", ""), said.get("name", "")
    if email:
        found = User.objects.filter(email=email).values_list("id", flat=True).first()
        if found is not None:
            return str(found)
    if email or name:
        shown = name or email
        taking.report.note("author", shown, "unknown", "Nobody here has this address; the texts are without an author.")
    return None


def _text(taking: Taking, piece: Piece, text: dict[str, Any]) -> dict[str, Any]:
    wanted: dict[str, Any] = {name: text.get(name) for name in (*_HEAD, *_TIMES) if name in _HEAD or name in text}
    wanted["slug"] = as_slug(wanted["slug"] or "") or as_slug(wanted["title"] or "")
    wanted["body"] = _with_pictures(taking, wanted["body"] or "", piece) or None
    return wanted


def _with_pictures(taking: Taking, body: str, piece: Piece) -> str:
    """Lead what a text shows to where it is now."""
    if ASSET in body and piece.data.get("format") == "blocks":
        body = _ASSET.sub(lambda match: _quoted(taking, match), body)
    if ATTACHMENT in body:
        return _NAMED.sub(lambda match: _url(taking, unquote(match[1])) or unquote(match[1]), body)
    if not taking.attachments or piece.data.get("format") != "html":
        return body

    def lead(match: re.Match[str]) -> str:
        number = _attachment(taking, html.unescape(match["address"]))
        address = _url(taking, number)
        return match[0] if address is None else f'{match["name"]}="{html.escape(address)}"'

    return _SRCSET.sub("", _ADDRESS.sub(lead, body))


def _attachment(taking: Taking, address: str) -> str | None:
    """Return the number of the attachment that an address of the former site leads to, in whatever size."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    if parts.netloc and (parts.hostname or "").removeprefix("www.") not in taking.hosts:
        return None
    path = unquote(parts.path)
    whole = _SIZE.sub("", path)
    stem, dot, ending = whole.rpartition(".")
    for each in (path, whole, f"{stem}-scaled{dot}{ending}"):
        if each in taking.attachments:
            return taking.attachments[each]
    return None


def _quoted(taking: Taking, match: re.Match[str]) -> str:
    asset_id = taking.target(PieceKind.ASSET, match[1])
    return match[0] if asset_id is None else f'"{to_ulid(asset_id)}"'


def _url(taking: Taking, key: str | None) -> str | None:
    asset_id = taking.target(PieceKind.ASSET, key)
    if asset_id is None:
        return None
    name = media.Asset.objects.filter(pk=asset_id).values_list("storage_name", flat=True).first()
    return None if name is None else files().url(name)


def _create(taking: Taking, piece: Piece, wanted: dict[str, Any]) -> UUID:
    def request(texts: list[dict[str, Any]]) -> CreateNodeRequest:
        return parse(
            CreateNodeRequest,
            {
                "kind": piece.kind.value,
                "parent_id": wanted["parent_id"],
                "category_id": wanted["category_id"],
                "author_id": wanted["author_id"],
                "tags": wanted["tags"],
                "position": wanted["position"],
                "is_featured": wanted["featured"],
                "metadata": {**wanted.get("fields", {}), **({"cover": wanted["cover"]} if wanted["cover"] else {})},
                "translations": texts,
            },
        )

    texts = [{"locale": locale, **_own(text)} for locale, text in wanted["texts"].items()]
    try:
        return nodes.create_node(taking.ctx, request(texts)).id
    except (errors.DuplicateSlug, errors.AddressTaken):
        taking.note(piece, "slug", "Its slug is taken here; it has another one.")
        return nodes.create_node(taking.ctx, request([{**text, "slug": None} for text in texts])).id


def _update(taking: Taking, piece: Piece, wanted: dict[str, Any], node_id: UUID) -> None:
    present = models.Node.objects.get(pk=node_id)
    metadata = {**present.metadata, **wanted.get("fields", {}), "cover": wanted["cover"]}
    if wanted["cover"] is None:
        metadata.pop("cover")
    fields = {name: wanted[name] for name in ("category_id", "tags", "position")}
    fields["is_featured"] = wanted["featured"]
    if wanted["author_id"]:
        fields["author_id"] = wanted["author_id"]
    if str(present.parent_id or "") != (wanted["parent_id"] or ""):
        fields["parent_id"] = wanted["parent_id"]
    if metadata != present.metadata:
        fields["metadata"] = metadata
    nodes.update_node(taking.ctx, node_id, parse(UpdateNodeRequest, fields))
    for locale, text in wanted["texts"].items():
        given = {"locale": locale, **{name: value for name, value in _own(text).items() if name != "slug" or value}}
        try:
            translations.set_translation(taking.ctx, node_id, parse(SetNodeTranslationRequest, given))
        except (errors.DuplicateSlug, errors.AddressTaken):
            given.pop("slug")
            translations.set_translation(taking.ctx, node_id, parse(SetNodeTranslationRequest, given))


def _own(text: dict[str, Any]) -> dict[str, Any]:
    """Return a text without when readers see it."""
    return {name: value for name, value in text.items() if name in _HEAD}


def _publish(taking: Taking, piece: Piece, wanted: dict[str, Any], node_id: UUID) -> None:
    """Show a node, have it shown in time, or leave it a draft, as its source says: in all languages, or in each."""
    if not any("status" in text for text in wanted["texts"].values()):
        _show(taking, node_id, wanted["status"], wanted["published_at"], locales=None)
        return
    # The original last: the node was first shown when it was.
    for locale, text in reversed(wanted["texts"].items()):
        _show(taking, node_id, text["status"], text["published_at"], locales=(locale,))
        until = dt.datetime.fromisoformat(text["unpublish_at"]) if text.get("unpublish_at") else None
        if until is None or text["status"] not in ("publish", "future"):
            continue
        if until > timezone.now():
            request = ScheduleNodeRequest(locales=(locale,), unpublish_at=until)
            scheduling.schedule_node(taking.ctx, node_id, request)
        else:
            taking.note(piece, "expired", "Its time is over; it is not shown any more.")
            publishing.unpublish_node(taking.ctx, node_id, locales=(locale,))


def _show(taking: Taking, node_id: UUID, status: str, said: str | None, *, locales: tuple[str, ...] | None) -> None:
    moment = dt.datetime.fromisoformat(said) if said else None
    now = timezone.now()
    if status == "publish" or (status == "future" and moment is not None and moment <= now):
        at = moment if moment is not None and moment <= now else None
        publishing.publish_node(taking.ctx, node_id, locales=locales, at=at)
        return
    rows = models.NodeTranslation.objects.filter(node_id=node_id)
    if locales is not None:
        rows = rows.filter(locale__in=locales)
    if status == "archived":
        publishing.unpublish_node(taking.ctx, node_id, locales=locales, archive=True)
    elif rows.filter(status=NodeStatus.PUBLISHED).exists():
        publishing.unpublish_node(taking.ctx, node_id, locales=locales)
    if status == "future" and moment is not None:
        request = ScheduleNodeRequest(locales=locales, publish_at=moment)
        scheduling.schedule_node(taking.ctx, node_id, request)
