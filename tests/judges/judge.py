"""One judgement of one exchange: what the request or the answer has wrong, in words."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import parse_qsl

import pydantic

from tests.judges import sdk_surface, sdk_types


@dataclass(frozen=True)
class Exchange:
    """A request below /v2 and its answer, as bytes on the wire.

    `path` is percent-encoded and without the prefix; `query` without the mark.
    """

    verb: str
    path: str
    query: str
    body: bytes
    status: int
    answer: bytes

    @property
    def shape(self) -> str:
        """What was asked without the ids in it, e.g. `POST /calls/…/bridge 200`."""
        words = [
            part if part.isascii() and part.replace("_", "").isalpha() else "…"
            for part in self.path.strip("/").split("/")
        ]
        return f"{self.verb} /{'/'.join(words)} {self.status}"


class Judge(Protocol):
    """Each method returns faults, one line each; an empty list is consent."""

    name: str

    def request_faults(self, exchange: Exchange) -> list[str]: ...

    def answer_faults(self, exchange: Exchange) -> list[str]: ...

    def webhook_faults(self, event_type: str, body: bytes) -> list[str]: ...


class SdkJudge:
    """Holds everything against the models of the official SDK."""

    name = "sdk"

    def request_faults(self, exchange: Exchange) -> list[str]:
        operation = sdk_surface.operation_for(exchange.verb, exchange.path)
        if operation is None:
            return [f"the SDK has no {exchange.verb} {exchange.path}"]
        lines = []
        if exchange.body or operation.body:
            lines += _body_faults(operation.body, exchange.body or b"{}")
        if exchange.query:
            lines += _query_faults(operation.query, exchange.query)
        return lines

    def answer_faults(self, exchange: Exchange) -> list[str]:
        if exchange.status >= 400:
            return error_faults(exchange.answer)
        operation = sdk_surface.operation_for(exchange.verb, exchange.path)
        if operation is None:
            return [f"the SDK has no {exchange.verb} {exchange.path}"]
        if operation.answer is type(None):
            return ["a body where none belongs"] if exchange.answer else []
        if operation.answer is str:
            return [] if exchange.answer else ["an empty text"]
        return sdk_types.answer_faults(operation.answer, exchange.answer)

    def webhook_faults(self, event_type: str, body: bytes) -> list[str]:
        model = sdk_surface.webhook_models().get(event_type)
        if model is None:
            return [f"the SDK has no webhook {event_type}"]
        return sdk_types.answer_faults(model, body)


def _body_faults(fields: sdk_surface.Fields | None, body: bytes) -> list[str]:
    if fields is None:
        return [] if body in (b"", b"{}") else ["a body where none belongs"]
    model = sdk_types.body_model(fields.params, fields.keys)
    try:
        model.model_validate_json(body)
    except pydantic.ValidationError as error:
        return sdk_types.faults(error)
    return []


def _query_faults(fields: sdk_surface.Fields | None, query: str) -> list[str]:
    if fields is None:
        return ["a query where none belongs"]
    model = sdk_types.query_model(fields.params, fields.keys)
    try:
        model.model_validate(sdk_types.nested(parse_qsl(query)))
    except pydantic.ValidationError as error:
        return sdk_types.faults(error)
    return []


class ErrorSource(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    pointer: str | None = None
    parameter: str | None = None


class ApiError(pydantic.BaseModel):
    """An error of the v2 API (Telnyx: API error codes); the SDK leaves it untyped."""

    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    code: str
    title: str
    detail: str | None = None
    source: ErrorSource | None = None
    meta: dict[str, Any] | None = None


class NetworkError(pydantic.BaseModel):
    """The number of a refusal by Telnyx's network, such as D3 (seen live)."""

    model_config = pydantic.ConfigDict(extra="forbid")
    error_code: str


class ApiErrors(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid")
    errors: list[ApiError] = pydantic.Field(min_length=1)
    telnyx_error: NetworkError | None = None


def error_faults(answer: bytes) -> list[str]:
    try:
        ApiErrors.model_validate_json(answer)
    except pydantic.ValidationError as error:
        return sdk_types.faults(error)
    return []


def without(faults: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """The faults that no departure explains."""
    patterns = tuple(allowed)
    return [
        fault
        for fault in faults
        if not any(re.match(pattern, fault) for pattern in patterns)
    ]


def idle(faults: Iterable[str], allowed: Iterable[str]) -> list[str]:
    """The departures that explain no fault."""
    known = list(faults)
    return [
        pattern
        for pattern in allowed
        if not any(re.match(pattern, fault) for fault in known)
    ]
