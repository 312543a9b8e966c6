"""The stamp of what is there: the same while nothing changed, another afterwards."""

from datetime import UTC, datetime

from accounts.roles import Role
from live.news import news
from tests.factories import viewer_as

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


def stamp(facts) -> str:
    part = news("some-news", lambda _: facts, lambda _: frozenset({"calls"}))
    scope = part.scope_for(viewer_as(Role.SUPERVISOR, 7), pk=None, now=NOW)
    assert scope.user_pk is None
    return str(part.render(scope, is_out_of_band=True))


def test_same_facts_have_the_same_stamp():
    assert stamp([1, (2, "waiting")]) == stamp([1, (2, "waiting")])


def test_other_facts_have_another_stamp():
    facts = ([], [1], [1, (2, "waiting")], [1, (2, "talking")])
    assert len({stamp(each) for each in facts}) == len(facts)


def test_stamp_is_pushed_in_place_and_tells_nothing_of_a_caller():
    html = stamp([1, "+15550001111"])
    assert html.startswith('<span id="some-news" hx-swap-oob="outerMorph" data-news="')
    assert "+15550001111" not in html
