"""Nothing is sent into our own network, however its address is written and whatever a name leads to."""

from __future__ import annotations

import datetime as dt
import ssl
import subprocess
import threading
import time

import pytest

from rustok_outbox.errors import UrlNotAllowed
from rustok_outbox.services.webhooks import guard, sending
from rustok_outbox.services.webhooks.guard import addresses_of, check_address, target_of
from rustok_outbox.services.webhooks.sending import post, seconds_to_wait
from tests.rustok_outbox.webhooks.receiver import receiving

REFUSED_URLS = [
    "http://example.com/hook",
    "ftp://example.com/hook",
    "file:///etc/passwd",
    "gopher://example.com/",
    "//example.com/hook",
    "example.com/hook",
    "",
    "https://",
    "https:///hook",
    "https://user@example.com/hook",
    "https://user:pass@example.com/hook",
    "https://example.com@127.0.0.1/hook",
    "https://example.com#@127.0.0.1/hook",
    "https://example.com/hook#part",
    "https://example.com\\@127.0.0.1/hook",
    "https://example.com:22/hook",
    "https://example.com:6379/hook",
    "https://example.com:99999/hook",
    "https://example.com:port/hook",
    "https://example.com /hook",
    "https://example.com/ho\tok",
    "https://example.com/\r\nHost: other",
    "https://exämple.com/hook",
    "https://127。0。0。1/hook",
    "https://①②⑦.0.0.1/hook",
    "https://127.0.0.1/hook",
    "https://127.0.0.1./hook",
    "https://127.1/hook",
    "https://0/hook",
    "https://2130706433/hook",
    "https://0x7f000001/hook",
    "https://0x7f.0x0.0x0.0x1/hook",
    "https://0X7F.1/hook",
    "https://017700000001/hook",
    "https://0177.0.0.01/hook",
    "https://127.0.0.0x1/hook",
    "https://4294967297/hook",
    "https://10.0.0.1/hook",
    "https://172.16.0.1/hook",
    "https://192.168.1.1/hook",
    "https://169.254.169.254/latest/meta-data",
    "https://100.100.100.200/hook",
    "https://168.63.129.16/hook",
    "https://0.0.0.0/hook",
    "https://255.255.255.255/hook",
    "https://224.0.0.1/hook",
    "https://[::1]/hook",
    "https://[::]/hook",
    "https://[::ffff:127.0.0.1]/hook",
    "https://[::ffff:7f00:1]/hook",
    "https://[::127.0.0.1]/hook",
    "https://[fe80::1%25eth0]/hook",
    "https://[fe80::1%eth0]/hook",
    "https://[fd00:ec2::254]/hook",
    "https://[64:ff9b::7f00:1]/hook",
    "https://[64:ff9b:1::a00:1]/hook",
    "https://[2002:7f00:1::]/hook",
    "https://[2001:0:53aa:64c::1]/hook",
    "https://[2001:db8::1]/hook",
    "https://[ff02::1]/hook",
    "https://[fec0::1]/hook",
    "https://[::1/hook",
    "https://[1.2.3.4]/hook",
]
REFUSED_ADDRESSES = [
    "127.0.0.1", "127.255.255.254", "10.1.2.3", "172.31.255.255", "192.168.0.1", "169.254.169.254", "100.64.0.1",
    "100.127.255.255", "0.0.0.0", "192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
    "224.0.0.251", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.88.99.1", "168.63.129.16",
    "::", "::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::10.0.0.1", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1",
    "2002:0a00:0001::1", "2001::1", "2001:db8::1", "3fff::1", "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0",
    "fec0::1", "ff02::1", "ff0e::1", "not an address", "",
]  # fmt: skip


@pytest.mark.parametrize("url", REFUSED_URLS)
def test_address_that_leads_inside_or_is_not_plain_is_refused(url):
    with pytest.raises(UrlNotAllowed):
        target_of(url)


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_address_that_is_not_of_the_open_internet_is_refused(address):
    with pytest.raises(UrlNotAllowed):
        check_address(address)


@pytest.mark.parametrize(
    ("url", "authority", "path"),
    [
        ("https://example.com", "example.com", "/"),
        ("https://EXAMPLE.com:443/a?b=c&d", "example.com", "/a?b=c&d"),
        ("https://hooks.example.com:8443/x", "hooks.example.com:8443", "/x"),
        ("https://xn--exmple-cua.com./", "xn--exmple-cua.com", "/"),
        ("https://8.8.8.8/x", "8.8.8.8", "/x"),
        ("https://[2606:4700:0:0::1111]/x", "[2606:4700::1111]", "/x"),
    ],
)
def test_public_address_is_taken_apart(url, authority, path):
    target = target_of(url)

    assert (target.scheme, target.authority, target.path) == ("https", authority, path)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"], ["fe80::1%eth0"]]
)
def test_name_that_leads_inside_by_any_of_its_addresses_is_refused(found):
    with pytest.raises(UrlNotAllowed):
        addresses_of(target_of("https://hooks.example.com/x"), lambda host, port: found)


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
        monkeypatch.setattr(sending, "tls_context", lambda: trusting)
        assert send("hooks.test").status == 200
        assert "CERTIFICATE_VERIFY_FAILED" in send("other.test").error

    assert names == ["hooks.test", "hooks.test", "other.test"]
    assert len(receiver.messages) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (None, 0),
        ("", 0),
        ("120", 120),
        (" 7 ", 7),
        ("-5", 0),
        ("soon", 0),
        ("²", 0),
        ("Thu, 26 Nov 2026 10:01:00 GMT", 60),
        ("Thu, 26 Nov 2020 10:00:00 GMT", 0),
        ("9" * 400, 999_999_999),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(said, seconds):
    assert seconds_to_wait(said, dt.datetime(2026, 11, 26, 10, 0, tzinfo=dt.UTC)) == seconds
