"""What is dialled to reach a person: a telephone number, or a SIP address.

Telnyx takes E.164 and SIP URIs and nothing else (Telnyx: Dial, `to`), and says so only
when somebody is rung. Here it is said when an address is written down.
"""

import re

from provider import numbers
from provider.addresses import why_unreachable

LONGEST = 200
EXAMPLE = "sip:ana@sip.telnyx.com"
NEITHER = (
    f"Write a number, such as {numbers.EXAMPLE}, or a SIP address, such as {EXAMPLE}."
)
# RFC 3261, section 25.1: the user of a SIP URI, without a password and parameters. What
# follows a comma Telnyx would send as digits.
USER = re.compile(r"(?:[A-Za-z0-9\-_.!~*'()&=+$/]|%[0-9A-Fa-f]{2})+")
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
HOST = re.compile(rf"{LABEL}(?:\.{LABEL})*\.?|\[[0-9A-Fa-f:.]+\]")
PARAMETERS = re.compile(r"(?:;[A-Za-z0-9\-.!%*_+~]+(?:=[A-Za-z0-9\-.!%*_+~:\[\]/]+)?)*")


class NotDiallable(ValueError):
    """Telnyx could not dial the text; the message is a sentence for people."""


def read(text: str, country: str) -> str:
    """Return what Telnyx dials for what somebody typed: E.164, or a SIP URI.

    A number without a plus is read as it is dialled in `country`; a SIP address may lack
    its scheme. Raises NotDiallable.
    """
    written = text.strip()
    scheme, colon, rest = written.partition(":")
    is_sip = bool(colon) and scheme.lower() in ("sip", "sips")
    if is_sip or "@" in written:
        return _sip(scheme.lower(), rest) if is_sip else _sip("sip", written)
    if not any(c.isdigit() for c in written) or any(
        c.isalpha() for c in _bare(written)
    ):
        raise NotDiallable(NEITHER)
    try:
        return numbers.read(written, country)
    except numbers.NotANumber as refusal:
        raise NotDiallable(str(refusal)) from refusal


def _bare(written: str) -> str:
    return numbers.SCHEME.sub("", written)


def _sip(scheme: str, rest: str) -> str:
    user, _, place = rest.rpartition("@")
    if not USER.fullmatch(user):
        raise NotDiallable(
            f"A SIP address names somebody before the @, without spaces: {EXAMPLE}."
        )
    host_and_port, semicolon, parameters = place.partition(";")
    host, port = _parted(host_and_port)
    if not HOST.fullmatch(host) or not PARAMETERS.fullmatch(semicolon + parameters):
        raise NotDiallable(f"A SIP address names a host after the @: {EXAMPLE}.")
    if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
        raise NotDiallable("The port after the host is a number up to 65535.")
    if why_not := why_unreachable(f"sip://{host}"):
        raise NotDiallable(f"Telnyx cannot reach this: {why_not}")
    end = f":{int(port)}" if port else ""
    address = f"{scheme}:{user}@{host.lower()}{end}{semicolon}{parameters}"
    if len(address) > LONGEST:
        raise NotDiallable(f"A SIP address has at most {LONGEST} characters.")
    return address


def _parted(place: str) -> tuple[str, str]:
    """Part the host from the port; an address of IPv6 has colons of its own."""
    found = re.fullmatch(r"(\[[^\]]*\]|[^:]*)(?::(.+))?", place)
    return (found[1], found[2] or "") if found else (place, "")
