"""The rules of a collection as rows of fields: what is looked at, how it is compared, with what."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from rustok.api.admin.forms import choice, text
from rustok_commerce.dto.collections import CollectionField, CollectionOperator

SPARE: Final = 3
"""Empty rows to add rules in."""
_PARTS: Final = ("field", "operator", "value", "attribute", "currency")


def rule_fields(rules: list[dict[str, Any]]) -> dict[str, forms.Field]:
    """Make a row of fields per rule, and some empty ones."""
    made: dict[str, forms.Field] = {}
    looked_at = [("", "—"), *((f.value, f.value.replace("_", " ").capitalize()) for f in CollectionField)]
    operators = [(o.value, o.value.replace("_", " ")) for o in CollectionOperator]
    for place in range(len(rules) + SPARE):
        rule = rules[place] if place < len(rules) else {}
        made[f"rule_{place}_field"] = choice(f"Rule {place + 1}", looked_at, initial=rule.get("field", ""))
        made[f"rule_{place}_operator"] = choice("", operators, initial=rule.get("operator", "is"))
        made[f"rule_{place}_value"] = text("", initial=rule.get("value", ""), max_length=255)
        made[f"rule_{place}_value"].widget.attrs |= {"placeholder": "value"}
        made[f"rule_{place}_attribute"] = text("", initial=rule.get("attribute", ""), max_length=63)
        made[f"rule_{place}_attribute"].widget.attrs |= {"placeholder": "attribute's key"}
        made[f"rule_{place}_currency"] = text("", initial=rule.get("currency", ""), max_length=3)
        made[f"rule_{place}_currency"].widget.attrs |= {"placeholder": "currency"}
    return made


def rule_rows(rules: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    """Return the names of the fields, a row per rule."""
    return [tuple(f"rule_{place}_{part}" for part in _PARTS) for place in range(len(rules) + SPARE)]


def rules_of(form: Any) -> list[dict[str, Any]]:
    """Return the rules that were typed, as requests take them."""
    found = []
    place = 0
    while f"rule_{place}_field" in form.fields:
        row = {part: form.cleaned_data.get(f"rule_{place}_{part}") for part in _PARTS}
        if row["field"]:
            found.append({name: value for name, value in row.items() if value})
        place += 1
    return found


def rules_changed(form: Any) -> bool:
    """Tell whether any rule was changed."""
    return any(name.startswith("rule_") for name in form.changed_data)
