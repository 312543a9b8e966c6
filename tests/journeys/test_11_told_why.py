"""Ana is told on her desk why an offer came to nothing."""

import re

import pytest

from tests.queues.stage import Floor
from tests.support.screens import element, replaced, text_of


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, ring_secs=15)


def refuse(world, operation) -> None:
    """Have the provider refuse everything of that kind."""
    fault = {"kind": "status", "operation": operation, "count": 99, "status": 422}
    world.control("faults", api=[fault])


def seen(desk) -> str:
    """Return what is read on the desk, without what only a screen reader is told."""
    return text_of(replaced(desk.html, "spoken", ""))


def why(desk) -> str:
    """Return what the desk says of the last offer, once it equals a reload."""
    desk.assert_equals_reload()
    return re.sub("<[^>]*>", "", element(desk.html, "desk-offer")).strip()


@pytest.mark.usefixtures("any_weather")
def test_ana_is_told_that_carl_hung_up_until_a_minute_has_passed(
    floor, world, cast, screen
):
    desk = screen(cast.ana, "desk")
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "ringing")
    world.act(entry.leg.call_control_id, "hangup")
    world.run_until(lambda: floor.last_offer().state == "caller_left")
    assert why(desk) == "Carl hung up while your phone rang."
    world.run(62)
    assert why(desk) == ""


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        ("ignore", "You did not answer the call from Billing."),
        ("decline", "You declined the call from Billing."),
        ("busy", "Your phone was busy for the call from Billing."),
        (
            "unregistered",
            "Your phone could not be reached for the call from Billing (SIP 480): it is not"
            " signed in, or its address is wrong.",
        ),
    ],
)
def test_ana_is_told_why_she_is_not_responding(
    floor, world, cast, screen, behaviour, words
):
    desk = screen(cast.ana, "desk")
    world.script("sip:ana@sip.telnyx.com", behaviour=behaviour)
    entry = floor.wait_in_line()
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.state_of(floor.ana) == "not_responding", within=40)
    assert why(desk) == words
    # What happened is said in one place, and what she is in another.
    assert seen(desk).count(words) == 1
    assert seen(desk).count("Your state is Not responding.") == 1
    world.run(120)
    assert why(desk) == words

    # Back again, she is told nothing that is over.
    floor.post(cast.ana, "/agents/me/state/", state="available")
    assert why(desk) == ""
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    floor.pick(cast.ana, entry)
    assert "Calling your phone" in why(desk)
    assert words not in why(desk)


def test_ana_is_told_that_her_phone_could_not_be_dialled(floor, world, cast, screen):
    desk = screen(cast.ana, "desk")
    entry = floor.wait_in_line()
    refuse(world, "calls.dial")
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "failed")
    assert why(desk).startswith(
        "Your phone could not be reached for the call from Billing. Dialling did"
    )
    # Not once more as a notice above.
    assert seen(desk).count("Dialling did not work") == 1


def test_ana_is_told_that_she_was_not_connected(floor, world, cast, screen):
    desk = screen(cast.ana, "desk")
    entry = floor.wait_in_line()
    refuse(world, "calls.bridge")
    world.script("sip:ana@sip.telnyx.com", behaviour="answer", after_secs=1)
    floor.pick(cast.ana, entry)
    world.run_until(lambda: floor.last_offer().state == "failed")
    assert why(desk).startswith("You could not be connected with Carl. Connecting")


def test_ana_is_told_that_the_call_was_given_back(floor, world, cast, screen):
    desk = screen(cast.ana, "desk")
    world.script("sip:ana@sip.telnyx.com", behaviour="ignore")
    floor.pick(cast.ana, floor.wait_in_line())
    world.run(2)
    floor.post(cast.sofia, f"/queues/offers/{floor.last_offer().pk}/cancel/")
    assert why(desk) == "The call from Billing was given back."
    world.run(18)
    assert why(desk) == ""
