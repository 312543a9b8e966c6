"""What was found is kept until it agrees again; a repair is asked for once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from callcontrol.models import Comparison, Discrepancy
from callcontrol.repair import actions, queries
from callcontrol.repair.registry import Repair, Repairs
from callcontrol.repair.states import Evidence, Found, Kind
from live.refusals import Refused
from tests.factories import viewer_as

pytestmark = pytest.mark.django_db

NOW = timezone.now()
KINDS = [Kind.AGENT_RESERVED, Kind.NO_PLACE]


def at(seconds: float):
    return NOW + timedelta(seconds=seconds)


def ana(**changes) -> Found:
    given = {"kind": Kind.AGENT_RESERVED, "key": "agent:7", "title": "Ana"}
    given |= {"ours": "Reserved.", "since": at(-20), "subject": "7"}
    return Found(**given | changes)


def report(*found: Found, seconds: float = 0, compared: int = 3) -> None:
    actions.report("records", found, kinds=KINDS, compared=compared, now=at(seconds))


@pytest.fixture
def asked(monkeypatch) -> list[str]:
    """What repairs were carried out; the one of a place in a queue is always refused."""
    carried_out: list[str] = []

    def do(subject, by, now) -> str:
        carried_out.append(subject)
        return "It was set free."

    def refuse(subject, by, now) -> str:
        raise Refused("The caller has hung up.")

    table = Repairs(
        (),
        {
            Kind.AGENT_RESERVED: Repair("Set free", "Sets them free.", do),
            Kind.NO_PLACE: Repair("Put back", "Asks again.", refuse),
        },
    )
    for module in (actions, queries):
        monkeypatch.setattr(module, "repairs", lambda: table)
    return carried_out


def test_what_was_found_stays_until_a_comparison_does_not_find_it(asked):
    report(ana())
    report(ana(), seconds=5)
    assert [line.row.title for line in queries.lines(viewer_as(Role.ADMIN))] == ["Ana"]
    report(seconds=10)
    assert queries.lines(viewer_as(Role.ADMIN)) == []
    [row] = queries.ended()
    assert (row.outcome, row.asked_by, row.lasted) == (
        "It agrees again.",
        None,
        timedelta(seconds=30),
    )


def test_both_sides_and_the_evidence_are_kept_up_to_date(asked):
    report(ana(evidence=(Evidence("ours", "No offer is open.", at(-20)),)))
    report(ana(ours="Reserved, still.", since=at(0)), seconds=5)
    row = Discrepancy.objects.get()
    assert (row.ours, row.since, row.found_at) == ("Reserved, still.", at(-20), at(0))


def test_same_thing_can_disagree_again(asked):
    report(ana())
    report()
    report(ana())
    assert Discrepancy.objects.count() == 2


def test_comparison_says_how_many_things_and_when(asked):
    report(compared=43)
    row = Comparison.objects.get()
    assert (row.source, row.things, row.compared_at) == ("records", 43, at(0))


def test_repair_is_carried_out_once_and_is_over_when_it_agrees(asked, cast):
    report(ana())
    pk = Discrepancy.objects.get().pk
    assert actions.repair(pk, by=cast.sofia, now=at(1)) == "It was set free."
    with pytest.raises(Refused, match="just asked"):
        actions.repair(pk, by=cast.adam, now=at(2))
    assert asked == ["7"]
    # Nobody says that it helped before it was seen to help.
    assert [line.row.pk for line in queries.lines(viewer_as(Role.ADMIN))] == [pk]

    report(seconds=5)
    [row] = queries.ended()
    assert (row.asked_by, row.outcome) == (cast.sofia, "It was set free.")


def test_repair_that_did_not_help_may_be_asked_for_again(asked, cast):
    report(ana())
    pk = Discrepancy.objects.get().pk
    actions.repair(pk, by=cast.sofia, now=at(1))
    report(ana(), seconds=12)
    actions.repair(pk, by=cast.sofia, now=at(12))
    assert asked == ["7", "7"]


def test_refused_repair_says_why_and_may_be_asked_for_at_once(asked, cast):
    report(ana(kind=Kind.NO_PLACE))
    pk = Discrepancy.objects.get().pk
    for _ in range(2):
        with pytest.raises(Refused, match="hung up"):
            actions.repair(pk, by=cast.sofia, now=at(1))
    assert Discrepancy.objects.get().outcome == "The caller has hung up."


def test_what_agrees_again_is_not_repaired(asked, cast):
    report(ana())
    report(seconds=5)
    with pytest.raises(Refused, match="agrees again"):
        actions.repair(Discrepancy.objects.get().pk, by=cast.sofia, now=at(6))
    assert asked == []


def test_kind_without_a_repair_is_left_to_the_sweeps(asked, cast):
    actions.report(
        "telnyx",
        [ana(kind=Kind.ROOM_DIFFERS)],
        kinds=[Kind.ROOM_DIFFERS],
        compared=1,
        now=NOW,
    )
    with pytest.raises(Refused, match="nothing that could safely"):
        actions.repair(Discrepancy.objects.get().pk, by=cast.sofia, now=NOW)


def test_what_a_sweep_repaired_by_itself_is_listed_with_how_long_it_took(asked):
    leg = ana(kind=Kind.LEG_GONE_THERE, key="leg:v3:1", since=at(-12))
    actions.note_repaired(leg, "The call was ended here.", found_at=at(-2), now=at(0))
    [row] = queries.ended()
    assert (row.outcome, row.lasted) == (
        "The call was ended here.",
        timedelta(seconds=12),
    )


def test_old_ones_are_forgotten(asked):
    report(ana())
    report(seconds=1)
    report(seconds=timedelta(days=31).total_seconds())
    assert not Discrepancy.objects.exists()


def see(*found: Found, seconds: float) -> None:
    actions.report_seen(found, kinds=KINDS, now=at(seconds))


def test_what_a_list_shows_is_told_once_it_has_lasted(asked):
    see(ana(), seconds=0)
    see(ana(), seconds=5)
    assert queries.lines(viewer_as(Role.ADMIN)) == []
    see(ana(), seconds=10)
    assert [line.row.title for line in queries.lines(viewer_as(Role.ADMIN))] == ["Ana"]
    see(seconds=15)
    assert (queries.lines(viewer_as(Role.ADMIN)), len(queries.ended())) == ([], 1)


def test_what_lasted_for_a_moment_only_was_nothing(asked):
    see(ana(), seconds=0)
    see(seconds=5)
    assert not Discrepancy.objects.exists()
    see(ana(), seconds=10)
    see(ana(), seconds=15)
    assert queries.lines(viewer_as(Role.ADMIN)) == []


def test_comparison_that_could_not_be_had_says_when_it_is_tried_again(asked):
    report(seconds=0)
    actions.note_refused("records", "it did not answer", again_at=at(9), now=at(4))
    row = Comparison.objects.get()
    assert (row.refusal, row.compared_at) == ("it did not answer", at(0))
    report(seconds=5)
    row.refresh_from_db()
    assert (row.refusal, row.again_at, row.compared_at) == ("", None, at(5))
