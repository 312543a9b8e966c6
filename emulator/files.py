"""The files that the emulator serves: recordings by signed link, and hold music."""

from __future__ import annotations

import importlib
import re
from collections import OrderedDict
from collections.abc import Callable
from types import ModuleType

from emulator import errors
from emulator.engine import Engine
from emulator.http import Response
from emulator.media.captured import captured_file
from emulator.media.links import PREFIX, LinkRefused
from emulator.world.state import Recording

TYPES = {"wav": "audio/wav", "mp3": "audio/mpeg"}
RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


class MediaServer:
    """Answers ``/recording-store/…`` and ``/media/…``."""

    def __init__(self, emulator: Engine) -> None:
        self._emulator = emulator
        self._rendered: OrderedDict[str, bytes] = OrderedDict()
        self._render: ModuleType | None = None

    def answer(self, method: str, path: str, headers: dict[str, str]) -> Response:
        bare = path.partition("?")[0]
        if method not in {"GET", "HEAD"}:
            raise errors.method_not_allowed(method, bare, "GET, HEAD")
        if bare.startswith(PREFIX):
            return self._recording(path, headers)
        name, _, kind = bare.removeprefix("/media/").rpartition(".")
        if bare.startswith("/media/") and name and kind in TYPES:
            content = self._cached(bare, lambda: self.render.hold_music(name, kind))
            return _file(content, kind, headers)
        raise errors.unknown_endpoint(method, bare)

    @property
    def render(self) -> ModuleType:
        """Loaded at first use: numpy and av would double the emulator's start time."""
        if self._render is None:
            self._render = importlib.import_module("emulator.media.render")
        return self._render

    def _recording(self, path: str, headers: dict[str, str]) -> Response:
        try:
            recording_id = self._emulator.links.recording_id(path)
        except LinkRefused as refused:
            return _denied(str(refused))
        recording = self._emulator.world.recordings.get(recording_id)
        if recording is None:
            return Response(
                404,
                b"<Error><Code>NoSuchKey</Code></Error>",
                {"content-type": "application/xml"},
            )
        content = self._cached(recording.id, lambda: self._encoded(recording))
        return _file(content, recording.format, headers)

    def _encoded(self, recording: Recording) -> bytes:
        """What a browser took part in is as it was heard; the rest is invented."""
        shape = {
            "millis": recording.duration_millis,
            "channels": 2 if recording.channels == "dual" else 1,
            "fmt": recording.format,
        }
        content: bytes
        folder = self._emulator.captured_folder
        path = captured_file(folder, recording.id) if folder is not None else None
        if path is not None and path.exists():
            content = self.render.captured(path, **shape)
        else:
            content = self.render.conversation(seed=recording.id, **shape)
        return content

    def _cached(self, key: str, make: Callable[[], bytes]) -> bytes:
        content = self._rendered.get(key)
        if content is None:
            content = self._rendered[key] = make()
            while len(self._rendered) > self._emulator.settings.rendered_recordings:
                self._rendered.popitem(last=False)
        else:
            self._rendered.move_to_end(key)
        return content


def _denied(reason: str) -> Response:
    body = f"<Error><Code>AccessDenied</Code><Message>{reason}</Message></Error>"
    return Response(403, body.encode(), {"content-type": "application/xml"})


def _file(content: bytes, kind: str, headers: dict[str, str]) -> Response:
    """The whole file, or the one range that was asked for."""
    answer = {"content-type": TYPES[kind], "accept-ranges": "bytes"}
    match = RANGE.fullmatch(headers.get("range", ""))
    if match is None or not any(match.groups()):
        return Response(200, content, answer)
    first, last = match.groups()
    size = len(content)
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last), size - 1) if first and last else size - 1
    if start >= size or start > end:
        return Response(416, b"", {"content-range": f"bytes */{size}"})
    answer["content-range"] = f"bytes {start}-{end}/{size}"
    return Response(206, content[start : end + 1], answer)
