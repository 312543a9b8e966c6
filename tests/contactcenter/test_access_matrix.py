"""Every address, method and role against the reviewed table, which may lack no row."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from live.admission import NOT_ALLOWED, SIGNED_OUT, Denied, admit
from live.screens import registry
from tests.contactcenter.access_table import COLUMNS, PAGES, SCREENS, Row, rows_of
from tests.contactcenter.stage import Stage

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PAGE_ROWS = rows_of(PAGES)
SCREEN_ROWS = rows_of(SCREENS)
# Django's own pages; they ask for more than a role, see the last test.
ADMIN_SITE = "admin:"


@pytest.fixture
def stage(cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(cast)


@pytest.fixture
def clients(cast) -> dict[str, Client]:
    people = (None, cast.eve, cast.ana, cast.ben, cast.sofia, cast.adam)
    clients = {column: Client() for column in COLUMNS}
    for column, person in zip(COLUMNS, people, strict=True):
        if person is not None:
            clients[column].force_login(person)
    return clients


def test_every_address_has_a_row():
    names = {
        name for name in names_in(get_resolver()) if not name.startswith(ADMIN_SITE)
    }
    assert names == {row.name for row in PAGE_ROWS}


def test_every_screen_has_a_row():
    assert set(registry()) == {row.name for row in SCREEN_ROWS}


@pytest.mark.parametrize("row", PAGE_ROWS, ids=lambda row: f"{row.method}-{row.name}")
def test_address(row: Row, stage, clients):
    address = address_of(row, stage)
    answers = {
        column: answer_to(clients[column], row.method, address) for column in COLUMNS
    }
    assert answers == row.expected


@pytest.mark.parametrize("name", sorted({row.name for row in PAGE_ROWS}))
def test_other_methods_are_refused(name, stage, clients):
    rows = [row for row in PAGE_ROWS if row.name == name]
    address = address_of(rows[0], stage)
    for method in set(METHODS) - {row.method for row in rows}:
        response = clients["admin"].generic(method, address)
        assert response.status_code in (403, 405), method


@pytest.mark.parametrize(
    "row", [row for row in PAGE_ROWS if row.object != "-"], ids=lambda row: row.name
)
def test_object_that_does_not_exist_is_not_found_or_not_allowed(row: Row, clients, db):
    missing = "00000000-0000-0000-0000-000000000000"
    pk = missing if row.object == "command" else 999_999
    address = reverse(row.name, args=[pk])
    answers = {answer_to(clients[name], row.method, address) for name in COLUMNS[1:]}
    assert answers <= {"no", "hidden"}


@pytest.mark.parametrize("row", SCREEN_ROWS, ids=lambda row: row.name)
def test_socket(row: Row, stage, clients):
    pk = None if row.object == "-" else getattr(stage, row.object).pk
    answers = {column: ticket_for(clients[column], row.name, pk) for column in COLUMNS}
    assert answers == row.expected


@pytest.mark.parametrize("row", SCREEN_ROWS, ids=lambda row: row.name)
def test_socket_about_something_else(row: Row, stage, clients):
    pk = 1 if row.object == "-" else None
    assert ticket_for(clients["supervisor"], row.name, pk) == "no"
    assert ticket_for(clients["supervisor"], row.name, 999_999) == "no"


def test_unknown_screen(clients):
    assert ticket_for(clients["admin"], "nothing", None) == "no"


@pytest.mark.parametrize("column", COLUMNS)
def test_administration_is_for_staff(column, clients):
    assert clients[column].get("/django-admin/").status_code == 302


def names_in(resolver, namespace: str = "") -> list[str]:
    names = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            names.append(f"{namespace}{pattern.name}")
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            names.extend(names_in(pattern, namespace + inner))
    return names


def address_of(row: Row, stage: Stage) -> str:
    args = [] if row.object == "-" else [getattr(stage, row.object).pk]
    return reverse(row.name, args=args)


def answer_to(client: Client, method: str, address: str) -> str:
    """Ask in a transaction that is undone, so that one person does not disturb the next."""
    with transaction.atomic():
        response = client.generic(method, address)
        transaction.set_rollback(True)
    status = response.status_code
    if status == 302 and response["Location"].startswith("/accounts/login/?next="):
        return "login"
    return {403: "no", 404: "hidden", 405: "-"}.get(status, "yes")


def ticket_for(client: Client, screen: str, pk: int | None) -> str:
    try:
        admit(client.session.session_key or "", screen, pk)
    except Denied as denied:
        return {SIGNED_OUT: "login", NOT_ALLOWED: "no"}[denied.code]
    return "yes"
