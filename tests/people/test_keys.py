"""Whoever wants others presses keys of their own, on every machine."""

import html
import json
import re

import pytest
from django.test import Client

from accounts.queries import own_keys_of
from accounts.roles import Role
from audit.models import AuditRow
from tests.factories import become, make_agent
from tests.people.pages import errors, text
from ui.keys import KEYS, PRESETS, read, why_not

PAGE = "/accounts/keys/"
USUAL = {key.field: key.usual for key in KEYS}


@pytest.fixture
def ana(cast) -> Client:
    make_agent(cast.ana)
    client = Client()
    client.force_login(cast.ana)
    return client


def own_on(page) -> dict[str, str]:
    """Return the keys that the script of a page is given."""
    found = re.search(r'data-keys="([^"]*)"', page.content.decode())
    assert found is not None
    keys: dict[str, str] = json.loads(html.unescape(found[1]))
    return keys


def test_own_keys_are_on_every_page_and_on_the_sheet(ana, cast):
    assert own_on(ana.get("/desk/")) == {}
    given = {**USUAL, "alt_n": " ctrl + shift+ l ", "alt_h": "Alt+N", "alt_d": ""}
    assert ana.post(PAGE, given).status_code == 302
    page = ana.get("/desk/")
    assert own_on(page) == {"Alt+N": "Ctrl+Shift+L", "Alt+H": "Alt+N"}
    assert "Ctrl+Shift+LTake the next caller" in text(page)
    assert "Alt+NHang up" in text(page)
    cast.ana.refresh_from_db()
    assert own_keys_of(cast.ana) == {"Alt+N": "Ctrl+Shift+L", "Alt+H": "Alt+N"}
    assert AuditRow.objects.filter(kind="person", field="keys").count() == 1


def test_another_role_leaves_the_keys(ana, cast):
    ana.post(PAGE, {**USUAL, "alt_n": "Ctrl+Shift+L"})
    become(cast.ana, Role.SUPERVISOR)
    assert own_on(ana.get("/board/")) == {"Alt+N": "Ctrl+Shift+L"}


def test_the_usual_keys_are_had_again(ana):
    ana.post(PAGE, {**USUAL, "alt_n": "Ctrl+Shift+L"})
    assert ana.get(PAGE).context["form"]["alt_n"].value() == "Ctrl+Shift+L"
    page = ana.get(f"{PAGE}?preset=usual")
    assert page.context["form"]["alt_n"].value() == "Alt+N"
    ana.post(PAGE, USUAL)
    assert own_on(ana.get("/desk/")) == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("N", "Write a key such as Alt+N, Alt+Shift+N or Ctrl+Shift+N."),
        ("Alt+ñ", "Write a key such as Alt+N, Alt+Shift+N or Ctrl+Shift+N."),
        ("Ctrl+N", "Write a key such as Alt+N, Alt+Shift+N or Ctrl+Shift+N."),
        ("Ctrl+Shift+T", "Browsers keep Ctrl+Shift+T for themselves."),
        ("Alt+3", "Alt+3 is for the lines of a list."),
        ("Alt+A", "Alt+A is what presses “Go available” already."),
    ],
)
def test_what_cannot_be_a_key_is_said_beside_the_field(ana, typed, sentence):
    answer = ana.post(PAGE, {**USUAL, "alt_n": typed})
    assert errors(answer) == {"alt_n": [sentence]}
    assert own_on(ana.get("/desk/")) == {}


@pytest.mark.parametrize("preset", PRESETS.values(), ids=PRESETS)
def test_a_preset_can_be_had(preset):
    chosen = {key.usual: preset.get(key.usual, key.usual) for key in KEYS}
    assert len(set(chosen.values())) == len(KEYS)
    assert all(read(key) == key and not why_not(key) for key in chosen.values())
    assert preset.keys() <= chosen.keys()


def test_no_key_is_named_twice():
    assert (
        len({key.usual for key in KEYS})
        == len({key.words for key in KEYS})
        == len(KEYS)
    )
