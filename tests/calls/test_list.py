"""The list of calls goes on by itself; what was searched says of when it is."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from calls import fragments, queries
from calls.models import Call
from tests.calls.test_views import NOW, get, make_call
from tests.conferences.stage import Stage
from tests.factories import viewer_as
from tests.support.screens import element


def assert_is_fresh(page) -> None:
    """The list alone: a name that is new does not change the filter beside it."""
    page.catch_up()
    assert element(page.html, "calls-list") == element(page.load(), "calls-list")


def stamp_of(user, role) -> str:
    scope = fragments.NEWS.scope_for(viewer_as(role, user.pk), pk=None, now=NOW)
    return str(fragments.NEWS.render(scope, is_out_of_band=False))


def test_list_follows_a_call_from_the_first_ring_to_the_end(world, cast, screen):
    floor = Stage(world, cast)
    page = screen(cast.sofia, "calls")
    assert "No calls yet" in page.html

    call = floor.talk()
    assert_is_fresh(page)
    assert "Talking" in page.html
    assert "data-since=" in page.html

    floor.post(cast.sofia, f"/calls/{call.pk}/hangup/")
    world.run(2)
    assert_is_fresh(page)
    assert "Ended" in page.html
    assert "data-since=" not in page.html.split('id="calls-list"')[1]


def test_list_of_an_agent_follows_their_own_calls(world, cast, screen):
    floor = Stage(world, cast)
    anas, bens = screen(cast.ana, "calls"), screen(cast.ben, "calls")
    entry = floor.wait_in_line()

    floor.pick(cast.ana, entry)
    for _ in range(12):
        world.run(0.25)
        assert_is_fresh(anas)
        assert_is_fresh(bens)
    assert "Talking" in element(anas.html, "calls-list")
    assert "No calls yet" in element(bens.html, "calls-list")
    assert "calls-list" not in bens.pushed

    floor.post(cast.ana, f"/calls/{entry.call_id}/hangup/")
    world.run(2)
    assert_is_fresh(anas)
    assert "Ended" in element(anas.html, "calls-list")


def test_one_rendering_serves_all_supervisors_and_no_agent():
    scopes = {
        fragments.LIST.scope_for(viewer_as(role, pk), pk=None, now=NOW)
        for pk, role in (
            (1, Role.SUPERVISOR),
            (2, Role.SUPERVISOR),
            (3, Role.AGENT),
            (4, Role.AGENT),
            (5, None),
        )
    }
    assert sorted(str(scope.user_pk) for scope in scopes) == ["3", "4", "5", "None"]


def test_who_has_no_role_sees_no_call(cast, db):
    make_call(1, "+15550001111")
    scope = fragments.LIST.scope_for(viewer_as(None, cast.eve.pk), pk=None, now=NOW)
    assert "No calls yet" in fragments.LIST.render(scope, is_out_of_band=True)


def test_live_list_is_no_longer_than_a_page_and_leads_to_older_ones(cast):
    for number in range(queries.PAGE_SIZE + 1):
        make_call(number, f"+1555000{number:04}")
    first = get(cast.sofia)
    assert len(first.context["lines"]) == queries.PAGE_SIZE
    assert 'href="/calls/?page=2"' in first.content.decode()
    second = get(cast.sofia, page=2)
    assert len(second.context["lines"]) == 1
    assert '<a class="btn btn-default btn-sm" href="/calls/">Newer' in (
        second.content.decode()
    )


def test_what_was_searched_stands_still_and_says_of_when_it_is(cast):
    make_call(1, "+15550001111", state="waiting")
    Call.objects.update(ended_at=None)
    html = get(cast.sofia, state="waiting").content.decode()
    assert "As of <time" in html
    assert "so far" in html
    assert "data-since" not in html
    assert 'id="cc-fresh"' not in html
    assert 'hx-ws:connect="/live/calls-found/"' in html


def test_stamp_changes_with_every_call_that_comes_in_goes_on_or_ends(cast):
    def stamp() -> str:
        return stamp_of(cast.sofia, Role.SUPERVISOR)

    seen = [stamp()]
    make_call(1, "+15550001111", state="waiting")
    seen.append(stamp())
    Call.objects.update(state="talking")
    seen.append(stamp())
    Call.objects.update(state="ended", ended_at=NOW)
    seen.append(stamp())
    assert len(set(seen)) == 4
    Call.objects.update(hangup_cause="normal_clearing")
    assert stamp() == seen[-1]


def test_stamp_of_an_agent_is_of_their_own_calls(cast):
    before = stamp_of(cast.ana, Role.AGENT)
    make_call(1, "+15550001111", state="waiting")
    assert stamp_of(cast.ana, Role.AGENT) == before


def test_found_page_is_told_when_a_call_comes_in(world, cast, screen):
    floor = Stage(world, cast)
    page = screen(cast.sofia, "calls-found")
    before = page.html
    floor.wait_in_line()
    page.catch_up()
    assert "calls-news" in page.pushed
    assert page.html != before


def test_query_count_of_the_live_list_does_not_grow(cast):
    def queries_now(role) -> int:
        scope = fragments.LIST.scope_for(
            viewer_as(role, cast.ana.pk), pk=None, now=NOW + timedelta(hours=1)
        )
        with CaptureQueriesContext(connection) as captured:
            fragments.LIST.topics(scope)
            fragments.LIST.render(scope, is_out_of_band=True)
        return len(captured)

    make_call(1, "+15550001111")
    with_one = queries_now(Role.SUPERVISOR), queries_now(Role.AGENT)
    for number in (2, 3, 4):
        make_call(number, f"+1555000{number}")
    assert (queries_now(Role.SUPERVISOR), queries_now(Role.AGENT)) == with_one
    assert max(with_one) <= 3
