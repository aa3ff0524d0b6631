"""What commands ask of whoever calls them, heard on the way."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from rustok.context import RequestContext, Scope
from rustok.rbac import policies


@dataclass(slots=True)
class Asked:
    """Rights that were asked for: required, or asked how far they reach, or only looked at.

    Without one that is looked at an answer is narrower, and none is refused.
    """

    required: set[str] = field(default_factory=set)
    measured: set[str] = field(default_factory=set)
    looked_at: set[str] = field(default_factory=set)
    of_everything: set[str] = field(default_factory=set)
    """Those of ``required`` that were asked for without saying whose something is: their own is not enough."""


@contextmanager
def rights_asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[Asked]:
    """Collect the rights that services ask for, on their way."""
    asked = Asked()
    scope_of = policies.scope_of

    def listening(ctx: RequestContext, permission: str) -> Scope:
        caller = sys._getframe(1)
        if ctx.is_system:
            return scope_of(ctx, permission)
        if caller.f_code is policies.allowed.__code__:
            asked.looked_at.add(permission)
        elif caller.f_code is not policies.require.__code__:
            asked.measured.add(permission)
        else:
            asked.required.add(permission)
            if caller.f_locals["owner_id"] is None:
                asked.of_everything.add(permission)
        return scope_of(ctx, permission)

    with monkeypatch.context() as patch:
        patch.setattr(policies, "scope_of", listening)
        yield asked
