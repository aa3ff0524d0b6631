"""The secret that opens a guest's cart: 256 bits, of which the database keeps a hash only.

It is derived from the cart's id and the server's key: whoever has the key can write the link of a mail or of a draft
again, and nobody else can guess one.
"""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from typing import Final
from uuid import UUID

from django.conf import settings

from rustok.tenancy.context import require_tenant_id
from rustok_commerce.selectors.orders import hash_token

CART_TOKEN: Final = "X-Cart-Token"
"""The header that opens a guest's cart."""


def token_of(cart_id: UUID) -> str:
    """Return a cart's token: the same every time."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"rustok_commerce.cart", "sha256")
    secret = hmac.digest(key, require_tenant_id().bytes + cart_id.bytes, "sha256")
    return urlsafe_b64encode(secret).rstrip(b"=").decode()


hash_of: Final = hash_token
"""What is kept of a token: the order made of the cart keeps the same."""
