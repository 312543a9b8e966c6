"""What the lines of the log are about, told once by whoever begins something.

    with about(command=command.pk, leg=command.target):
        ...

Every line that is written within, by whatever code, carries these. The names are a
request, a task, a user, a view, a call by our number, a session and a leg by Telnyx's,
an event, a command.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from types import MappingProxyType

_NOTHING: Mapping[str, str] = MappingProxyType({})
_told: ContextVar[Mapping[str, str]] = ContextVar("told", default=_NOTHING)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Have the lines within carry these, beside those of around; empty ones are left out."""
    token = _told.set({**_told.get(), **_known(ids)})
    try:
        yield
    finally:
        _told.reset(token)


def also(**ids: object) -> None:
    """Have the lines from here on to the end of what is around carry these as well."""
    _told.set({**_told.get(), **_known(ids)})


def begin(**ids: object) -> None:
    """Have the lines of this thread carry these and no others, until it is called again."""
    _told.set(_known(ids))


def told() -> Mapping[str, str]:
    """Return what lines carry now."""
    return _told.get()


def _known(ids: Mapping[str, object]) -> dict[str, str]:
    return {name: str(one) for name, one in ids.items() if one not in (None, "")}
