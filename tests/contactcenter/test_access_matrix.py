"""Every address, method and role against the reviewed table, which may lack no row."""

import re
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, get_resolver, reverse

from accounts.roles import Role
from live.admission import NOT_ALLOWED, SIGNED_OUT, Denied, admit
from live.screens import registry
from tests.conftest import make_cast
from tests.contactcenter.access_table import (
    COLUMNS,
    EVERY_ADDRESS,
    METHODS,
    PAGES,
    SCREENS,
    SIGN_IN,
    Row,
    row_for,
    rows_of,
)
from tests.contactcenter.admin_table import ADMIN_PAGES
from tests.contactcenter.stage import Stage
from tests.factories import make_user

# The mark makes the test database; `house` fills it.
pytestmark = pytest.mark.django_db
OWN_ROWS = rows_of(PAGES) + rows_of(SIGN_IN)
PAGE_ROWS = OWN_ROWS + rows_of(ADMIN_PAGES)
NAMES = sorted({row.name for row in PAGE_ROWS} - {EVERY_ADDRESS})
ABOUT = {row.name: row.object for row in PAGE_ROWS}
# Of a key nobody learns whether it exists before they have shown their password again;
# see tests/people/test_sign_in.py.
OWN_NAMES_OF_OBJECTS = [
    name
    for name in NAMES
    if ABOUT[name] != "-" and "admin" not in name and "webauthn" not in name
]
SCREEN_ROWS = rows_of(SCREENS)
WITH_ADMIN = "tests.contactcenter.urls_with_admin"
LOGIN_PAGES = ("/accounts/login/?next=", "/django-admin/login/?next=")
WORDS = {403: "no", 404: "hidden", 405: "405"}
# What may be answered about something that does not exist, by the word of the table.
WHEN_MISSING = {"yes": {"hidden"}, "no": {"no", "hidden"}}


class House:
    """One stage for all rows, and everybody in front of it with a session."""

    def __init__(self) -> None:
        cast = make_cast()
        self.stage = Stage(cast)
        people: tuple[User | None, ...] = (
            *(None, cast.eve, cast.ana, cast.ben),
            self.stage.lead("queue", queues=[self.stage.queue]),
            self.stage.lead("team", teams=[self.stage.team]),
            self.stage.lead(
                "outside", [self.stage.other_team], [self.stage.other_queue]
            ),
            *(cast.sofia, make_user("olaf", Role.AUDITOR), cast.adam),
            User.objects.create_user("staff", is_staff=True),
            User.objects.create_superuser("superuser"),
        )
        self.client = Client()
        self.sessions = {
            column: session_of(person)
            for column, person in zip(COLUMNS, people, strict=True)
        }

    def answers(self, method: str, address: str) -> dict[str, str]:
        return {column: self.answer(column, method, address) for column in COLUMNS}

    def answer(self, column: str, method: str, address: str) -> str:
        """Ask in a transaction that is undone, so that nobody disturbs the next."""
        self.client.cookies.clear()
        # Who asks as often as a test does is limited.
        cache.clear()
        if key := self.sessions[column]:
            self.client.cookies[settings.SESSION_COOKIE_NAME] = key
        with transaction.atomic():
            response = self.client.generic(method, address)
            transaction.set_rollback(True)
        status = response.status_code
        if status == 302 and response["Location"].startswith(LOGIN_PAGES):
            return "login"
        return WORDS.get(status, "yes")

    def ticket(self, column: str, screen: str, pk: int | None) -> str:
        try:
            admit(self.sessions[column], screen, pk)
        except Denied as denied:
            return {SIGNED_OUT: "login", NOT_ALLOWED: "no"}[denied.code]
        return "yes"

    def address(self, name: str) -> str:
        return address_of(name, parts_of(ABOUT[name], self.stage))


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[House]:
    """Thousands of questions, so the stage is set once and undone at the end."""
    settings = override_settings(
        DATA_DIR=tmp_path_factory.mktemp("data"), ROOT_URLCONF=WITH_ADMIN
    )
    with django_db_blocker.unblock(), settings, transaction.atomic():
        yield House()
        transaction.set_rollback(True)


def test_every_address_has_a_row():
    assert set(names_in(get_resolver(WITH_ADMIN))) == set(NAMES)


def test_djangos_own_pages_are_there_only_when_a_setting_asks_for_them():
    own = set(names_in(get_resolver()))
    assert own == {row.name for row in OWN_ROWS} - {EVERY_ADDRESS}


def test_no_row_is_said_twice():
    keys = [(row.name, method) for row in PAGE_ROWS for method in row.methods]
    assert len(keys) == len(set(keys))
    assert {method for _, method in keys} <= {*METHODS, "any"}


def test_every_screen_has_a_row():
    assert set(registry()) == {row.name for row in SCREEN_ROWS}


@pytest.mark.parametrize("name", NAMES)
def test_address(name, house):
    address = house.address(name)
    answers = {method: house.answers(method, address) for method in METHODS}
    expected = {method: row_for(PAGE_ROWS, name, method).expected for method in METHODS}
    assert answers == expected


@pytest.mark.parametrize("name", OWN_NAMES_OF_OBJECTS)
def test_object_that_does_not_exist(name, house):
    """It is not found, or not allowed; Django's pages go home with a sentence."""
    missing = "00000000-0000-0000-0000-000000000000"
    address = address_of(name, [missing if ABOUT[name] == "command" else 999_999])
    for method in METHODS:
        row = row_for(PAGE_ROWS, name, method)
        for column, answer in house.answers(method, address).items():
            word = row.expected[column]
            assert answer in WHEN_MISSING.get(word, {word}), (method, column)


@pytest.mark.parametrize("row", SCREEN_ROWS, ids=lambda row: row.name)
def test_socket(row: Row, house):
    pk = None if row.object == "-" else getattr(house.stage, row.object).pk
    answers = {column: house.ticket(column, row.name, pk) for column in COLUMNS}
    assert answers == row.expected


@pytest.mark.parametrize("row", SCREEN_ROWS, ids=lambda row: row.name)
@pytest.mark.parametrize("column", COLUMNS[1:])
def test_socket_about_something_else(row: Row, column, house):
    pk = 1 if row.object == "-" else None
    assert house.ticket(column, row.name, pk) == "no"
    assert house.ticket(column, row.name, 999_999) == "no"


def test_unknown_screen(house):
    for column in COLUMNS[1:]:
        assert house.ticket(column, "nothing", None) == "no"


def session_of(person: User | None) -> str:
    if person is None:
        return ""
    client = Client()
    client.force_login(person)
    return str(client.session.session_key)


def names_in(resolver, namespace: str = "", route: str = "") -> list[str]:
    names = []
    for pattern in resolver.url_patterns:
        whole = f"{route}{pattern.pattern}"
        if not isinstance(pattern, URLPattern):
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            names.extend(names_in(pattern, namespace + inner, whole))
        elif pattern.name:
            names.append(f"{namespace}{pattern.name}")
        else:
            names.append(whole)
    return names


def parts_of(about: str, stage: Stage) -> list[object]:
    """Return what stands in the address: a key, or what the stage lists for it."""
    if about == "-":
        return []
    found = getattr(stage, about)
    return list(found) if isinstance(found, tuple) else [found.pk]


def address_of(name: str, parts: list[object]) -> str:
    if "/" not in name:
        return reverse(name, args=parts)
    route = re.sub(r"\(\?P<url>.*", "nowhere/", name)
    return "/" + re.sub(r"<[^>]+>", lambda _: str(parts[0]), route)
