"""Which addresses of ours a provider can reach over the internet."""

import pytest

from provider.addresses import why_unreachable


@pytest.mark.parametrize(
    "url",
    [
        "https://dashboard.example.org/webhooks/telnyx/",
        "http://203.9.113.7:8443/x",
        "https://8.8.8.8/",
        "https://[2606:4700::1111]/x",
        "https://bücher.example.com/",
        "https://localhost.example.com/",
        "https://local.net/",
        "https://[64:ff9b::808:808]/",
    ],
)
def test_addresses_of_the_internet(url):
    assert why_unreachable(url) == ""


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "0x7f.1",
        "2130706433",
        "0.0.0.0",  # noqa: S104 - nobody listens there
        "10.0.0.1",
        "172.31.255.255",
        "192.168.1.20",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.2.1",
        "224.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fe80::1%25eth0]",
        "[fd00::1]",
        "[ff02::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::a00:1]",
        "[2002:a00:1::1]",
        "[2001:db8::1]",
        "localhost",
        "LOCALHOST",
        "localhost.",
        "printer",
        "board.local",
        "Board.LOCAL.",
        "a.b.internal",
        "nas.lan",
        "router.home.arpa",
        "x.localhost",
        "x.test",
    ],
)
def test_addresses_of_a_private_network(host):
    assert why_unreachable(f"http://{host}:8000/webhooks/")


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://[", "http:///x"])
def test_what_is_no_address(url):
    assert why_unreachable(url).endswith(".")
