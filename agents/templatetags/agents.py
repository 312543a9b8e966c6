"""How an agent's state is drawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from agents.models import Agent
from agents.states import ABSENT, AgentState
from ui.outside import isolated, plain
from ui.templatetags.ui import icon
from ui.ticking import moment, since

register = template.Library()

# kind and icon of each state; the word is the state's own label.
AGENT_STATES: Mapping[str, tuple[str, str]] = {
    AgentState.OFFLINE: ("idle", "circle-minus"),
    AgentState.AVAILABLE: ("ok", "circle-check"),
    AgentState.RESERVED: ("warn", "bell-ring"),
    AgentState.ON_CALL: ("info", "phone-call"),
    AgentState.WRAP_UP: ("violet", "pencil"),
    AgentState.NOT_READY: ("idle", "coffee"),
    AgentState.NOT_RESPONDING: ("bad", "circle-alert"),
    AgentState.DISCONNECTED: ("warn", "wifi-off"),
}


@register.simple_tag(takes_context=True)
def agent_state(context: Context, agent: Agent, timer: bool = True) -> SafeString:
    """Print an agent's state as icon, word, reason and ticking age."""
    kind = agent_kind(agent.state)
    drawing = agent_icon(context, agent, 13)
    word = agent.get_state_display()
    text = f"{word} · {agent.reason}" if agent.reason else word
    ticking = since(context, agent.state_since) if timer else ""
    return format_html(
        '<span class="cc-pill cc-{}">{}<span>{}</span> {}</span>',
        kind,
        drawing,
        plain(text),
        ticking,
    )


@register.simple_tag
def set_by(agent: Agent) -> SafeString:
    """Print who set the state for the agent, and when; nothing if nobody else did.

    `agent.set_by` has to be loaded.
    """
    return _by(agent, agent.set_by, agent.set_at)


@register.simple_tag
def pending_by(agent: Agent) -> SafeString:
    """As `set_by`, of the state that waits for the end of the call."""
    return _by(agent, agent.pending_by, agent.pending_at)


def _by(agent: Agent, person: Any, at: datetime | None) -> SafeString:
    if person is None or at is None or person.pk == agent.user_id:
        return SafeString("")
    name = isolated(person.get_full_name() or person.username)
    return format_html(
        '<span class="cc-set-by">by {} {}</span>', name, moment(at, "minute")
    )


@register.simple_tag(takes_context=True)
def gone(context: Context, agent: Agent) -> SafeString:
    """Print that nobody is there, and since when, while a call hides it."""
    if agent.gone_at is None or agent.state in ABSENT:
        return SafeString("")
    drawing, ticking = icon("wifi-off", 13), since(context, agent.gone_at)
    return format_html(
        '<span class="cc-pill cc-warn">{}<span>No screen</span> {}</span>',
        drawing,
        ticking,
    )


@register.simple_tag
def agent_kind(state: str) -> str:
    return AGENT_STATES[state][0]


@register.simple_tag(takes_context=True)
def agent_icon(context: Context, agent: Agent, size: int = 15) -> SafeString:
    """Draw an agent's state; the reason for not being ready has an icon of its own.

    `reason_icons` in the context has those of the reasons by their names.
    """
    icons: Mapping[str, str] = context.get("reason_icons") or {}
    _, usual = AGENT_STATES[agent.state]
    return icon(icons.get(agent.reason, usual), size)
