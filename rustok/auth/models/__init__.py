"""Tables of users, sessions and tokens; every row belongs to a tenant."""

from rustok.auth.models.filters import SavedFilter
from rustok.auth.models.sessions import OneTimeToken, RefreshToken, RevocationReason, Session, TokenPurpose
from rustok.auth.models.users import User, UserManager

__all__ = [
    "OneTimeToken",
    "RefreshToken",
    "RevocationReason",
    "SavedFilter",
    "Session",
    "TokenPurpose",
    "User",
    "UserManager",
]
