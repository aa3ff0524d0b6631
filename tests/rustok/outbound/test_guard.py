"""Nothing in our own network is called, however its address is written and whatever a name leads to."""

from __future__ import annotations

import datetime as dt

import pytest

from rustok.outbound.errors import AddressNotAllowed
from rustok.outbound.guard import addresses_of, check_address, target_of
from rustok.outbound.headers import seconds_to_wait
from rustok.outbound.rules import Rules

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
    with pytest.raises(AddressNotAllowed):
        target_of(url, Rules())


@pytest.mark.parametrize("address", REFUSED_ADDRESSES)
def test_address_that_is_not_of_the_open_internet_is_refused(address):
    with pytest.raises(AddressNotAllowed):
        check_address(address, Rules())


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
    target = target_of(url, Rules())

    assert (target.scheme, target.authority, target.path) == ("https", authority, path)


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"], ["2606:4700::1111", "::1"], ["fe80::1%eth0"]]
)
def test_name_that_leads_inside_by_any_of_its_addresses_is_refused(found):
    with pytest.raises(AddressNotAllowed):
        addresses_of(target_of("https://hooks.example.com/x", Rules()), Rules(), lambda host, port: found)


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
