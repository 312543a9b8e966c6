"""Opening a link that somebody else gave us: every way in which it can be bad is told.

What is wrong with a link is the matter of whoever gave it, so it is one of two errors
with a sentence, and never another exception.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase

import httpx

from links.addresses import is_public
from links.errors import Failed, Refused
from links.network import Deadline, GuardedNetwork, GuardedTransport, MayReach

MOST_REDIRECTS = 3
HIGHEST_PORT = 65535
TIMEOUT = httpx.Timeout(connect=3, read=15, write=3, pool=3)
# Compressed, a small answer could become a file of any size.
HEADERS = {"Accept-Encoding": "identity"}


@dataclass(frozen=True)
class Rules:
    """Where a link may lead, and how long all of it may take.

    `hosts` are names, * being any text. `own` is the beginning of an address of our own
    (scheme://host:port) that may be inside and without TLS; empty for none.
    """

    hosts: Sequence[str]
    seconds: float
    own: str = ""
    may_reach: MayReach = is_public


@contextmanager
def opened(
    url: str, rules: Rules, transport: httpx.BaseTransport | None = None
) -> Iterator[httpx.Response]:
    """Ask for `url`, and for what it redirects to; yield the answer, body unread.

    The body is to be read with `iter_bytes` inside of the block, within the same time.
    Raises Refused or Failed. A `transport` takes the place of the network.
    """
    try:
        yield from _follow(_address(url), rules, Deadline(rules.seconds), transport)
    except httpx.HTTPError as error:
        raise Failed("The server did not answer in full.") from error


def sent(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    rules: Rules,
    transport: httpx.BaseTransport | None = None,
) -> int:
    """Post `body` to `url`; return the status. What is answered besides is not read.

    It goes where it is sent to and nowhere else: a redirect is a status like others.
    Raises Refused or Failed.
    """
    address = _address(url)
    is_own = _require_allowed(address, rules)
    deadline = Deadline(rules.seconds)
    try:
        with _client(rules, deadline, transport, is_own=is_own) as client:
            request = client.build_request(
                "POST", address, content=body, headers={**HEADERS, **headers}
            )
            response = client.send(request, stream=True)
            response.close()
    except httpx.HTTPError as error:
        raise Failed("The server did not answer in full.") from error
    return response.status_code


def _address(url: str) -> httpx.URL:
    """Read a link; raise Refused. From here on httpx alone says what it means."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError) as error:
        raise Refused("The link is no address.") from error
    if address.port is not None and not 0 < address.port <= HIGHEST_PORT:
        raise Refused("The link is no address.")
    return address


def _follow(
    there: httpx.URL,
    rules: Rules,
    deadline: Deadline,
    transport: httpx.BaseTransport | None,
) -> Iterator[httpx.Response]:
    for _ in range(MOST_REDIRECTS + 1):
        is_own = _require_allowed(there, rules)
        with _client(rules, deadline, transport, is_own=is_own) as client:
            request = client.build_request("GET", there, headers=HEADERS)
            response = client.send(request, stream=True)
            try:
                if response.next_request is None:
                    yield response
                    return
                there = _address(str(response.next_request.url))
            finally:
                response.close()
    raise Failed("The link leads on and on.")


def _client(
    rules: Rules,
    deadline: Deadline,
    transport: httpx.BaseTransport | None,
    *,
    is_own: bool,
) -> httpx.Client:
    may_reach = _anywhere if is_own else rules.may_reach
    network = GuardedNetwork(may_reach, deadline)
    return httpx.Client(
        transport=transport or GuardedTransport(network),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )


def _anywhere(address: str) -> bool:
    return True


def _require_allowed(url: httpx.URL, rules: Rules) -> bool:
    """Raise Refused unless the link may be followed; return whether it is our own."""
    if url.userinfo:
        raise Refused("The link holds a password.")
    if rules.own and _origin(url) == _origin(httpx.URL(rules.own)):
        return True
    host = url.raw_host.decode("ascii")
    if url.scheme != "https" or not any(fnmatchcase(host, one) for one in rules.hosts):
        raise Refused(f"The link leads to {host or 'nowhere'}, which is not allowed.")
    return False


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    return url.scheme, url.raw_host, url.port
