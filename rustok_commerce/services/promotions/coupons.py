"""Coupons: one at a time, many at once, from a file and into one."""

from __future__ import annotations

import csv
import io
import secrets
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import RestrictedError

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given, parse
from rustok.errors import FieldError, InvalidInput
from rustok.events.bus import publish
from rustok.events.catalog.promotions import CouponDeleted, CouponsCreated, CouponUpdated
from rustok.ids import to_ulid
from rustok.rbac.policies import require
from rustok_commerce import errors, models
from rustok_commerce.dto.coupons import (
    CouponResponse,
    CouponsMadeResponse,
    CreateCouponRequest,
    GenerateCouponsRequest,
    ImportCouponsRequest,
    UpdateCouponRequest,
)
from rustok_commerce.dto.promotions import MAX_CODE, MAX_COUPONS, MAX_GENERATED, MAX_PREFIX
from rustok_commerce.selectors.promotions import all_coupons, present_coupon
from rustok_commerce.services.constraints import violated
from rustok_commerce.services.promotions.writing import lock_promotion

_ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without 0, 1, I and O, which are taken for each other."""
_BATCH: Final = 2000
_SHOWN: Final = 100
_COLUMNS: Final = ("code", "usage_limit", "expires_at", "is_active")


def normal_code(text: str) -> str:
    """Return a code as it is kept, of what somebody typed."""
    return text.strip().upper()


@command()
def create_coupon(ctx: RequestContext, promotion_id: UUID, request: CreateCouponRequest) -> CouponResponse:
    """Make one code.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises InvalidInput: the code is too long in capitals.
    :raises DuplicateCouponCode: the code is taken.
    :raises TooManyCoupons: the promotion has as many as it may.
    """
    require(ctx, "commerce.promotion:update")
    promotion = lock_promotion(promotion_id)
    _check_room(promotion, 1)
    row = models.Coupon(
        promotion=promotion,
        code=_kept("code", request.code, MAX_CODE),
        usage_limit=request.usage_limit,
        expires_at=request.expires_at,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as exc:
        if violated(exc) == "commerce_coupons_code_uq":
            raise errors.DuplicateCouponCode(coupon=row.code) from exc
        raise
    publish(ctx, CouponsCreated(promotion_id=promotion_id, count=1))
    return present_coupon(row.id)


@command()
def generate_coupons(ctx: RequestContext, promotion_id: UUID, request: GenerateCouponsRequest) -> CouponsMadeResponse:
    """Make many codes that cannot be guessed. A code that is there already is made anew.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises InvalidInput: what the codes begin with is too long in capitals.
    :raises TooManyCoupons: the promotion would have more than it may.
    """
    require(ctx, "commerce.promotion:update")
    promotion = lock_promotion(promotion_id)
    _check_room(promotion, request.count)
    prefix = _kept("prefix", request.prefix, MAX_PREFIX)
    made: list[str] = []
    while len(made) < request.count:
        codes = {_random_code(prefix, request.length) for _ in range(min(_BATCH, request.count - len(made)))}
        made += _insert(
            models.Coupon(
                promotion=promotion, code=code, usage_limit=request.usage_limit, expires_at=request.expires_at
            )
            for code in codes
        )
    publish(ctx, CouponsCreated(promotion_id=promotion_id, count=len(made)))
    return CouponsMadeResponse(count=len(made), codes=tuple(made[:_SHOWN]))


@command()
def import_coupons(ctx: RequestContext, promotion_id: UUID, request: ImportCouponsRequest) -> CouponsMadeResponse:
    """Make the coupons of a file: all of them, or none if a row cannot be read or a code is taken.

    :raises PromotionNotFound: no such promotion in the shop.
    :raises InvalidInput: with the row of each fault.
    :raises TooManyCoupons: the promotion would have more than it may.
    """
    require(ctx, "commerce.promotion:update")
    promotion = lock_promotion(promotion_id)
    rows = _read(promotion, request.csv)
    _check_room(promotion, len(rows))
    taken = set(models.Coupon.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
    _refuse((number, "duplicate", "The code is taken.") for number, row in enumerate(rows) if row.code in taken)
    made = _insert(rows)
    _refuse((n, "duplicate", "The code is taken.") for n, row in enumerate(rows) if row.code not in set(made))
    publish(ctx, CouponsCreated(promotion_id=promotion_id, count=len(made)))
    return CouponsMadeResponse(count=len(made), codes=tuple(made[:_SHOWN]))


def export_coupons(ctx: RequestContext, promotion_id: UUID) -> str:
    """Write all coupons of a promotion as CSV, in the form that is taken in again, with how often each was used.

    :raises PromotionNotFound: no such promotion in the shop.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*_COLUMNS, "used_count"])
    for coupon in all_coupons(ctx, promotion_id):
        writer.writerow(
            [
                coupon.code,
                "" if coupon.usage_limit is None else coupon.usage_limit,
                "" if coupon.expires_at is None else coupon.expires_at.isoformat(),
                "true" if coupon.is_active else "false",
                coupon.used_count,
            ]
        )
    return text.getvalue()


