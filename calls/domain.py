"""What becomes true of calls, for those above who react to it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class CustomerLeft:
    """The customer's leg has ended, at `at` by what is known now."""

    call_pk: int
    leg_pk: int
    at: datetime
