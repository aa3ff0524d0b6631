"""The script of ``docs/examples`` that needs everything running: what is written is read a moment later."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from rustok.runtime.demo_logins import DEMO

pytestmark = [pytest.mark.browser]
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "site.sh"


def test_the_example_of_a_site_writes_publishes_and_talks(port: int) -> None:
    environment = {**os.environ, "BASE": f"http://{DEMO.host(port)}"}

    done = subprocess.run([SCRIPT], env=environment, capture_output=True, text=True, timeout=120)

    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    for told in (
        "taken out for safety: ['<script>']",
        "<p>Boil it <strong>longer</strong>.</p>",
        ", in en\n",
        ", in de\n",
        "rainy-tea-",
        "1 comment",
        "1 reply, solved: True",
    ):
        assert told in done.stdout
