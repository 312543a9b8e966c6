import pytest
from django.db import connection

from tests.callcontrol.routes import routes_with
from tests.support.databases import default_database_at
from tests.support.signing import TELNYX_KEY, public


@pytest.fixture
def telnyx_key(settings):
    """Webhooks signed by tests.support.signing are Telnyx's."""
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

    def __call__(self, event, work) -> None:
        if self.failures.get(event.id, 0) > 0:
            self.failures[event.id] -= 1
            raise ZeroDivisionError(f"{event.id} cannot be applied")
        self.ids.append(event.id)


@pytest.fixture
def applied(monkeypatch):
    """Who hears of call.initiated, call.answered and call.hangup in this test."""
    applied = Applied()
    heard = ("call.initiated", "call.answered", "call.hangup")
    routes = routes_with(
        routes=dict.fromkeys(heard, (applied,)), ignored=frozenset({"call.cost"})
    )
    monkeypatch.setattr("callcontrol.applying.event_routes", lambda: routes)
    return applied
