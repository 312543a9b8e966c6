"""The v2 API's front: who asks, for what, with what, and was it asked before.

The order is Telnyx's: authentication, the path's ids, the body, the state.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from emulator import errors
from emulator.http import Response, json_response, read_json
from emulator.operations.common import OK, Answer, Operation, Request
from emulator.operations.params import WHOLE, Param, checked
from emulator.webhooks.faults import ApiFault
from emulator.world.conferences import Conference
from emulator.world.legs import Leg

if TYPE_CHECKING:
    from emulator.core import Emulator

FAILURES = {
    400: ("10015", "Bad Request"),
    401: ("10009", "Authentication failed"),
    403: ("10010", "Not authorized"),
    404: ("10007", "Resource not found"),
    422: ("10015", "Invalid value"),
    503: ("10007", "Service unavailable"),
}
"""Code and title of a fault's status (docs: API error codes); 429 has its own."""


@dataclass(frozen=True)
class Remembered:
    """The first answer to a command_id, until it is forgotten."""

    response: Response
    until: float


class Front:
    """Answers requests under ``/v2``."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator
        self._memory: dict[tuple[str, str, str], Remembered] = {}
        self._memory_of: Any = None

    def answer(
        self, method: str, path: str, headers: dict[str, str], raw: bytes
    ) -> Response:
        """Answer one request; refusals are answers too, and all are journalled."""
        bare, _, query = path.partition("?")
        inner = bare.removeprefix("/v2")
        try:
            self._authenticate(headers, inner)
            operation, params = self._emulator.routes.find(method, inner)
        except errors.Refusal as refusal:
            return self._refused(refusal, method, path, None, None)
        fault = self._emulator.deliverer.faults.for_request(operation.name)
        if fault is not None and fault.kind in {"status", "timeout_before"}:
            response = _failed(fault, inner)
            self._log(operation, method, path, None, response)
            return response
        response = self._execute(operation, params, method, path, query, raw)
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
        method: str,
        path: str,
        query: str,
        raw: bytes,
    ) -> Response:
        body: dict[str, Any] | None = None
        try:
            request = Request(
                self._emulator.world,
                self._emulator.links,
                params,
                self._checked_query(operation, query),
            )
            if operation.target is not None:
                request.target = operation.target(request)
            body = _parsed(raw)
            key = _memory_key(operation, request.target, body)
            known = self._recall(key)
            if known is not None:
                self._log(operation, method, path, body, known, replayed=True)
                return self._repeated(known)
            request.body = self._checked_body(operation, body)
            self._require_commandable(operation, request.target)
            response = _rendered(operation.run(request))
        except errors.Refusal as refusal:
            return self._refused(refusal, method, path, operation, body)
        if isinstance(request.target, Leg) and method != "GET":
            request.target.commanded = True
        self._remember(key, response)
        self._log(operation, method, path, body, response)
        return response

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

    def _recall(self, key: tuple[str, str, str] | None) -> Response | None:
        if self._memory_of is not self._emulator.world:
            self._memory.clear()
            self._memory_of = self._emulator.world
        if key is None:
            return None
        known = self._memory.get(key)
        if known is None or known.until <= self._emulator.clock.now():
            return None
        return known.response

    def _remember(self, key: tuple[str, str, str] | None, response: Response) -> None:
        """Only what was accepted is remembered; a refused command may be repeated."""
        if key is None:
            return
        now = self._emulator.clock.now()
        if len(self._memory) > 1_000:
            self._memory = {k: v for k, v in self._memory.items() if v.until > now}
        until = now + self._emulator.settings.command_id_memory_secs
        self._memory[key] = Remembered(response, until)

    def _refused(
        self,
        refusal: errors.Refusal,
        method: str,
        path: str,
        operation: Operation | None,
        body: dict[str, Any] | None,
    ) -> Response:
        response = json_response(refusal.status, refusal.as_json(), refusal.headers)
        self._log(operation, method, path, body, response, code=refusal.code)
        return response

    def _log(
        self,
        operation: Operation | None,
        method: str,
        path: str,
        body: dict[str, Any] | None,
        response: Response,
        *,
        replayed: bool = False,
        code: str | None = None,
    ) -> None:
        """Journal every command; reads change nothing and are left out."""
        if method == "GET":
            return
        self._emulator.journal.add(
            "command",
            self._emulator.now_text(),
            operation=operation.name if operation else None,
            method=method,
            path=path,
            command_id=(body or {}).get("command_id"),
            params=body,
            status=None if response.is_lost else response.status,
            code=code,
            replayed=replayed,
        )


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


def _typed(param: Param | None, text: str) -> Any:
    """A query value as its parameter's type; what does not fit stays a text."""
    kind = param.kind if param is not None else "string"
    if kind == "integer" and WHOLE.fullmatch(text):
        return int(text)
    if kind == "boolean" and text in {"true", "false"}:
        return text == "true"
    return text


def _memory_key(
    operation: Operation, target: Any, body: dict[str, Any]
) -> tuple[str, str, str] | None:
    command_id = body.get("command_id")
    if operation.remembers is None or not isinstance(command_id, str):
        return None
    scope = ""
    if isinstance(target, Leg):
        scope = target.call_control_id
    elif isinstance(target, Conference):
        scope = target.id
    return operation.remembers, scope, command_id


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


def _failed(fault: ApiFault, path: str) -> Response:
    if fault.kind == "timeout_before":
        return Response(0, wait_secs=fault.secs, is_lost=True)
    if fault.status == 429:
        refusal = errors.too_many_requests(fault.code or "10011", 10, int(fault.secs))
    else:
        code, title = FAILURES.get(fault.status, ("10007", "Internal server error"))
        code = str(fault.status) if _is_numbered(path) else code
        refusal = errors.Refusal(
            fault.status, fault.code or code, title, "A fault was asked for."
        )
    return json_response(refusal.status, refusal.as_json(), refusal.headers)
