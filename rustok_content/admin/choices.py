"""What a node may be, belong to and be written by: the choices of its form."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.db.models import Q

from rustok.api.admin.forms import choice, operator_locales
from rustok.auth.models import User
from rustok.context import RequestContext, Scope
from rustok.rbac.policies import scope_of
from rustok.rbac.roles import STAFF_ROLES
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.services.kinds import get_kind, kinds
from rustok_content.services.locking import may_make
from rustok_content.services.reach import EVERYWHERE, Reach

# More pages than this do not fit a list to choose a parent from.
_MOST_PARENTS: Final = 500
_PLURALS: Final = {"block": "Reusable blocks", "reply": "Replies", "series": "Series"}


def head_of(node: models.Node) -> Any:
    """Return a node's title and slug in the operator's language, else in the next one that there is."""
    heads = {row.locale: row for row in node.translations.all()}
    return next((heads[locale] for locale in (*operator_locales(current_tenant()), *heads) if locale in heads), None)


def usable_kinds() -> list[Any]:
    """Return the kinds whose module the tenant has switched on."""
    found = []
    for kind in kinds():
        try:
            found.append(get_kind(kind.name))
        except errors.UnknownKind:
            # Its module is off for this tenant.
            continue
    return found


def kind_label_of(name: str) -> str:
    """Return what people call a kind."""
    return next((kind.label for kind in kinds() if kind.name == name), name)


def kind_plural_of(name: str) -> str:
    """Return what people call several of a kind."""
    return _PLURALS.get(name, f"{kind_label_of(name)}s")


def category_name(category: models.Category) -> str:
    """Return a category's name in the operator's language, else its slug."""
    names = {row.locale: row.name for row in category.translations.all()}
    return next((names[locale] for locale in operator_locales(current_tenant()) if locale in names), category.slug)


def category_choices() -> list[tuple[str, str]]:
    """List the categories as a tree."""
    rows = list(models.Category.objects.order_by("position", "slug").prefetch_related("translations"))
    below: dict[UUID | None, list[models.Category]] = {}
    for row in rows:
        below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[str, str]] = []

    def walk(parent_id: UUID | None, depth: int) -> None:
        for row in below.get(parent_id, ()):
            found.append((str(row.pk), f"{'— ' * depth}{category_name(row)}"))
            walk(row.pk, depth + 1)

    walk(None, 0)
    return found


def parent_choices(node: models.Node | None, reach: Reach = EVERYWHERE) -> list[tuple[str, str]]:
    """List the nodes that one may be below, as far as the operator's assignments reach; the present one always."""
    allowed = [get_kind(node.kind)] if node and _is_usable(node.kind) else usable_kinds()
    names = {name for kind in allowed for name in kind.parents if name is not None}
    found = models.Node.objects.filter(kind__in=names).order_by("depth", "position", "id")
    if node is not None:
        found = found.exclude(pk=node.pk)
    rows = {row.pk: row for row in found.prefetch_related("translations")[:_MOST_PARENTS]}
    if node is not None and node.parent_id and node.parent_id not in rows:
        rows[node.parent_id] = models.Node.objects.prefetch_related("translations").get(pk=node.parent_id)
    present = node.parent_id if node is not None else None
    return [(str(key), _indented(row)) for key, row in rows.items() if key == present or reach.covers(row.path, None)]


def place_choices() -> list[tuple[str, str]]:
    """List what has something below it, or can have: the places that staff is assigned to."""
    names = {name for kind in usable_kinds() if kind.drafts for name in kind.parents if name is not None}
    found = models.Node.objects.filter(kind__in=names, deleted_at=None).order_by("depth", "position", "id")
    return [(str(row.pk), _indented(row)) for row in found.prefetch_related("translations")[:_MOST_PARENTS]]


def _indented(node: models.Node) -> str:
    head = head_of(node)
    return f"{'— ' * node.depth}{head.title if head else node.pk}"


def _is_usable(kind: str) -> bool:
    return any(entry.name == kind for entry in usable_kinds())


def makeable_kinds(ctx: RequestContext) -> list[tuple[str, str]]:
    """List the kinds that the operator may make nodes of."""
    kinds = [kind for kind in usable_kinds() if may_make(ctx, kind)]
    return [(kind.name, kind.label) for kind in kinds]


def author_field(ctx: RequestContext, present: UUID | None) -> forms.ChoiceField:
    """Ask who has written a node: one of the staff, or whoever is named now; oneself, for those who sign for nobody."""
    people = Q(role__in=STAFF_ROLES) | Q(pk=present)
    nobody = [("", "—")]
    if scope_of(ctx, "content.node:update") is not Scope.ALL:
        people, nobody = Q(pk=present), []
    found = User.objects.filter(people).order_by("email").values_list("pk", "email")[:_MOST_PARENTS]
    choices = [*nobody, *((str(key), email) for key, email in found)]
    return choice("Author", choices, initial=str(present or ""))
