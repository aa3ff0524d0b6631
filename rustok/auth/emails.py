"""The one form in which an e-mail address is stored, compared and counted."""

from __future__ import annotations

import unicodedata
from typing import Final

MAX_LENGTH: Final = 254
"""RFC 5321 section 4.5.3.1.3, without the angle brackets."""


def normalise(email: str) -> str:
    """Return the address in Unicode NFC, lower case, without blanks around it.

    The local part is lower-cased too: no provider in use tells mailboxes apart by case, and people do not either.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", email.strip()).lower())
