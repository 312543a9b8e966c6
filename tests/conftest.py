"""The cast and the stage of the tests."""

from collections import namedtuple
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import override_settings

from accounts.roles import Role
from audit import triggers
from callcontrol.health.timekeeping import timekeeper
from callcontrol.health.watching import watch
from tests.factories import make_user
from tests.support.fixtures import *  # noqa: F403 - that is how pytest shares fixtures
from tests.support.migrated import place_migrated
from tests.support.screens import OpenScreen
from tests.support.unnoted import nothing_unnoted
from tests.support.world import World, connect, disconnect

Cast = namedtuple("Cast", "adam sofia ana ben eve")

# How webhooks may travel; a journey has to end the same in each.
WEATHERS = {
    "plain": {},
    "duplicated": {"duplicate": {"probability": 1, "max_secs": 0.4}},
    "reordered": {"reorder": {"probability": 0.7, "max_secs": 0.4}},
    "delayed": {"delay": {"probability": 0.5, "min_secs": 0.2, "max_secs": 1.0}},
}


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords():
    """Hashing a password is slow on purpose; tests make many users."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with override_settings(PASSWORD_HASHERS=quick):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_keepdb):
    """A copy of the migrated database, without the triggers of the audit.

    Its rows are kept for good; those of a test have to go when it ends. `tests/audit/`
    puts the triggers back where it is about them.
    """
    settings = connection.settings_dict
    product, test = settings["NAME"], Path(settings["TEST"]["NAME"])
    with django_db_blocker.unblock():
        if not (django_db_keepdb and test.exists()):
            place_migrated(test)
        connection.close()
        settings["NAME"] = str(test)
        triggers.remove(connection)
    yield
    with django_db_blocker.unblock():
        connection.close()
        settings["NAME"] = product
    if not django_db_keepdb:
        for suffix in ("", "-shm", "-wal"):
            Path(f"{test}{suffix}").unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def _nothing_heard():
    """What a process remembers of Telnyx would outlive the rows of the test before."""
    watch.forget()
    timekeeper.forget()


@pytest.fixture(autouse=True)
def _nobody_tried_to_sign_in():
    """Tries are counted in a cache, which would outlive the test."""
    cache.clear()


@pytest.fixture(autouse=True)
def unnoted():
    """Whatever a test lets a request change, the audit has to tell it."""
    with nothing_unnoted() as watch:
        yield watch


@pytest.fixture
def cast(db) -> Cast:
    """Adam administers, Sofia supervises, Ana and Ben are agents, Eve is nobody.

    Carl, who calls, has no account.
    """
    return make_cast()


def make_cast() -> Cast:
    return Cast(
        adam=make_user("adam", Role.ADMIN),
        sofia=make_user("sofia", Role.SUPERVISOR),
        ana=make_user("ana", Role.AGENT),
        ben=make_user("ben", Role.AGENT),
        eve=make_user("eve", None),
    )


def morning() -> datetime:
    """Return ten o'clock and a little: no story runs into a new minute or a new day."""
    return datetime.now(UTC).replace(hour=10, minute=0, second=2, microsecond=0)


@pytest.fixture
def world(transactional_db, monkeypatch):
    """The product and the emulator on one clock; see tests/support/world.py."""
    with time_machine.travel(morning(), tick=False) as clock:
        stage = World(clock)
        connect(stage, monkeypatch)
        yield stage
        disconnect()


@pytest.fixture
def emulator(world):
    return world.emulator


@pytest.fixture(params=WEATHERS)
def any_weather(request, world) -> str:
    """Run the test once for each way in which webhooks may travel.

    Fair weather applies each by itself, all other weathers what has gathered together.
    """
    world.largest_run = 1 if request.param == "plain" else 16
    world.weather(**WEATHERS[request.param])
    return str(request.param)


@pytest.fixture
def screen(client, monkeypatch):
    """Return a function that opens a screen for a user: screen(user, "board", pk)."""

    def open_screen(user, name: str, pk: int | None = None) -> OpenScreen:
        return OpenScreen(user, name, pk, monkeypatch)

    return open_screen
