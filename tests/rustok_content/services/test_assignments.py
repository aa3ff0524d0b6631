"""What the staff may change that is assigned to a part of the tree and to some languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from rustok.auth.dto import CreateUserRequest
from rustok.auth.models import User
from rustok.auth.services import users
from rustok.context import RequestContext
from rustok.dto import parse
from rustok.errors import Forbidden
from rustok.ids import generate_id, to_ulid
from rustok.modules.rights import rights_of
from rustok.rbac.audience import BITS
from rustok.rbac.roles import Role
from rustok.tenancy.context import tenant_scope
from rustok.tenancy.models import Tenant
from rustok.tenancy.services.tenants import enable_locale
from rustok.testing.api import ApiClient, api_client
from rustok_content import errors, models
from rustok_content.dto.assignments import AssignRequest
from rustok_content.dto.lifecycle import CreatePreviewRequest, ScheduleNodeRequest, SubmitNodeRequest
from rustok_content.dto.nodes import NodeResponse, UpdateNodeRequest
from rustok_content.dto.places import CopyNodeRequest, MoveNodeRequest, ReorderNodesRequest
from rustok_content.selectors.assignments import list_assignments
from rustok_content.selectors.nodes import get_node
from rustok_content.services import (
    copying,
    drafts,
    nodes,
    placing,
    previews,
    publishing,
    scheduling,
    submissions,
    translations,
    trash,
)
from rustok_content.services.assignments import assign, unassign
from tests.factories.content import node, text, write
from tests.rustok_commerce.admin.operator import signed_in, typed

pytestmark = pytest.mark.django_db

Make = Callable[..., RequestContext]
REST = "/api/v1/admin/content/assignments"


@pytest.fixture
def ctx(ctx: RequestContext, tenant_a: Tenant) -> Iterator[RequestContext]:
    """The system's context of a tenant that speaks German as well."""
    enable_locale(ctx, "de", fallback="en")
    with tenant_scope(tenant_a):
        yield ctx


@pytest.fixture
def someone(ctx: RequestContext) -> Make:
    """Make users of a role with assignments, and return their contexts."""

    def make(role: Role, *assigned: tuple[NodeResponse | None, tuple[str, ...]]) -> RequestContext:
        email = f"{to_ulid(generate_id()).lower()}@example.com"
        made = users.create_user(ctx, CreateUserRequest(email=email, role=role, password="a long enough one"))
        for below, locales in assigned:
            assign(ctx, AssignRequest(user_id=made.id, below_id=below and below.id, locales=locales))
        return RequestContext(
            tenant_id=ctx.tenant_id, actor_id=made.id, permissions=rights_of(role), audience=BITS[role]
        )

    return make


def _refused(act: Callable[[], Any]) -> errors.OutsideAssignment:
    """Check that something is refused as outside, and that nothing has changed."""
    rows = (models.Node, models.NodeTranslation, models.NodeDraft, models.Body, models.NodeTag, models.NodeSubmission)
    before = [list(model.objects.order_by("id").values()) for model in rows]
    with pytest.raises(errors.OutsideAssignment) as refused:
        act()
    assert [list(model.objects.order_by("id").values()) for model in rows] == before
    return refused.value


def _schedule(locale: str) -> ScheduleNodeRequest:
    at = (timezone.now() + dt.timedelta(days=1)).isoformat()
    return parse(ScheduleNodeRequest, {"locales": [locale], "publish_at": at})


def test_a_translator_writes_and_publishes_their_language_alone(ctx: RequestContext, someone: Make) -> None:
    made = node(ctx, de="Hallo")
    translator = someone(Role.EDITOR, (None, ("de",)))

    assert text(write(translator, made.id, "de", title="Guten Tag"), "de").title == "Guten Tag"
    scheduling.schedule_node(translator, made.id, _schedule("de"))
    shown = publishing.publish_node(translator, made.id, locales=["de"])
    assert (text(shown, "de").status, text(shown).status) == ("published", "draft")
    write(translator, made.id, "de", title="Tag")
    drafts.discard_draft(translator, made.id, "de")
    submissions.submit_node(translator, made.id, SubmitNodeRequest(locale="de"))
    publishing.unpublish_node(translator, made.id, locales=["de"])
    previews.create_preview(translator, made.id, CreatePreviewRequest())
    translations.remove_translation(translator, made.id, "de")

    for act in (
        lambda: write(translator, made.id, title="Hi"),
        lambda: publishing.publish_node(translator, made.id),
        lambda: publishing.publish_node(translator, made.id, locales=["en"]),
        lambda: scheduling.schedule_node(translator, made.id, _schedule("en")),
        lambda: submissions.submit_node(translator, made.id, SubmitNodeRequest()),
        lambda: submissions.submit_node(translator, made.id, SubmitNodeRequest(locale="en")),
        lambda: nodes.update_node(translator, made.id, UpdateNodeRequest(tags=("Tea",))),
        lambda: placing.move_node(translator, made.id, MoveNodeRequest(parent_id=None, position=0)),
        lambda: copying.copy_node(translator, made.id, CopyNodeRequest()),
        lambda: trash.delete_node(translator, made.id),
        lambda: node(translator),
    ):
        _refused(act)
    assert get_node(translator, made.id).id == made.id


