"""The pages that belong to no app, and what protects all pages."""

import pytest

from live import topics
from tests.factories import PASSWORD, make_agent


@pytest.mark.parametrize(
    ("name", "page"),
    [("ana", "/desk/"), ("sofia", "/board/"), ("adam", "/board/"), ("eve", "/board/")],
)
def test_home_leads_to_the_page_of_the_role(client, cast, name, page):
    client.force_login(getattr(cast, name))
    assert client.get("/")["Location"] == page


def test_signing_in_leads_to_the_page_that_was_asked_for(client, cast):
    make_agent(cast.ana)
    response = client.get("/calls/")
    assert response["Location"] == "/accounts/login/?next=/calls/"
    response = client.post(response["Location"], {"login": "ana", "password": PASSWORD})
    assert response["Location"] == "/calls/"


def test_signing_out_closes_open_screens(client, cast, monkeypatch):
    announced = []
    monkeypatch.setattr("live.sessions.announce", announced.append)
    client.force_login(cast.ana)
    assert client.post("/accounts/logout/")["Location"] == "/accounts/login/"
    assert announced == [topics.session(cast.ana.pk)]
    assert client.get("/desk/").status_code == 302


@pytest.mark.parametrize("address", ["/accounts/login/", "/board/", "/nowhere/"])
def test_every_page_forbids_what_it_does_not_need(client, cast, address):
    client.force_login(cast.sofia)
    response = client.get(address)
    policy = dict(
        part.strip().split(" ", 1)
        for part in response["Content-Security-Policy"].split(";")
    )
    assert policy["script-src"] == "'self'"
    assert "unsafe-inline" not in response["Content-Security-Policy"]
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "camera=()" in response["Permissions-Policy"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_page_of_a_stranger_is_a_refusal_in_words(client, cast):
    client.force_login(cast.eve)
    response = client.get("/board/")
    assert response.status_code == 403
    assert "<html" in response.content.decode()
