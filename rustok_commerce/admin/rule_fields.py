"""The rules of a collection as rows of fields: what is looked at, how it is compared, with what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms

from rustok.api.admin.forms import choice, text
from rustok_commerce.dto.collections import CollectionField, CollectionOperator

SPARE: Final = 3
"""Empty rows to add rules in."""
_PARTS: Final = ("field", "operator", "value", "detail")
_PRICED: Final = (CollectionField.PRICE, CollectionField.REDUCED)


def rule_fields(rules: list[dict[str, Any]]) -> dict[str, forms.Field]:
    """Make a row of fields per rule, and some empty ones."""
    made: dict[str, forms.Field] = {}
    looked_at = [("", "—"), *((f.value, f.value.replace("_", " ").capitalize()) for f in CollectionField)]
    operators = [(o.value, o.value.replace("_", " ")) for o in CollectionOperator]
    for place in range(len(rules) + SPARE):
        rule = rules[place] if place < len(rules) else {}
        detail = rule.get("attribute") or f"{rule.get('currency') or ''} {rule.get('channel') or ''}".strip()
        row = {
            "field": choice(f"{place + 1}", looked_at, initial=rule.get("field", "")),
            "operator": choice("compares", operators, initial=rule.get("operator", "is")),
            "value": text("with", initial=rule.get("value", ""), max_length=255),
            "detail": text("of", initial=detail, max_length=130),
        }
        row["value"].widget.attrs |= {"placeholder": "value"}
        row["detail"].widget.attrs |= {"placeholder": "attribute, or currency"}
        made |= {f"rule_{place}_{name}": field for name, field in row.items()}
    return made


def rule_rows(rules: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return the names of the fields, a row per rule."""
    return [tuple(f"rule_{place}_{part}" for part in _PARTS) for place in range(len(rules) + SPARE)]


def rules_of(form: Any) -> list[dict[str, Any]]:
    """Return the rules that were typed, as requests take them.

    What stands behind "of" is a currency, and a channel behind it, where prices are looked at; else an attribute.
    """
    return typed_rules(form.cleaned_data)


def typed_rules(values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rules that the values of the fields say, as requests take them."""
    found = []
    place = 0
    while f"rule_{place}_field" in values:
        row = {part: (values.get(f"rule_{place}_{part}") or "").strip() for part in _PARTS}
        place += 1
        if not row["field"]:
            continue
        rule = {name: row[name] for name in ("field", "operator", "value")}
        if row["field"] in _PRICED:
            currency, _, channel = row["detail"].partition(" ")
            rule |= {name: value for name, value in (("currency", currency.upper()), ("channel", channel)) if value}
        elif row["detail"]:
            rule["attribute"] = row["detail"]
        found.append(rule)
    return found


def rules_changed(form: Any) -> bool:
    """Tell whether any rule was changed."""
    return any(name.startswith("rule_") for name in form.changed_data)
