"""How the test provider is told what to do: by the last three digits of the amount, or by words with the payment."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Behaviour(StrEnum):
    """What the test provider does at a call, if it does not simply do what it is asked."""

    DECLINE = "decline"
    ACTION = "action"
    PENDING = "pending"
    TIMEOUT_BEFORE = "timeout_before"
    TIMEOUT_AFTER = "timeout_after"
    LATE = "late"
    TWICE = "twice"
    REORDERED = "reordered"


MAGIC: Final[Mapping[int, tuple[str, Behaviour]]] = {
    901: ("authorise", Behaviour.DECLINE),
    902: ("authorise", Behaviour.ACTION),
    903: ("authorise", Behaviour.PENDING),
    904: ("authorise", Behaviour.TIMEOUT_BEFORE),
    905: ("authorise", Behaviour.TIMEOUT_AFTER),
    906: ("authorise", Behaviour.LATE),
    911: ("capture", Behaviour.DECLINE),
    914: ("capture", Behaviour.TIMEOUT_BEFORE),
    915: ("capture", Behaviour.TIMEOUT_AFTER),
    916: ("capture", Behaviour.LATE),
    921: ("refund", Behaviour.DECLINE),
    923: ("refund", Behaviour.PENDING),
    924: ("refund", Behaviour.TIMEOUT_BEFORE),
    925: ("refund", Behaviour.TIMEOUT_AFTER),
    926: ("refund", Behaviour.LATE),
    931: ("create", Behaviour.DECLINE),
    934: ("create", Behaviour.TIMEOUT_BEFORE),
    935: ("create", Behaviour.TIMEOUT_AFTER),
    944: ("void", Behaviour.TIMEOUT_BEFORE),
    945: ("void", Behaviour.TIMEOUT_AFTER),
    951: ("messages", Behaviour.TWICE),
    952: ("messages", Behaviour.REORDERED),
    953: ("messages", Behaviour.LATE),
}
"""By the last three digits of the amount in minor units: 19.01 is 1901, and is declined."""

WORDS: Final = "test"
"""The key of the payment's data whose value says it in words: ``authorise:decline capture:timeout_after``."""


def behaviour_of(amount: int, data: Mapping[str, str]) -> dict[str, str]:
    """Read how the provider is to behave, by what it is asked. What it does not know it leaves out."""
    told: dict[str, str] = {}
    magic = MAGIC.get(amount % 1000)
    if magic is not None:
        told[magic[0]] = magic[1].value
    for word in data.get(WORDS, "").split():
        step, _, does = word.partition(":")
        if step in _STEPS and does in set(Behaviour):
            told[step] = does
    return told


_STEPS: Final = frozenset(step for step, _ in MAGIC.values())
