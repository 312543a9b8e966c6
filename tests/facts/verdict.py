"""Whether an order of webhooks ends as the order of occurrence does, in readable lines."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from tests.facts.commands import Rule
from tests.facts.lapse import moment
from tests.facts.orders import Order, order_of_occurrence
from tests.facts.retelling import NeverSeen, Outcome, Retelling
from tests.facts.rows import differences
from tests.facts.witness import microseconds

MOST_LINES = 60


class Judge:
    """Knows how a story ends, and compares with it."""

    def __init__(self, retelling: Retelling) -> None:
        self.retelling = retelling
        self.outcome = retelling.tell(order_of_occurrence(retelling.record))
        self.rule = Rule(self.outcome, retelling.record.webhooks, retelling.nicknames)

    def differences(self, order: Order) -> list[str]:
        """Return what ends otherwise in this order, one line each."""
        try:
            outcome = self.retelling.tell(order)
        except NeverSeen as error:
            return [str(error)]
        return self.compared(outcome)

    def compared(self, outcome: Outcome) -> list[str]:
        return [
            *differences(self.outcome.rows, outcome.rows),
            *self.rule.differences(outcome.commands, outcome.applied),
        ]

    def in_real_time(self, lines: Iterable[str]) -> list[str]:
        """Write the times of the story as they were when it happened."""
        return [CLOCK.sub(self._real, line) for line in lines]

    def _real(self, found: re.Match[str]) -> str:
        day = self.retelling.record.began_at
        at = datetime.strptime(found.group(), "%H:%M:%S.%f")  # noqa: DTZ007
        told = day.replace(
            hour=at.hour,
            minute=at.minute,
            second=at.second,
            microsecond=at.microsecond,
        )
        real = moment(self.retelling.lapse.lengthen(microseconds(told)))
        return real.strftime("%H:%M:%S.%f")

    def expect_same(self, orders: Sequence[Order]) -> None:
        """Fail with all that the first bad order changes, and how many are bad."""
        bad = []
        for order in orders:
            lines = self.differences(order)
            if lines:
                bad.append((order, lines))
        if not bad:
            return
        order, lines = bad[0]
        shown = self.in_real_time(lines)[:MOST_LINES]
        others = [f"{one}: {len(ls)} differences" for one, ls in bad[1:]]
        heading = f"{len(bad)} of {len(orders)} orders end otherwise. First: {order}"
        told = self.story_of(order)
        raise AssertionError(
            "\n".join([heading, *told, "Ends with:", *shown, "Also:", *others])
        )

    def story_of(self, order: Order) -> list[str]:
        """Return the order of arrival, a line per event, for a reader."""
        names = self.retelling.nicknames
        began = microseconds(self.retelling.record.began_at)
        return [
            f"  {(one.at - began) / 1_000_000:6.2f} s "
            f"(late by {(one.at - one.webhook.at) / 1_000_000:.2f} s) "
            f"{one.webhook.type} {names.get(one.webhook.call_control_id, '')}"
            f"{' again' if one.is_again else ''}"
            for one in order.arrivals
        ]


CLOCK = re.compile(r"\b\d\d:\d\d:\d\d\.\d{6}\b")
