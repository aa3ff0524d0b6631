"""The community over HTTP: what members and mail programs send, and what they are answered."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from rustok.context import RequestContext
from rustok.ids import to_ulid
from rustok.rbac.roles import Role
from rustok.tenancy.models import Tenant
from rustok.testing.api import ApiClient, api_client
from rustok_content import models
from rustok_content.dto.notifications import MailTopic
from rustok_content.services import members, notification_settings
from tests.factories import community

pytestmark = pytest.mark.django_db
STORE = "/api/v1/store"


@pytest.fixture
def client(ctx: RequestContext, tenant_a: Tenant) -> ApiClient:
    """A customer, who is a member."""
    made = api_client(tenant_a, Role.CUSTOMER)
    members.member_for(RequestContext(tenant_id=ctx.tenant_id, actor_id=made.user_id))
    return made


def test_a_mail_program_ends_mails_with_one_click(ctx: RequestContext, client: ApiClient, tenant_a: Tenant) -> None:
    client.patch(f"{STORE}/me/notification-settings", {"digest": "daily"})
    assert client.user_id is not None
    path = f"{STORE}/unsubscribe/{notification_settings.token_for(client.user_id, MailTopic.DIGEST)}"
    visitor = api_client(tenant_a)

    shown = visitor.get(path)
    form = {"raw": b"List-Unsubscribe=One-Click", "Content-Type": "application/x-www-form-urlencoded"}
    ended = [visitor.request("POST", path, **form) for _ in range(2)]

    assert (shown.status_code, shown.json()["subscribed"]) == (200, True)
    assert [(each.status_code, each.json()["subscribed"]) for each in ended] == [(200, False)] * 2
    assert models.NotificationSettings.objects.get().digest == "never"


def test_a_flag_is_taken_once(ctx: RequestContext, client: ApiClient) -> None:
    author = community.member()
    reply = community.reply(author, community.topic(author, community.category()).id)
    body = {"kind": "reply", "id": to_ulid(reply.id), "reason": "spam"}

    first, second = client.post(f"{STORE}/flags", body), client.post(f"{STORE}/flags", body)

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "content.flag.duplicate"


@pytest.mark.parametrize(
    ("field", "code"),
    [("silenced_until", "content.member.silenced"), ("suspended_until", "content.member.suspended")],
)
def test_who_is_silenced_is_told_so_and_writes_nothing(
    ctx: RequestContext, client: ApiClient, field: str, code: str
) -> None:
    author = community.member()
    topic = community.topic(author, community.category())
    reply = community.reply(author, topic.id)
    models.Member.objects.filter(user_id=client.user_id).update(**{field: timezone.now() + dt.timedelta(hours=1)})
    before = models.Node.objects.count()

    answers = [
        client.post(f"{STORE}/forum/topics/{to_ulid(topic.id)}/replies", {"body": "Hello there"}),
        client.post(
            f"{STORE}/forum/topics",
            {"title": "Hello", "body": "There", "category_id": to_ulid(topic.category_id)},
        ),
        client.post(f"{STORE}/flags", {"kind": "reply", "id": to_ulid(reply.id), "reason": "spam"}),
    ]

    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, code)] * 3
    assert models.Node.objects.count() == before
    assert not models.Flag.objects.exists()
