"""Telling a recorded story again: people do the same, webhooks come in another order.

Each person acts at the recorded time, once their screen shows what makes them act. When
an order keeps back what they have to see, what has happened by then arrives, one after
the other, until they see it: nobody can press a button that is not there. Everything
else comes when the order says.
"""

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.test import TestCase, override_settings

from callcontrol import applier
from callcontrol.inbox import Delivery, store
from callcontrol.models import Command
from tests.facts.floor import Floor, PressRefused
from tests.facts.lapse import LONGEST_PAUSE, Lapse, moment
from tests.facts.orders import Arrival, Order
from tests.facts.rows import Rows, Values, Words
from tests.facts.witness import (
    ROUNDING,
    Answer,
    Pressed,
    Record,
    Webhook,
    Witness,
    event_in,
    key_of,
    microseconds,
)

ENDED = b'{"errors": [{"code": "90018", "title": "Call has already ended"}]}'


class NeverSeen(AssertionError):
    """Everything had arrived, and still a person did not see what they act upon."""


@dataclass
class Outcome:
    """What the tables hold at the end, and how it came about."""

    rows: Rows
    commands: list[Values]
    # Event id to the number of the transaction in which it was applied.
    applied: dict[str, int]
    # Event ids by command id: upon which event each was given.
    triggers: dict[str, str]


class Undone(Exception):
    """Takes back what a telling wrote."""


class Provider:
    """Answers as the provider did when the story happened."""

    def __init__(self, record: Record, lapse: Lapse) -> None:
        self._answers = record.answers
        self._lapse = lapse
        self._asked: dict[Any, int] = {}

    def reset(self) -> None:
        self._asked.clear()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = key_of(request)
        answers = self._answers.get(key)
        if not answers:
            return httpx.Response(422, content=ENDED)
        times = self._asked.get(key, 0)
        self._asked[key] = times + 1
        return self._response(answers[min(times, len(answers) - 1)])

    def _response(self, told: Answer) -> httpx.Response:
        is_json = "json" in told.headers.get("content-type", "")
        body = self._lapse.shorten_in(told.body) if is_json else told.body
        kept = {"content-type": told.headers.get("content-type", "")}
        return httpx.Response(told.status, headers=kept, content=body)


class Retelling:
    """One floor on which a story is told again and again; each time is taken back."""

    def __init__(
        self,
        record: Record,
        floor: Floor,
        *,
        folder: Path,
        longest_pause: int | None = LONGEST_PAUSE,
    ) -> None:
        self.record = record
        self.floor = floor
        assert isinstance(floor.world, Witness)
        self.world = floor.world
        self.folder = folder
        self.number = 0
        self.nicknames = nicknames(record)
        moments = [microseconds(record.began_at)]
        moments += [one.at for one in record.webhooks]
        moments += [one.at for one in record.presses]
        self.lapse = Lapse(moments, longest_pause)
        self.provider = Provider(record, self.lapse)
        self.world.stand_in = self.provider

    def tell(self, order: Order) -> Outcome:
        """Return what comes of it in this order.

        Raises NeverSeen when somebody could not do what they did.
        """
        self.number += 1
        self.provider.reset()
        folder = self.folder / str(self.number)
        try:
            with override_settings(DATA_DIR=folder), transaction.atomic():
                telling = Telling(self, order)
                telling.run()
                outcome = telling.outcome()
                raise Undone
        except Undone:
            return outcome
        finally:
            self.world.bells.clear()
            reset_keys()


def nicknames(record: Record) -> dict[str, str]:
    """Return names for the provider's ids: "ana" rather than "v3:MCzvHav4ovd…"."""
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    for webhook in record.webhooks:
        payload = event_in(webhook.body)["payload"]
        leg = payload.get("call_control_id", "")
        if webhook.type != "call.initiated" or leg in found:
            continue
        is_ours = payload.get("direction") == "outgoing"
        address = payload["to"] if is_ours else payload["caller_id_name"]
        name = address.removeprefix("sip:").partition("@")[0].lower()
        taken[name] = taken.get(name, 0) + 1
        more = f" {taken[name]}" if taken[name] > 1 else ""
        found[leg] = f"{name}{more}"
        found[payload["call_leg_id"]] = f"leg of {name}{more}"
        found.setdefault(payload["call_session_id"], f"{name}{more}")
    return found


def reset_keys() -> None:
    """Let the next rows get the keys that those which were taken back had."""
    if connection.vendor != "postgresql":
        return
    models = apps.get_models()
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


