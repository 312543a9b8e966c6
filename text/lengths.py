"""How long something takes, as it is printed."""

from datetime import timedelta


def clock(value: timedelta | float | None) -> str:
    """Print seconds or a timedelta as m:ss, from one hour on as h:mm:ss."""
    if value is None:
        return "—"
    seconds = value.total_seconds() if isinstance(value, timedelta) else value
    minutes, second = divmod(max(0, int(seconds)), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02}:{second:02}" if hours else f"{minute}:{second:02}"
