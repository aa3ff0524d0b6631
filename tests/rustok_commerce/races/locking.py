"""Takes down which tables a transaction locks rows of, in the order in which it comes to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.db import connection

_CHANGED: Final = re.compile(r'^\s*(?:UPDATE|DELETE FROM)\s+"?(\w+)"?', re.I)
_LOCKED: Final = re.compile(r'\bFROM\s+"?(\w+)"?.*\bFOR (?:NO KEY )?UPDATE\b', re.I | re.S)
_COUNTED: Final = re.compile(r'\bINSERT INTO\s+"?(commerce_\w+)"?.*\bDO UPDATE\b', re.I | re.S)
_MADE: Final = re.compile(r'^\s*INSERT INTO\s+"?(\w+)"?', re.I)


class _Transaction:
    def __init__(self, block: Any) -> None:
        self.block = block
        self.tables: list[str] = []
        self.made: set[str] = set()

    def see(self, sql: str) -> None:
        found = _CHANGED.search(sql) or _LOCKED.search(sql) or _COUNTED.search(sql)
        if found is not None:
            if found[1] not in self.made and found[1] not in self.tables:
                self.tables.append(found[1])
        elif (made := _MADE.search(sql)) is not None:
            self.made.add(made[1])


@contextmanager
def watched() -> Iterator[Callable[[], list[list[str]]]]:
    """Let what is done inside be watched; what it gives tells the tables of each transaction, each table once.

    Left out are rows that are only referred to, for who holds a row for a change does not stand in their way; and
    tables that the transaction has written new rows into before, which nobody else can see.
    """
    transactions: list[_Transaction] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        block = connection.atomic_blocks[0] if connection.atomic_blocks else None
        if block is None or not transactions or transactions[-1].block is not block:
            transactions.append(_Transaction(block))
        transactions[-1].see(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield lambda: [seen.tables for seen in transactions if seen.tables]