def test_an_editor_of_a_subtree_works_inside_of_it(ctx: RequestContext, someone: Make) -> None:
    home, other = node(ctx, "Help"), node(ctx, "About")
    inside, outside = node(ctx, "Inside", parent_id=home.id), node(ctx, "Outside", parent_id=other.id)
    editor = someone(Role.EDITOR, (home, ()))

    nodes.update_node(editor, home.id, UpdateNodeRequest(tags=("Tea",)))
    write(editor, inside.id, title="Within")
    new = node(editor, "New", parent_id=inside.id, published=True)
    placing.move_node(editor, new.id, MoveNodeRequest(parent_id=home.id, position=0))
    placing.reorder_nodes(editor, ReorderNodesRequest(parent_id=home.id, node_ids=(inside.id, new.id)))
    copying.copy_node(editor, inside.id, CopyNodeRequest())
    # Reading is not narrowed: a copy of what is elsewhere may be put here.
    copying.copy_node(editor, outside.id, CopyNodeRequest(parent_id=home.id))
    trash.delete_node(editor, new.id)
    trash.restore_node(editor, new.id)
    trash.delete_node(editor, new.id)
    trash.purge_node(editor, new.id)
    assert not models.Node.objects.filter(pk=new.id).exists()

    trash.delete_node(ctx, node(ctx, "Gone").id)
    gone = models.Node.objects.exclude(deleted_at=None).get()
    for act in (
        lambda: write(editor, outside.id, title="Mine"),
        lambda: nodes.update_node(editor, outside.id, UpdateNodeRequest(tags=("Tea",))),
        lambda: publishing.publish_node(editor, outside.id),
        lambda: trash.delete_node(editor, outside.id),
        lambda: trash.restore_node(editor, gone.id),
        lambda: trash.purge_node(editor, gone.id),
        lambda: node(editor, "Elsewhere", parent_id=other.id),
        lambda: node(editor, "On top"),
        lambda: node(editor, "A post", kind="post"),
        lambda: copying.copy_node(editor, inside.id, CopyNodeRequest(parent_id=other.id)),
        lambda: copying.copy_node(editor, home.id, CopyNodeRequest()),
        # Out, in, and among what is beside the root of the subtree.
        lambda: placing.move_node(editor, inside.id, MoveNodeRequest(parent_id=other.id)),
        lambda: placing.move_node(editor, inside.id, MoveNodeRequest(parent_id=None)),
        lambda: placing.move_node(editor, outside.id, MoveNodeRequest(parent_id=home.id)),
        lambda: placing.move_node(editor, home.id, MoveNodeRequest(parent_id=None, position=0)),
        lambda: nodes.update_node(editor, inside.id, UpdateNodeRequest(parent_id=other.id)),
        lambda: placing.reorder_nodes(editor, ReorderNodesRequest(parent_id=None, node_ids=(other.id, home.id))),
    ):
        _refused(act)
    assert str(_refused(lambda: trash.delete_node(editor, outside.id))) == (
        "You are assigned to “Help”, and this is outside of it."
    )


def test_a_subtree_follows_its_root_and_loses_what_is_moved_away(ctx: RequestContext, someone: Make) -> None:
    home, other = node(ctx, "Help"), node(ctx, "About")
    inside = node(ctx, "Inside", parent_id=home.id)
    editor = someone(Role.EDITOR, (home, ()))

    placing.move_node(ctx, home.id, MoveNodeRequest(parent_id=other.id))
    write(editor, inside.id, title="Within")
    placing.move_node(ctx, inside.id, MoveNodeRequest(parent_id=other.id))
    _refused(lambda: write(editor, inside.id, title="Without"))


