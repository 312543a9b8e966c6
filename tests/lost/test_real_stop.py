"""A real process is stopped while calls are in several states, and started again."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial

import pytest

from tests.lost.one_process import OneProcess, running
from tests.services.people import Person
from tests.services.plant import eventually

pytestmark = [pytest.mark.long, pytest.mark.timeout(240)]

# Seconds for which nothing listens: longer than Telnyx tries.
AWAY = 10
# Within so many seconds of the start all is right.
FOUND = 30


@contextmanager
def signed_in(one: OneProcess, username: str) -> Iterator[Person]:
    person = Person(one.port, username, one.password)
    with closing(person.http):
        yield person


def place(one: OneProcess, leg: str) -> str:
    return str(one.leg(leg)["place"]["kind"])


def hears_music(one: OneProcess, leg: str) -> bool:
    return bool((one.leg(leg)["playing"] or {}).get("kind") == "playback")


def picks(agent: Person, name: str) -> None:
    """Press Pick beside a caller on the desk."""
    desk = agent.page("/desk/")
    row = next(part for part in desk.split("<tr ") if name in part and "/pick/" in part)
    agent.press(row.split('action="')[1].split('"')[0])


@pytest.mark.parametrize("politely", [True, False], ids=["restarted", "killed"])
def test_everybody_is_found_after_the_start(tmp_path, politely):
    with (
        running(tmp_path) as one,
        signed_in(one, "agent1") as agent,
        signed_in(one, "supervisor") as sofia,
    ):
        agent.press("/agents/me/state/", state="available")
        carl = one.call_in("Carl", "+15557770001")
        eventually(lambda: hears_music(one, carl), 40)
        eventually(lambda: "Carl" in agent.page("/desk/"))
        picks(agent, "Carl")
        eventually(lambda: place(one, carl) == "bridged", 20)
        dora = one.call_in("Dora", "+15557770002")
        eventually(lambda: hears_music(one, dora), 40)
        faye = one.call_in("Faye", "+15557770004")

        one.end(politely=politely)
        ida = one.call_in("Ida", "+15557770007")
        time.sleep(AWAY)
        one.start()

        for name, leg in {"Dora": dora, "Faye": faye, "Ida": ida}.items():
            eventually(partial(hears_music, one, leg), FOUND)
            eventually(lambda name=name: name in sofia.page("/board/"))
        assert place(one, carl) == "bridged"
        assert "Carl" in agent.page("/desk/")
