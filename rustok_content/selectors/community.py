"""The rules of the community."""

from __future__ import annotations

from typing import Final

from rustok.context import RequestContext
from rustok.rbac.policies import require
from rustok.tenancy.prepared import Read
from rustok_content import models
from rustok_content.dto.community import CommunitySettingsResponse
from rustok_content.mappers import community_settings_response

DEFAULT_REACTIONS: Final = ("like", "heart", "laugh", "surprise", "sad", "thanks")
_SETTINGS: Final = Read(models.CommunitySettings, "s", "community_settings s WHERE s.tenant_id = %s")


def community_settings() -> CommunitySettingsResponse:
    """Return the rules of the community: the defaults where nothing was said. Asks for no right."""
    return community_settings_response(_SETTINGS.first() or models.CommunitySettings(reactions=list(DEFAULT_REACTIONS)))


def get_community_settings(ctx: RequestContext) -> CommunitySettingsResponse:
    """Return the rules of the community, for staff."""
    require(ctx, "content.community_settings:read")
    return community_settings()
