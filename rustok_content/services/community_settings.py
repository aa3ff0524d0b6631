"""The rules of the community: one row per tenant, made when something is first said."""

from __future__ import annotations

from typing import Any

from rustok.commands import command
from rustok.context import RequestContext
from rustok.dto import given
from rustok.errors import StaleVersion
from rustok.events.bus import publish
from rustok.events.catalog.community import CommunitySettingsUpdated
from rustok.rbac.policies import require
from rustok_content import models
from rustok_content.dto.community import CommunitySettingsResponse, UpdateCommunitySettingsRequest
from rustok_content.mappers import community_settings_response
from rustok_content.selectors.community import DEFAULT_REACTIONS, community_settings
from rustok_content.services.community_locks import lock_settings

__all__ = ["community_settings", "update_community_settings"]


@command()
def update_community_settings(
    ctx: RequestContext, request: UpdateCommunitySettingsRequest
) -> CommunitySettingsResponse:
    """Change the rules. What is as asked already changes nothing and tells nobody.

    :raises StaleVersion: ``version`` was given and somebody changed the rules in between.
    """
    require(ctx, "content.community_settings:update")
    # The row may not be there yet, so there is nothing else to lock.
    lock_settings()
    row = models.CommunitySettings.objects.for_update().first()
    is_new = row is None
    row = row or models.CommunitySettings(reactions=list(DEFAULT_REACTIONS))
    changes: dict[str, Any] = given(request)
    version = changes.pop("version", None)
    if "reactions" in changes:
        changes["reactions"] = list(dict.fromkeys(changes["reactions"]))
    changed = sorted(name for name, value in changes.items() if getattr(row, name) != value)
    if version is not None and (is_new or version != row.version):
        raise StaleVersion(current=0 if is_new else row.version, given=version, changed=tuple(changed))
    if not changed:
        return community_settings_response(row)
    for name in changed:
        setattr(row, name, changes[name])
    if not is_new:
        row.version += 1
    row.save()
    publish(ctx, CommunitySettingsUpdated(tenant_id=ctx.tenant_id, fields=tuple(changed)))
    return community_settings_response(row)
