"""Invoices and credit notes as PDF: the same bytes every time, since a document never changes."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import typst
from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal

from rustok.tenancy.info import current_tenant
from rustok_commerce import models
from rustok_commerce.services.money import format_amount

_TEMPLATES: Final = Path(__file__).parents[2] / "templates" / "rustok_commerce" / "invoices"
_NO_FONTS: Final[list[Path]] = []
"""Besides those of the typesetter itself, which know Latin, Greek and Cyrillic letters."""
_LAST: Final = "en"
"""The language that documents can always be printed in."""


def print_invoice(document: models.Invoice) -> bytes:
    """Return a document as PDF, in its own language as far as there are words for it.

    System fonts are left out, so that it looks the same on every machine.
    """
    content = content_of(document)
    made: bytes = typst.compile(
        _TEMPLATES / "invoice.typ",
        root=_TEMPLATES,
        font_paths=_NO_FONTS,
        sys_inputs={"data": json.dumps(content, ensure_ascii=False, sort_keys=True)},
        ignore_system_fonts=True,
        timestamp=int(document.issued_at.timestamp()),
    )
    return made


def file_name(document: models.Invoice) -> str:
    """Return what a document's file is called: its number, with what no file name may have left out."""
    return "".join(char if char.isalnum() or char in "-_." else "-" for char in document.number) + ".pdf"


def content_of(document: models.Invoice) -> dict[str, Any]:
    """Return what a document says, written for people of its language."""
    data: Mapping[str, Any] = document.data
    language, words = _words(document.locale)

    def money(amount: int) -> str:
        return format_amount(amount, document.currency, document.locale)

    def date(value: dt.date) -> str:
        return format_date(value, "long", locale=_place(document.locale))

    heading = words[document.kind]
    facts = [
        (words["number"], document.number),
        (words["date"], date(document.issued_at.astimezone(dt.UTC).date())),
        (words["order"], data["order_number"]),
        (words["ordered"], date(dt.date.fromisoformat(data["ordered_at"]))),
    ]
    if data["corrects"]:
        facts.append((words["corrects"], data["corrects"]))
    seller = data["seller"]
    sums = [(words["net"], money(document.net)), (words["tax"], money(document.tax))]
    if data["discount"]:
        sums.insert(0, (words["discount"], money(data["discount"])))
    return {
        "title": f"{heading} {document.number}",
        "language": language,
        "words": {"heading": heading},
        "seller": _lines(seller) or [current_tenant().name],
        "buyer": _buyer(data["buyer"], words),
        "facts": facts,
        "columns": [words[name] for name in ("item", "quantity", "price", "tax", "net", "gross")],
        "rows": [
            {
                "title": row["title"] or words["allowance"],
                "sku": row["sku"],
                "quantity": format_decimal(row["quantity"], locale=_place(document.locale)) if row["quantity"] else "",
                "unit_price": money(row["unit_price"]) if row["quantity"] else "",
                "rate": ", ".join(_rate(tax["rate_ppm"], document.locale) for tax in row["taxes"]),
                "net": money(row["net"]),
                "gross": money(row["gross"]),
            }
            for row in data["rows"]
        ],
        "tax_columns": [words["tax"], words["base"], words["amount"]],
        "taxes": [
            (
                f"{tax['name']} {_rate(tax['rate_ppm'], document.locale)}" if tax["name"] else words["untaxed"],
                money(tax["net"]),
                money(tax["tax"]),
            )
            for tax in data["taxes"]
        ],
        "sums": [*sums, (words["total"], money(document.gross))],
        "remarks": _remarks(data, words),
        "footer": " · ".join(
            part
            for part in (
                seller.get("email"),
                seller.get("phone"),
                f"{words['vat_id']} {seller['vat_id']}" if seller.get("vat_id") else "",
            )
            if part
        ),
    }


def _remarks(data: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    found = []
    if data["reason"]:
        found.append(f"{words['reason']}: {data['reason']}")
    if data["is_reverse_charge"]:
        found.append(words["reverse_charge"])
    elif data["is_exempt"]:
        found.append(words["exempt"])
    return found


def _buyer(buyer: Mapping[str, Any], words: Mapping[str, str]) -> list[str]:
    address = buyer["address"] or {}
    name = f"{address.get('first_name', '')} {address.get('last_name', '')}".strip()
    lines = _lines({**address, "name": name})
    if buyer["vat_id"]:
        lines.append(f"{words['vat_id']} {buyer['vat_id']}")
    return lines or [buyer["email"]]


def _lines(place: Mapping[str, Any]) -> list[str]:
    """Return the lines of an address that say something."""
    city = " ".join(part for part in (place.get("postcode"), place.get("city")) if part)
    parts = (
        place.get("company"),
        place.get("name"),
        place.get("line1"),
        place.get("line2"),
        city,
        place.get("region"),
        place.get("country"),
    )
    return [str(part) for part in parts if part]


def _rate(rate_ppm: int, locale: str) -> str:
    return f"{format_decimal(rate_ppm / 10_000, '#,##0.####', locale=_place(locale))}\u00a0%"


def _words(locale: str) -> tuple[str, Mapping[str, str]]:
    known = _vocabulary()
    for code in (*current_tenant().fallback_chain(locale), locale.partition("-")[0], _LAST):
        language = code.partition("-")[0]
        if language in known:
            return language, known[language]
    return _LAST, known[_LAST]


def _place(locale: str) -> Locale:
    try:
        return Locale.parse(locale, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale(_LAST)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = json.loads((_TEMPLATES / "words.json").read_text(encoding="utf-8"))
    return found
