"""Nothing is sent into our own network, however its address is written and whatever a name leads to."""

from __future__ import annotations

import ssl
import subprocess
import threading
import time

from rustok.outbound import calling, guard
from rustok_outbox.services.webhooks.sending import post
from tests.rustok_outbox.webhooks.receiver import receiving


def test_name_without_an_address_is_a_failed_try():
    def nowhere(host, port):
        raise OSError("Name or service not known")

    answer = post("https://hooks.example.com/x", headers={}, body=b"{}", resolve=nowhere)

    assert (answer.status, answer.error) == (None, "OSError: Name or service not known")


def test_name_that_nobody_answers_for_is_given_up_in_time(settings, monkeypatch):
    hooks = {**settings.RUSTOK["webhooks"], "connect_seconds": 0.01}
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": hooks}
    let_go = threading.Event()

    def silent(host, port, **kwargs):
        let_go.wait()
        return [(0, 0, 0, "", ("8.8.8.8", port))]

    monkeypatch.setattr("socket.getaddrinfo", silent)
    try:
        answer = post("https://hooks.example.com/x", headers={}, body=b"{}")
        assert (answer.status, answer.error) == (None, "TimeoutError: nobody said in time where the name leads")
    finally:
        let_go.set()


def test_no_more_names_are_looked_up_than_somebody_answers_for(settings, monkeypatch):
    hooks = {**settings.RUSTOK["webhooks"], "connect_seconds": 0.001}
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": hooks}
    let_go = threading.Event()
    monkeypatch.setattr("socket.getaddrinfo", lambda host, port, **kwargs: let_go.wait() and [])
    monkeypatch.setattr(guard, "_LOOKUPS", threading.BoundedSemaphore(3))
    try:
        errors = [post("https://hooks.example.com/x", headers={}, body=b"{}").error or "" for _ in range(5)]
        assert [error.partition(":")[0] for error in errors] == [*["TimeoutError"] * 3, *["OSError"] * 2]
    finally:
        let_go.set()


def test_name_that_leads_elsewhere_a_moment_later_is_asked_for_once(receiver):
    asked = []

    def rebinding(host, port):
        asked.append(host)
        return ["8.8.8.8" if len(asked) > 1 else "10.0.0.1"]

    url = f"http://rebind.example.com:{receiver.port}/x"
    assert post(url, headers={}, body=b"{}", resolve=rebinding).error == (
        "Nothing is sent to this address: it is not of the open internet."
    )
    assert asked == ["rebind.example.com"]

    # Allowed at the first look, inside at any later one: the connection goes to what was checked.
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    assert post(url, headers={}, body=b"{}", resolve=lambda host, port: next(answers)).status == 200
    assert next(answers) == ["10.0.0.1"]
    assert receiver.messages[-1].headers["host"] == f"rebind.example.com:{receiver.port}"


def test_proxy_of_the_environment_is_not_used(receiver, monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    assert post(receiver.url, headers={}, body=b"{}").status == 200


def test_answer_is_read_up_to_a_limit(receiver):
    receiver.answer = lambda message: (200, {}, b"a" * 5_000_000)

    answer = post(receiver.url, headers={}, body=b"{}")

    assert (answer.status, answer.excerpt) == (200, "a" * 1024)


def test_receiver_that_is_slow_is_given_up_when_the_time_is_over(receiver, settings):
    hooks = {**settings.RUSTOK["webhooks"], "total_seconds": 0.3}
    settings.RUSTOK = {**settings.RUSTOK, "webhooks": hooks}
    let_go = []

    def dawdle(message):
        while not let_go:
            time.sleep(0.01)
        return 200, {}, b""

    receiver.answer = dawdle
    answer = post(receiver.url, headers={}, body=b"{}")
    let_go.append(True)

    assert (answer.status, answer.error) == (None, "no answer in time (ReadTimeout)")


def test_certificate_is_checked_against_the_name(local, tmp_path, monkeypatch):
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", "/CN=hooks.test", "-addext", "subjectAltName=DNS:hooks.test"],
        check=True, capture_output=True,
    )  # fmt: skip
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate, key)
    names = []
    served.sni_callback = lambda sock, name, context: names.append(name)
    with receiving(served) as receiver:

        def send(name):
            return post(
                f"https://{name}:{receiver.port}/x", headers={}, body=b"{}", resolve=lambda host, port: ["127.0.0.1"]
            )

        assert "CERTIFICATE_VERIFY_FAILED" in send("hooks.test").error
        trusting = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(calling, "tls_context", lambda: trusting)
        assert send("hooks.test").status == 200
        assert "CERTIFICATE_VERIFY_FAILED" in send("other.test").error

    assert names == ["hooks.test", "hooks.test", "other.test"]
    assert len(receiver.messages) == 1
