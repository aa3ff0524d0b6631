"""The embedded Valkey: starts, stops and keeps what was written."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis

from rustok.runtime import processes
from rustok.runtime.server import ServerBusy
from rustok.runtime.valkey import EmbeddedValkey

Runner = Callable[[Callable[[], None]], None]


def client(server: EmbeddedValkey) -> redis.Redis:
    return redis.Redis.from_url(server.url, socket_timeout=5)


def test_keeps_its_keys_and_its_address(folder: Path, run: Runner) -> None:
    def scenario() -> None:
        with EmbeddedValkey(folder / "valkey") as server:
            url = server.url
            client(server).set("key", "value")

        with EmbeddedValkey(folder / "valkey") as server:
            assert server.url == url
            assert client(server).get("key") == b"value"
            assert client(server).config_get("appendonly") == {"appendonly": "yes"}

    run(scenario)


def test_survives_a_kill(folder: Path) -> None:
    with EmbeddedValkey(folder / "valkey", settings={"appendfsync": "always"}) as server:
        client(server).xadd("stream", {"n": "1"})
        client(server).xgroup_create("stream", "group", id="0")
        killed = server.pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        while processes.is_alive(killed):
            time.sleep(0.01)

        server.start()

        assert client(server).xlen("stream") == 1
        assert client(server).xinfo_groups("stream")[0]["name"] == b"group"


def test_refuses_strangers(folder: Path) -> None:
    with EmbeddedValkey(folder / "valkey") as server:
        port = urlsplit(server.url).port
        assert port is not None

        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=port).get("key")


def test_a_second_starter_is_refused(folder: Path) -> None:
    with EmbeddedValkey(folder / "valkey"), pytest.raises(ServerBusy):
        EmbeddedValkey(folder / "valkey").start()


def test_moves_to_another_port_when_its_own_is_taken(folder: Path) -> None:
    with EmbeddedValkey(folder / "valkey") as server:
        client(server).set("key", "value")
        port = urlsplit(server.url).port
        assert port is not None
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(("127.0.0.1", port))
        taken.listen()

        with EmbeddedValkey(folder / "valkey") as server:
            assert urlsplit(server.url).port != port
            assert client(server).get("key") == b"value"
