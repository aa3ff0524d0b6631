"""Makes, changes, orders and deletes categories of nodes.

A category's rights narrow those of what is above it, never widen them: whatever goes away above keeps its narrowing in
what was below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Max

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.content import (
    CategoryCreated,
    CategoryDeleted,
    CategoryRightsChanged,
    CategoryUpdated,
)
from rustok.rbac.policies import require
from rustok.rbac.roles import Role
from rustok.tenancy.context import require_tenant_id
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.categories import (
    MAX_DEPTH,
    CategoryRightInput,
    CreateNodeCategoryRequest,
    NodeCategoryResponse,
    OrderNodeCategoriesRequest,
    UpdateNodeCategoryRequest,
)
from rustok_content.selectors.categories import load_category

_COLUMNS: Final = ("position", "colour", "icon", "is_closed", "needs_approval", "slow_mode_seconds")
_IDS_IN_EVENT: Final = 1000


@command()
def create_category(ctx: RequestContext, request: CreateNodeCategoryRequest) -> NodeCategoryResponse:
    """Make a category.

    :raises DuplicateCategorySlug: the slug is taken.
    :raises CategoryNotFound: no such parent.
    :raises CategoryOfOtherModule: the parent is another module's.
    :raises CategoryTooDeep: it would be too far down.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    """
    require(ctx, "content.category:create")
    lock_categories()
    category = models.Category(
        module=request.module, slug=request.slug, **{name: getattr(request, name) for name in _COLUMNS}
    )
    category.parent = _parent(category, request.parent_id)
    _save(category)
    _write_texts(category, request.names, request.descriptions)
    write_rights(category.id, request.rights)
    publish(ctx, CategoryCreated(category_id=category.id))
    return load_category(category.id)


@command()
def update_category(ctx: RequestContext, category_id: UUID, request: UpdateNodeCategoryRequest) -> NodeCategoryResponse:
    """Change a category; the documents of its nodes follow.

    :raises CategoryNotFound: no such category for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises DuplicateCategorySlug: the slug is taken.
    :raises ParentInCircle: the new parent is the category itself or below it.
    :raises CategoryOfOtherModule: the new parent is another module's.
    :raises CategoryTooDeep: it, or what is below it, would be too far down.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    """
    require(ctx, "content.category:update")
    changes = given(request)
    if "parent_id" in changes:
        lock_categories()
    category = find_category(category_id, lock=True)
    version = changes.pop("version", category.version)
    if version != category.version:
        raise StaleVersion(current=category.version, given=version)
    if not changes:
        return load_category(category_id)
    before = load_category(category_id)
    former = category.slug
    rights, names, descriptions = (changes.pop(name, None) for name in ("rights", "names", "descriptions"))
    if "parent_id" in changes:
        category.parent = _parent(category, changes.pop("parent_id"))
    for name, value in changes.items():
        setattr(category, name, value)
    category.version += 1
    _save(category)
    if category.slug != former:
        _keep_alias(category, former)
    if names is not None or descriptions is not None:
        _write_texts(
            category,
            before.names if names is None else names,
            before.descriptions if descriptions is None else descriptions,
        )
    if rights is not None:
        write_rights(category_id, rights)
    after = load_category(category_id)
    publish(ctx, CategoryUpdated(category_id=category_id))
    if (after.rights, after.parent_id) != (before.rights, before.parent_id):
        publish(ctx, CategoryRightsChanged(category_id=category_id))
    return after


@command()
def order_categories(ctx: RequestContext, request: OrderNodeCategoriesRequest) -> list[NodeCategoryResponse]:
    """Put categories that are below one parent, or at the top, into an order.

    :raises CategoryNotFound: one of them is not there.
    :raises CategoryOfOtherModule: they are of different modules.
    """
    require(ctx, "content.category:update")
    lock_categories()
    wanted = list(dict.fromkeys(request.category_ids))
    siblings = {
        row.id: row for row in models.Category.objects.for_update().filter(parent_id=request.parent_id).order_by("id")
    }
    for category_id in wanted:
        if category_id not in siblings:
            raise errors.CategoryNotFound(id=str(category_id))
    module = siblings[wanted[0]].module
    for category_id in wanted:
        _check_module(siblings[category_id], module)
    rest = [row for row in siblings.values() if row.module == module and row.id not in wanted]
    order = [*wanted, *(row.id for row in sorted(rest, key=lambda row: (row.position, row.slug)))]
    for position, category_id in enumerate(order):
        row = siblings[category_id]
        if row.position != position:
            row.position = position
            row.version += 1
            row.save()
            publish(ctx, CategoryUpdated(category_id=category_id))
    return [load_category(category_id) for category_id in order]


@command()
def delete_category(ctx: RequestContext, category_id: UUID) -> None:
    """Delete a category; its nodes stay, without one, and its children move up.

    What not everybody sees in it does not come to light so.

    :raises CategoryNotFound: no such category for this tenant.
    :raises CategoryNotEmpty: not everybody sees it, and it holds nodes: move them, or merge it.
    """
    require(ctx, "content.category:delete")
    lock_categories()
    nodes = models.Node.objects.filter(category_id=category_id)
    list(nodes.for_update().order_by("id").values_list("id", flat=True))
    category = find_category(category_id, lock=True, keys=True)
    node_ids = tuple(nodes.order_by("id").values_list("id", flat=True))
    if node_ids and not _is_open(category):
        raise errors.CategoryNotEmpty(count=len(node_ids))
    nodes.update(category=None, version=F("version") + 1)
    raise_children(category, category.parent_id)
    _forget(category)
    for start in range(0, max(len(node_ids), 1), _IDS_IN_EVENT):
        publish(ctx, CategoryDeleted(category_id=category_id, node_ids=node_ids[start : start + _IDS_IN_EVENT]))


def lock_categories() -> None:
    """Let no other transaction of the tenant move categories until this one ends: two moves could make a circle."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended('content.categories ' || %s, 0))", [str(require_tenant_id())]
        )


