"""The folder of a run; nothing here may import Django."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def home_folder() -> Iterator[Path]:
    """Give the run a folder, named in the environment before Django reads its settings."""
    with tempfile.TemporaryDirectory(prefix="rustok-bench-", ignore_cleanup_errors=True) as folder:
        os.environ["RUSTOK_HOME"] = folder
        yield Path(folder)


def say(text: str) -> None:
    """Tell on stderr what is being done."""
    print(text, file=sys.stderr, flush=True)
