"""Which addresses belong to the public internet, and to nobody's inside: pure.

Python's `is_global` alone lets through what leads inside by a detour: an address that a
gateway turns into an IPv4 address of its own network (NAT64, 6to4, Teredo), and groups
of hosts (multicast).
"""

from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

# What has been given out of IPv6 so far (RFC 4291, IANA); all else has another purpose.
GIVEN_OUT = IPv6Network("2000::/3")
NOT_PUBLIC: tuple[IPv4Network | IPv6Network, ...] = tuple(
    ip_network(block)
    for block in (
        "192.0.0.0/24",  # purposes of the IETF (RFC 6890)
        "192.88.99.0/24",  # relays of 6to4 (RFC 7526)
        "2001::/23",  # purposes of the IETF, Teredo among them (RFC 6890)
        "2001:db8::/32",  # documentation (RFC 3849)
        "2002::/16",  # 6to4: holds an IPv4 address (RFC 3056)
        "3fff::/20",  # documentation (RFC 9637)
    )
)


def is_public(address: str) -> bool:
    """Whether one host of the internet answers at `address`, an IP address in text.

    Raises ValueError when it is none.
    """
    ip = ip_address(address.partition("%")[0])
    if not ip.is_global or ip.is_multicast:
        return False
    # An IPv4 address in the form of IPv6, however it is packed, lies outside of this.
    if isinstance(ip, IPv6Address) and ip not in GIVEN_OUT:
        return False
    return not any(ip in block for block in NOT_PUBLIC if block.version == ip.version)
