"""The example of docs/ does what it says."""

import importlib.util
from pathlib import Path

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler

from tests.api.conftest import Program

FILE = Path(__file__).resolve().parents[2] / "docs/examples/api_client.py"


@pytest.fixture
def example():
    found = importlib.util.spec_from_file_location("api_client", FILE)
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_whoever_waits_longest_is_given_to_who_is_free(example, floor, cast):
    key = Program(cast.sofia).text
    transport = httpx.WSGITransport(WSGIHandler())
    site = example.ContactCenter("http://localhost", key, transport)
    assert example.assign_longest_waiting(site) == "Nobody waits, or nobody is free."
    Program(cast.sofia).post(f"/agents/{floor.ben.pk}/state", state="offline")
    floor.wait_in_line()
    told = example.assign_longest_waiting(site)
    assert told == f"{floor.ana.name} is rung for Carl."
    assert floor.state_of(floor.ana) == "reserved"
    site.http.close()
