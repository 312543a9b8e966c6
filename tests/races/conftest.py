import pytest
from django.db import connection

from tests.callcontrol.routes import routes_with
from tests.support.databases import default_database_at


@pytest.fixture(autouse=True)
def _on_postgres(transactional_db, postgres_url):
    with default_database_at(postgres_url):
        assert connection.vendor == "postgresql"
        yield


@pytest.fixture
def no_rules(monkeypatch):
    """Nothing follows from what is written here; only the writing counts."""
    monkeypatch.setattr("callcontrol.unit_of_work.event_routes", routes_with)
