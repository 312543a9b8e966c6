"""Fetching one audio file over the network, trusting nothing that the link leads to.

A link comes out of Telnyx's answer, so the server that it names is checked before a
byte is asked for: a host on the list, https, a public address, and that address is the
one connected to. Against the emulator its own host is allowed, over plain http.
"""

import hashlib
import ipaddress
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import httpx
from django.conf import settings

CHUNK_BYTES = 64 * 1024
MOST_BYTES = 1024**3
# Shorter than Celery's visibility timeout, after which the task would run twice.
MOST_SECONDS = 100
TIMEOUT = httpx.Timeout(connect=3, read=15, write=3, pool=3)
AUDIO_TYPES = ("audio/", "application/octet-stream", "binary/octet-stream")


class DownloadError(Exception):
    """Why there is no file, in plain words."""


class Refused(DownloadError):
    """What the link leads to is not fetched, now or later."""


class Failed(DownloadError):
    """It did not work this time."""


class LinkExpired(Failed):
    """The storage answered 403: the link is too old."""


@dataclass(frozen=True)
class Copy:
    size_bytes: int
    # In hex.
    sha256: str


class _Way:
    """How the network is reached; tests put the emulator in its place."""

    transport: httpx.BaseTransport | None = None


def configure(transport: httpx.BaseTransport | None) -> None:
    """Send downloads through `transport` instead of the network."""
    _Way.transport = transport


def download(url: str, target: Path) -> Copy:
    """Stream `url` into `target`, which appears only when it is whole.

    Raises Refused, Failed or LinkExpired.
    """
    request_url, headers, extensions = _checked(url)
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with (
            httpx.Client(
                transport=_Way.transport,
                timeout=TIMEOUT,
                follow_redirects=False,
                trust_env=False,
            ) as client,
            client.stream(
                "GET", request_url, headers=headers, extensions=extensions
            ) as response,
        ):
            _check_answer(response)
            copy = _write(response.iter_bytes(CHUNK_BYTES), part)
    except httpx.HTTPError as error:
        part.unlink(missing_ok=True)
        raise Failed("The storage of Telnyx did not answer in full.") from error
    except (DownloadError, OSError):
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    return copy


def _checked(url: str) -> tuple[str, dict[str, str], dict[str, str]]:
    """Return what to ask for, and how, after checking where it leads."""
    parts = urlsplit(url)
    if settings.TELNYX_IS_EMULATED and _is_emulator(parts):
        return url, {}, {}
    host = parts.hostname or ""
    allowed = any(fnmatchcase(host, pattern) for pattern in settings.RECORDING_HOSTS)
    if parts.scheme != "https" or parts.username or not allowed:
        raise Refused(f"The link leads to {host or 'nowhere'}, which is not allowed.")
    address = _public_address(host, parts.port or 443)
    shown = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    there = parts._replace(netloc=f"{shown}{port}").geturl()
    return there, {"Host": f"{host}{port}"}, {"sni_hostname": host}


def _is_emulator(parts: SplitResult) -> bool:
    own = urlsplit(settings.TELNYX_BASE_URL)
    return (parts.scheme, parts.netloc) == (own.scheme, own.netloc)


def _public_address(host: str, port: int) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise Failed(f"The address of {host} was not found.") from error
    addresses = [str(entry[4][0]) for entry in found]
    if not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise Refused(f"{host} is not a public address.")
    return addresses[0]


def _check_answer(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.FORBIDDEN:
        raise LinkExpired("Telnyx's link to it has expired.")
    if response.status_code != httpx.codes.OK:
        raise Failed(f"The storage of Telnyx answered {response.status_code}.")
    kind = response.headers.get("Content-Type", "").lower()
    if not kind.startswith(AUDIO_TYPES):
        raise Refused(f"The link leads to {kind or 'something'} instead of audio.")
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Refused("The file is larger than 1 GiB.")


def _write(chunks: Iterator[bytes], part: Path) -> Copy:
    digest = hashlib.sha256()
    size = 0
    ends_at = time.monotonic() + MOST_SECONDS
    with part.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused("The file is larger than 1 GiB.")
            if time.monotonic() > ends_at:
                raise Failed("The storage of Telnyx was too slow.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Failed("The file is empty.")
    return Copy(size, digest.hexdigest())
