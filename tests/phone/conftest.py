import pytest
from django.test import Client

from tests.factories import make_agent
from tests.support.fixtures import provider

__all__ = ["provider"]


@pytest.fixture
def ana(cast):
    """An agent who telephones in her browser."""
    agent = make_agent(cast.ana)
    cast.ana.phone.delete()
    return agent


@pytest.fixture
def page(cast):
    """What Ana's page asks the site."""
    client = Client()
    client.force_login(cast.ana)
    return client