def find_category(category_id: UUID, *, lock: bool = False, keys: bool = False) -> Any:
    """Return a category's row, locked until the end of the transaction if asked so.

    :raises CategoryNotFound: no such category for this tenant.
    """
    categories = models.Category.objects.for_update(keys=keys) if lock else models.Category.objects
    category = categories.filter(pk=category_id).first()
    if category is None:
        raise errors.CategoryNotFound(id=str(category_id))
    return category


def hold_category(category_id: UUID) -> None:
    """Let nobody delete or merge a category until the end of the transaction; counters are changed meanwhile.

    For whoever files something in it.

    :raises CategoryNotFound: no such category for this tenant.
    """
    with connection.cursor() as cursor:
        tenant = require_tenant_id()
        cursor.execute(
            "SELECT id FROM categories WHERE tenant_id = %s AND id = %s FOR KEY SHARE", [tenant, category_id]
        )
        if cursor.fetchone() is None:
            raise errors.CategoryNotFound(id=str(category_id))


def write_rights(category_id: UUID, rights: Iterable[CategoryRightInput]) -> None:
    """Give a category exactly these rights. For the module's own commands, under its lock.

    :raises InvalidInput: a role is named twice, or may write where it sees nothing.
    """
    wanted = list(rights)
    for place, right in enumerate(wanted):
        if right.role in [other.role for other in wanted[:place]]:
            raise InvalidInput.field("rights", place, "role", code="duplicate", message="Each role once.")
        if (right.can_reply or right.can_create) and not right.can_see:
            raise InvalidInput.field(
                "rights", place, "can_see", code="needs_sight", message="Whoever may answer or write sees it as well."
            )
    models.CategoryRight.objects.filter(category_id=category_id).delete()
    models.CategoryRight.objects.bulk_create(
        [
            models.CategoryRight(
                category_id=category_id,
                role=right.role,
                can_see=right.can_see,
                can_reply=right.can_reply,
                can_create=right.can_create,
            )
            for right in sorted(wanted, key=lambda right: right.role)
        ]
    )


