"""What is said of assignments."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Annotated

from annotated_types import MaxLen, doc

from rustok.dto import Id, LocaleCode


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignRequest:
    """Where one of the staff is to work."""

    user_id: Id
    below_id: Annotated[Id | None, doc("This node and all below it; null: everything.")] = None
    locales: Annotated[tuple[LocaleCode, ...], MaxLen(100), doc("Empty: all languages, and the nodes themselves.")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentResponse:
    """Where one of the staff works: at a node and below it, in these languages; everywhere, in all."""

    id: Id
    user_id: Id
    below_id: Id | None
    locales: tuple[str, ...]
    created_at: dt.datetime
