"""The parts that every page is built of; docs/ui.md shows each in use."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from lucide.templatetags.lucide import lucide

from ui import charts
from ui.keys import Line, sheet
from ui.outside import (
    caller,
    caller_words,
    isolated,
    lines,
    names,
    number_beside,
    phone,
    plain,
    sentence,
)
from ui.ticking import (
    NOTHING,
    age,
    clock,
    is_pushed,
    moment,
    now_of,
    since,
    until,
)

register = template.Library()
register.filter(clock)
register.simple_tag(moment)
for ticking_tag in (since, until, age):
    register.simple_tag(ticking_tag, takes_context=True)
for cleaning_filter in (plain, phone, lines):
    register.filter(cleaning_filter, is_safe=True)
for fencing_filter in (isolated, names, sentence):
    register.filter(fencing_filter)
for caller_tag in (caller, caller_words, number_beside):
    register.simple_tag(caller_tag)


@register.simple_tag
@cache
def icon(name: str, size: int = 16, label: str = "") -> SafeString:
    """Draw a Lucide icon; without `label` it is hidden from screen readers."""
    about = {"role": "img", "aria_label": label} if label else {"aria_hidden": "true"}
    svg = lucide(str(name), size=size, **{"class": "cc-icon", **about})
    return mark_safe(svg)  # noqa: S308 - the package's own drawing, names escaped


@register.filter
def initials(name: object) -> str:
    words = plain(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper() or "?"


@register.filter
def numbered_key(number: int) -> str:
    """Name the key of the first nine lines of a list, as `command` takes it."""
    return f"Alt+{number}" if number <= 9 else ""


@register.filter
def key_sheet(own: Mapping[str, str]) -> Iterable[tuple[str, list[Line]]]:
    """Return the groups of the sheet of keys, with a person's own."""
    return sheet(own or {}).items()


@register.filter
def as_json(value: object) -> str:
    """Print data for a script, as the value of an attribute."""
    return json.dumps(value or {})


@register.simple_tag
def avatar(name: str, kind: str = "idle") -> SafeString:
    return format_html(
        '<span class="cc-avatar cc-{}" aria-hidden="true">{}</span>',
        kind,
        initials(name),
    )


@register.simple_tag
def pill(kind: str, text: str, icon_name: str = "") -> SafeString:
    """Print a state; `kind` is ok, warn, bad, info, violet or idle."""
    drawing = icon(icon_name, 13) if icon_name else ""
    return format_html(
        '<span class="cc-pill cc-{}">{}<span>{}</span></span>',
        kind,
        drawing,
        plain(text),
    )


@register.inclusion_tag("components/command.html", takes_context=True)
def command(
    context: Context,
    url: str,
    label: str,
    *,
    icon: str = "",
    look: str = "default",
    size: str = "sm",
    about: str = "",
    pending: bool = False,
    disabled: str = "",
    pressed: bool | None = None,
    confirm: str = "",
    keep: str = "Cancel",
    key: str = "",
    is_next: bool = False,
    **fields: object,
) -> dict[str, Any]:
    """A button that posts `fields` to `url`; the answer appears beside it.

    `about` is said to screen readers after the label; `disabled` says why not; `confirm`
    asks first, `keep` changes nothing; `is_next`: the focus goes here after a press.
    """
    return {
        "csrf_token": context.get("csrf_token"),
        "url": url,
        "label": label,
        "icon": icon,
        "look": look,
        "size": size,
        "about": plain(about),
        "is_pending": pending,
        "disabled": plain(disabled),
        "pressed": None if pressed is None else str(pressed).lower(),
        "confirm": confirm,
        "keep": keep,
        "key": key,
        "is_next": is_next,
        "fields": fields,
    }


@register.inclusion_tag("components/empty.html")
def empty_state(icon_name: str, title: str, text: str = "") -> dict[str, str]:
    return {"icon_name": icon_name, "title": title, "text": text}


@register.simple_tag
def sparkline(points: Iterable[float], kind: str = "info") -> SafeString:
    """Draw a small line; fewer than two points draw nothing."""
    line = charts.polyline(list(points), width=84, height=28)
    if not line:
        return SafeString("")
    return format_html(
        '<svg class="cc-spark cc-{}" viewBox="0 0 84 28" aria-hidden="true">'
        '<polyline points="{}" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linejoin="round" stroke-linecap="round"/></svg>',
        kind,
        line,
    )


@register.simple_tag
def meter(value: float | None, goal: float, kind: str = "") -> SafeString:
    """Draw a share (per cent) against its goal; nothing when there is no share yet."""
    if value is None:
        return NOTHING
    return format_html(
        '<span class="cc-share"><svg class="cc-meter cc-{0}" aria-hidden="true">'
        '<rect class="cc-meter-track" y="1" width="100%" height="6" rx="3"/>'
        '<rect class="cc-meter-fill" y="1" width="{1}%" height="6" rx="3"/>'
        '<rect class="cc-meter-goal" x="{2}%" y="0" width="1.5" height="8"/>'
        "</svg> {1} %</span>",
        kind or charts.share_level(value, goal),
        round(value),
        goal,
    )


@register.simple_tag(takes_context=True)
def pressure(
    context: Context, entered_at: Iterable[datetime], target: float
) -> SafeString:
    """Draw who waits how long: a tick per caller on an axis from now past `target`."""
    strip = charts.Pressure(tuple(entered_at), target, now_of(context))
    place = "" if is_pushed(context) else ' data-grade="{1}" x="{2}%"'
    ticks = format_html_join(
        "",
        '<rect class="cc-pressure-tick" data-tick="{0}"'
        + place
        + ' y="11" width="4" height="16" rx="2"/>',
        strip.ticks(),
    )
    return format_html(
        '<svg class="cc-pressure" role="img" aria-label="{0}" data-target="{1}">'
        '<rect class="cc-pressure-calm" y="15" width="{2}%" height="8" rx="4"/>'
        '<rect class="cc-pressure-near" x="{2}%" y="15" width="{3}%" height="8"/>'
        '<rect class="cc-pressure-breach" x="{4}%" y="15" width="{5}%" height="8" rx="4"/>'
        '<line class="cc-pressure-limit" x1="{4}%" x2="{4}%" y1="12" y2="27"/>'
        '<text class="cc-pressure-label" x="{4}%" y="9">{6}</text>{7}</svg>',
        strip.words(clock),
        target,
        *charts.ZONES,
        clock(target),
        ticks,
    )
