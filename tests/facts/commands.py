"""Which commands an order of webhooks may lead to, and which it may leave out."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from calls.actions.quiet import QUIET_FOR
from contactcenter.schedule import SCHEDULE
from tests.facts.retelling import Outcome
from tests.facts.rows import Values
from tests.facts.witness import Webhook

# What makes two commands the same wish.
ASKED = ("kind", "target", "purpose", "params", "requested_by", "call_id")
# What became of those that were given.
CAME_OF_IT = ("state", "http_status", "error_code", "error_detail", "is_unclear")
# The events that show that a command is not needed (any more), by Telnyx's "Expected
# webhooks" of each. The end of its leg shows it of every command.
SHOWN_BY = {
    "call.answer": {"call.answered"},
    # The caller is taken out of the queue for it.
    "call.bridge": {"call.bridged", "call.dequeued"},
    # Our own music begins when the queue is confirmed.
    "call.enqueue": {"call.enqueued", "call.dequeued", "call.playback.started"},
    # Who was taken out of the queue is with somebody, and needs no music.
    "call.playback_start": {
        "call.playback.started",
        "call.playback.ended",
        "call.dequeued",
        "call.bridged",
    },
    # The greeting comes before the queue and its music: who is there was greeted.
    "call.speak": {
        "call.speak.started",
        "call.speak.ended",
        "call.enqueued",
        "call.dequeued",
        "call.playback.started",
    },
    "conference.join": {"conference.participant.joined", "conference.participant.left"},
    "conference.leave": {"conference.participant.left"},
}
END_OF_LEG = "call.hangup"
# What follows from somebody's absence waits until nothing more is heard of the call, and
# for the sweep that comes then: it may be left out when its leg ends meanwhile.
WAITING = {"leg.hangup"}
WAITED = QUIET_FOR + timedelta(seconds=SCHEDULE["look after legs"]["schedule"])

# Event id to the number of the transaction in which it was applied.
Applied = Mapping[str, int]


@dataclass(frozen=True)
class Given:
    """A command of the order of occurrence, and the event upon which it was given."""

    values: Values
    # None for what a person asked for.
    trigger: Webhook | None

    @property
    def legs(self) -> set[str]:
        return legs_of(self.values)

    def __str__(self) -> str:
        return words_for(self.values)


def asked_for(values: Values) -> tuple[str, ...]:
    return tuple(str(values[name]) for name in ASKED)


def legs_of(values: Values) -> set[str]:
    """Return the leg that it was given to, and the one that it names, if any."""
    named = json.loads(values["params"]).get("call_control_id", "")
    return {str(values["target"]), str(named)} - {""}


def words_for(values: Values) -> str:
    legs = " and ".join(sorted(legs_of(values)))
    return f"Command {values['kind']} ({values['purpose']}) for {legs}"


class Rule:
    """Compares the commands of any order with those of the order of occurrence."""

    def __init__(
        self, truth: Outcome, webhooks: Sequence[Webhook], nicknames: Mapping[str, str]
    ) -> None:
        self._webhooks = webhooks
        self._names = nicknames
        known = {one.id: one for one in webhooks}
        self.given = [
            Given(one, known.get(truth.triggers.get(one["id"], "")))
            for one in truth.commands
        ]

    def differences(self, found: Sequence[Values], applied: Applied) -> list[str]:
        """Return a line for each that is one too many, is missing or ended otherwise."""
        left = defaultdict(list)
        for values in found:
            left[asked_for(values)].append(values)
        lines: list[str] = []
        for given in self.given:
            same = left[asked_for(given.values)]
            if same:
                lines += _ended_otherwise(given, same.pop(0))
            elif not self._is_needless(given, applied):
                lines.append(f"{given}: left out, though it was needed")
        for values in (one for same in left.values() for one in same):
            lines.append(f"{words_for(values)}: never given in the order of occurrence")
        return lines

    def _is_needless(self, given: Given, applied: Applied) -> bool:
        """Whether all was known that makes it needless before all that asks for it.

        What asks for it is the event upon which it was given in the order of
        occurrence, and what its legs had told before.
        """
        trigger = given.trigger
        if trigger is None:
            return False
        legs = given.legs | {self._leg(trigger)}
        asking = [
            applied[one.id]
            for one in self._webhooks
            if one.id in applied and one.at <= trigger.at and self._leg(one) in legs
        ]
        showing = [
            applied[one.id]
            for one in self._webhooks
            if one.id in applied and self._shows(one, given)
        ]
        if given.values["purpose"] in WAITING and self._ends_meanwhile(given, trigger):
            return True
        return bool(showing) and min(showing) <= max(asking, default=0)

    def _ends_meanwhile(self, given: Given, trigger: Webhook) -> bool:
        """Whether a leg of the command ended before it had to be given at last."""
        until = trigger.at + WAITED / timedelta(microseconds=1)
        return any(
            one.type == END_OF_LEG and one.at <= until and self._leg(one) in given.legs
            for one in self._webhooks
        )

    def _shows(self, webhook: Webhook, given: Given) -> bool:
        shown = SHOWN_BY.get(given.values["kind"], set())
        is_about_it = self._leg(webhook) in given.legs
        return is_about_it and (webhook.type in shown or webhook.type == END_OF_LEG)

    def _leg(self, webhook: Webhook) -> str:
        return self._names.get(webhook.call_control_id, webhook.call_control_id)


def _ended_otherwise(given: Given, found: Values) -> Iterator[str]:
    for name in CAME_OF_IT:
        if found[name] != given.values[name]:
            yield f"{given}: {name} {found[name]} != {given.values[name]}"