@command()
def update_coupon(ctx: RequestContext, coupon_id: UUID, request: UpdateCouponRequest) -> CouponResponse:
    """Change a coupon, switch it on or off. What is as asked already changes nothing and tells nobody.

    :raises CouponNotFound: no such coupon in the shop.
    :raises UsageLimitTooLow: it was used more often already.
    """
    require(ctx, "commerce.promotion:update")
    row = _lock(coupon_id)
    changes = {name: value for name, value in given(request).items() if getattr(row, name) != value}
    if changes:
        for name, value in changes.items():
            setattr(row, name, value)
        try:
            with transaction.atomic():
                row.save(update_fields=list(changes))
        except IntegrityError as exc:
            if violated(exc) == "commerce_coupons_used_ck":
                raise errors.UsageLimitTooLow(used=row.used_count) from exc
            raise
        publish(ctx, CouponUpdated(promotion_id=row.promotion_id, coupon_id=coupon_id, fields=tuple(sorted(changes))))
    return present_coupon(coupon_id)


@command()
def delete_coupon(ctx: RequestContext, coupon_id: UUID) -> None:
    """Delete a coupon.

    :raises CouponNotFound: no such coupon in the shop.
    :raises PromotionUsed: an order has used it.
    """
    require(ctx, "commerce.promotion:delete")
    row = _lock(coupon_id, keys=True)
    if models.PromotionUse.objects.filter(coupon_id=coupon_id).exists():
        raise errors.PromotionUsed()
    try:
        with transaction.atomic():
            row.delete()
    except (IntegrityError, RestrictedError) as exc:
        # An order has just used it.
        raise errors.PromotionUsed() from exc
    publish(ctx, CouponDeleted(promotion_id=row.promotion_id, coupon_id=coupon_id))


def _lock(coupon_id: UUID, *, keys: bool = False) -> models.Coupon:
    row: models.Coupon | None = models.Coupon.objects.for_update(keys=keys).filter(id=coupon_id).first()
    if row is None:
        raise errors.CouponNotFound(coupon=to_ulid(coupon_id))
    return row


def _check_room(promotion: models.Promotion, count: int) -> None:
    if models.Coupon.objects.filter(promotion=promotion).count() + count > MAX_COUPONS:
        raise errors.TooManyCoupons(limit=MAX_COUPONS)


def _kept(field: str, text: str, longest: int) -> str:
    """Return a code, or what it begins with, as it is kept: some letters are two in capitals."""
    code = normal_code(text)
    if len(code) > longest:
        raise InvalidInput.field(field, code="too_long", message=f"In capitals it has at most {longest} characters.")
    return code


def _random_code(prefix: str, length: int) -> str:
    random = "".join(secrets.choice(_ALPHABET) for _ in range(length))
    return f"{prefix}-{random}" if prefix else random


def _insert(rows: Iterable[models.Coupon]) -> list[str]:
    """Insert coupons in sets; return the codes of those that were not there already, in order."""
    rows = list(rows)
    models.Coupon.objects.bulk_create(rows, batch_size=_BATCH, ignore_conflicts=True)
    ids = [row.id for row in rows]
    return list(models.Coupon.objects.filter(id__in=ids).order_by("id").values_list("code", flat=True))


def _read(promotion: models.Promotion, text: str) -> list[models.Coupon]:
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    try:
        names, lines = tuple(reader.fieldnames or ()), list(reader)
    except csv.Error as exc:
        raise InvalidInput.field("csv", code="unreadable", message="This is no CSV.") from exc
    if "code" not in names:
        raise InvalidInput.field("csv", code="missing_column", message="There is no column 'code'.")
    if len(lines) > MAX_GENERATED:
        raise InvalidInput.field("csv", code="too_long", message=f"A file has at most {MAX_GENERATED} rows.")
    rows: list[models.Coupon] = []
    wrong: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for number, line in enumerate(lines):
        try:
            row = _row(promotion, line)
        except InvalidInput as exc:
            wrong += [(number, error.code, f"{error.path[0]}: {error.message}") for error in exc.errors]
            continue
        if row.code in seen:
            wrong.append((number, "duplicate", "The code is there twice."))
        seen.add(row.code)
        rows.append(row)
    _refuse(wrong)
    return rows


def _row(promotion: models.Promotion, line: dict[str, Any]) -> models.Coupon:
    given_cells: dict[str, Any] = {
        name: (line.get(name) or "").strip() for name in _COLUMNS if (line.get(name) or "").strip()
    }
    is_active = given_cells.pop("is_active", "true").lower()
    if is_active not in ("true", "false"):
        raise InvalidInput.field("is_active", code="bool", message="true or false is needed.")
    if given_cells.get("usage_limit", "").isdecimal():
        given_cells["usage_limit"] = int(given_cells["usage_limit"])
    request = parse(CreateCouponRequest, given_cells)
    return models.Coupon(
        promotion=promotion,
        code=_kept("code", request.code, MAX_CODE),
        usage_limit=request.usage_limit,
        expires_at=request.expires_at,
        is_active=is_active == "true",
    )


def _refuse(wrong: Iterable[tuple[int, str, str]] | Sequence[tuple[int, str, str]]) -> None:
    """Refuse a file for its rows; the first row below the header is number 2, as a spreadsheet counts."""
    found = [FieldError(("csv", number + 2), code, message) for number, code, message in wrong]
    if found:
        raise InvalidInput(found[:_SHOWN])
