"""A page that shows what changes is kept true, or says of when it is."""

import pytest

LIVE = (
    "/board/",
    "/desk/",
    "/calls/",
    "/conferences/",
    "/recordings/",
    "/agents/",
    "/queues/",
)
STANDING_STILL = (
    "/calls/?state=ended",
    "/calls/?page=1",
    "/calls/?first_day=soon",
    "/conferences/?page=1",
    "/recordings/?state=ready",
    "/callcontrol/",
    "/callcontrol/events/",
)
CHIP = 'id="cc-fresh"'
AS_OF = "As of <time datetime="


@pytest.fixture
def page_of(cast, client):
    def load(address: str) -> str:
        client.force_login(cast.adam)
        return str(client.get(address).content.decode())

    return load


@pytest.mark.parametrize("address", LIVE)
def test_live_page_has_a_socket_and_shows_how_fresh_it_is(address, page_of):
    html = page_of(address)
    assert "hx-ws:connect=" in html
    assert CHIP in html
    assert AS_OF not in html


@pytest.mark.parametrize("address", STANDING_STILL)
def test_other_page_says_of_when_it_is_and_does_not_look_live(address, page_of):
    html = page_of(address)
    assert AS_OF in html
    assert CHIP not in html
