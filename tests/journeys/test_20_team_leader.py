"""Lena leads the night shift: she sees and hears its calls, and nobody else's.

Carl talks with Ana, who is in another team. Then Ana joins the night shift, and leaves
it again while Lena listens.
"""

import pytest
from django.test import Client

from accounts.actions import give_role, shipped_role
from accounts.models import Team
from accounts.roles import Role
from accounts.states import Reach
from calls.models import Call
from calls.states import LegRole
from conferences.models import Supervision
from live.admission import NOT_ALLOWED, Denied, admit
from recordings.models import Recording
from tests.conferences.stage import Stage
from tests.factories import make_phone, make_user

PAGES = ("/board/", "/calls/", "/calls/?state=talking", "/conferences/", "/recordings/")


@pytest.fixture
def stage(world, cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(world, cast)


@pytest.fixture
def nights(stage) -> Team:
    return Team.objects.create(name="Nights")


@pytest.fixture
def lena(stage, nights):
    days = Team.objects.create(name="Days")
    days.members.add(stage.cast.ana)
    lena = make_user("lena", None)
    make_phone(lena)
    give_role(lena, shipped_role(Role.SUPERVISOR), Reach.CHOSEN, teams=[nights])
    return lena


@pytest.fixture
def call(stage, lena) -> Call:
    """Carl and Ana talk in a room, and are recorded."""
    call: Call = stage.talk()
    stage.room(call)
    assert stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/").status_code < 300
    stage.world.run(2)
    return call


def change_team(stage, team: Team, members) -> None:
    """As Adam does on the form of the team."""
    client = Client()
    client.force_login(stage.cast.adam)
    said = {"name": team.name, "members": [one.pk for one in members]}
    assert client.post(f"/settings/teams/{team.pk}/", said).status_code == 302


def addresses(call: Call) -> dict[str, tuple[str, dict[str, str]]]:
    """Return what the call can be asked for: an address, and what is posted to it."""
    room, recording = call.conferences.get(), Recording.objects.get()
    listen = {"role": "monitor"}
    return {
        f"/calls/{call.pk}/": ("GET", {}),
        f"/conferences/{room.pk}/": ("GET", {}),
        f"/recordings/{recording.pk}/audio": ("GET", {}),
        f"/recordings/{recording.pk}/download": ("GET", {}),
        f"/conferences/supervise/{call.pk}/": ("POST", listen),
        f"/calls/{call.pk}/hangup/": ("POST", {}),
        f"/recordings/{recording.pk}/stop/": ("POST", {}),
        f"/conferences/{room.pk}/end/": ("POST", {}),
    }


def answer_to(stage, user, address: str, method: str, said: dict[str, str]) -> int:
    asked = stage.get if method == "GET" else stage.post
    return int(asked(user, address, **said).status_code)


def may_open(user, screen: str, pk: int) -> bool:
    client = Client()
    client.force_login(user)
    try:
        admit(str(client.session.session_key), screen, pk)
    except Denied as denied:
        return denied.code != NOT_ALLOWED
    return True


def test_another_team_is_neither_seen_nor_heard(stage, lena, call, screen):
    for page in PAGES:
        html = stage.get(lena, page).content.decode()
        assert "Carl" not in html, page
        assert "Ana" not in html, page
    answers = {
        address: answer_to(stage, lena, address, *how)
        for address, how in addresses(call).items()
    }
    assert set(answers.values()) == {404}, answers
    assert not may_open(lena, "call", call.pk)
    assert not may_open(lena, "room", call.conferences.get().pk)
    stage.world.run(2)
    assert not Supervision.objects.exists()
    assert Call.objects.get(pk=call.pk).state == "talking"


def test_nothing_of_another_team_is_pushed(stage, lena, screen):
    pages = [screen(lena, name) for name in ("board", "calls", "rooms", "recordings")]
    call = stage.talk()
    stage.room(call)
    stage.post(stage.cast.ana, f"/recordings/start/{call.pk}/")
    stage.world.run(2)
    for page in pages:
        page.assert_equals_reload()
        assert "Carl" not in page.html
        assert "Ana" not in page.html


def test_who_joins_the_team_is_seen_at_once_and_heard(
    stage, lena, nights, call, screen
):
    board = screen(lena, "board")
    assert "Carl" not in board.html

    change_team(stage, nights, [stage.cast.ana])

    board.assert_equals_reload()
    assert "Carl" in board.html
    assert may_open(lena, "call", call.pk)
    listen(stage, lena, call)
    assert "agent" in stage.hears(stage.leg(call, LegRole.SUPERVISOR))


def test_who_leaves_the_team_is_heard_no_longer(stage, lena, nights, call):
    change_team(stage, nights, [stage.cast.ana])
    listen(stage, lena, call)

    change_team(stage, nights, [])

    stage.world.run(2)
    assert Supervision.objects.get().state == "ended"
    assert not call.legs.filter(role=LegRole.SUPERVISOR, ended_at=None).exists()
    assert Call.objects.get(pk=call.pk).state == "talking"
    assert not may_open(lena, "call", call.pk)


def test_who_may_only_listen_can_neither_coach_nor_join(stage, lena, nights, call):
    change_team(stage, nights, [stage.cast.ana])
    role = lena.grant.role
    role.verbs = [verb for verb in role.verbs if verb not in ("coach", "join")]
    role.save()
    html = stage.get(lena, "/board/").content.decode()
    address = f"/conferences/supervise/{call.pk}/"
    assert f'action="{address}"' in html
    assert 'value="monitor"' in html
    assert 'value="barge"' not in html
    for way in ("whisper", "barge"):
        assert stage.post(lena, address, role=way).status_code == 403
    listen(stage, lena, call)


def listen(stage, user, call: Call) -> None:
    answer = stage.post(user, f"/conferences/supervise/{call.pk}/", role="monitor")
    assert answer.status_code == 204, answer.content
    stage.world.run_until(lambda: Supervision.objects.filter(state="active").exists())
