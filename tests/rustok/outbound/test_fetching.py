"""Files of others are fetched within limits, from where they may be, and what breaks off goes on."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from rustok.outbound.errors import AddressNotAllowed, AnswerTooLarge, NoAnswer
from rustok.outbound.fetching import MAX_REDIRECTS, TRIES, fetch
from rustok.outbound.rules import Rules
from tests.rustok.outbound.server import Asked, FileServer, serving

LOCAL = Rules(allow_http=True, ports=(), allowed_networks=("127.0.0.0/8",), total_seconds=5)
TEXT = bytes(range(256)) * 40


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as found:
        yield found


def got(url: str, rules: Rules = LOCAL, **kwargs: Any) -> bytes:
    file = io.BytesIO()
    done = fetch(url, file, rules, max_bytes=kwargs.pop("max_bytes", 1_000_000), backoff=0, **kwargs)
    assert done.size == len(file.getvalue())
    return file.getvalue()


def test_a_file_is_written_as_it_is_whatever_letters_its_name_has(server: FileServer) -> None:
    server.files = {"/%D1%87%D0%B0%D0%B9.png?a=b%20c": TEXT}

    assert got(f"{server.url}/чай.png?a=b c#part") == TEXT

    assert server.paths == ["/%D1%87%D0%B0%D0%B9.png?a=b%20c"]
    assert server.asked[0].headers["accept-encoding"] == "identity"


def test_a_private_address_is_not_called_unless_it_is_allowed(server: FileServer) -> None:
    server.files = {"/a": TEXT}

    with pytest.raises(AddressNotAllowed, match="not of the open internet"):
        got(f"{server.url}/a", Rules(allow_http=True, ports=()))
    with pytest.raises(AddressNotAllowed, match="https"):
        got(f"{server.url}/a", Rules(ports=(), allowed_networks=("127.0.0.0/8",)))
    with pytest.raises(AddressNotAllowed):
        got("http://[broken/a")

    assert server.asked == []


def test_redirects_are_followed_and_each_is_checked(server: FileServer) -> None:
    leads = {"/a": "b?x=1", "/b?x=1": f"http://127.0.0.1:{server.port}/c"}
    server.answer = lambda asked: (
        (302, {"location": leads[asked.path]}, b"") if asked.path in leads else (200, {}, TEXT)
    )
    assert got(f"{server.url}/a") == TEXT
    assert server.paths == ["/a", "/b?x=1", "/c"]

    for inside in ("http://10.0.0.1/x", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "//[::1]/"):
        leads["/a"] = inside
        with pytest.raises(AddressNotAllowed):
            got(f"{server.url}/a")

    leads["/a"] = "/a"
    server.asked.clear()
    with pytest.raises(NoAnswer, match=f"more than {MAX_REDIRECTS} times"):
        got(f"{server.url}/a")
    assert len(server.asked) == MAX_REDIRECTS + 1


def test_a_name_is_checked_by_what_it_leads_to(server: FileServer) -> None:
    server.files = {"/a": TEXT}
    url = f"http://files.example.com:{server.port}/a"

    assert got(url, resolve=lambda host, port: ["127.0.0.1"]) == TEXT
    with pytest.raises(AddressNotAllowed):
        got(url, resolve=lambda host, port: ["127.0.0.1", "10.0.0.1"])


def test_more_than_the_limit_is_not_taken_whatever_is_said_of_the_length(server: FileServer) -> None:
    server.files = {"/a": TEXT}
    with pytest.raises(AnswerTooLarge):
        got(f"{server.url}/a", max_bytes=len(TEXT) - 1)
    assert got(f"{server.url}/a", max_bytes=len(TEXT)) == TEXT

    chunk = b"%x\r\n%s\r\n" % (len(TEXT), TEXT)
    server.answer = lambda asked: (200, {"transfer-encoding": "chunked"}, chunk * 3)
    file = io.BytesIO()
    with pytest.raises(AnswerTooLarge):
        fetch(f"{server.url}/a", file, LOCAL, max_bytes=len(TEXT) * 2, backoff=0)
    assert len(file.getvalue()) <= len(TEXT) * 2


def test_what_passes_is_tried_again_and_what_does_not_is_told(server: FileServer) -> None:
    statuses = iter([503, 429, 200])
    server.answer = lambda asked: (next(statuses), {"retry-after": "7"}, TEXT)
    assert got(f"{server.url}/a") == TEXT

    server.answer = lambda asked: (503, {}, b"")
    server.asked.clear()
    with pytest.raises(NoAnswer, match="the status is 503"):
        got(f"{server.url}/a")
    assert len(server.asked) == TRIES

    server.answer = lambda asked: (404, {}, b"")
    server.asked.clear()
    with pytest.raises(NoAnswer, match="the status is 404"):
        got(f"{server.url}/a")
    assert len(server.asked) == 1


@pytest.mark.parametrize("changed", [False, True], ids=["same", "changed"])
def test_what_broke_off_goes_on_if_it_is_the_same_still(server: FileServer, changed: bool) -> None:
    newer = TEXT[::-1]

    def answer(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        if len(server.asked) == 1:
            # Less than it said: the connection breaks off.
            return 200, {"etag": '"one"', "content-length": str(len(TEXT))}, TEXT[:1000]
        assert (asked.headers["range"], asked.headers["if-range"]) == ("bytes=1000-", '"one"')
        if changed:
            return 200, {"etag": '"two"'}, newer
        return 206, {"content-range": f"bytes 1000-{len(TEXT) - 1}/{len(TEXT)}"}, TEXT[1000:]

    server.answer = answer

    assert got(f"{server.url}/a") == (newer if changed else TEXT)
    assert len(server.asked) == 2


def test_an_end_that_says_nothing_is_given_up_in_time(server: FileServer) -> None:
    let_go = threading.Event()

    def dawdle(asked: Asked) -> tuple[int, dict[str, str], bytes]:
        let_go.wait()
        return 200, {}, b""

    server.answer = dawdle
    rules = Rules(allow_http=True, ports=(), allowed_networks=("127.0.0.0/8",), total_seconds=0.1)
    try:
        with pytest.raises(NoAnswer, match="nobody answers in time"):
            got(f"{server.url}/a", rules)
    finally:
        let_go.set()
