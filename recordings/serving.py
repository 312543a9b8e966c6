"""Answering with a file of the archive, whole or in one range, without holding it.

Under ASGI a response is sent chunk by chunk only when its body is an asynchronous
iterator; a synchronous one would be read into memory first.
"""

import asyncio
import hmac
from collections.abc import AsyncIterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from recordings.ranges import NotSatisfiable, Span, span_of

CHUNK_BYTES = 64 * 1024


def serve(
    request: HttpRequest, path: Path, *, etag: str, content_type: str
) -> HttpResponseBase:
    """Return 200, 206 for one range, 304 or 416. `etag` names these very bytes.

    Raises FileNotFoundError.
    """
    size = path.stat().st_size
    quoted = f'"{etag}"'
    response: HttpResponseBase
    if _is_known(request, quoted):
        response = HttpResponse(status=304)
    else:
        response = _content(request, path, size, quoted, content_type)
    response["ETag"] = quoted
    response["Accept-Ranges"] = "bytes"
    # The most private thing here: kept by nobody on the way.
    response["Cache-Control"] = "private, no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _content(
    request: HttpRequest, path: Path, size: int, quoted: str, content_type: str
) -> HttpResponseBase:
    try:
        span = _wanted_span(request, size, quoted)
    except NotSatisfiable:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{size}"
        return response
    first, length = (span.first, span.length) if span else (0, size)
    body = _chunks(path, first, length)
    streaming = StreamingHttpResponse(
        body, status=206 if span else 200, content_type=content_type
    )
    streaming["Content-Length"] = str(length)
    if span:
        streaming["Content-Range"] = span.content_range
    return streaming


def _wanted_span(request: HttpRequest, size: int, quoted: str) -> Span | None:
    """Return the range to send; If-Range with another version asks for the whole."""
    header = request.headers.get("Range", "")
    if_range = request.headers.get("If-Range", "")
    if not header or (if_range and not hmac.compare_digest(if_range, quoted)):
        return None
    return span_of(header, size)


def _is_known(request: HttpRequest, quoted: str) -> bool:
    known = request.headers.get("If-None-Match", "")
    tags = {tag.strip().removeprefix("W/") for tag in known.split(",")}
    return quoted in tags or "*" in tags


async def _chunks(path: Path, first: int, length: int) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        await asyncio.to_thread(file.seek, first)
        while length > 0:
            chunk = await asyncio.to_thread(file.read, min(CHUNK_BYTES, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk
    finally:
        await asyncio.to_thread(file.close)
