"""The whole installation, as ``make run`` starts it, with a browser in front.

``RUSTOK_BROWSER_PORT`` names the port of one that runs already.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, sync_playwright

from rustok.runtime import demo_logins
from tests.browser.watched import Visitor, visiting

ROOT: Final = Path(__file__).resolve().parents[2]
_START_SECONDS: Final = 240
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Whatever asks elsewhere fails here, and its failure is noted.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE *.localhost, EXCLUDE 127.0.0.1",
)
# What would lead the installation to other servers, or to the tests' settings.
_FOREIGN: Final = ("DATABASE_", "REDIS_", "RUSTOK_", "DJANGO_", "PYTEST_", "COVERAGE_", "PORT", "SECRET_KEY")

Visit = Callable[..., AbstractContextManager[Visitor]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder; they share one installation, so one worker runs them all."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # The first one waits for the installation, with all its demonstration data.
            item.add_marker(pytest.mark.timeout(600))
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def port() -> Iterator[int]:
    """Start everything on a free port with a data folder of its own; the demonstration is in it."""
    if running := os.environ.get("RUSTOK_BROWSER_PORT"):
        yield int(running)
        return
    _chromium()
    home = Path(tempfile.mkdtemp(prefix="rustok-browser-"))
    number = _free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "settings.development",
        "PORT": str(number),
        "RUSTOK_HOME": str(home / "data"),
        # Every page is opened within a minute, by one visitor.
        "RUSTOK_RATE_LIMIT_ENABLED": "0",
    }
    log = home / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "rustok.runtime", "up"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_for(process, number, log)
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium."""
    path = _chromium()
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield found
        found.close()


@pytest.fixture(scope="package")
def signed_in(browser: Browser, port: int) -> Any:
    """Return what a browser keeps of a sign-in, per tenant: each door is passed once."""
    kept: dict[str, Any] = {}

    def enter(login: demo_logins.DemoLogin) -> Any:
        if login.tenant not in kept:
            with visiting(browser, f"http://{login.host(port)}") as visitor:
                visitor.log_in(login.email, demo_logins.PASSWORD)
                kept[login.tenant] = visitor.page.context.storage_state()
        return kept[login.tenant]

    return enter


@pytest.fixture
def visit(browser: Browser, port: int, signed_in: Any) -> Visit:
    """Let somebody visit a tenant: ``visit(DEMO)`` with a sign-in, ``visit(DEMO, stranger=True)`` without."""

    def begin(login: demo_logins.DemoLogin, *, stranger: bool = False, **options: Any) -> Any:
        state = {} if stranger else {"storage_state": signed_in(login)}
        return visiting(browser, f"http://{login.host(port)}", **state, **options)

    return begin


def _chromium() -> str:
    for name in _NAMES:
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium: install one (on Debian: apt-get install chromium)")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        # The welcome comes after migrations, the demonstration's data, and every child's readiness.
        if b"RusToK is ready" in log.read_bytes():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=10) as answer:
                assert answer.status == 200
            return
        time.sleep(0.1)
    pytest.fail(f"the installation did not start:\n{log.read_text(errors='replace')[-6000:]}", pytrace=False)
