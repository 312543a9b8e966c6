"""The v2 API's front: who asks, for what, with what, and was it asked before.

The order is Telnyx's: authentication, the path's ids, the body, the state.
"""

from __future__ import annotations

from dataclasses import replace
from email.utils import formatdate
from typing import Any
from urllib.parse import parse_qsl

from emulator import errors
from emulator.api import OPERATIONS, Routes
from emulator.engine import Engine
from emulator.faults.answers import failed
from emulator.http import Response, json_response, read_json
from emulator.operations.common import OK, Answer, Operation, Request
from emulator.operations.params import WHOLE, Param, checked
from emulator.repeats import Repeats, key_of
from emulator.world import calls
from emulator.world.state import Leg
from emulator.world.values import Phase

NAMES_LEGS = ("call_control_id", "supervise_call_control_id", "link_to")
"""Parameters that name another leg than the path's."""


class Front:
    """Answers requests under ``/v2``."""

    def __init__(self, emulator: Engine) -> None:
        self._emulator = emulator
        self._routes = Routes(OPERATIONS)
        self._repeats = Repeats(emulator)

    def answer(
        self, method: str, path: str, headers: dict[str, str], raw: bytes
    ) -> Response:
        """Answer one request, with the time by the account's clock.

        Refusals are answers too, and all commands are journalled, each before the
        events that it causes.
        """
        entry = self._entry(method, path, raw)
        try:
            response = self._answer(method, path, headers, raw, entry)
        except errors.Refusal as refusal:
            entry["code"] = refusal.code
            response = json_response(refusal.status, refusal.as_json(), refusal.headers)
        entry["status"] = None if response.is_lost else response.status
        date = formatdate(self._emulator.world.now(), usegmt=True)
        return replace(response, headers={"date": date, **response.headers})

    def _entry(self, method: str, path: str, raw: bytes) -> dict[str, Any]:
        """The journal's entry; reads change nothing and have none."""
        if method == "GET":
            return {}
        body = _readable(raw)
        return self._emulator.journal.add(
            "command",
            self._emulator.now_text(),
            operation=None,
            method=method,
            path=path,
            command_id=(body or {}).get("command_id"),
            params=body,
            status=None,
            code=None,
            replayed=False,
        )

    def _answer(
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        raw: bytes,
        entry: dict[str, Any],
    ) -> Response:
        bare, _, query = path.partition("?")
        inner = bare.removeprefix("/v2")
        self._authenticate(headers, inner)
        operation, params = self._routes.find(method, inner)
        entry["operation"] = operation.name
        fault = self._emulator.deliverer.faults.for_request(operation.name)
        if fault is not None and fault.kind in {"status", "timeout_before"}:
            return failed(fault, is_numbered=_is_numbered(inner))
        response = self._execute(operation, params, query, raw, entry)
        if fault is not None and fault.kind == "timeout_after":
            return replace(response, is_lost=True, wait_secs=fault.secs)
        if fault is not None and fault.kind == "slow":
            return replace(response, wait_secs=fault.secs)
        return response

    def _authenticate(self, headers: dict[str, str], path: str) -> None:
        expected = f"Bearer {self._emulator.settings.api_key}"
        if headers.get("authorization") != expected:
            raise errors.unauthorized("401" if _is_numbered(path) else "10009")

    def _execute(
        self,
        operation: Operation,
        params: dict[str, str],
        query: str,
        raw: bytes,
        entry: dict[str, Any],
    ) -> Response:
        request = Request(
            self._emulator.world,
            self._emulator.links,
            params,
            self._checked_query(operation, query),
        )
        if operation.target is not None:
            request.target = operation.target(request)
        body = _parsed(raw)
        key = key_of(operation, request.target, body)
        known = self._repeats.recall(key)
        if known is not None:
            entry["replayed"] = True
            return self._repeated(known)
        request.body = self._checked_body(operation, body)
        self._require_commandable(operation, request.target)
        response = self._run(operation, request)
        if isinstance(request.target, Leg) and operation.method != "GET":
            request.target.commanded = True
        self._repeats.remember(key, response)
        return response

    def _run(self, operation: Operation, request: Request) -> Response:
        """Run it; who is told that a leg is not answered is told for which command."""
        if self._emulator.settings.commands_wait_for_answer:
            self._bring_answers(operation, request)
        try:
            return _rendered(operation.run(request))
        except errors.Refusal as refusal:
            if refusal.code != errors.NOT_ANSWERED:
                raise
            raise errors.not_answered(operation.name.rpartition(".")[2]) from None

    def _bring_answers(self, operation: Operation, request: Request) -> None:
        """Let legs that are being answered be so before a command to them runs."""
        world = request.world
        named = [world.legs.get(str(request.body.get(name))) for name in NAMES_LEGS]
        target = request.target if isinstance(request.target, Leg) else None
        for leg in [target, *named]:
            if leg is not None and leg.phase is Phase.ANSWERING:
                calls.become_answered(world, leg)

    def _checked_query(self, operation: Operation, query: str) -> dict[str, Any]:
        given = dict(parse_qsl(query, keep_blank_values=True))
        rows = {param.name: param for param in operation.query}
        typed = {name: _typed(rows.get(name), text) for name, text in given.items()}
        return checked(
            operation.query,
            typed,
            operation=operation.name,
            unknown_code=self._emulator.settings.code_unknown_parameter,
        )

    def _repeated(self, known: Response) -> Response:
        if self._emulator.settings.repeated_command_replays:
            return known
        return json_response(200, OK)

    def _checked_body(
        self, operation: Operation, body: dict[str, Any]
    ) -> dict[str, Any]:
        settings = self._emulator.settings
        values = checked(
            operation.body or (),
            body,
            operation=operation.name,
            unknown_code=settings.code_unknown_parameter,
        )
        longest = settings.client_state_max_length
        for name in ("client_state", "target_leg_client_state"):
            if longest is not None and len(values.get(name, "")) > longest:
                detail = f"The longest length is {longest}."
                raise errors.out_of_range(detail, f"/{name}")
        return values

    def _require_commandable(self, operation: Operation, target: Any) -> None:
        settings = self._emulator.settings
        if (
            operation.refuses_supervisors
            and settings.supervisors_refuse_commands
            and isinstance(target, Leg)
            and target.supervises is not None
        ):
            if not target.is_alive:
                raise errors.call_ended()
            raise errors.supervisor_commands(settings.code_supervisor_commands)


def _parsed(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        body = read_json(raw)
    except UnicodeError:
        raise errors.Refusal(
            400, "10028", "Character encoding error", "The body is not UTF-8."
        ) from None
    except ValueError:
        raise errors.malformed("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise errors.malformed("The body must be a JSON object.")
    return body


def _readable(raw: bytes) -> dict[str, Any] | None:
    """The body as far as it is one, for the journal."""
    try:
        return _parsed(raw)
    except errors.Refusal:
        return None


def _typed(param: Param | None, text: str) -> Any:
    """A query value as its parameter's type; what does not fit stays a text."""
    kind = param.kind if param is not None else "string"
    if kind == "integer" and WHOLE.fullmatch(text):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _rendered(answer: Answer) -> Response:
    if answer.text is not None:
        return Response(
            answer.status, answer.text.encode(), {"content-type": "text/plain"}
        )
    if answer.body is None:
        return Response(answer.status)
    return json_response(answer.status, answer.body)


def _is_numbered(path: str) -> bool:
    """docs: errors of the recording operations have the HTTP status as their code."""
    return path.startswith("/recordings")
