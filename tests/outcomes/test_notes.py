"""Ana writes while she talks, and says what came of it."""

import pytest
from django.test import Client

from agents.models import Engagement
from outcomes.models import Outcome, Remark
from tests.outcomes.trees import make_tree
from tests.people.pages import text
from tests.queues.stage import Floor

WORDS = "Charged twice.\nRefund promised."


@pytest.fixture
def floor(world, cast) -> Floor:
    return Floor(world, cast, wrap_up_mode="mandatory", requires_outcome=True)


def write(floor, user, call, words: str):
    return floor.post(user, f"/outcomes/calls/{call.pk}/notes/", text=words)


def choose(floor, user, call, outcome: Outcome):
    address = f"/outcomes/calls/{call.pk}/choose/"
    return floor.post(user, address, outcome=outcome.pk)


def hang_up(floor, world, call) -> None:
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run_until(lambda: floor.state_of(floor.ana) == "wrap_up")


def test_notes_stay_through_a_reload_and_stand_on_the_page_of_the_call(
    floor, world, cast, screen
):
    call = floor.talk()
    desk = screen(cast.ana, "desk")
    page = screen(cast.sofia, "call", call.pk)
    assert write(floor, cast.ana, call, WORDS.replace("\n", "\r\n")).status_code == 204
    desk.assert_equals_reload()
    page.assert_equals_reload()
    assert Remark.objects.get().text == WORDS
    assert desk.html.count("Refund promised.") == 2
    hang_up(floor, world, call)
    desk.assert_equals_reload()
    assert "Refund promised." in desk.html
    assert "Charged twice." in page.html


def test_the_last_of_what_was_typed_is_what_is_kept(floor, cast):
    call = floor.talk()
    for words in ("R", "Re", "Refund", ""):
        assert write(floor, cast.ana, call, words).status_code == 204
        assert Remark.objects.get().text == words


def test_notes_have_a_length(floor, cast):
    call = floor.talk()
    answer = write(floor, cast.ana, call, "x" * 8001)
    assert answer.status_code == 422
    assert "At most 8000 characters; these are 8001." in text(answer)
    assert not Remark.objects.exists()


def test_nobody_writes_on_a_call_that_was_not_theirs(floor, cast):
    call = floor.talk()
    assert write(floor, cast.ben, call, "Mine").status_code == 404
    assert write(floor, cast.sofia, call, "Mine").status_code == 403


def test_an_outcome_opens_the_way_out_of_wrap_up(floor, world, cast, screen):
    tree = make_tree(floor.queue, {"Refund": ["Full", "Part"], "Explained": []})
    call = floor.talk()
    desk, page = screen(cast.ana, "desk"), screen(cast.sofia, "call", call.pk)
    hang_up(floor, world, call)
    desk.assert_equals_reload()
    refusal = floor.post(cast.ana, "/agents/me/wrap-up/finish/")
    assert refusal.status_code == 409
    assert "Choose an outcome first" in text(refusal)
    assert choose(floor, cast.ana, call, tree["Full"]).status_code == 204
    desk.assert_equals_reload()
    page.assert_equals_reload()
    assert "Outcome: Refund: Full." in page.html
    assert Engagement.objects.get().has_outcome
    assert floor.post(cast.ana, "/agents/me/wrap-up/finish/").status_code == 204
    assert floor.state_of(floor.ana) == "available"


def test_an_outcome_can_be_chosen_while_talking_and_changed_afterwards(
    floor, world, cast
):
    tree = make_tree(floor.queue, {"Refund": ["Full", "Part"], "Explained": []})
    call = floor.talk()
    choose(floor, cast.ana, call, tree["Full"])
    hang_up(floor, world, call)
    assert floor.post(cast.ana, "/agents/me/wrap-up/finish/").status_code == 204
    choose(floor, cast.ana, call, tree["Explained"])
    assert Remark.objects.get().outcome_words == "Explained"


def test_only_what_the_queue_offers_can_be_chosen(floor, cast):
    tree = make_tree(floor.queue, {"Refund": ["Full"], "Explained": []})
    Outcome.objects.filter(pk=tree["Explained"].pk).update(is_offered=False)
    call = floor.talk()
    for outcome in (tree["Refund"], tree["Explained"]):
        assert choose(floor, cast.ana, call, outcome).status_code == 422
    answer = floor.post(cast.ana, f"/outcomes/calls/{call.pk}/choose/", outcome="x")
    assert answer.status_code == 422
    assert "Choose one of the outcomes of this queue." in text(answer)
    assert not Remark.objects.exists()


def test_an_old_outcome_keeps_its_words(floor, cast):
    tree = make_tree(floor.queue, {"Refund": ["Full"]})
    call = floor.talk()
    choose(floor, cast.ana, call, tree["Full"])
    Outcome.objects.filter(pk=tree["Full"].pk).update(name="Whole")
    client = Client()
    client.force_login(cast.sofia)
    assert "Refund: Full" in text(client.get(f"/calls/{call.pk}/"))
