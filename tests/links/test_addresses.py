"""Every address that is not one host of the public internet is told apart."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from links.addresses import is_public

INSIDE = [
    "0.0.0.0",  # noqa: S104 - nothing listens here
    "10.0.0.8",
    "100.64.0.1",
    "127.0.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:52.216.1.1",
    "64:ff9b::7f00:1",
    "64:ff9b::34d8:101",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:34d8:101::1",
    "3fff::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_it_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["52.216.1.1", "1.1.1.1", "2600:1f18::1", "2a00:1450:4001::1"]
)
def test_it_is_public(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_packed_into_ipv6_is_never_public(address):
    packed = int(address)
    for form in (
        f"::ffff:{address}",
        f"::{address}",
        f"64:ff9b::{address}",
        str(ipaddress.IPv6Address((0x2002 << 112) | (packed << 80) | 1)),
    ):
        assert not is_public(form)


@given(st.ip_addresses(network="224.0.0.0/4") | st.ip_addresses(network="ff00::/8"))
def test_a_group_of_hosts_is_never_public(address):
    assert not is_public(str(address))
