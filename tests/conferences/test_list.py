"""The list of rooms goes on by itself; its older pages say of when they are."""

import pytest
from django.utils import timezone

from accounts.roles import Role
from conferences import fragments
from conferences.models import Conference
from conferences.queries import rooms as queries
from tests.conferences.stage import GUEST
from tests.conferences.test_screens import make_live_call
from tests.factories import viewer_as


def list_of(html: str) -> str:
    return html.split('id="rooms-list"')[1]


def test_list_follows_a_room(stage, screen):
    sofias, anas = (
        screen(user, "rooms") for user in (stage.cast.sofia, stage.cast.ana)
    )
    bens = screen(stage.cast.ben, "rooms")
    call = stage.talk()

    conference = stage.room(call)
    for page in (sofias, anas):
        page.assert_equals_reload()
        assert 'data-label="In it now">2<' in page.html

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/add/", to=GUEST)
    stage.world.run(4)
    for page in (sofias, anas):
        page.assert_equals_reload()
        assert 'data-label="In it now">3<' in page.html

    stage.post(stage.cast.ana, f"/conferences/{conference.pk}/end/")
    stage.world.run(3)
    for page in (sofias, anas, bens):
        page.assert_equals_reload()
    assert "Ended" in list_of(anas.html)
    assert 'data-label="In it now">—<' in sofias.html
    assert "No rooms yet" in bens.html
    assert "rooms-list" not in bens.pushed


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_as_many_queries_for_many_rows(
    cast, count, django_assert_num_queries
):
    for number in range(count):
        make_live_call(cast.ana, number)
    now = timezone.now()
    scope = fragments.LIST.scope_for(
        viewer_as(Role.SUPERVISOR, cast.sofia.pk), pk=None, now=now
    )
    with django_assert_num_queries(2):
        html = fragments.LIST.render(scope, is_out_of_band=False)
    assert html.count('id="room-row-') == count


def test_older_page_stands_still_and_says_of_when_it_is(cast, client, monkeypatch):
    monkeypatch.setattr(queries, "PAGE_SIZE", 1)
    for number in range(2):
        make_live_call(cast.ana, number)
    client.force_login(cast.sofia)

    first = client.get("/conferences/").content.decode()
    second = client.get("/conferences/?page=2").content.decode()

    assert 'href="/conferences/?page=2"' in first
    assert "As of <time" not in first
    assert "As of <time" in second
    assert 'href="/conferences/">Newer' in second
    assert 'hx-ws:connect="/live/rooms-found/"' in second


def test_page_of_no_rooms_says_so(cast, client):
    client.force_login(cast.sofia)
    html = client.get("/conferences/?page=3").content.decode()
    assert "No rooms yet" in html


def test_stamp_changes_when_a_room_is_made_and_when_it_ends(cast):
    def stamp() -> str:
        scope = fragments.NEWS.scope_for(
            viewer_as(Role.ADMIN, 1), pk=None, now=timezone.now()
        )
        return str(fragments.NEWS.render(scope, is_out_of_band=False))

    empty = stamp()
    make_live_call(cast.ana, 1)
    made = stamp()
    Conference.objects.update(state="ended")
    assert len({empty, made, stamp()}) == 3
