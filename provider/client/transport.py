"""One HTTP request to Telnyx, and what its failure means.

Timeouts are short because somebody waits for every command, and nothing is retried
here: only the outbox knows which requests may be repeated.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import quote

import httpx

from provider.client.bucket import DIALS_LIMIT_CODE, RequestBudget, Urgency
from provider.errors import NotSent, RateLimited, TelnyxError, Unclear, rejection
from provider.shapes import Json, mapping, mappings, text

TIMEOUT = httpx.Timeout(connect=1, read=3, write=1, pool=0.5)
_LONGEST_RESET_SECS = 300.0

Query = Mapping[str, str | int]


@dataclass(frozen=True)
class Exchange:
    """One request that went out, and what came of it."""

    method: str
    sent_at: datetime
    ended_at: datetime
    # None when Telnyx did what it was asked.
    error: TelnyxError | None
    # What Telnyx's clock said, in whole seconds; None when it did not answer.
    telnyx_time: datetime | None


Clock = Callable[[], datetime]


def system_time() -> datetime:
    return datetime.now(UTC)


# Is told of each exchange in the thread that made it; must not raise.
Watcher = Callable[[Exchange], None]


def path_of(*parts: str) -> str:
    """Join path segments; a call_control_id holds characters that must be encoded."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


class Transport:
    def __init__(
        self,
        api_key: str,
        base_url: str,
        *,
        transport: httpx.BaseTransport | None = None,
        budget: RequestBudget | None = None,
        watcher: Watcher | None = None,
        now: Clock = system_time,
    ) -> None:
        self.budget = budget or RequestBudget()
        self._watcher = watcher
        self._now = now
        self._base_url = base_url.rstrip("/")
        self._http = httpx.Client(
            headers={"Authorization": f"Bearer {api_key}"},
            timeout=TIMEOUT,
            transport=transport,
            trust_env=False,
            follow_redirects=False,
        )

    def close(self) -> None:
        self._http.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        body: Mapping[str, Any] | None = None,
        query: Query | None = None,
        urgency: Urgency = Urgency.READ,
    ) -> Json:
        """Return the JSON object of a successful answer, empty when it has no body.

        Raises one of provider.errors.TelnyxError.
        """
        return mapping(_decoded(self._answer(method, path, body, query, urgency)))

    def send_for_text(self, method: str, path: str, *, urgency: Urgency) -> str:
        """Return the body of an answer that is not JSON (a credential's token)."""
        return self._answer(method, path, None, None, urgency).text

    def _answer(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Query | None,
        urgency: Urgency,
    ) -> httpx.Response:
        wait = self.budget.take(urgency)
        if wait:
            raise RateLimited(wait)
        sent_at = self._now()
        answer = None
        try:
            answer = self._request(method, path, body, query)
            self._raise_for(answer)
        except TelnyxError as error:
            self._tell(method, sent_at, error, answer)
            raise
        self._tell(method, sent_at, None, answer)
        return answer

    def _request(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None,
        query: Query | None,
    ) -> httpx.Response:
        try:
            return self._http.request(
                method, self._base_url + path, json=body, params=query
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"Telnyx cannot be reached: {error}") from error
        except httpx.TransportError as error:
            raise Unclear(f"Telnyx did not answer: {error!r}") from error

    def _tell(
        self,
        method: str,
        sent_at: datetime,
        error: TelnyxError | None,
        answer: httpx.Response | None,
    ) -> None:
        if self._watcher is not None:
            time = _time_of(answer) if answer is not None else None
            self._watcher(Exchange(method, sent_at, self._now(), error, time))

    def _raise_for(self, answer: httpx.Response) -> None:
        status = answer.status_code
        if answer.headers.get("x-ratelimit-remaining") == "0":
            self.budget.hold(_reset_after(answer))
        if 200 <= status < 300:
            return
        code, title, detail = _first_error(answer)
        if status == 429:
            reset_after = _reset_after(answer)
            self.budget.hold(reset_after, dials_only=code == DIALS_LIMIT_CODE)
            raise RateLimited(reset_after, code, title, detail)
        if status in (408, 409) or status >= 500:
            what = f"{status} {code} {title} {detail}".rstrip()
            raise Unclear(what, status, code, title, detail)
        raise rejection(status, code, title, detail)


def _decoded(answer: httpx.Response) -> object:
    if not answer.content:
        return {}
    try:
        return answer.json()
    except ValueError as error:
        # Accepted, as the status says, but the ids that it gave are lost.
        raise Unclear("The answer is not JSON.", answer.status_code) from error


def _time_of(answer: httpx.Response) -> datetime | None:
    """Read when Telnyx answered, by its own clock (RFC 9110: Date)."""
    try:
        time = parsedate_to_datetime(answer.headers["date"])
    except (KeyError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _reset_after(answer: httpx.Response) -> float:
    """Read Telnyx's seconds until the limit resets (x-ratelimit-reset)."""
    for name in ("x-ratelimit-reset", "retry-after"):
        try:
            seconds = float(answer.headers[name])
        except (KeyError, ValueError):
            continue
        return min(max(seconds, 0.1), _LONGEST_RESET_SECS)
    return 1.0


def _first_error(answer: httpx.Response) -> tuple[str, str, str]:
    """Return code, title and detail; not every error body has the documented shape."""
    try:
        errors = mapping(answer.json()).get("errors")
    except (ValueError, RecursionError):
        return "", answer.reason_phrase, ""
    listed = mappings(errors)
    if not listed:
        return "", answer.reason_phrase, json.dumps(errors)[:500] if errors else ""
    details = "; ".join(filter(None, (text(error.get("detail")) for error in listed)))
    first = listed[0]
    return text(first.get("code"), 20), text(first.get("title"), 200), details[:1000]
