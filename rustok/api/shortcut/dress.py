"""The headers of the short way's answers."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.http.response import ResponseHeaders
from django.utils.cache import patch_vary_headers

from rustok.api.rest.caching import VARY


class Dress:
    """Headers that every answer bears, and those of a good answer besides, ready to be put on."""

    def __init__(self, headers: Mapping[str, str], vary: str) -> None:
        self.headers = headers
        self.vary = [name for name in vary.split(", ") if name]
        self.kept: dict[str, tuple[str, str]] = dict(ResponseHeaders(headers)._store)
        self._ready: dict[tuple[str, str], dict[str, tuple[str, str]]] = {}

    def put_on(self, response: HttpResponse, allow: str, control: str, own: Mapping[str, str]) -> None:
        """Put the headers of a good answer on it, and its own, which are known to be ASCII.

        By way of a dict that Django keeps for itself: fifteen headers, each checked anew by what checked them before,
        cost as much as a statement.
        """
        ready = self._ready.get((allow, control))
        if ready is None:
            example = HttpResponse(headers={"Allow": allow, "Cache-Control": control, **self.headers})
            patch_vary_headers(example, [*VARY, *self.vary])
            del example["Content-Type"]
            ready = self._ready[allow, control] = dict(example.headers._store)
        store = response.headers._store
        store.update(ready)
        for name, value in own.items():
            store[name.lower()] = (name, value)
