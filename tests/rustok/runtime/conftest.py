"""Short private folders for servers, and the accounts they are started by."""

from __future__ import annotations

import os
import pwd
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let children be forked: from Python 3.12 on that is warned of whenever the test runner has a second thread."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("ignore:.*multi-threaded.*:DeprecationWarning"))


@pytest.fixture
def folder() -> Iterator[Path]:
    """A private folder which servers of any account can be started below."""
    path = Path(tempfile.mkdtemp(prefix="rustok-test-"))
    path.chmod(0o777)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(params=["self", "nobody"])
def run(request: pytest.FixtureRequest) -> Callable[[Callable[[], None]], None]:
    """Run a function as the current user, and once more as ``nobody`` when the tests run as root."""
    if request.param == "self":
        return lambda function: function()
    if os.geteuid() != 0:
        pytest.skip("changing the user needs root")
    return _as_nobody


def _as_nobody(function: Callable[[], None]) -> None:
    account = pwd.getpwnam("nobody")
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            function()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
