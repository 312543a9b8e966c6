"""Refusals with Telnyx's codes and wording (docs: API error codes, call control).

A refusal is an exception; ``as_json`` renders the error body of the v2 API.
"""

from __future__ import annotations

from typing import Any

NOT_ANSWERED = "90034"
DOCS = "https://developers.telnyx.com/docs/overview/errors/"


class Refusal(Exception):
    """A request that the API answers with an error body."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        pointer: str | None = None,
        headers: dict[str, str] | None = None,
        meta: dict[str, Any] | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(f"{status} {code} {title}: {detail}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.pointer = pointer
        self.headers = headers or {}
        self.meta = meta
        self.telnyx_error: str | None = None
        self._body = body

    def as_json(self) -> dict[str, Any]:
        if self._body is not None:
            return self._body
        error: dict[str, Any] = {
            "code": self.code,
            "title": self.title,
            "detail": self.detail,
        }
        if self.pointer is not None:
            error["source"] = {"pointer": self.pointer}
        error["meta"] = {"url": f"{DOCS}{self.code}", **(self.meta or {})}
        shown: dict[str, Any] = {"errors": [error]}
        if self.telnyx_error is not None:
            shown["telnyx_error"] = {"error_code": self.telnyx_error}
        return shown


def unauthorized(code: str) -> Refusal:
    return Refusal(
        401,
        code,
        "Authentication failed",
        "The required authentication headers were either invalid or not included in "
        "the request.",
    )


def forbidden(code: str, detail: str) -> Refusal:
    """The network's own refusals; ``detail`` ends with their number (seen live)."""
    refusal = Refusal(403, code, "Authorization failed", detail)
    refusal.telnyx_error = detail.rpartition(" ")[2]
    return refusal


def unknown_endpoint(method: str, path: str) -> Refusal:
    return Refusal(
        404,
        "10005",
        "Resource not found",
        f"The emulator has no operation {method} {path}.",
    )


def method_not_allowed(method: str, path: str, allowed: str) -> Refusal:
    return Refusal(
        405,
        "10005",
        "Method not allowed",
        f"{method} is not allowed on {path}; allowed: {allowed}.",
        headers={"allow": allowed},
    )


def malformed(detail: str) -> Refusal:
    return Refusal(400, "10015", "Bad Request", detail)


def missing(name: str, pointer: str) -> Refusal:
    return Refusal(
        422,
        "10004",
        "Missing required parameter",
        f"The '{name}' parameter is required and cannot be blank.",
        pointer=pointer,
    )


def invalid(detail: str, pointer: str) -> Refusal:
    return Refusal(422, "10015", "Invalid value", detail, pointer=pointer)


def unknown_parameter(name: str, operation: str, pointer: str, code: str) -> Refusal:
    return Refusal(
        422,
        code,
        "Unknown parameter",
        f"The '{name}' parameter is not known to {operation}.",
        pointer=pointer,
    )


def not_in_enum(allowed: list[str], pointer: str) -> Refusal:
    return Refusal(
        422,
        "10032",
        "Invalid enumerated value",
        f"The value must be one of: {', '.join(sorted(allowed))}.",
        pointer=pointer,
    )


def out_of_range(detail: str, pointer: str) -> Refusal:
    return Refusal(422, "10033", "Value outside of range", detail, pointer=pointer)


def not_e164(pointer: str) -> Refusal:
    return Refusal(
        422,
        "10016",
        "Phone number must be in +E164 format",
        f"The '{pointer.lstrip('/')}' parameter must be a phone number in +E164 "
        "format or a SIP URI where one is allowed.",
        pointer=pointer,
    )


def invalid_connection() -> Refusal:
    return Refusal(
        422,
        "10015",
        "Invalid value for connection_id (Call Control App ID)",
        "The requested connection_id (Call Control App ID) is either invalid or does "
        "not exist. Only Call Control Apps with valid webhook URL are accepted.",
        pointer="/connection_id",
    )


def invalid_call_control_id(pointer: str = "/call_control_id") -> Refusal:
    return Refusal(
        422,
        "90015",
        "Invalid Call Control ID",
        "The call_control_id provided was not valid.",
        pointer=pointer,
    )


def call_ended() -> Refusal:
    detail = "This call is no longer active and can't receive commands."
    return Refusal(422, "90018", "Call has already ended", detail)


def encryption_unsupported() -> Refusal:
    return Refusal(
        422,
        "10011",
        "Media encryption not supported",
        "Media encryption is not supported for PSTN calls.",
        pointer="/media_encryption",
    )


def not_answered(command: str = "this") -> Refusal:
    """The text names the command (seen live)."""
    return Refusal(
        422,
        NOT_ANSWERED,
        "Call not answered yet",
        f"This call can't receive {command} command because it has not been answered "
        "yet.",
    )


def recording_too_early() -> Refusal:
    title = "Call recording triggered before audio started"
    return Refusal(422, "90020", title, f"{title}.")


def not_possible(code: str, detail: str) -> Refusal:
    return Refusal(422, code, "Unable to execute command", detail)


def conference_name_taken() -> Refusal:
    return not_possible(
        "90033", "Conference with given name already exists and it's active."
    )


def conference_unknown() -> Refusal:
    return Refusal(
        404, "90058", "Invalid conference_id", "The conference does not exist."
    )


def conference_over() -> Refusal:
    detail = "This conference is no longer active and can't receive commands."
    return Refusal(422, "90019", "Conference has already ended", detail)


def conference_full(maximum: int) -> Refusal:
    return Refusal(
        422,
        "90032",
        "Maximum number of participants reached",
        "The maximum number of participants set by `max_participants` has been "
        f"reached at {maximum}.",
    )


def already_in_conference() -> Refusal:
    return Refusal(
        422,
        "90044",
        "Conference join not allowed",
        "Participant must not join the same conference twice.",
    )


def queue_full(name: str) -> Refusal:
    return Refusal(
        422,
        "90036",
        "Queue full",
        f"The '{name}' queue is full and can't accept more calls.",
    )


def already_queued() -> Refusal:
    return Refusal(
        422,
        "90038",
        "Call already in queue",
        "Call can't be added to a queue it's already in.",
    )


def queue_not_empty() -> Refusal:
    return Refusal(
        400, "90050", "Unable to delete queue", "Only empty queues can be deleted."
    )


def not_found(what: str = "resource", *, code: str = "10007") -> Refusal:
    return Refusal(
        404, code, "Resource not found", f"The requested {what} could not be found."
    )


def recording_not_found() -> Refusal:
    detail = "The requested recording could not be found."
    return Refusal(404, "10005", "Recording not found", detail, pointer="/recording_id")


def supervisor_commands(code: str) -> Refusal:
    return not_possible(code, "Supervisor calls do not support commands")


def too_many_requests(code: str, limit: int, reset_secs: int) -> Refusal:
    return Refusal(
        429,
        code,
        "Too many requests",
        "You have exceeded the maximum number of allowed requests.",
        headers={
            "x-ratelimit-limit": str(limit),
            "x-ratelimit-remaining": "0",
            "x-ratelimit-reset": str(reset_secs),
        },
    )


def credential_expired() -> Refusal:
    """docs: this one error body holds an object instead of a list."""
    text = "can't update credentials in expired status"
    return Refusal(422, "10015", "", text, body={"errors": {"status": text}})
