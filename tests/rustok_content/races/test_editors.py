"""Editors who meet: on connections of their own, at the moment at which it is decided who was first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.modules import toggles
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.testing.api import api_client
from rustok_content import models
from rustok_content.dto.lifecycle import ApproveSubmissionRequest, RejectSubmissionRequest, SubmitNodeRequest
from rustok_content.dto.nodes import NodeResponse, UpdateNodeRequest
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest
from rustok_content.services import copying, nodes, placing, publishing, submissions, trash
from tests.factories.content import node, write
from tests.rustok_commerce.races.meeting import Mode, meet

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("races")]
MODES = list(Mode)
STALE = "resource.stale_version"


@pytest.fixture
def tenant(tenant_a: Tenant) -> Iterator[Tenant]:
    """A tenant in scope with pages."""
    with tenant_scope(tenant_a):
        toggles.enable_module(RequestContext.system(tenant_a.id), "pages")
        yield tenant_a


@pytest.fixture
def ctx(tenant: Tenant) -> RequestContext:
    """The system's context."""
    return RequestContext.system(tenant.id)


@pytest.fixture
def page(ctx: RequestContext) -> NodeResponse:
    """A published page."""
    return node(ctx, "Page", published=True)


def _whole() -> None:
    """Check that every path is made of those above, and that versions have one revision each."""
    for row in models.Node.objects.select_related("parent"):
        assert row.path == (row.parent.path if row.parent else "") + row.id.hex
        assert row.revisions.filter(version=row.version).count() == 1


@pytest.mark.parametrize("mode", MODES)
def test_of_two_editors_one_is_told_and_nothing_is_lost(
    tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode
) -> None:
    came = meet(
        tenant,
        lambda: write(ctx, page.id, title="First", version=page.version),
        lambda: write(ctx, page.id, excerpt="Second", version=page.version),
        mode,
    )

    assert sorted(came) == ["done", STALE]
    draft = models.NodeDraft.objects.get()
    said = (draft.title, draft.excerpt)
    assert said == (("First", None) if came[0] == "done" else ("Page", "Second"))
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_of_two_editors_by_rest_one_is_told_what_changed_and_nothing_is_lost(
    tenant: Tenant, page: NodeResponse, mode: Mode
) -> None:
    editors = [api_client(tenant, Role.EDITOR) for _ in range(2)]
    said: list[Any] = [None, None]
    asked = ({"title": "First", "body": "One."}, {"title": "Second", "excerpt": "Two."})

    def save(number: int) -> None:
        path = f"/api/v1/admin/nodes/{to_ulid(page.id)}/translations"
        said[number] = editors[number].post(path, {"locale": "en", "version": page.version, **asked[number]})

    meet(tenant, lambda: save(0), lambda: save(1), mode)

    won, lost = (0, 1) if said[0].status_code == 200 else (1, 0)
    assert (said[won].status_code, said[lost].status_code) == (200, 409)
    problem = said[lost].json()
    assert (problem["code"], problem["current"], problem["given"]) == (STALE, page.version + 1, page.version)
    fields = {"title", *asked[won]}
    assert set(problem["changed"]) == {f"translations.en.{name}" for name in fields}
    draft = models.NodeDraft.objects.get()
    assert (draft.title, draft.body, draft.excerpt) == (
        ("First", "One.", None) if won == 0 else ("Second", "*Hi*", "Two.")
    )
    # With what it was told, the other one saves over it, and the revision before keeps the first one's words.
    path = f"/api/v1/admin/nodes/{to_ulid(page.id)}/translations"
    again = {"locale": "en", "version": problem["current"], **asked[lost]}
    assert editors[lost].post(path, again).status_code == 200
    kept = models.NodeRevision.objects.get(version=page.version + 1)
    assert asked[won]["title"] in str(kept.snapshot)
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_saving_and_publishing_at_once_leaves_the_saved_text_somewhere(
    tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode
) -> None:
    came = meet(tenant, lambda: write(ctx, page.id, title="New"), lambda: publishing.publish_node(ctx, page.id), mode)

    assert came == ("done", "done")
    titles = set(models.NodeTranslation.objects.values_list("title", flat=True))
    titles |= set(models.NodeDraft.objects.values_list("title", flat=True))
    assert "New" in titles
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_two_moves_make_no_circle(tenant: Tenant, ctx: RequestContext, mode: Mode) -> None:
    a, b = node(ctx, "A"), node(ctx, "B")

    came = meet(
        tenant,
        lambda: placing.move_node(ctx, a.id, MoveNodeRequest(parent_id=b.id)),
        lambda: placing.move_node(ctx, b.id, MoveNodeRequest(parent_id=a.id)),
        mode,
    )

    assert sorted(came) == ["content.node.parent_in_circle", "done"]
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_nothing_is_left_alive_below_what_is_deleted(
    tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode
) -> None:
    came = meet(
        tenant,
        lambda: trash.delete_node(ctx, page.id),
        lambda: node(ctx, "Child", parent_id=page.id),
        mode,
    )

    assert came[0] == "done"
    assert came[1] in ("done", "content.node.not_found")
    assert not models.Node.objects.filter(deleted_at=None).exists()


@pytest.mark.parametrize("mode", MODES)
def test_a_move_into_what_is_deleted_is_refused_or_goes_along(
    tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode
) -> None:
    other = node(ctx, "Other")

    meet(
        tenant,
        lambda: trash.delete_node(ctx, page.id),
        lambda: nodes.update_node(ctx, other.id, UpdateNodeRequest(parent_id=page.id)),
        mode,
    )

    row = models.Node.objects.get(pk=other.id)
    assert (row.deleted_at is not None) == (row.parent_id == page.id)
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_a_copy_and_a_move_of_one_subtree_wait_for_each_other(
    tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode
) -> None:
    node(ctx, "Child", parent_id=page.id)
    other = node(ctx, "Other")

    came = meet(
        tenant,
        lambda: copying.copy_node(ctx, page.id, CopyNodeRequest(parent_id=other.id)),
        lambda: placing.move_node(ctx, page.id, MoveNodeRequest(parent_id=other.id)),
        mode,
    )

    assert came == ("done", "done")
    assert models.Node.objects.count() == 5
    _whole()


@pytest.mark.parametrize("mode", MODES)
def test_two_restores_and_two_purges_are_one(tenant: Tenant, ctx: RequestContext, mode: Mode) -> None:
    made = node(ctx, "Page")
    trash.delete_node(ctx, made.id)

    came = meet(tenant, lambda: trash.restore_node(ctx, made.id), lambda: trash.restore_node(ctx, made.id), mode)
    assert sorted(came) == ["content.trash.not_there", "done"]
    trash.delete_node(ctx, made.id)
    came = meet(tenant, lambda: trash.purge_node(ctx, made.id), lambda: trash.restore_node(ctx, made.id), mode)

    assert "done" in came
    assert models.Node.objects.count() == (0 if came[0] == "done" else 1)


@pytest.mark.parametrize("mode", MODES)
def test_a_submission_is_decided_once(tenant: Tenant, ctx: RequestContext, page: NodeResponse, mode: Mode) -> None:
    handed = submissions.submit_node(ctx, page.id, SubmitNodeRequest())

    came = meet(
        tenant,
        lambda: submissions.approve_submission(ctx, handed.id, ApproveSubmissionRequest()),
        lambda: submissions.reject_submission(ctx, handed.id, RejectSubmissionRequest(note="No")),
        mode,
    )

    assert sorted(came) == ["content.submission.decided", "done"]
    assert models.NodeSubmission.objects.get().state == ("approved" if came[0] == "done" else "rejected")
