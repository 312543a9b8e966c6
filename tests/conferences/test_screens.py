"""The screens follow what happens, cost the same for many rows, and tell the truth."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from calls.models import Call, Leg
from conferences import fragments
from conferences.models import Conference, Participant, Supervision
from conferences.queries.rooms import room_of
from contactcenter.fragments import LIVE_CALLS
from live.fragments import Scope
from tests.conferences.stage import GUEST, SOFIA
from tests.factories import viewer_as


def supervise(stage, call, role):
    stage.post(stage.cast.sofia, f"/conferences/supervise/{call.pk}/", role=role)


def words_of(html: str) -> str:
    return " ".join(html.split())


def test_board_follows_a_supervision(stage, screen):
    board = screen(stage.cast.sofia, "board")
    stage.world.script(SOFIA, behaviour="answer", after_secs=3)
    call = stage.talk()
    board.assert_equals_reload()

    supervise(stage, call, "monitor")
    stage.world.run(1)
    board.assert_equals_reload()
    assert "Connecting to" in board.html

    stage.world.run(4)
    board.assert_equals_reload()
    assert "Listening to" in board.html
    assert "your microphone is off" in words_of(board.html)

    stage.post(
        stage.cast.sofia,
        f"/conferences/supervisions/{Supervision.objects.get().pk}/leave/",
    )
    stage.world.run(2)
    board.assert_equals_reload()
    assert "Listening to" not in board.html


def test_dock_keeps_the_old_role_lit_while_the_new_one_connects(stage, screen):
    call = stage.talk()
    supervise(stage, call, "monitor")
    stage.world.run(3)
    stage.world.script(SOFIA, behaviour="answer", after_secs=10)
    board = screen(stage.cast.sofia, "board")

    supervise(stage, call, "barge")
    stage.world.run(1)

    board.assert_equals_reload()
    dock = board.html[board.html.index('id="supervision-dock"') :]
    assert "Listening to" in dock
    assert "Everybody hears you" not in dock
    assert "data-pending" in dock


@pytest.mark.parametrize(
    ("role", "words"),
    [("whisper", "coaches you: only you hear them"), ("barge", "everybody hears them")],
)
def test_desk_tells_an_agent_who_else_hears_the_supervisor(stage, screen, role, words):
    call = stage.talk()
    desk = screen(stage.cast.ana, "desk")

    supervise(stage, call, role)
    stage.world.run(4)

    desk.assert_equals_reload()
    assert words in desk.html


def test_desk_follows_a_room(stage, screen):
    desk = screen(stage.cast.ana, "desk")
    call = stage.talk()
    desk.assert_equals_reload()
    assert "Add somebody" in desk.html

    conference = stage.room(call)
    desk.assert_equals_reload()
    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/add/", to=GUEST)
    stage.world.run(3)
    desk.assert_equals_reload()
    assert "End for all" in desk.html

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/end/")
    stage.world.run(2)
    desk.assert_equals_reload()
    assert "End for all" not in desk.html


def test_room_page_follows_mute_and_hold(stage, screen):
    conference = stage.room(stage.talk())
    page = screen(stage.cast.sofia, "room", conference.pk)
    carl = conference.participants.get(label="Carl")

    stage.post(stage.cast.sofia, f"/conferences/participants/{carl.pk}/hold/")
    page.assert_equals_reload()
    assert "On hold" not in page.html
    stage.world.run(2)

    page.assert_equals_reload()
    assert "On hold" in page.html
    assert "Carl hears only the hold music." in page.html
    assert "Put Carl on hold" in page.html


def test_room_page_is_closed_to_agents_of_other_calls(stage):
    conference = stage.room(stage.talk())

    assert (
        stage.get(stage.cast.ben, f"/conferences/{conference.pk}/").status_code == 404
    )
    assert (
        stage.get(stage.cast.ana, f"/conferences/{conference.pk}/").status_code == 200
    )


def test_room_list_shows_whom_it_concerns(stage):
    conference = stage.room(stage.talk())
    address = f'href="/conferences/{conference.pk}/"'

    sofias = stage.get(stage.cast.sofia, "/conferences/").content.decode()
    bens = stage.get(stage.cast.ben, "/conferences/").content.decode()

    assert address in sofias
    assert address not in bens


def test_leave_of_the_last_agent_is_offered_with_the_reason_why_not(stage):
    conference = stage.room(stage.talk())

    room = room_of(conference, now=stage.world.now)

    assert room.leaving_refusal.startswith("The caller would be alone")


def make_live_call(user, number):
    now = timezone.now()
    call = Call.objects.create(
        call_session_id=f"session-{number}",
        from_number=f"+1555{number:07}",
        state="talking",
        started_at=now,
        talking_at=now,
    )
    leg = Leg.objects.create(
        call=call,
        call_control_id=f"leg-{number}",
        role="agent",
        user=user,
        state="answered",
        initiated_at=now,
    )
    conference = Conference.objects.create(
        call=call, name=f"room-{number}", state="live", requested_at=now
    )
    Participant.objects.create(
        conference=conference, leg=leg, label="Ana", state="joined", requested_at=now
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("fragment", "queries"), [(LIVE_CALLS, 5), (fragments.ROOMS, 2)]
)
def test_panels_take_as_many_queries_for_many_rows(
    cast, fragment, queries, count, django_assert_num_queries
):
    for number in range(count):
        make_live_call(cast.ana, number)
    scope = Scope(viewer_as(Role.SUPERVISOR), None, timezone.now())

    with django_assert_num_queries(queries):
        html = fragment.render(scope, is_out_of_band=False)

    assert html.count('class="cc-item"') == count


def test_bar_of_the_limit_is_shown_after_three_and_a_half_hours(cast):
    make_live_call(cast.ana, 1)
    conference = Conference.objects.get()
    conference.started_at = timezone.now()

    early = room_of(conference, now=conference.started_at + timedelta(hours=3))
    late = room_of(conference, now=conference.started_at + timedelta(hours=3.6))

    assert (early.is_near_limit, late.is_near_limit) == (False, True)
    assert late.ends_at == conference.started_at + timedelta(hours=4)
