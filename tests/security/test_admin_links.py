"""Whatever the admin offers to one of the staff opens, whoever it is: no fault, no refusal."""

from __future__ import annotations

import re
from typing import Any

import pytest

from rustok.rbac.roles import STAFF_ROLES, Role
from rustok.tenancy.context import tenant_scope
from tests.rustok_commerce.admin.operator import signed_in
from tests.security.conftest import Worlds
from tests.security.world import undone

_LINK = re.compile(r'href="(/admin/[^"#]*)')
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d+")


@pytest.mark.parametrize("role", sorted(STAFF_ROLES - {Role.SUPER_ADMIN}), ids=str)
def test_every_page_that_a_role_is_offered_opens(role: Role, worlds: Worlds) -> None:
    """One page of each kind: the lists, one object of each, what is added."""
    with undone(), tenant_scope(worlds.a.tenant):
        client: Any = signed_in(worlds.a.tenant, role, f"clicks-{role}")
        client.raise_request_exception = False
        waiting, kinds, faults = ["/admin/"], {"/admin/"}, []
        while waiting:
            path = waiting.pop(0)
            answer = client.get(path, follow=True)
            if answer.status_code != 200:
                faults.append(f"{path}: {answer.status_code}")
                continue
            if "html" not in answer.get("Content-Type", "") or answer.streaming:
                continue
            for link in _LINK.findall(answer.content.decode()):
                link = link.replace("&amp;", "&")
                kind = _ID.sub(":id", link.partition("?")[0])
                if kind not in kinds and "logout" not in kind:
                    kinds.add(kind)
                    waiting.append(link)
    print(f"{role}: {len(kinds)} kinds of pages")
    assert faults == []
    assert len(kinds) > 8
