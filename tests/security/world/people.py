"""Users of a tenant with their sessions, and the pictures that they sent."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rustok.auth.clients import Client as AuthClient
from rustok.auth.dto import CreateUserRequest, LoginRequest
from rustok.auth.models import SavedFilter, Session, TokenPurpose, User
from rustok.auth.services import one_time, sessions, users
from rustok.context import RequestContext
from rustok.ids import generate_id
from rustok.media.dto import StartUploadRequest
from rustok.media.models import Upload
from rustok.media.services import assets, uploads
from rustok.rbac.roles import Role
from rustok.testing.api import PASSWORD
from tests.security.world.seeds import ROLES, World, png


def add_people(world: World, ctx: RequestContext) -> None:
    made: dict[str, UUID] = {}
    for role in ROLES:
        if role is Role.ANONYMOUS:
            continue
        email = f"{world.mark}.{role.value}@example.com"
        made[role.value] = world.users[role] = _user(world, ctx, email, role)
        world.tokens[role] = _sign_in(ctx, email).access_token
    again = _sign_in(ctx, f"{world.mark}.admin@example.com")
    world.secrets["refresh"] = again.refresh_token
    # The newest is the second sign-in: the first is the one whose token the requests bear.
    live = list(Session.objects.filter(user_id=world.users[Role.ADMIN]).order_by("-id"))
    world.ids["session"] = (live[0].pk, live[0].pk)
    SavedFilter.objects.create(
        user_id=world.users[Role.ADMIN], page="rustok_commerce.product", name=world.mark, query=f"q={world.mark}"
    )
    others = [_user(world, ctx, f"{world.mark}.{name}@example.com", Role.CUSTOMER) for name in ("first", "second")]
    world.ids["user"] = (others[0], others[1])
    reader = User.objects.get(pk=others[1])
    User.objects.filter(pk=reader.pk).update(email_verified_at=None)
    for purpose in TokenPurpose:
        world.secrets[purpose.value] = one_time.issue(reader, purpose, event_id=generate_id())


def _user(world: World, ctx: RequestContext, email: str, role: Role) -> UUID:
    request = CreateUserRequest(
        email=email,
        role=role,
        password=PASSWORD,
        first_name=f"First {world.mark}",
        last_name=f"Last {world.mark}",
        metadata={"note": world.mark},
    )
    return users.create_user(ctx, request).id


def _sign_in(ctx: RequestContext, email: str) -> Any:
    return sessions.login(
        RequestContext(tenant_id=ctx.tenant_id),
        LoginRequest(email=email, password=PASSWORD),
        client=AuthClient(ip="203.0.113.9", user_agent=email.partition("@")[0]),
    )


def add_pictures(world: World, ctx: RequestContext) -> None:
    made = [
        assets.store_asset(ctx, png(colour), filename=f"{world.mark}-{colour}.png", alt={"en": f"Alt {world.mark}"})
        for colour in ("teal", "orange")
    ]
    world.ids["asset"] = (made[0].id, made[1].id)
    world.texts["asset_url"] = made[1].url
    begun = [
        uploads.start_upload(ctx, StartUploadRequest(filename=f"{world.mark}.png", content_type="image/png", size=99))
        for _ in made
    ]
    world.ids["upload"] = (begun[0].id, begun[1].id)
    # Files outlive the tests that undo their rows, so these uploads have arrived already.
    Upload.objects.update(asset_id=made[1].id)
