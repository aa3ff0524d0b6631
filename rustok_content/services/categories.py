"""Makes, changes and deletes categories of nodes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import InvalidInput, StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.content import CategoryCreated, CategoryDeleted, CategoryUpdated
from rustok.rbac.policies import require
from rustok.tenancy.info import current_tenant
from rustok_content import errors, models
from rustok_content.dto.categories import CreateNodeCategoryRequest, NodeCategoryResponse, UpdateNodeCategoryRequest
from rustok_content.mappers import category_response


@command()
def create_category(ctx: RequestContext, request: CreateNodeCategoryRequest) -> NodeCategoryResponse:
    """Make a category.

    :raises DuplicateCategorySlug: the slug is taken.
    :raises CategoryNotFound: no such parent.
    :raises LocaleNotEnabled: the tenant does not speak a language given.
    """
    require(ctx, "content.category:create")
    category = models.Category(slug=request.slug, position=request.position)
    category.parent = _find(request.parent_id) if request.parent_id else None
    _save(category)
    _write_names(category, request.names)
    publish(ctx, CategoryCreated(category_id=category.id))
    return _response(category.id)


@command()
def update_category(ctx: RequestContext, category_id: UUID, request: UpdateNodeCategoryRequest) -> NodeCategoryResponse:
    """Change a category; the documents of its nodes follow.

    :raises CategoryNotFound: no such category for this tenant.
    :raises StaleVersion: changed by somebody else since ``request.version``.
    :raises ParentInCircle: the new parent is the category itself or below it.
    """
    require(ctx, "content.category:update")
    category = _find(category_id, lock=True)
    changes = given(request)
    version = changes.pop("version", category.version)
    if version != category.version:
        raise StaleVersion(current=category.version, given=version)
    names = changes.pop("names", None)
    if "parent_id" in changes:
        changes["parent"] = _new_parent(category, changes.pop("parent_id"))
    if not changes and names is None:
        return _response(category.id)
    for name, value in changes.items():
        setattr(category, name, value)
    category.version += 1
    _save(category)
    if names is not None:
        category.translations.exclude(locale__in=names).delete()
        _write_names(category, names)
    publish(ctx, CategoryUpdated(category_id=category.id))
    return _response(category.id)


@command()
def delete_category(ctx: RequestContext, category_id: UUID) -> None:
    """Delete a category; its nodes stay, without one, and its children move up.

    :raises CategoryNotFound: no such category for this tenant.
    """
    require(ctx, "content.category:delete")
    category = _find(category_id, lock=True, keys=True)
    node_ids = tuple(models.Node.objects.filter(category=category).order_by("id").values_list("id", flat=True))
    models.Node.objects.filter(category=category).update(category=None, version=F("version") + 1)
    category.children.update(parent=category.parent_id)
    category.delete()
    publish(ctx, CategoryDeleted(category_id=category_id, node_ids=node_ids))


def _find(category_id: UUID, *, lock: bool = False, keys: bool = False) -> Any:
    categories = models.Category.objects.for_update(keys=keys) if lock else models.Category.objects
    category = categories.filter(pk=category_id).first()
    if category is None:
        raise errors.CategoryNotFound(id=str(category_id))
    return category


def _new_parent(category: models.Category, parent_id: UUID | None) -> Any:
    parent = _find(parent_id) if parent_id else None
    ancestor = parent
    while ancestor is not None:
        if ancestor.id == category.id:
            raise errors.ParentInCircle()
        ancestor = ancestor.parent
    return parent


def _save(category: models.Category) -> None:
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError as exc:
        raise errors.DuplicateCategorySlug(slug=category.slug) from exc


def _write_names(category: models.Category, names: Mapping[str, str]) -> None:
    if not names:
        raise InvalidInput.field("names", code="too_short", message="A category needs a name in one language.")
    for locale, name in names.items():
        if locale not in current_tenant().locale_codes:
            raise errors.LocaleNotEnabled(locale=locale)
        category.translations.update_or_create(locale=locale, defaults={"name": name})


def _response(category_id: UUID) -> NodeCategoryResponse:
    return category_response(models.Category.objects.prefetch_related("translations").get(pk=category_id))
