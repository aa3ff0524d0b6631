"""Documents generated from the GraphQL schema: every one is answered, none shows a fault of ours."""

from __future__ import annotations

from typing import Any

import pytest
from graphql import IntValueNode, ObjectValueNode, StringValueNode
from hypothesis import given, seed
from hypothesis import strategies as st
from hypothesis_graphql import mutations, queries

from rustok.api.export import graphql_text
from rustok.rbac.roles import Role
from tests.security.conftest import Worlds
from tests.security.fuzzing import SEED, fuzz_settings
from tests.security.world import undone

TIMES = ["2026-11-23T12:00:00Z", "x", "0000-00-00", "2026-11-23"]
SCALARS = {
    "Date": st.sampled_from(["2026-11-23", "0001-01-01", "9999-12-31", "2026-02-30", "x", ""]).map(
        lambda text: StringValueNode(value=text)
    ),
    "DateTime": st.sampled_from(TIMES).map(lambda text: StringValueNode(value=text)),
    "Long": st.integers(-(2**64), 2**64).map(lambda number: IntValueNode(value=str(number))),
    "JSON": st.one_of(
        st.just(ObjectValueNode(fields=())),
        st.text(max_size=20).filter(lambda text: text.isprintable()).map(lambda text: StringValueNode(value=text)),
        st.integers(-(2**70), 2**70).map(lambda number: IntValueNode(value=str(number))),
    ),
}


@pytest.mark.parametrize("role", [Role.ANONYMOUS, Role.CUSTOMER, Role.EDITOR, Role.ADMIN], ids=str)
@pytest.mark.parametrize("kind", [queries, mutations], ids=["queries", "mutations"])
def test_generated_documents_are_answered(kind: Any, role: Role, worlds: Worlds) -> None:
    client = worlds.a.client(role)
    known = [worlds.a.addressed(each) for each in worlds.a.ids] + [worlds.a.referred("product"), "x", "", "\x00"]
    scalars = {**SCALARS, "ID": st.sampled_from(known).map(lambda text: StringValueNode(value=text))}

    @seed(SEED)
    @fuzz_settings(25)
    @given(document=kind(graphql_text(), custom_scalars=scalars, allow_x00=True))
    def check(document: str) -> None:
        with undone():
            answer = client.graphql(document)
        assert answer.status_code in (200, 400, 422), answer.content
        for error in answer.json().get("errors", ()):
            assert error["extensions"]["code"] != "server.error", f"{document}\n{error}"

    print(f"seed {SEED}")
    check()
    worlds.assert_untouched(worlds.a, kind)
