"""Whether the provider can reach an address of ours over the internet."""

import ipaddress
import socket
from urllib.parse import urlsplit

# Names that lead nowhere outside of a network of one's own (RFC 2606, 6761, 6762, 8375;
# ICANN reserved .internal), and those that small networks use without asking anybody.
PRIVATE_NAMES = (
    "localhost",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "home.arpa",
    "lan",
    "test",
    "example",
    "invalid",
    "onion",
)
# Networks whose addresses have one of IPv4 in their last 32 bits (RFC 6052).
TRANSLATED = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def why_unreachable(url: str) -> str:
    """Say in one sentence why the internet cannot reach `url`; empty when it may.

    Nothing is asked of the network: a public name may still lead to a private address.
    """
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return "This is not an address."
    address = _address(host)
    if address is not None:
        return (
            "" if _is_public(address) else f"{host} is not an address of the internet."
        )
    if "." not in host:
        return f"{host or 'It'} is not a name of the internet: it has no dot."
    if any(host.endswith(f".{name}") for name in PRIVATE_NAMES):
        return f"{host} is a name of a private network."
    return ""


def _address(host: str) -> Address | None:
    """Read an IP address, also one as numbers that only old rules allow (127.1, 0x7f.1)."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except (OSError, UnicodeError):
        return None


def _is_public(address: Address) -> bool:
    inner = _inside(address)
    if inner is not None and not _is_public(inner):
        return False
    return (address.is_global and not address.is_multicast) or inner is not None


def _inside(address: Address) -> ipaddress.IPv4Address | None:
    """Return the IPv4 address that an IPv6 address leads to, if it does."""
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in TRANSLATED:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
