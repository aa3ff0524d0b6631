"""Promotions: made as drafts, switched on, changed, archived, deleted while no order has used them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import Unset, given
from rustok.events.bus import publish
from rustok.events.catalog.promotions import PromotionCreated, PromotionDeleted, PromotionUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.promotions import (
    CreatePromotionRequest,
    PromotionResponse,
    PromotionStatus,
    PromotionTranslationInput,
    UpdatePromotionRequest,
)
from rustok_commerce.selectors.promotions import present_promotion
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.locales import enabled_locale
from rustok_commerce.services.promotions.checking import check_channels, stored_conditions, stored_effect
from rustok_commerce.services.revisions import check_version


@command()
def create_promotion(ctx: RequestContext, request: CreatePromotionRequest) -> PromotionResponse:
    """Make a promotion, as a draft.

    :raises DuplicatePromotionCode: the code is taken.
    :raises WindowEmpty: it would end before it begins.
    :raises InvalidInput: a condition or the effect cannot be meant, or there is no such channel.
    :raises LocaleNotEnabled: it is named in a language that the shop does not speak.
    """
    require(ctx, "commerce.promotion:create")
    _check_window(request.starts_at, request.ends_at)
    check_channels(request.channels)
    row = models.Promotion(
        code=request.code,
        name=request.name,
        conditions=stored_conditions(request.conditions),
        effect=stored_effect(request.effect),
        needs_coupon=request.needs_coupon,
        priority=request.priority,
        is_exclusive=request.is_exclusive,
        stacking_group=request.stacking_group,
        channels=list(request.channels),
        starts_at=request.starts_at,
        ends_at=request.ends_at,
        usage_limit=request.usage_limit,
        usage_limit_per_customer=request.usage_limit_per_customer,
    )
    _save(row)
    _write_names(row, request.translations)
    publish(ctx, PromotionCreated(promotion_id=row.id))
    return present_promotion(row.id)


@command()
def update_promotion(ctx: RequestContext, promotion_id: UUID, request: UpdatePromotionRequest) -> PromotionResponse:
    """Change a promotion. What is as asked already changes nothing and tells nobody.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises StaleVersion: ``version`` was given and somebody changed the promotion in between.
    :raises DuplicatePromotionCode: the code is taken.
    :raises WindowEmpty: it would end before it begins.
    :raises UsageLimitTooLow: it was used more often already.
    :raises InvalidInput: a condition or the effect cannot be meant, or there is no such channel.
    :raises LocaleNotEnabled: it is named in a language that the shop does not speak.
    """
    require(ctx, "commerce.promotion:update")
    row = lock_promotion(promotion_id)
    changes = given(request)
    check_version(row, changes)
    if not isinstance(request.conditions, Unset):
        changes["conditions"] = stored_conditions(request.conditions)
    if not isinstance(request.effect, Unset):
        changes["effect"] = stored_effect(request.effect)
    if not isinstance(request.channels, Unset):
        check_channels(request.channels)
        changes["channels"] = list(request.channels)
    changed: list[str] = []
    if not isinstance(request.translations, Unset):
        del changes["translations"]
        if _write_names(row, request.translations):
            changed.append("translations")
    changed += [name for name, value in changes.items() if getattr(row, name) != value]
    _check_window(changes.get("starts_at", row.starts_at), changes.get("ends_at", row.ends_at))
    if changed:
        _change(ctx, row, changes, changed)
    return present_promotion(row.id)


@command()
def activate_promotion(ctx: RequestContext, promotion_id: UUID) -> PromotionResponse:
    """Let a promotion hold, within its window.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    return _switch(ctx, promotion_id, PromotionStatus.ACTIVE)


@command()
def deactivate_promotion(ctx: RequestContext, promotion_id: UUID) -> PromotionResponse:
    """Make a promotion a draft again: it holds no more.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    return _switch(ctx, promotion_id, PromotionStatus.DRAFT)


@command()
def archive_promotion(ctx: RequestContext, promotion_id: UUID) -> PromotionResponse:
    """Put a promotion away: it holds no more, and stays for the orders that used it.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    return _switch(ctx, promotion_id, PromotionStatus.ARCHIVED)


@command()
def delete_promotion(ctx: RequestContext, promotion_id: UUID) -> None:
    """Delete a promotion with its coupons.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises PromotionUsed: an order has used it.
    """
    require(ctx, "commerce.promotion:delete")
    row = lock_promotion(promotion_id, keys=True)
    if models.PromotionUse.objects.filter(promotion_id=promotion_id).exists():
        raise errors.PromotionUsed()
    try:
        with transaction.atomic():
            row.delete()
    except (IntegrityError, RestrictedError) as exc:
        # An order has just used it.
        raise errors.PromotionUsed() from exc
    publish(ctx, PromotionDeleted(promotion_id=promotion_id))


def lock_promotion(promotion_id: UUID, *, keys: bool = False) -> models.Promotion:
    """Lock and return a promotion.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    row: models.Promotion | None = models.Promotion.objects.for_update(keys=keys).filter(id=promotion_id).first()
    if row is None:
        raise errors.PromotionNotFound(promotion=to_ulid(promotion_id))
    return row


def _switch(ctx: RequestContext, promotion_id: UUID, status: PromotionStatus) -> PromotionResponse:
    require(ctx, "commerce.promotion:update")
    row = lock_promotion(promotion_id)
    if row.status != status:
        _change(ctx, row, {"status": status}, ["status"])
    return present_promotion(row.id)


def _change(ctx: RequestContext, row: models.Promotion, changes: dict[str, Any], changed: list[str]) -> None:
    for name, value in changes.items():
        setattr(row, name, value)
    row.version += 1
    _save(row, [*changes, "version", "updated_at"])
    publish(ctx, PromotionUpdated(promotion_id=row.id, fields=tuple(sorted(changed))))


def _check_window(starts_at: dt.datetime | None, ends_at: dt.datetime | None) -> None:
    if starts_at is not None and ends_at is not None and ends_at <= starts_at:
        raise errors.WindowEmpty()


def _save(row: models.Promotion, names: list[str] | None = None) -> None:
    try:
        with transaction.atomic():
            row.save(update_fields=names)
    except IntegrityError as exc:
        broken = violated(exc)
        if broken == "commerce_promotions_code_uq":
            raise errors.DuplicatePromotionCode(promotion=row.code) from exc
        if broken == "commerce_promotions_used_ck":
            raise errors.UsageLimitTooLow(used=row.used_count) from exc
        raise


def _write_names(row: models.Promotion, names: Iterable[PromotionTranslationInput]) -> bool:
    """Write the names in all languages; tell whether anything changed."""
    wanted: dict[str, str] = {}
    for text in names:
        locale = enabled_locale(text.locale)
        if locale in wanted:
            raise errors.DuplicateLocale(locale=locale)
        wanted[locale] = text.name
    present = dict(row.translations.values_list("locale", "name"))
    if present == wanted:
        return False
    row.translations.exclude(locale__in=list(wanted)).delete()
    for locale, name in wanted.items():
        if present.get(locale) != name:
            models.PromotionTranslation.objects.update_or_create(promotion=row, locale=locale, defaults={"name": name})
    return True
