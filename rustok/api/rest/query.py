"""Query parameters as a DTO: text becomes what the field's hint says, then the one validator judges."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping
from typing import Any, Final, TypeVar, cast

from django.http import QueryDict

from rustok.api.annotations import bare, fields_of, is_mapping, is_sequence
from rustok.dto import parse
from rustok.errors import FieldError, InvalidInput

D = TypeVar("D")

COMMON: Final = frozenset({"locale", "channel", "fields"})
"""Parameters that every endpoint takes; they are read elsewhere."""

_INTEGER: Final = re.compile(r"^-?[0-9]{1,19}$")
_FLAGS: Final = {"1": True, "true": True, "0": False, "false": False}


def read_query(dto: type[D], params: QueryDict) -> D:
    """Build a DTO from query parameters.

    A list takes repeated parameters and comma-separated ones; a mapping field ``option`` takes ``option.<key>``.

    :raises InvalidInput: unknown parameters, the same one twice, values that do not fit.
    """
    hints = fields_of(cast(Any, dto))
    found: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name in params:
        if name in COMMON:
            continue
        field, dot, key = name.partition(".")
        hint = hints.get(field)
        texts = params.getlist(name)
        if hint is None or bool(dot) != is_mapping(hint.type) or (dot and not key):
            errors.append(FieldError((name,), "unknown_field", "No such parameter."))
        elif is_mapping(hint.type):
            value_type, _ = bare(typing.get_args(hint.type)[1])
            found.setdefault(field, {})[key] = _convert(value_type, texts)
        elif len(texts) > 1 and not is_sequence(hint.type):
            errors.append(FieldError((name,), "repeated", "This parameter is given once."))
        else:
            found[field] = _convert(hint.type, texts)
    if errors:
        raise InvalidInput(errors)
    return parse(dto, found)


def refuse_unknown(params: Mapping[str, Any]) -> None:
    """Refuse query parameters on an endpoint that has none of its own.

    :raises InvalidInput: naming each.
    """
    unknown = sorted(set(params) - COMMON)
    if unknown:
        raise InvalidInput([FieldError((name,), "unknown_field", "No such parameter.") for name in unknown])


def _convert(tp: Any, texts: list[str]) -> Any:
    """Turn text into JSON-like data; what does not fit stays text, so that the validator names the fault."""
    if is_sequence(tp):
        inner, _ = bare(typing.get_args(tp)[0])
        return [_convert(inner, [part]) for text in texts for part in text.split(",") if part != ""]
    text = texts[-1]
    if tp is int and _INTEGER.match(text):
        return int(text)
    if tp is bool:
        return _FLAGS.get(text.lower(), text)
    if tp is float:
        try:
            value = float(text)
        except ValueError:
            return text
        return value if abs(value) < 1e300 else text
    return text
