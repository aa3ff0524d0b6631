"""Drafts to products, each in one transaction: tried again where somebody else was at the same product."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import OperationalError

from rustok.commands import last_events
from rustok.context import RequestContext
from rustok_commerce import errors
from rustok_commerce.selectors.products import unpresented
from rustok_commerce.services.jobs import RowError
from rustok_commerce.services.transfer.application import Application, Outcome, Refused
from rustok_commerce.services.transfer.drafts import Draft
from rustok_commerce.services.transfer.lookups import Found, look_up
from rustok_commerce.services.transfer.matching import differs
from rustok_commerce.services.transfer.present import Shop

_ATTEMPTS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of a draft, and why it was refused."""

    outcome: Outcome
    errors: tuple[RowError, ...] = ()


def apply_draft(ctx: RequestContext, draft: Draft, shop: Shop, found: Found, *, is_dry_run: bool) -> Result:
    """Bring a product to what a draft says; a dry run takes back what it did."""
    if draft.faults:
        return _failed(draft, draft.faults)
    for attempt in range(1, _ATTEMPTS + 1):
        product = found.product_of(draft)
        try:
            if product is not None and not differs(draft, product, shop, found):
                return Result(outcome=Outcome.UNCHANGED)
            told = last_events.get()
            with unpresented():
                outcome = Application(ctx, draft, shop, found, product).run(is_dry_run=is_dry_run)
            if is_dry_run:
                # What was taken back has no position that anybody could wait for.
                last_events.set(told)
            return Result(outcome=outcome)
        except Refused as refused:
            # Somebody else's import, or a person, has made the product in between: look again, and change it.
            raced = any(error.code in _TAKEN for error in refused.errors)
            if raced and product is None and attempt < _ATTEMPTS:
                found = look_up([draft], shop)
                if found.product_of(draft) is not None:
                    continue
            return _failed(draft, refused.errors)
        except OperationalError:
            # Two transactions waited for each other, and PostgreSQL ended this one.
            if attempt == _ATTEMPTS:
                raise
            found = look_up([draft], shop)
    raise AssertionError("every attempt returns or raises")


_TAKEN: Final = frozenset({errors.DuplicateHandle.code, errors.DuplicateSku.code})


def _failed(draft: Draft, found: list[RowError]) -> Result:
    """Refuse all rows of a product: those that have no fault of their own are held back by those that have."""
    wrong = {error.line for error in found}
    first = min((line for line in wrong if line is not None), default=draft.last)
    held_back = [
        RowError(
            line=line.number,
            column=None,
            code="commerce.import.held_back",
            message=f"Row {first} of the same product is refused.",
        )
        for line in draft.lines
        if line.number not in wrong
    ]
    ordered = sorted([*found, *held_back], key=lambda error: error.line or 0)
    return Result(outcome=Outcome.FAILED, errors=tuple(ordered))
