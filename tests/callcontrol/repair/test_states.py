"""What follows from having compared again."""

from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from callcontrol.repair.states import Found, Kind, compare

NOW = datetime(2026, 11, 29, 10, tzinfo=UTC)
KINDS = (Kind.AGENT_RESERVED, Kind.DEAD_LETTER)


def found(key: str, kind: Kind = Kind.AGENT_RESERVED, title: str = "Ana") -> Found:
    return Found(kind=kind, key=key, title=title, ours="here", since=NOW)


def test_new_still_there_and_gone_are_told_apart():
    known = [(Kind.AGENT_RESERVED, "a"), (Kind.AGENT_RESERVED, "b")]
    changes = compare(known, [found("b"), found("c")], KINDS)
    assert [one.key for one in changes.new] == ["c"]
    assert [one.key for one in changes.still] == ["b"]
    assert changes.gone == ((Kind.AGENT_RESERVED, "a"),)


def test_what_was_not_looked_for_is_neither_there_nor_gone():
    known = [(Kind.LEG_GONE_THERE, "a")]
    changes = compare(known, [found("b", Kind.ROOM_DIFFERS)], KINDS)
    assert (changes.new, changes.still, changes.gone) == ((), (), ())


def test_same_key_of_another_kind_is_another_thing():
    changes = compare(
        [(Kind.AGENT_RESERVED, "1")], [found("1", Kind.DEAD_LETTER)], KINDS
    )
    assert [one.kind for one in changes.new] == [Kind.DEAD_LETTER]
    assert changes.gone == ((Kind.AGENT_RESERVED, "1"),)


def test_thing_that_is_found_twice_counts_once():
    changes = compare(
        [], [found("a", title="first"), found("a", title="second")], KINDS
    )
    assert [one.title for one in changes.new] == ["first"]


keys = st.sets(st.sampled_from("abcdef"))


# A busy machine may be slow to draw.
patiently = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)


@patiently
@given(known=keys, seen=keys)
def test_comparing_twice_changes_nothing_more(known, seen):
    pairs = {(Kind.AGENT_RESERVED.value, key) for key in known}
    first = compare(pairs, [found(key) for key in sorted(seen)], KINDS)
    left = (pairs - set(first.gone)) | {(one.kind, one.key) for one in first.new}
    assert {key for _, key in left} == seen
    second = compare(left, [found(key) for key in sorted(seen)], KINDS)
    assert (second.new, second.gone) == ((), ())
