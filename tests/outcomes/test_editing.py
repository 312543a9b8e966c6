"""The tree of outcomes is edited by whoever edits the queue, each change with a reason."""

import pytest
from django.test import Client
from django.utils import timezone

from audit.models import AuditRow
from calls.models import Call
from outcomes.models import Outcome, Remark
from outcomes.queries import leaves_of
from tests.factories import make_agent, make_queue
from tests.outcomes.trees import make_tree
from tests.people.pages import errors, text
from tests.queues.test_views import FIELDS


@pytest.fixture
def queue(cast):
    return make_queue()


@pytest.fixture
def admin(cast) -> Client:
    client = Client()
    client.force_login(cast.adam)
    return client


def said(**changes):
    given = {"name": "Refund", "position": "1", "is_offered": "on", "why": "Asked for"}
    return {**given, **changes}


def test_a_tree_of_two_levels_is_made_with_reasons(admin, queue):
    address = f"/outcomes/queues/{queue.pk}/new/"
    assert admin.post(address, said()).status_code == 302
    refund = Outcome.objects.get()
    full = said(name="Full", parent=refund.pk, why="Finance counts them")
    assert admin.post(address, full).status_code == 302
    assert [leaf.words for leaf in leaves_of(queue.pk)] == ["Refund: Full"]
    page = text(admin.get(f"/outcomes/queues/{queue.pk}/"))
    assert "Refund" in page
    assert "Full" in page
    added = AuditRow.objects.filter(kind="outcome", action="added").latest("pk")
    assert added.actor_name == "Adam"
    assert "Finance counts them" in added.new


def test_a_change_is_noted_with_its_reason_and_the_form_asks_for_a_new_one(
    admin, queue
):
    refund = make_tree(queue, {"Refund": []})["Refund"]
    page = admin.get(f"/outcomes/{refund.pk}/")
    assert page.context["form"]["why"].value() == ""
    given = said(name="Money back", why="Clearer")
    assert admin.post(f"/outcomes/{refund.pk}/", given).status_code == 302
    rows = AuditRow.objects.filter(kind="outcome", action="changed")
    noted = {row.field: (row.old, row.new) for row in rows}
    assert noted["name"] == ("Refund", "Money back")
    assert noted["why"] == ("new", "Clearer")


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"why": ""}, "why", "Say why: it is kept with the change."),
        ({"name": ""}, "name", "This must not stay empty."),
        ({"name": "\u200b"}, "name", "Write a name that can be seen."),
        ({"position": "-1"}, "position", "Between 0 and 1000."),
        ({"parent": "999999"}, "parent", "Choose one of the list."),
        (
            {"name": "EXPLAINED"},
            "name",
            "Explained exists here already; case, width and accents make no difference.",
        ),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(
    admin, queue, changes, field, sentence
):
    make_tree(queue, {"Explained": []})
    answer = admin.post(f"/outcomes/queues/{queue.pk}/new/", said(**changes))
    assert errors(answer)[field] == [sentence]
    assert Outcome.objects.count() == 1


def test_there_are_two_levels_and_no_third(admin, queue):
    tree = make_tree(queue, {"Refund": ["Full"], "Explained": []})
    below = said(name="Refund", parent=tree["Explained"].pk)
    answer = admin.post(f"/outcomes/{tree['Refund'].pk}/", below)
    assert "has others below it" in errors(answer)["parent"][0]
    deeper = said(name="Deeper", parent=tree["Full"].pk)
    answer = admin.post(f"/outcomes/queues/{queue.pk}/new/", deeper)
    assert errors(answer)["parent"] == ["Choose one of the list."]


def test_only_what_no_call_has_is_deleted(admin, queue, cast):
    tree = make_tree(queue, {"Refund": ["Full", "Part"]})
    agent = make_agent(cast.ana)
    call = Call.objects.create(
        call_session_id="session", connection_id="1", started_at=timezone.now()
    )
    Remark.objects.create(call=call, agent=agent, outcome=tree["Full"])
    for name, words in (("Refund", "others below"), ("Full", "was chosen for calls")):
        answer = admin.post(f"/outcomes/{tree[name].pk}/delete/", follow=True)
        assert words in text(answer)
    assert admin.post(f"/outcomes/{tree['Part'].pk}/delete/").status_code == 302
    assert set(Outcome.objects.values_list("name", flat=True)) == {"Refund", "Full"}


@pytest.mark.parametrize(
    ("mode", "is_taken"),
    [("mandatory", True), ("timed", True), ("discretionary", False), ("none", False)],
)
def test_an_outcome_is_required_only_where_wrap_up_is(admin, queue, mode, is_taken):
    given = {**FIELDS, "wrap_up_mode": mode, "requires_outcome": "on"}
    answer = admin.post(f"/queues/{queue.pk}/", given)
    if is_taken:
        assert answer.status_code == 302
    else:
        assert "cannot do without" in errors(answer)["requires_outcome"][0]
    queue.refresh_from_db()
    assert queue.requires_outcome is is_taken
