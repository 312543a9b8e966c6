"""The demo's data survives a restart of either side."""

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from agents.models import Agent, Phone
from calls.models import Call
from conferences.models import Conference
from conferences.states import ConferenceState
from contactcenter.demo import cast, seeding
from provisioning.models import CallControlApplication
from queues.models import InboundRoute, Queue
from queues.states import EntryState


@pytest.fixture
def place(world, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def seed() -> None:
    call_command("seed_demo", verbosity=0)


def test_everything_is_there_and_signs_in(world, place, client):
    seed()
    assert User.objects.count() == len(cast.PEOPLE)
    assert Agent.objects.count() == 24
    assert Phone.objects.get(user__username="agent24").address == (
        "sip:agent24@sip.telnyx.com"
    )
    # Whoever signs in as the first of them telephones in the browser.
    assert not Phone.objects.filter(user__username="agent1").exists()
    assert InboundRoute.objects.count() == Queue.objects.count() == 6
    password = seeding.password(place)
    for username, _, _ in cast.PEOPLE[:5]:
        assert client.login(username=username, password=password)
    assert (place / "demo_password").stat().st_mode & 0o077 == 0


def test_second_start_changes_nothing(world, place):
    seed()
    before = [User.objects.count(), Queue.objects.count(), connection_id()]
    password = seeding.password(place)
    seed()
    assert [User.objects.count(), Queue.objects.count(), connection_id()] == before
    assert seeding.password(place) == password


def test_new_password_file_gives_all_accounts_a_new_password(world, place, client):
    seed()
    (place / "demo_password").unlink()
    seed()
    assert client.login(username="agent1", password=seeding.password(place))


def test_fresh_emulator_is_set_up_again_and_its_calls_reach_the_queue(world, place):
    seed()
    old = connection_id()
    world.emulator.reset()
    seed()
    assert CallControlApplication.objects.count() == 1
    assert connection_id() in world.emulator.world.account.connections
    assert old is not None
    call = world.call_in("+15550100100")
    world.run(15)
    assert Call.objects.get(legs__call_control_id=call).state == "waiting"


def test_calls_of_the_emulator_before_are_ended(world, place):
    seed()
    world.call_in("+15550100100")
    world.run(15)
    Call.objects.update(has_company=True)
    call = Call.objects.get(ended_at=None)
    Conference.objects.create(
        call=call,
        name="room",
        conference_id="conference-1",
        state=ConferenceState.LIVE,
        requested_at=world.now,
    )
    world.emulator.reset()
    seed()
    call.refresh_from_db()
    assert call.state == "ended"
    assert call.queue_entries.get().state == EntryState.ABANDONED
    assert Conference.objects.get().state == ConferenceState.ENDED


def test_real_account_gets_no_demo_data(world, place, settings):
    settings.TELNYX_IS_EMULATED = False
    with pytest.raises(CommandError, match="no demo data"):
        seed()
    assert not User.objects.exists()


def connection_id() -> str:
    return CallControlApplication.objects.get(is_default=True).connection_id
