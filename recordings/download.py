"""Fetching one audio file over the network, trusting nothing that the link leads to.

A link comes out of Telnyx's answer, so `links` looks at where it leads before a byte is
asked for. Against the emulator its own host is allowed, over plain http.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

from links.errors import Failed, LinkError, Refused
from links.opening import Rules, opened

MOST_BYTES = 1024**3
# Shorter than Celery's visibility timeout, after which the task would run twice.
MOST_SECONDS = 100
AUDIO_TYPES = ("audio/", "application/octet-stream", "binary/octet-stream")
COMPRESSED = ("gzip", "deflate", "br", "zstd")


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
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f"{target.name}.part")
    try:
        with opened(url, _rules(), _Way.transport) as response:
            _check_answer(response)
            copy = _write(response.iter_bytes(), part)
    except (LinkError, OSError):
        part.unlink(missing_ok=True)
        raise
    part.replace(target)
    return copy


def _rules() -> Rules:
    own = settings.TELNYX_BASE_URL if settings.TELNYX_IS_EMULATED else ""
    return Rules(hosts=settings.RECORDING_HOSTS, seconds=MOST_SECONDS, own=own)


def _check_answer(response: httpx.Response) -> None:
    if response.status_code == httpx.codes.FORBIDDEN:
        raise LinkExpired("Telnyx's link to it has expired.")
    if response.status_code != httpx.codes.OK:
        raise Failed(f"The storage of Telnyx answered {response.status_code}.")
    kind = response.headers.get("Content-Type", "").lower()
    if not kind.startswith(AUDIO_TYPES):
        raise Refused(f"The link leads to {kind or 'something'} instead of audio.")
    if response.headers.get("Content-Encoding", "") in COMPRESSED:
        raise Failed("The storage of Telnyx sent it compressed, though not asked to.")
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and int(length) > MOST_BYTES:
        raise Refused("The file is larger than 1 GiB.")


def _write(chunks: Iterator[bytes], part: Path) -> Copy:
    digest = hashlib.sha256()
    size = 0
    with part.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused("The file is larger than 1 GiB.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Failed("The file is empty.")
    return Copy(size, digest.hexdigest())