def test_places_and_languages_narrow_together(ctx: RequestContext, someone: Make) -> None:
    home, other = node(ctx, "Help", de="Hilfe"), node(ctx, "About", de="Wir", ru="О нас")
    both = someone(Role.EDITOR, (home, ("de",)), (None, ("ru",)))

    write(both, home.id, "de", title="Hilfen")
    write(both, other.id, "ru", title="Мы")
    publishing.publish_node(both, home.id, locales=["de"])
    _refused(lambda: write(both, home.id, title="Helps"))
    refused = _refused(lambda: write(both, other.id, "de", title="Uns"))
    assert refused.params["places"] == "everything in ru; “Help” in de"
    _refused(lambda: publishing.publish_node(both, other.id, locales=["de", "ru"]))
    _refused(lambda: node(both, "New", parent_id=home.id))


def test_whoever_has_no_assignment_acts_as_the_role_says(ctx: RequestContext, someone: Make) -> None:
    made = node(ctx, de="Hallo")
    editor = someone(Role.EDITOR, (None, ("de",)))
    (only,) = models.Assignment.objects.all()
    _refused(lambda: write(editor, made.id, title="Hi"))

    unassign(ctx, only.id)
    write(editor, made.id, title="Hi")
    trash.delete_node(someone(Role.EDITOR), made.id)
    # An author who is assigned everything still writes what is theirs alone.
    author = someone(Role.AUTHOR, (None, ()))
    with pytest.raises(Forbidden) as refused:
        write(author, node(ctx, kind="post").id, title="Mine")
    assert refused.value.code == "rbac.permission.denied"


def test_an_administrator_is_never_narrowed(ctx: RequestContext, someone: Make) -> None:
    made = node(ctx)
    admin = someone(Role.ADMIN, (None, ("de",)))

    write(admin, made.id, title="Hi")
    trash.delete_node(admin, made.id)


def test_an_assignment_of_another_tenant_does_nothing(ctx: RequestContext, someone: Make, tenant_b: Tenant) -> None:
    made = node(ctx)
    editor = someone(Role.EDITOR)
    with tenant_scope(tenant_b):
        models.Assignment.objects.create(user_id=editor.actor_id, locales=["de"])
        foreign = models.Assignment.objects.get()

    write(editor, made.id, title="Hi")
    with pytest.raises(errors.AssignmentNotFound):
        unassign(ctx, foreign.id)
    assert list_assignments(ctx).items == ()


def test_an_assignment_whose_node_is_gone_reaches_nothing(ctx: RequestContext, someone: Make) -> None:
    home, other = node(ctx, "Help"), node(ctx, "About")
    editor = someone(Role.EDITOR, (home, ()))

    trash.delete_node(ctx, home.id)
    trash.purge_node(ctx, home.id)

    assert [row.below_id for row in list_assignments(ctx, user_id=editor.actor_id).items] == [home.id]
    refused = _refused(lambda: write(editor, other.id, title="Mine"))
    assert refused.params["places"] == f"“{home.id}”"
    _refused(lambda: node(editor, "New"))


def test_who_is_assigned_where_is_checked(ctx: RequestContext, someone: Make) -> None:
    editor, customer = someone(Role.EDITOR, (None, ())), someone(Role.CUSTOMER)
    gone = node(ctx)
    trash.delete_node(ctx, gone.id)

    for request, refused in (
        (AssignRequest(user_id=editor.actor_id), errors.DuplicateAssignment),
        (AssignRequest(user_id=customer.actor_id), errors.AssigneeNotStaff),
        (AssignRequest(user_id=generate_id()), errors.AssigneeNotStaff),
        (AssignRequest(user_id=editor.actor_id, below_id=gone.id), errors.NodeNotFound),
        (AssignRequest(user_id=editor.actor_id, below_id=node(ctx).id, locales=("xx",)), errors.LocaleNotEnabled),
    ):
        with pytest.raises(refused):
            assign(ctx, request)
    for act in (
        lambda: assign(editor, AssignRequest(user_id=editor.actor_id)),
        lambda: unassign(editor, models.Assignment.objects.get().id),
        lambda: list_assignments(editor),
    ):
        with pytest.raises(Forbidden):
            act()
    assert models.Assignment.objects.count() == 1


