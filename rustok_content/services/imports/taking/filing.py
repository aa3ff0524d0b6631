"""Categories and tags of a source."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from slugify import slugify

from rustok.dto import parse
from rustok.media.models import Asset
from rustok_content import models
from rustok_content.dto.categories import CreateNodeCategoryRequest, UpdateNodeCategoryRequest
from rustok_content.dto.tags import CreateNodeTagRequest
from rustok_content.services import categories, tags
from rustok_content.services.imports.pieces import Piece, PieceKind
from rustok_content.services.imports.taking.records import Taking

_MODULE: Final = "blog"
_TABLES: Final[dict[PieceKind, Any]] = {
    PieceKind.ASSET: Asset,
    PieceKind.CATEGORY: models.Category,
    PieceKind.TAG: models.Tag,
    PieceKind.MENU: models.Menu,
    PieceKind.REDIRECT: models.Redirect,
}


def is_there(kind: PieceKind, target_id: UUID) -> bool:
    """Tell whether what a piece became is there still."""
    return bool(_TABLES[kind].objects.filter(pk=target_id).exists())


def resolve_category(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Find the category above."""
    above = taking.target(PieceKind.CATEGORY, piece.above)
    if piece.above and above is None:
        taking.note(piece, "no_parent", "The category above it is not there; it was put at the top.")
    return {
        "slug": as_slug(piece.data["slug"]) or as_slug(piece.name) or "category",
        "name": piece.data["name"][:255],
        "description": piece.data["description"][:5000],
        "parent_id": str(above) if above else None,
        **{name: piece.data[name] for name in ("names", "descriptions", "position") if name in piece.data},
    }


def write_category(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Make or change a category of the blog. One of this slug that is there already is the same."""
    ctx = taking.ctx
    names: dict[str, str] = dict(wanted.get("names") or {taking.locale: wanted["name"]})
    said: dict[str, str] = dict(wanted.get("descriptions") or {})
    if wanted["description"]:
        said[taking.locale] = wanted["description"]
    place: dict[str, Any] = {name: wanted[name] for name in ("slug", "parent_id", "position") if name in wanted}
    if known is None:
        present = models.Category.objects.filter(module=_MODULE, slug=wanted["slug"]).values_list("id", flat=True)
        if present:
            return UUID(str(present[0]))
        fields: dict[str, Any] = {"module": _MODULE, **place, "names": names, "descriptions": said}
        return categories.create_category(ctx, parse(CreateNodeCategoryRequest, fields)).id
    rows = models.CategoryTranslation.objects.filter(category_id=known).exclude(locale__in=names)
    for other, name, description in rows.values_list("locale", "name", "description"):
        names[other] = name
        if description:
            said.setdefault(other, description)
    fields = {**place, "names": names, **({"descriptions": said} if said else {})}
    categories.update_category(ctx, known, parse(UpdateNodeCategoryRequest, fields))
    return known


def resolve_tag(taking: Taking, piece: Piece) -> dict[str, Any] | None:
    """Return the tag's name, and what else leads to it."""
    more = {name: piece.data[name] for name in ("names", "synonyms") if piece.data.get(name)}
    return {"name": piece.data["name"][:64], **more}


def write_tag(taking: Taking, piece: Piece, wanted: dict[str, Any], known: UUID | None) -> UUID:
    """Make a tag. One that goes by the word already is the same; a renamed one is another."""
    word = slugify(wanted["name"], max_length=80) or wanted["name"].strip().casefold()[:80]
    found = models.Tag.objects.filter(slug=word).values_list("id", flat=True).first()
    if found is None:
        found = models.TagSynonym.objects.filter(slug=word).values_list("tag_id", flat=True).first()
    if found is not None:
        return UUID(str(found))
    return tags.create_tag(taking.ctx, parse(CreateNodeTagRequest, wanted)).id


def as_slug(text: str) -> str | None:
    """Return a text as it can stand in an address."""
    return slugify(text, max_length=200, word_boundary=True) or None
