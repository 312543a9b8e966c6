import pytest
from django.test import Client

from tests.factories import make_agent, make_queue


@pytest.fixture
def admin(cast):
    """Adam, in front of the pages under Settings."""
    client = Client()
    client.force_login(cast.adam)
    return client


@pytest.fixture
def ana(cast):
    return make_agent(cast.ana, name="Ana Ruiz")


@pytest.fixture
def billing():
    return make_queue("Billing")


@pytest.fixture
def support():
    return make_queue("Support")
