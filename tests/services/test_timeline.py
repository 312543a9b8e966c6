"""A call's page tells every event and every command, who asked, and what came of it."""

import re

import pytest

from tests.services.plant import eventually
from tests.services.stories import agent_state, caller_waits, picks

pytestmark = [pytest.mark.services, pytest.mark.usefixtures("any_weather")]
LINE = re.compile(r'<li data-kind="\w+">(.*?)</li>', re.DOTALL)
OPEN = (
    "SELECT 1 FROM callcontrol_command WHERE call_id = %s "
    "AND state IN ('pending', 'sending')"
)
COMMANDS = "SELECT count(*) FROM callcontrol_command WHERE call_id = %s"
EVENTS = (
    "SELECT count(*) FROM callcontrol_event WHERE call_control_id IN "
    "(SELECT call_control_id FROM calls_leg WHERE call_id = %s) "
    "AND event_type NOT LIKE '%%floor%%'"
)
OUTCOME = re.compile(r"by [^·]+ · (Confirmed|Accepted)")
TAG = re.compile(r"<[^>]+>")


def test_the_page_of_a_call_tells_it_all(plant, staff):
    carl = caller_waits(plant, "Carl Told")
    picks(plant, staff["ana"], "agent1", carl)
    call = plant.call_of(carl.leg)
    staff["ana"].press(f"/calls/{call}/hangup/")
    eventually(lambda: agent_state(plant, "agent1") == "wrap_up", 20)
    eventually(lambda: not plant.value(OPEN, call), 20)
    told = eventually(lambda: complete(plant, staff["adam"], call), 20)

    dial = "Dial sip:agent1@sip.telnyx.com"
    assert any(dial in one and "by Ana Ruiz · Confirmed" in one for one in told)
    assert any("Hang up" in one and "by Ana Ruiz" in one for one in told)
    for words in (
        "Rings",
        "Answer the call",
        "Entered the queue at position 1",
        "Picked by Ana Ruiz.",
        "Connect the two sides",
        "Connected to Ana Ruiz.",
        "Hung up: normal end",
    ):
        assert any(words in one for one in told), words
    page = staff["sofia"].page(f"/calls/{call}/")
    assert len(LINE.findall(page)) == len(told)
    assert "As it came in" not in page


def complete(plant, person, call):
    """Return the lines of the page once each event and each command has one."""
    lines = LINE.findall(person.page(f"/calls/{call}/"))
    # As it is read: names are elements of their own.
    told = [" ".join(TAG.sub("", one).split()) for one in lines]
    came_in = sum("As it came in" in one for one in told)
    commands = sum(bool(OUTCOME.search(one)) for one in told)
    is_complete = came_in == plant.value(EVENTS, call)
    return told if is_complete and commands == plant.value(COMMANDS, call) else None
