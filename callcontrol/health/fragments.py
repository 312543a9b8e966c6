"""The bar about Telnyx on every page, and Telnyx's part of the light in the top bar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.roles import Verb
from callcontrol.health import queries, words
from callcontrol.health.states import Trouble
from live import topics
from live.fragments import Fragment, Scope

HEARD = (Trouble.UNSIGNED, Trouble.STALE)


@dataclass(frozen=True)
class Line:
    """One line behind the light: a way to or from Telnyx."""

    name: str
    level: str
    word: str
    good_at: datetime | None


def bar(scope: Scope) -> dict[str, Any]:
    state = queries.provider_state(now=scope.now)
    may_set_up = scope.viewer.may(Verb.MANAGE_SETTINGS)
    return {"notices": words.notices(state), "may_set_up": may_set_up}


def light(scope: Scope) -> dict[str, Any]:
    state = queries.provider_state(now=scope.now)
    return {
        "level": state.level,
        "words": words.short_words(state),
        "parts": lines_of(state),
    }


def lines_of(state: queries.ProviderState) -> list[Line]:
    heard = [one for one in state.findings if one.trouble in HEARD]
    asked = [one for one in state.findings if one.trouble not in HEARD]
    lines = [
        _line("Requests to Telnyx", asked, state.answered_at, "Answered"),
        _line("Webhooks from Telnyx", heard, state.heard_at, "Taken"),
    ]
    if state.clock is not None:
        level = "bad" if state.clock.is_alarming else "warn"
        off = f"{words.duration(abs(state.clock.offset))} off"
        lines.append(Line("Clock", level, off, None))
    return lines


def _line(
    name: str, findings: list[queries.Finding], good_at: datetime | None, well: str
) -> Line:
    if findings:
        return Line(name, "bad", words.short_of(findings[0].trouble), good_at)
    if good_at is None:
        return Line(name, "idle", "None yet", None)
    return Line(name, "ok", well, good_at)


def _provider(scope: Scope) -> frozenset[str]:
    return frozenset({topics.provider()})


BAR = Fragment(
    "provider-bar", "callcontrol/_provider_bar.html", bar, _provider, varies="verbs"
)
LIGHT = Fragment("provider-light", "callcontrol/_provider_light.html", light, _provider)
