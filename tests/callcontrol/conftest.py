import pytest
from django.db import connection

from callcontrol import routing
from callcontrol.models import CallControlApplication
from tests.callcontrol.databases import default_database_at
from tests.callcontrol.pages import take_over
from tests.callcontrol.provider import Provider, speaking_to
from tests.callcontrol.signing import TELNYX_KEY, public
from tests.support.fixtures import postgres_url as postgres_url


@pytest.fixture
def provider():
    """An emulated account that the product's client speaks to."""
    provider = Provider()
    with speaking_to(provider):
        yield provider


@pytest.fixture
def telnyx_key(settings):
    """Webhooks signed by tests.callcontrol.signing are Telnyx's."""
    settings.TELNYX_PUBLIC_KEYS = [public(TELNYX_KEY)]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def each_database(request, transactional_db):
    """The test runs once on each of the two databases; yields its name."""
    if request.param == "sqlite":
        yield "sqlite"
        return
    with default_database_at(request.getfixturevalue("postgres_url")):
        assert connection.vendor == "postgresql"
        yield "postgres"


class Applied:
    """Stands in for the product's handlers: notes what it is told, fails on demand."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self.failures: dict[str, int] = {}

    def __call__(self, event, *, now) -> None:
        if self.failures.get(event.id, 0) > 0:
            self.failures[event.id] -= 1
            raise ZeroDivisionError(f"{event.id} cannot be applied")
        self.ids.append(event.id)


@pytest.fixture
def applied(monkeypatch):
    """Who hears of call.initiated, call.answered and call.hangup in this test."""
    applied = Applied()
    routes = routing.EventRoutes(
        {
            "call.initiated": (applied,),
            "call.answered": (applied,),
            "call.hangup": (applied,),
        },
        frozenset({"call.cost"}),
        {},
    )
    monkeypatch.setattr("callcontrol.applying.event_routes", lambda: routes)
    return applied


@pytest.fixture
def admin(cast, client):
    client.force_login(cast.adam)
    return client


@pytest.fixture
def record(provider, admin):
    """An application that was taken over from Telnyx."""
    take_over(admin, provider.connection_id)
    return CallControlApplication.objects.get()
