"""Reads request bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from rest_framework.parsers import BaseParser

from rustok.api import jsontext
from rustok.conf import conf
from rustok.errors import TooLarge


class StrictJSONParser(BaseParser):
    """JSON as RFC 8259 has it: UTF-8, no key twice, no NaN, no larger than ``RUSTOK["api"]["max_body_bytes"]``."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Return the body's data.

        :raises Malformed: not such a JSON text.
        :raises TooLarge: more bytes than allowed.
        """
        body = read_body(stream)
        if parser_context is not None:
            # An idempotency key is bound to the bytes that came with it.
            parser_context["request"].raw_body = body
        return jsontext.loads(body)


def read_body(stream: IO[bytes]) -> bytes:
    """Read a body to its end.

    :raises TooLarge: it is longer than allowed; no more than the limit is read.
    """
    limit = conf().api.max_body_bytes
    body = stream.read(limit + 1)
    if len(body) > limit:
        raise TooLarge(limit=f"{limit} bytes")
    return body