def _staff(client: ApiClient) -> Any:
    return User.objects.filter(email__startswith="editor.").latest("id").pk


def test_rest_and_graphql_go_the_same_way(ctx: RequestContext, tenant_a: Tenant) -> None:
    made = node(ctx, de="Hallo")
    editor, manager = api_client(tenant_a, Role.EDITOR), api_client(tenant_a, Role.MANAGER)
    user_id = to_ulid(_staff(editor))

    given = manager.request("POST", REST, {"user_id": user_id, "locales": ["de", "de"]})
    assert (given.status_code, given.json()["locales"]) == (201, ["de"])
    listed = manager.graphql("{assignments(first: 5){edges{node{id userId belowId locales}}}}").json()["data"]
    (edge,) = listed["assignments"]["edges"]
    assert edge["node"] == {"id": given.json()["id"], "userId": user_id, "belowId": None, "locales": ["de"]}

    path = f"/api/v1/admin/nodes/{to_ulid(made.id)}/translations"
    refused = editor.request("POST", path, {"locale": "en", "title": "Hi"})
    assert (refused.status_code, refused.json()["code"]) == (403, "content.assignment.outside")
    said = editor.graphql(
        "mutation($id: ID!, $input: SetNodeTranslationInput!){setNodeTranslation(id: $id, input: $input){id}}",
        {"id": to_ulid(made.id), "input": {"locale": "en", "title": "Hi"}},
    ).json()
    assert said["errors"][0]["extensions"]["code"] == "content.assignment.outside"
    assert text(get_node(ctx, made.id)).title == "Hello"

    gone = manager.graphql("mutation($id: ID!){unassign(id: $id)}", {"id": given.json()["id"]}).json()
    assert gone["data"]["unassign"] == given.json()["id"]
    assert manager.request("GET", REST).json()["items"] == []
    assert manager.request("DELETE", f"{REST}/{given.json()['id']}").status_code == 404


def test_the_form_shows_and_takes_what_is_assigned(ctx: RequestContext, tenant_a: Tenant) -> None:
    made = node(ctx, de="Hallo")
    editor = signed_in(tenant_a, Role.EDITOR)
    assign(ctx, AssignRequest(user_id=User.objects.get(email="editor@example.com").pk, locales=("de",)))
    url = f"/admin/rustok_content/node/{made.id}/change/"

    fields = typed(editor, url)
    assert fields["title__de"] == "Hallo"
    form = editor.get(url).context["adminform"].form
    assert {name for name, field in form.fields.items() if not field.disabled} == {
        "version", "title__de", "slug__de", "excerpt__de", "format__de", "body__de", "meta_title__de",
        "meta_description__de", "remove__de",
    }  # fmt: skip
    assert 'href="?do=move"' not in editor.get(url).content.decode()
    saved = editor.post(url, {**fields, "title__de": "Guten Tag", "title__en": "Hi", "tags": "Tea"})
    assert saved.status_code == 302, saved.context["adminform"].form.errors
    now = get_node(ctx, made.id)
    assert (text(now, "de").title, text(now).title, now.tags) == ("Guten Tag", "Hello", ())
    stale = editor.post(url, {**fields, "title__de": "Tag"})
    assert stale.status_code == 200
    assert text(get_node(ctx, made.id), "de").title == "Guten Tag"
    assert Client(headers={"X-Tenant-ID": tenant_a.slug}).get(url).status_code == 302


def test_a_manager_assigns_in_the_admin(ctx: RequestContext, tenant_a: Tenant) -> None:
    home = node(ctx, "Help")
    signed_in(tenant_a, Role.EDITOR)
    manager = signed_in(tenant_a, Role.MANAGER)
    user = User.objects.get(email="editor@example.com")
    page = "/admin/rustok_content/assignment/"

    asked = {"user_id": str(user.pk), "below_id": str(home.id), "locales": ["de"]}
    assert manager.post(f"{page}add/", asked).status_code == 302
    made = models.Assignment.objects.get()
    assert (made.user_id, made.below_id, made.locales) == (user.pk, home.id, ["de"])
    shown = manager.get(page).content.decode()
    assert "editor@example.com" in shown
    assert "Help" in shown
    assert manager.post(f"{page}add/", asked).status_code == 200
    assert manager.get(f"{page}{made.pk}/change/").status_code == 200
    assert manager.post(f"{page}{made.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not models.Assignment.objects.exists()
