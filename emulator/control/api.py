"""The emulator's own API under ``/_emulator/``: acting as the world outside.

It needs no key. Errors are ``{"error": text}`` with a 4xx status.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, unquote

from emulator.choices import SettingError
from emulator.clock import ManualClock
from emulator.control import acts, views
from emulator.control.problems import ControlError, seconds
from emulator.engine import Engine
from emulator.faults.values import FaultError
from emulator.http import Response, json_response, read_json
from emulator.people.callees import ScriptError
from emulator.people.traffic import TrafficError

Handler = Callable[[Engine, dict[str, Any], tuple[str, ...]], Any]

ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", r"health", views.health),
    ("GET", r"public_key", views.public_key),
    ("GET", r"world", views.world),
    ("GET", r"audio_matrix", views.matrix),
    ("GET", r"journal", views.journal),
    ("POST", r"reset", acts.reset),
    ("POST", r"inbound_calls", acts.inbound_call),
    (
        "POST",
        r"calls/([^/]+)/(answer|decline|fail|hangup|dtmf|hold|unhold)",
        acts.far_party,
    ),
    ("GET", r"callees", views.callees),
    ("POST", r"callees", acts.script_callee),
    ("POST", r"media", acts.describe_media),
    ("GET", r"faults", views.faults),
    ("POST", r"faults", acts.set_faults),
    ("POST", r"drops", acts.drop),
    ("GET", r"settings", views.settings),
    ("POST", r"settings", acts.choose),
    ("GET", r"traffic", views.traffic),
    ("POST", r"traffic", acts.set_traffic),
)


class ControlApi:
    """Answers requests under ``/_emulator/``."""

    def __init__(self, emulator: Engine) -> None:
        self._emulator = emulator
        self._routes = [
            (method, re.compile(pattern), handler)
            for method, pattern, handler in ROUTES
        ]

    def answer(self, method: str, path: str, raw: bytes) -> Response:
        bare, _, query = path.partition("?")
        name = bare.removeprefix("/_emulator/").strip("/")
        try:
            given = _given(query, raw)
            if name == "clock":
                return json_response(200, self._clock_answer(method, raw))
            handler, words = self._find(method, name)
            with self._emulator.lock:
                content = handler(self._emulator, given, words)
                self._emulator.look()
                return json_response(200, content)
        except ControlError as error:
            return json_response(error.status, {"error": str(error)})
        except (FaultError, ScriptError, SettingError, TrafficError) as error:
            return json_response(422, {"error": str(error)})

    def _find(self, method: str, name: str) -> tuple[Handler, tuple[str, ...]]:
        known = False
        for route_method, pattern, handler in self._routes:
            match = pattern.fullmatch(name)
            if match is None:
                continue
            known = True
            if route_method == method:
                return handler, tuple(unquote(word) for word in match.groups())
        if known:
            raise ControlError(405, f"{method} is not possible for {name}")
        raise ControlError(404, f"the control API has no {name}")

    def _clock_answer(self, method: str, raw: bytes) -> dict[str, Any]:
        """Outside the lock, because webhooks may call back while time moves."""
        if method == "POST":
            self._emulator.advance(self.seconds_to_advance(raw))
        return self.clock()

    def clock(self) -> dict[str, Any]:
        emulator = self._emulator
        return {"now": emulator.now_text(), "manual": emulator.clock.manual}

    def seconds_to_advance(self, raw: bytes) -> float:
        """``advance_secs`` of a request to move the clock; raises ControlError."""
        if not isinstance(self._emulator.clock, ManualClock):
            raise ControlError(409, "the clock is real; start with --manual-clock")
        secs = seconds(_given("", raw), "advance_secs")
        if secs is None:
            raise ControlError(422, "advance_secs: a number is required")
        return secs


def _given(query: str, raw: bytes) -> dict[str, Any]:
    given: dict[str, Any] = dict(parse_qsl(query))
    if raw.strip():
        try:
            body = read_json(raw)
        except ValueError:
            raise ControlError(400, "the body is not valid JSON") from None
        if not isinstance(body, dict):
            raise ControlError(400, "the body must be a JSON object")
        given |= body
    return given
