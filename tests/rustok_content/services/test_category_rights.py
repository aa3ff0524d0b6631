"""What a role may do in a category: its rights, narrowed by those of all above it."""

from __future__ import annotations

import pytest

from rustok.context import RequestContext
from rustok.dto import parse
from rustok.rbac.audience import BITS, EVERYBODY
from rustok.rbac.roles import Role
from rustok_content.dto.categories import CreateNodeCategoryRequest
from rustok_content.selectors.audiences import category_tree
from rustok_content.selectors.category_rights import CategoryAccess, access_to
from rustok_content.services import categories

pytestmark = pytest.mark.django_db


def test_rights_narrow_those_above(ctx: RequestContext) -> None:
    def category(slug: str, parent_id: str | None, *rights: dict[str, object]) -> str:
        asked = {"slug": slug, "names": {"en": slug}, "parent_id": parent_id, "rights": list(rights)}
        return str(categories.create_category(ctx, parse(CreateNodeCategoryRequest, asked)).id)

    open_ = category("open", None)
    readers = category("readers", open_, {"role": "anonymous"}, {"role": "customer", "can_reply": True})
    wider = category("wider", readers, {"role": "anonymous", "can_reply": True, "can_create": True})
    inner = category("inner", wider)
    visitor = RequestContext(tenant_id=ctx.tenant_id)

    def told(category_id: str) -> CategoryAccess:
        row = categories.find_category(category_id)  # type: ignore[arg-type]
        return access_to(visitor, row.id)

    assert told(open_) == CategoryAccess()
    assert told(readers) == CategoryAccess(see=True, reply=False, create=False)
    # What is below can only take away.
    assert told(wider) == told(inner) == CategoryAccess(see=True, reply=False, create=False)
    assert access_to(ctx, categories.find_category(inner).id) == CategoryAccess()  # type: ignore[arg-type]

    def audience(category_id: str) -> int:
        return category_tree().audience(categories.find_category(category_id).id)  # type: ignore[arg-type]

    assert audience(open_) == EVERYBODY
    assert audience(readers) == BITS[Role.ANONYMOUS] | BITS[Role.CUSTOMER] | BITS[Role.ADMIN]
    assert audience(inner) == BITS[Role.ANONYMOUS] | BITS[Role.ADMIN]