class Telling:
    """One time that the story is told."""

    def __init__(self, retelling: Retelling, order: Order) -> None:
        self.of = retelling
        self.world = retelling.world
        self.order = order
        self.lapse = retelling.lapse
        self.runs: Iterator[int] = cycle(order.runs)
        self.number_of_run = 0
        self.applied: dict[str, int] = {}
        self.triggers: dict[str, str] = {}
        self.known_commands: set[str] = set()
        # The base64 of the recorded id of a dial to that of this telling.
        self.marks: dict[bytes, bytes] = {}
        self.refused = ""
        self.at = 0

    def run(self) -> None:
        record = self.of.record
        opening = [
            Arrival(one.at, one)
            for one in record.webhooks
            if one.at <= record.opened_at
        ]
        waiting = self._acted(
            [p for p in record.presses if p.at <= record.opened_at], opening
        )
        self._post(waiting, one_by_one=True)
        late = [p for p in record.presses if p.at > record.opened_at]
        self._post(self._acted(late, list(self.order.arrivals)))

    def _acted(
        self, presses: Sequence[Pressed], waiting: list[Arrival]
    ) -> list[Arrival]:
        """Let people act, and what has to arrive for it; return what has not yet."""
        for pressed in presses:
            due = [one for one in waiting if one.at < pressed.at]
            waiting = waiting[len(due) :]
            self._post(due, one_by_one=pressed.at <= self.of.record.opened_at)
            while not self._can_press(pressed):
                kept_back = next(
                    (one for one in waiting if one.webhook.at < pressed.at), None
                )
                if kept_back is None:
                    raise NeverSeen(
                        f"{pressed.step.user} {self.refused or 'sees nothing'}"
                    )
                waiting.remove(kept_back)
                self._post([kept_back], one_by_one=True)
        return waiting

    def _can_press(self, pressed: Pressed) -> bool:
        """Press if the person sees reason to; return whether the product took it."""
        if not pressed.step.sees():
            return False
        self._be_at(pressed.at + ROUNDING)
        try:
            given = self.of.floor.press(pressed.step)
        except PressRefused as refused:
            self.refused = str(refused)
            return False
        self._note_given(pressed, given)
        return True

    def _note_given(self, pressed: Pressed, given: Sequence[str]) -> None:
        for recorded, ours in zip(pressed.commands, given, strict=True):
            self.marks[_mark(recorded)] = _mark(ours)
        self.known_commands.update(given)
        self._settle(1)

    def _be_at(self, at: int) -> None:
        """Let it be that time, unless it is later already."""
        self.at = max(self.at, self.lapse.shorten(at))
        self.world.clock.move_to(moment(self.at))

    def _post(self, arrivals: Sequence[Arrival], *, one_by_one: bool = False) -> None:
        rest = list(arrivals)
        while rest:
            size = 1 if one_by_one else next(self.runs)
            run, rest = rest[:size], rest[size:]
            self._be_at(max(one.webhook.at for one in run))
            store([self._delivery(one) for one in run])
            self.number_of_run += 1
            for one in run:
                self.applied.setdefault(one.webhook.id, self.number_of_run)
            self._settle(size, run[-1].webhook)

    def _delivery(self, arrival: Arrival) -> Delivery:
        body = self.lapse.shorten_in(arrival.webhook.body)
        for recorded, ours in self.marks.items():
            body = body.replace(recorded, ours)
        if arrival.is_again:
            body = body.replace(b'"attempt": 1', b'"attempt": 2')
        return Delivery(
            raw=body,
            signature="signed",
            signed_at=str(self.at // 1_000_000),
            received_at=moment(self.at),
        )

    def _settle(self, largest_run: int, upon: Webhook | None = None) -> None:
        """Do all that follows at this moment: apply, and send what was asked for."""
        is_busy = True
        while is_busy:
            with TestCase.captureOnCommitCallbacks(execute=True):
                applier.drain(now=moment(self.at), largest_run=largest_run)
            with TestCase.captureOnCommitCallbacks(execute=True):
                is_busy = self.world.answer_bells() > 0
        if upon is not None:
            ids = {str(pk) for pk in Command.objects.values_list("pk", flat=True)}
            for new in ids - self.known_commands:
                self.triggers[new] = upon.id
            self.known_commands = ids

    def outcome(self) -> Outcome:
        words = Words(self.of.nicknames)
        return Outcome(words.rows(), words.commands(), self.applied, self.triggers)


def _mark(command_id: str) -> bytes:
    return base64.b64encode(command_id.encode())
