"""What invoices and credit notes say: rows of amounts, and the sums of their taxes. Pure but for reading the order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from rustok.ids import to_ulid
from rustok_commerce import models
from rustok_commerce.services.money import allocate

SHIPPING = "shipping"
"""The key of the row of the delivery."""
OTHER = ""
"""The key of what is about no line."""

Tax = tuple[str, int]
"""A tax: its name and its rate in millionths."""


@dataclass(slots=True, kw_only=True)
class Row:
    """A row of a document: a line of an order, its delivery, or an allowance on the whole. Amounts may be negative."""

    key: str
    title: str
    sku: str = ""
    quantity: int = 0
    unit_price: int = 0
    net: int = 0
    tax: int = 0
    gross: int = 0
    taxes: dict[Tax, int] = field(default_factory=dict)

    @property
    def is_nothing(self) -> bool:
        """Tell whether the row says nothing."""
        return not (self.net or self.tax or self.gross or self.quantity)

    def less(self, other: Row) -> Row:
        """Return what this row says more than another."""
        taxes = {
            tax: amount
            for tax in {**self.taxes, **other.taxes}
            if (amount := self.taxes.get(tax, 0) - other.taxes.get(tax, 0))
        }
        return Row(
            key=self.key,
            title=self.title or other.title,
            sku=self.sku or other.sku,
            quantity=self.quantity - other.quantity,
            unit_price=self.unit_price or other.unit_price,
            net=self.net - other.net,
            tax=self.tax - other.tax,
            gross=self.gross - other.gross,
            taxes=taxes,
        )

    def part(self, gross: int, quantity: int = 0) -> Row:
        """Return a share of the row: its taxes are shared out in proportion, exactly."""
        tax = _share(self.tax, gross, self.gross)
        shares = allocate(tax, list(self.taxes.values())) if self.taxes and tax else [0] * len(self.taxes)
        return Row(
            key=self.key,
            title=self.title,
            sku=self.sku,
            quantity=quantity,
            unit_price=self.unit_price if quantity else 0,
            net=gross - tax,
            tax=tax,
            gross=gross,
            taxes=dict(zip(self.taxes, shares, strict=True)),
        )

    def stored(self) -> dict[str, Any]:
        """Return the row as it is kept."""
        return {
            "key": self.key,
            "title": self.title,
            "sku": self.sku,
            "quantity": self.quantity,
            "unit_price": self.unit_price,
            "net": self.net,
            "tax": self.tax,
            "gross": self.gross,
            "taxes": [
                {"name": name, "rate_ppm": rate, "amount": amount} for (name, rate), amount in self.taxes.items()
            ],
        }


def read_row(stored: Mapping[str, Any], sign: int) -> Row:
    """Return a row of a document that was issued; a credit note's counts against the order with the sign -1."""
    return Row(
        key=stored["key"],
        title=stored["title"],
        sku=stored["sku"],
        quantity=sign * stored["quantity"],
        unit_price=stored["unit_price"],
        net=sign * stored["net"],
        tax=sign * stored["tax"],
        gross=sign * stored["gross"],
        taxes={(tax["name"], tax["rate_ppm"]): sign * tax["amount"] for tax in stored["taxes"]},
    )


def rows_of(order: models.Order) -> list[Row]:
    """Return what an order costs, by line, with its delivery last."""
    lines = models.OrderLine.objects.filter(order=order).order_by("position", "id")
    rows = [
        Row(
            key=to_ulid(line.id),
            title=f"{line.title} — {line.variant_title}" if line.variant_title else line.title,
            sku=line.sku,
            quantity=line.quantity,
            unit_price=line.unit_price,
            **_amounts(line),
        )
        for line in lines
    ]
    rows += [
        Row(key=SHIPPING, title=part.name, quantity=1, unit_price=part.amount, **_amounts(part))
        for part in models.OrderShipping.objects.filter(order=order)
    ]
    return rows


def differences(wanted: Iterable[Row], documented: Iterable[Row]) -> list[Row]:
    """Return what documents do not say yet of what is wanted, row by row."""
    said: dict[str, Row] = {}
    for row in documented:
        known = said.get(row.key)
        said[row.key] = row if known is None else row.less(negated(known))
    found = [row.less(said.pop(row.key, Row(key=row.key, title=""))) for row in wanted]
    found += [Row(key=row.key, title=row.title).less(row) for row in said.values()]
    return [row for row in found if not row.is_nothing]


def negated(row: Row) -> Row:
    """Return the row with the other sign."""
    return Row(key=row.key, title=row.title, sku=row.sku, unit_price=row.unit_price).less(row)


def refunded_rows(order_rows: Iterable[Row], refund: models.Refund, amount: int) -> list[Row]:
    """Return what a refund takes back: of its lines and the delivery, and the rest of everything in proportion."""
    rows = {row.key: row for row in order_rows}
    found = []
    left = amount
    if amount == refund.amount:
        for line in models.RefundLine.objects.filter(refund=refund).order_by("id"):
            row = rows.get(to_ulid(line.order_line_id))
            if row is not None and line.amount:
                found.append(row.part(line.amount, line.quantity))
                left -= line.amount
        if refund.shipping_amount and SHIPPING in rows:
            found.append(rows[SHIPPING].part(refund.shipping_amount))
            left -= refund.shipping_amount
    if left > 0:
        found.append(_allowance(list(rows.values()), left))
    return found


def tax_summary(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """Return for each tax what it is on, and how much it is; what is not taxed comes last."""
    found: dict[Tax, list[int]] = {}
    for row in rows:
        for tax, amount in row.taxes.items() if row.taxes else {("", 0): 0}.items():
            sums = found.setdefault(tax, [0, 0])
            sums[0] += row.net
            sums[1] += amount
    return [
        {"name": name, "rate_ppm": rate, "net": net, "tax": amount}
        for (name, rate), (net, amount) in sorted(found.items(), key=lambda item: (not item[0][0], -item[0][1]))
    ]


def _allowance(rows: list[Row], amount: int) -> Row:
    weights = [max(0, row.gross) for row in rows]
    if not any(weights):
        return Row(key=OTHER, title="", net=amount, gross=amount)
    whole = Row(key=OTHER, title="")
    for row, share in zip(rows, allocate(amount, weights), strict=True):
        if share:
            whole = whole.less(negated(row.part(share)))
    whole.quantity = whole.unit_price = 0
    whole.sku = whole.title = ""
    return whole


def _amounts(part: models.OrderLine | models.OrderShipping) -> dict[str, Any]:
    taxes: dict[Tax, int] = {}
    for share in part.taxes:
        tax = (share["name"], share["rate_ppm"])
        taxes[tax] = taxes.get(tax, 0) + share["amount"]
    return {"net": part.net, "tax": part.tax, "gross": part.gross, "taxes": taxes}


def _share(amount: int, part: int, whole: int) -> int:
    return allocate(amount, [part, whole - part])[0] if whole > 0 and 0 <= part <= whole else 0
