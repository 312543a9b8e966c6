"""Everybody at their screens and telephones, on one clock."""

from collections.abc import Callable
from typing import Any

import pytest

from calls.models import Call
from conferences.models import Conference
from tests.conferences.stage import Stage
from tests.factories import NUMBER
from tests.lost.disagreements import disagreements, silences
from tests.lost.glance import Glance, Pushes
from tests.lost.pages import (
    Button,
    Seen,
    buttons,
    caller_in,
    read_board,
    read_call,
    read_desk,
    read_room,
)
from tests.lost.truth import NAMES, Truth, look
from tests.lost.watch import SILENT_FOR, WRONG_FOR, Watch
from tests.support.world import World

NUMBERS = {name: address for address, name in NAMES.items()}


class Scene(Stage):
    """A floor with open screens; time passes by `pass_time`, which looks on."""

    def __init__(
        self, world: World, cast: Any, monkeypatch: pytest.MonkeyPatch, **queue: Any
    ) -> None:
        super().__init__(world, cast)
        given = {"ring_secs": 10, "wrap_up_secs": 20, "greeting": "", **queue}
        type(self.queue).objects.filter(pk=self.queue.pk).update(**given)
        self.pushes = Pushes(monkeypatch)
        self.users = {"Ana": cast.ana, "Ben": cast.ben, "Sofia": cast.sofia}
        self.board = Glance(cast.sofia, "board")
        self.desks = {name: Glance(self.users[name], "desk") for name in ("Ana", "Ben")}
        self.pages: dict[str, Glance] = {}
        self.watch = Watch()
        self.seen = Seen()
        self.truth: Truth = look(world)
        # What a loss does as time passes.
        self.after_second: Callable[[Scene], None] = lambda scene: None

    @property
    def seconds(self) -> float:
        return self.world.emulator.clock.now()

    def pass_time(self, seconds: int = 1) -> None:
        for _ in range(seconds):
            self.world.run(1)
            self.look_around()
            self.after_second(self)

    def look_around(self) -> None:
        self.truth = look(self.world)
        self.seen = self.look_at_screens()
        watch, now = self.watch, self.seconds
        watch.note(disagreements(self.seen, self.truth), WRONG_FOR, now)
        watch.note(silences(self.seen, self.truth), SILENT_FOR, now)
        watch.note_talks(self.truth, now)

    def look_at_screens(self) -> Seen:
        """Take in what was pushed; a supervisor opens the newest call and room."""
        seen = Seen()
        self.turn_to("call", Call.objects.order_by("-pk").values_list("pk", flat=True))
        rooms = Conference.objects.order_by("-pk").values_list("pk", flat=True)
        self.turn_to("room", rooms)
        announced = self.pushes.take()
        for screen in self.screens:
            screen.catch_up(announced)
        read_board(self.board, seen)
        for name, desk in self.desks.items():
            read_desk(name, desk, seen)
        if "call" in self.pages:
            read_call(self.pages["call"], seen)
        if "room" in self.pages:
            read_room(self.pages["room"], seen)
        return seen

    def turn_to(self, name: str, keys: Any) -> None:
        newest = keys.first()
        if newest is not None and (
            name not in self.pages or self.pages[name].pk != newest
        ):
            self.pages[name] = Glance(self.cast.sofia, name, newest)

    @property
    def screens(self) -> list[Glance]:
        return [self.board, *self.desks.values(), *self.pages.values()]

    # What people can do.

    def screen_of(self, person: str) -> Glance:
        return self.board if person == "Sofia" else self.desks[person]

    def button(self, person: str, label: str) -> Button | None:
        """Find a button by its words; a caller whose name is unknown by their number."""
        deed, _, about = label.partition(" ")
        for one in buttons(self.screen_of(person).html):
            is_about = (
                one.label.startswith(f"{deed} ") and caller_in(one.label) == about
            )
            if one.label.startswith(label) or is_about:
                return one
        return None

    def press(self, person: str, button: Button) -> bool:
        """Whether the product took it; else the person is told why and tries again."""
        answer = self.post(self.users[person], button.action, **button.fields)
        assert answer.status_code < 500, answer.content
        return bool(answer.status_code < 300)

    def phone_call(self, name: str) -> None:
        self.world.call_in(NUMBER, from_=NUMBERS[name], caller_name=name)

    def hang_up_phone(self, name: str) -> bool:
        """Let somebody hang up; False when they have no line."""
        live = look(self.world).live(name)
        for one in live:
            self.world.act(one.id, "hangup")
        return bool(live)

    def hang_up_everywhere(self) -> None:
        self.watch.released.add("")
        for name in NUMBERS:
            self.hang_up_phone(name)
