"""What becomes true of waiting callers, for those who react to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CallerWaits:
    """A caller can be offered to somebody, or to more than before."""

    call_pk: int