def raise_children(category: models.Category, parent_id: UUID | None) -> None:
    """Put what is below a category that goes below another one, with the narrowing that it had."""
    own = _rights_of([category.id]).get(category.id)
    children = models.Category.objects.for_update().filter(parent=category).order_by("id")
    narrowed = _rights_of([child.id for child in children])
    last = models.Category.objects.filter(parent_id=parent_id).aggregate(last=Max("position"))["last"]
    for offset, child in enumerate(sorted(children, key=lambda row: (row.position, row.slug)), start=1):
        child.parent_id = parent_id
        child.position = (last or 0) + offset
        child.version += 1
        child.save()
        if own is not None:
            write_rights(child.id, _narrowed(own, narrowed.get(child.id)))


def _rights_of(category_ids: Sequence[UUID]) -> dict[UUID, list[CategoryRightInput]]:
    found: dict[UUID, list[CategoryRightInput]] = {}
    for row in models.CategoryRight.objects.filter(category_id__in=category_ids).order_by("category_id", "role"):
        found.setdefault(row.category_id, []).append(
            CategoryRightInput(
                role=Role(row.role), can_see=row.can_see, can_reply=row.can_reply, can_create=row.can_create
            )
        )
    return found


def _narrowed(
    above: Sequence[CategoryRightInput], own: Sequence[CategoryRightInput] | None
) -> list[CategoryRightInput]:
    if own is None:
        return list(above)
    limits = {right.role: right for right in above}
    return [
        CategoryRightInput(
            role=right.role,
            can_see=right.can_see and limits[right.role].can_see,
            can_reply=right.can_reply and limits[right.role].can_reply,
            can_create=right.can_create and limits[right.role].can_create,
        )
        for right in own
        if right.role in limits
    ] or [CategoryRightInput(role=Role.ADMIN, can_see=True, can_reply=True, can_create=True)]


def _is_open(category: models.Category) -> bool:
    """Tell whether everybody sees a category: neither it nor anything above it has rights."""
    current: Any = category
    while current is not None:
        if current.rights.exists():
            return False
        current = current.parent
    return True


def _parent(category: models.Category, parent_id: UUID | None) -> Any:
    """Return the row that a category is to be below, if it may; under the lock of those who move."""
    if parent_id is None:
        return None
    parent = find_category(parent_id)
    _check_module(parent, category.module)
    above, ancestor = 1, parent
    while ancestor is not None:
        if ancestor.id == category.id:
            raise errors.ParentInCircle()
        above, ancestor = above + 1, ancestor.parent
    if above + _height(category.id) > MAX_DEPTH:
        raise errors.CategoryTooDeep(limit=MAX_DEPTH)
    return parent


def _height(category_id: UUID) -> int:
    """Return how many levels are below a category."""
    levels, ids = 0, [category_id]
    while ids := list(models.Category.objects.filter(parent_id__in=ids).order_by("id").values_list("id", flat=True)):
        levels += 1
    return levels


def _check_module(category: models.Category, module: str) -> None:
    if category.module != module:
        raise errors.CategoryOfOtherModule(module=module, other=category.module)


def _keep_alias(category: models.Category, former: str) -> None:
    """Let a former slug lead to the category, unless another one has it."""
    models.CategoryAlias.objects.update_or_create(module=category.module, slug=former, defaults={"category": category})


def _forget(category: Any) -> None:
    category.rights.all().delete()
    category.aliases.all().delete()
    category.translations.all().delete()
    category.delete()


def _save(category: models.Category) -> None:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as exc:
        raise errors.DuplicateCategorySlug(slug=category.slug) from exc
    # What is there now goes before what was.
    models.CategoryAlias.objects.filter(module=category.module, slug=category.slug).delete()


def _write_texts(category: models.Category, names: Mapping[str, str], descriptions: Mapping[str, str]) -> None:
    if not names:
        raise InvalidInput.field("names", code="too_short", message="A category needs a name in one language.")
    spoken = current_tenant().locale_codes
    for locale in (*names, *descriptions):
        if locale not in spoken:
            raise errors.LocaleNotEnabled(locale=locale)
    for locale in descriptions:
        if locale not in names:
            raise InvalidInput.field(
                "descriptions", locale, code="missing_name", message="A description needs a name in its language."
            )
    category.translations.exclude(locale__in=names).delete()
    for locale, name in sorted(names.items()):
        category.translations.update_or_create(
            locale=locale, defaults={"name": name, "description": descriptions.get(locale, "")}
        )
