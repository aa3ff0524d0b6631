"""Whoever has just signed in is told to the modules, with what the client brought along, such as a cart."""

from __future__ import annotations

import dataclasses
import logging
from typing import Any

from rustok.auth.dto import TokensResponse
from rustok.errors import RustokError
from rustok.modules.registry import registry
from rustok.modules.toggles import is_enabled

logger = logging.getLogger(__name__)


def tell(request: Any, signed_in: TokensResponse) -> TokensResponse:
    """Tell the modules that are switched on, each of the headers that it names; return the answer as it is.

    What a module refuses keeps nobody from signing in.
    """
    ctx = dataclasses.replace(request.ctx, actor_id=signed_in.user.id)
    for module in registry.ordered():
        brought = {name: value for name in module.sign_in_headers if (value := request.headers.get(name))}
        if not brought or not is_enabled(module.slug, request.tenant):
            continue
        try:
            module.on_sign_in(ctx, brought)
        except RustokError as exc:
            logger.info("auth.arrival_refused", extra={"module_slug": module.slug, "code": exc.code})
    return signed_in
