"""Times that go on by themselves.

Numbers that only grow with time are never pushed: a page prints what is true now and
leaves the start beside it in an attribute, from which `static/js/clock.js` goes on. On
the socket only the start is printed, so that a fragment in which nothing happened stays
equal to itself and is not sent again.
"""

from datetime import datetime

from django.template import Context
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from text.lengths import clock as clock
from ui import charts

NOTHING = SafeString('<span class="cc-mute">—</span>')

# The forms of `moment`; the same are in static/js/clock.js.
PATTERNS = {
    "time": "%H:%M:%S",
    "minute": "%H:%M",
    "date": "%d %b %Y",
    "datetime": "%d %b %Y, %H:%M",
}


def since(
    context: Context,
    start: datetime | None,
    warn: float | None = None,
    bad: float | None = None,
) -> SafeString:
    """Print the time since `start`, ticking; amber from `warn` seconds, red from `bad`."""
    if not start:
        return NOTHING
    seconds = seconds_between(start, now_of(context))
    return format_html(
        '<time datetime="{0}" data-since="{0}"{1} hx-morph-skip-children>{2}</time>',
        start.isoformat(),
        limits(context, seconds, warn, bad),
        "" if is_pushed(context) else clock(seconds),
    )


def until(context: Context, end: datetime | None) -> SafeString:
    """Print the time left until `end`, ticking down to 0:00."""
    if not end:
        return NOTHING
    return format_html(
        '<time datetime="{0}" data-until="{0}" hx-morph-skip-children>{1}</time>',
        end.isoformat(),
        "" if is_pushed(context) else clock(seconds_between(now_of(context), end)),
    )


def moment(at: datetime | None, form: str = "time") -> SafeString:
    """Print a point in time; the browser shows it in its own time zone.

    `form` is time (14:02:11), minute (14:02), date (21 Nov 2026) or datetime (21 Nov 2026, 14:02).
    """
    if not at:
        return NOTHING
    return format_html(
        '<time datetime="{}" data-local="{}" hx-morph-skip-children>{}</time>',
        at.isoformat(),
        form,
        timezone.localtime(at).strftime(PATTERNS[form]),
    )


def age(
    context: Context,
    start: datetime | None,
    warn: float | None = None,
    bad: float | None = None,
) -> SafeString:
    """Print attributes for any element that is graded by the age of `start`."""
    if not start:
        return SafeString("")
    seconds = seconds_between(start, now_of(context))
    return format_html(
        ' data-age-since="{}"{}',
        start.isoformat(),
        limits(context, seconds, warn, bad),
    )


def limits(
    context: Context, seconds: float, warn: float | None, bad: float | None
) -> SafeString:
    if bad is None:
        return SafeString("")
    near = bad * charts.NEAR if warn is None else warn
    attributes = format_html(' data-warn="{}" data-bad="{}"', round(near), round(bad))
    if is_pushed(context):
        return attributes
    grade = charts.level(seconds, near, bad)
    return format_html('{} data-grade="{}"', attributes, grade)


def is_pushed(context: Context) -> bool:
    """Whether this is for the socket; see live.fragments, OUT_OF_BAND."""
    return bool(context.get("oob"))


def seconds_between(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def now_of(context: Context) -> datetime:
    """The moment at which the fragment was rendered; outside of one, now."""
    now = context.get("now")
    return now if isinstance(now, datetime) else timezone.now()
