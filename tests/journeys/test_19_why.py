"""Why Leo, and why nobody yet: on the row of who waits, and on the page of the call."""

import re
from datetime import timedelta

import pytest

from agents.actions import choose_state
from agents.models import AgentSkill, Skill
from agents.states import AgentState
from queues.models import Offer, QueueEntry, SkillNeed
from queues.states import OfferState
from tests.queues.stage import Floor
from tests.support.screens import element, text_of

ANA, BEN = "sip:ana@sip.telnyx.com", "sip:ben@sip.telnyx.com"


@pytest.fixture
def floor(world, cast):
    return Floor(world, cast, mode="both")


def leave(floor, world, *agents):
    for agent in agents:
        state = AgentState.OFFLINE
        choose_state(agent.pk, state, chosen_by=agent.user, now=world.now)


def come(world, agent):
    state = AgentState.AVAILABLE
    choose_state(agent.pk, state, chosen_by=agent.user, now=world.now)


def why(screen):
    """Return what the first row of those who wait says."""
    screen.catch_up()
    html = element(screen.html, "waiting-callers")
    found = re.findall(r'cc-why">(.*?)</span>', html, re.DOTALL)
    return " ".join(text_of(found[0]).split()) if found else ""


def waits(world):
    entries = QueueEntry.objects.filter(state="waiting")
    world.run_until(entries.exists)
    return entries.get()


def test_row_says_why_and_follows_within_a_second(world, floor, cast, screen):
    world.script(ANA, behaviour="answer", after_secs=1)
    floor.call_in(talk_secs=20)
    world.run_until(lambda: floor.state_of(floor.ana) == AgentState.ON_CALL)
    leave(floor, world, floor.ben)
    board = screen(cast.sofia, "board")
    floor.call_in(from_="+15557770002")
    waits(world)
    world.run(1)
    assert why(board) == "1 agent, talking."
    board.assert_equals_reload()

    world.run_until(lambda: floor.state_of(floor.ana) == AgentState.WRAP_UP, within=60)
    world.run(1)
    assert why(board).startswith("1 agent, in wrap-up; next wrap-up ends")
    board.assert_equals_reload()
    leave(floor, world, floor.ana)
    world.run(1)
    assert why(board) == "Nobody signed in."


def test_less_is_needed_as_time_passes(world, floor, cast, screen):
    german = Skill.objects.create(name="German")
    AgentSkill.objects.create(agent=floor.ben, skill=german, level=2)
    for level, after in ((3, 0), (2, 60)):
        SkillNeed.objects.create(
            queue=floor.queue, skill=german, level=level, after_secs=after
        )
    board = screen(cast.sofia, "board")
    floor.call_in()
    entry = waits(world)
    world.run(2)
    assert why(board).startswith("Nobody signed in has German ≥ 3. German ≥ 2")
    world.run(50)
    assert not Offer.objects.exists()
    world.run_until(Offer.objects.exists, within=15)
    offer = Offer.objects.get()
    assert offer.agent == floor.ben
    waited = offer.made_at - entry.entered_at
    assert timedelta(seconds=60) <= waited < timedelta(seconds=62)


def test_page_of_the_call_tells_why_ana(world, floor, cast, screen):
    world.script(ANA, behaviour="answer", after_secs=1)
    floor.call_in()
    world.run_until(lambda: floor.state_of(floor.ana) == AgentState.ON_CALL)
    entry = QueueEntry.objects.get()
    page = screen(cast.sofia, "call", entry.call_id)
    told = " ".join(text_of(element(page.html, "call-decisions")).split())
    assert "Why Ana?" in told
    assert "Of 2 who could be asked, Ana has been idle for longest" in told
    assert "Ben" in told
    page.assert_equals_reload()
    # Of an agent it is not asked why colleagues were not.
    own = screen(cast.ana, "call", entry.call_id)
    assert "Ben" not in element(own.html, "call-decisions")


def test_who_talked_with_the_caller_goes_first_until_the_limit(world, cast):
    floor = Floor(world, cast, mode="both", sticky_secs=20, wrap_up_secs=0)
    world.script(ANA, behaviour="answer", after_secs=1)
    world.script(BEN, behaviour="answer", after_secs=1)
    leave(floor, world, floor.ana)
    floor.call_in(talk_secs=5)
    connected = Offer.objects.filter(state=OfferState.CONNECTED)
    world.run_until(connected.exists)
    world.run_until(lambda: floor.state_of(floor.ben) == AgentState.AVAILABLE)
    come(world, floor.ana)
    world.run(30)
    # Ben is idle for longer; have Ana be so, and Carl comes to Ben all the same.
    leave(floor, world, floor.ben)
    come(world, floor.ben)
    floor.call_in(talk_secs=60)
    world.run_until(lambda: connected.count() == 2)
    assert {one.agent for one in connected} == {floor.ben}
    assert connected.latest("pk").reasons == ["Ben talked with this caller last."]
    # While Ben talks, Carl waits for him, and after the limit Ana is asked.
    floor.call_in()
    entry = waits(world)
    world.run(10)
    assert Offer.objects.count() == 2
    world.run_until(lambda: Offer.objects.count() == 3)
    last = Offer.objects.latest("pk")
    assert last.agent == floor.ana
    assert last.made_at - entry.entered_at >= timedelta(seconds=19)


def test_take_next_says_that_somebody_else_is_needed(world, cast):
    floor = Floor(world, cast)
    german = Skill.objects.create(name="German")
    SkillNeed.objects.create(queue=floor.queue, skill=german, level=2)
    floor.wait_in_line()
    answer = floor.post(cast.ana, "/queues/take-next/")
    assert answer.status_code == 409
    assert "needs German ≥ 2" in answer.content.decode()
