"""From every page its reader comes on: no link leads to a refusal, no refusal is the end."""

from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client
from typing_extensions import override

from accounts.queries import viewer_of
from contactcenter.navigation import PLACES, is_open_to
from tests.contactcenter.stage import Stage
from tests.factories import make_user

ELSEWHERE = ("#", "/static/", "http://", "https://", "tel:", "data:")
# Where a crawl begins; the rest is found by its links.
STARTS = {
    "ana": ("/", "/board/", "/desk/"),
    "ben": ("/", "/board/", "/desk/"),
    "sofia": ("/", "/board/"),
    "adam": ("/", "/board/"),
}


class Links(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(page)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href")
        if tag == "a" and href and not href.startswith(ELSEWHERE):
            self.found.add(href)


@pytest.fixture
def stage(cast, settings, tmp_path) -> Stage:
    settings.DATA_DIR = tmp_path
    return Stage(cast)


def crawl(user: User, starts) -> dict[str, tuple[str, int]]:
    """Return every address that links lead to: the page that has the link, and its code."""
    client = Client()
    client.force_login(user)
    seen: dict[str, tuple[str, int]] = {}
    todo = [(address, "the start") for address in starts]
    while todo:
        address, found_on = todo.pop()
        if address in seen:
            continue
        answer = client.get(address, follow=True)
        path = answer.request["PATH_INFO"]
        is_login = path.startswith(("/accounts/login", "/django-admin/login"))
        seen[address] = (found_on, 403 if is_login else answer.status_code)
        is_page = "text/html" in answer["Content-Type"]
        if is_page and not path.startswith("/django-admin/"):
            links = Links(answer.content.decode()).found
            base = path if address != "/" else "/"
            todo += [(resolve(base, link), address) for link in sorted(links)]
    return seen


def resolve(base: str, link: str) -> str:
    return f"{base}{link}" if link.startswith("?") else link


@pytest.mark.parametrize("name", STARTS)
def test_no_link_leads_where_its_reader_may_not_go(stage, cast, name):
    seen = crawl(getattr(cast, name), STARTS[name])
    refused = {address: one for address, one in seen.items() if one[1] >= 400}
    assert refused == {}
    assert len(seen) >= 6


def test_the_crawl_goes_everywhere_that_the_rail_does(stage, cast):
    seen = crawl(cast.adam, STARTS["adam"])
    viewer = viewer_of(cast.adam)
    found = [place.label for place in PLACES if is_open_to(place, viewer)]
    assert len([one for one in seen if one.count("/") >= 2]) >= len(found)
    for address in (f"/calls/{stage.call.pk}/", f"/conferences/{stage.room.pk}/"):
        assert address in seen


@pytest.mark.parametrize(
    ("name", "address", "code"),
    [
        ("ana", "/queues/", 403),
        ("ana", "/no-such-page/", 404),
        ("ana", "/calls/999999/", 404),
        ("sofia", "/callcontrol/", 403),
        ("adam", "/queues/999999/", 404),
    ],
)
def test_a_refusal_keeps_the_frame_and_has_a_way_back(stage, cast, name, address, code):
    client = Client()
    client.force_login(getattr(cast, name))
    came_from = "http://testserver/calls/?page=1"
    answer = client.get(address, headers={"referer": came_from})
    page = answer.content.decode()
    assert answer.status_code == code
    assert 'class="cc-rail"' in page
    assert "Sign out" in page
    assert f'href="{came_from}">Back</a>' in page
    assert 'href="/">To the start</a>' in page


def test_a_way_back_never_leads_to_another_site_or_here_again(cast):
    client = Client()
    client.force_login(cast.ana)
    for origin in ("https://evil.example/", "http://testserver/queues/", ""):
        page = client.get("/queues/", headers={"referer": origin}).content.decode()
        assert ">Back</a>" not in page
        assert "evil" not in page


@pytest.mark.parametrize("address", ["/", "/board/", "/desk/", "/calls/", "/queues/1/"])
def test_who_has_no_role_is_told_whom_to_ask_and_can_sign_out(cast, address):
    cast.adam.last_name = "Novak"
    cast.adam.save()
    gone = make_user("gone", None)
    gone.is_superuser, gone.is_active = True, False
    gone.save()
    client = Client()
    client.force_login(cast.eve)

    answer = client.get(address, follow=True)
    page = answer.content.decode()

    assert answer.status_code == 403
    assert "Your account has no role yet" in page
    assert "Adam Novak" in page
    assert "Gone" not in page
    assert 'action="/accounts/logout/"' in page
    assert Links(page).found == set()


def test_a_stranger_at_an_address_that_does_not_exist_can_sign_out(cast, client):
    assert "Sign out" not in client.get("/no-such-page/").content.decode()
    client.force_login(cast.eve)
    page = client.get("/no-such-page/").content.decode()
    assert 'action="/accounts/logout/"' in page


def test_the_agents_board_has_no_panel_that_is_empty_by_design(stage, cast):
    client = Client()
    client.force_login(cast.ana)
    page = client.get("/board/").content.decode()
    panel = page.partition('id="waiting-callers"')[2].partition(">")[0]
    assert "hidden" in panel
    assert "on your desk" not in page
    client.force_login(cast.sofia)
    page = client.get("/board/").content.decode()
    panel = page.partition('id="waiting-callers"')[2].partition(">")[0]
    assert "hidden" not in panel
