"""Short texts in several languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from annotated_types import MaxLen, MinLen, doc
from pydantic import StringConstraints

from rustok.dto import LocaleCode

ShortText = Annotated[str, StringConstraints(strip_whitespace=True), MinLen(1), MaxLen(255)]
Key = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"),
    MaxLen(63),
    doc("Lower-case letters and digits; the same in every language."),
]
Metadata = Annotated[dict[str, Any], MaxLen(50), doc("The shop's own data; shown to staff only.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalizedText:
    """A short text in one language."""

    locale: LocaleCode
    value: ShortText


LocalizedTexts = Annotated[tuple[LocalizedText, ...], MaxLen(50)]
