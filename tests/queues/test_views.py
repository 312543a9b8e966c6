"""Who may do what with callers and queues, and what they are told when they may not."""

import pytest
from django.test import Client

from accounts.roles import Role
from agents.models import Agent
from agents.states import AgentState
from provisioning.models import PhoneNumber
from queues.models import InboundRoute, Offer, Queue
from tests.factories import make_queue, make_user
from tests.queues.test_fragments import make_entry

HTMX = {"HX-Request": "true"}


@pytest.fixture
def entry(billing):
    return make_entry(billing, 1)


def post(user, address, **data):
    client = Client()
    client.force_login(user)
    return client.post(address, data, headers=HTMX)


def test_pick_dials_the_agents_phone(cast, entry):
    assert post(cast.ana, f"/queues/entries/{entry.pk}/pick/").status_code == 204
    assert Offer.objects.get().agent.user == cast.ana


@pytest.mark.parametrize(
    ("state", "sentence"),
    [
        (AgentState.NOT_READY, "Set yourself Available first."),
        (AgentState.NOT_RESPONDING, "Set yourself Available first."),
        (AgentState.OFFLINE, "Set yourself Available first."),
        (AgentState.WRAP_UP, "Set yourself Available first."),
        (AgentState.ON_CALL, "You are on a call."),
        (AgentState.RESERVED, "Your phone rings already."),
    ],
)
def test_pick_needs_an_available_agent(cast, entry, state, sentence):
    Agent.objects.update(state=state)
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert (answer.status_code, answer.content.decode().count(sentence)) == (409, 1)
    entry.refresh_from_db()
    assert entry.state == "waiting"


def test_pick_of_a_caller_who_has_hung_up(cast, entry):
    type(entry).objects.update(state="abandoned")
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 409
    assert "The caller has hung up." in answer.content.decode()


def test_pick_of_a_caller_who_is_still_entering(cast, entry):
    """An agent is connected with the caller's leg, wherever that is."""
    type(entry).objects.update(state="entering", queued_at=None)
    assert post(cast.ana, f"/queues/entries/{entry.pk}/pick/").status_code == 204
    assert Offer.objects.get().entry == entry


def test_pick_needs_a_phone(cast, entry):
    cast.ana.phone.delete()
    answer = post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 409
    assert "Ana has no phone yet" in answer.content.decode()


def test_pick_is_for_members_of_the_queue(cast, ana):
    foreign = make_entry(make_queue("Sales"), 1)
    answer = post(cast.ana, f"/queues/entries/{foreign.pk}/pick/")
    assert answer.status_code == 404


def test_pick_is_not_for_those_who_take_no_calls(cast, entry):
    answer = post(cast.sofia, f"/queues/entries/{entry.pk}/pick/")
    assert answer.status_code == 403
    assert "You do not take calls yourself." in answer.content.decode()


def test_take_next_says_that_nobody_waits(cast, ana, billing):
    answer = post(cast.ana, "/queues/take-next/")
    assert answer.status_code == 409
    assert "Nobody waits in Ana&#x27;s queues." in answer.content.decode()


def test_offer_of_another_cannot_be_cancelled(cast, entry):
    post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    address = f"/queues/offers/{Offer.objects.get().pk}/cancel/"
    assert post(cast.ben, address).status_code == 404
    assert post(cast.sofia, address).status_code == 204
    again = post(cast.ana, address)
    assert "This offer is over: cancelled." in again.content.decode()


def test_supervisor_assigns_a_caller(cast, entry, ana):
    client = Client()
    client.force_login(cast.sofia)
    address = f"/queues/entries/{entry.pk}/assign/"
    assert "Ana" in client.get(address).content.decode()
    assert client.post(address, {"agent": ana.pk}).status_code == 302
    offer = Offer.objects.get()
    assert (offer.agent, offer.origin) == (ana, "assign")
    late = client.post(address, {"agent": ana.pk})
    assert late.status_code == 422


def test_agents_assign_nobody(cast, entry):
    address = f"/queues/entries/{entry.pk}/assign/"
    assert post(cast.ana, address, agent=1).status_code == 403


FIELDS = {
    "name": "Sales",
    "position": 50,
    "max_size": 100,
    "max_wait_secs": 3600,
    "ring_secs": 20,
    "wrap_up_mode": "timed",
    "wrap_up_secs": 30,
    "sl_threshold_secs": 20,
    "sl_formula": "early_ignored",
    "sl_goal": 80,
    "short_abandon_secs": 5,
    "target_wait_secs": 120,
    "mode": "both",
    "strategy": "longest_idle",
    "idle_since": "available",
    "ring_several": 3,
    "not_again_secs": 30,
    "sticky_secs": 0,
    "priority": 0,
}


@pytest.fixture
def number(db):
    return PhoneNumber.objects.create(number="+15550100177")


def test_admin_makes_a_queue(cast, ana, number):
    given = {**FIELDS, "agents": [ana.pk], "phone_numbers": [number.pk]}
    assert post(cast.adam, "/queues/new/", **given).status_code == 302
    queue = Queue.objects.get()
    assert (queue.name, queue.telnyx_name) == ("Sales", "sales")
    assert list(queue.agents.all()) == [ana]
    assert queue.routes.get().phone_number == number


def test_number_is_taken_from_another_queue(cast, billing, number):
    InboundRoute.objects.create(queue=billing, phone_number=number)
    post(cast.adam, "/queues/new/", **FIELDS, phone_numbers=[number.pk])
    assert InboundRoute.objects.get().queue.name == "Sales"


def test_telnyxs_name_stays_when_the_queue_is_renamed(cast, billing):
    post(cast.adam, f"/queues/{billing.pk}/", **FIELDS)
    billing.refresh_from_db()
    assert (billing.name, billing.telnyx_name) == ("Sales", "billing")


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "This must not stay empty."),
        ("name", "BILLING", "Billing exists already;"),
        ("name", "\u200b", "Write a name that can be seen."),
        ("name", "W" * 81, "At most 80 characters; these are 81."),
        ("max_size", 0, "Between 1 and 10000."),
        ("max_wait_secs", 5, "Between 60 and 14400."),
        ("ring_secs", 2, "Between 5 and 600."),
        ("wrap_up_secs", 2**63 - 1, "Between 0 and 3600."),
        ("sl_threshold_secs", 0, "Between 1 and 3600."),
        ("sl_goal", 101, "Between 1 and 100."),
        ("short_abandon_secs", -1, "Between 0 and 600."),
        ("target_wait_secs", "soon", "Write a whole number."),
        ("hold_music_url", "nonsense", "Write an address that begins with"),
        ("agents", "9" * 30, "One of these does not exist any more"),
    ],
)
def test_wrong_field_is_named(cast, billing, field, value, sentence):
    answer = post(cast.adam, "/queues/new/", **{**FIELDS, field: value})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count('class="cc-field-error"') == 1
    assert sentence in page
    # What was typed is still there.
    assert not value or f'value="{value}"' in page or field == "agents"
    assert Queue.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "telnyx_name"),
    [
        ("Équipe Sud", "equipe-sud"),
        ("Straße 12", "strasse-12"),
        ("客服", "queue"),
        ("Отдел продаж", "queue"),
        ("BILLING!", "billing-2"),
        ("W" * 80, "w" * 70),
    ],
)
def test_any_script_is_a_name_and_telnyx_gets_one_of_its_own(
    cast, billing, name, telnyx_name
):
    assert (
        post(cast.adam, "/queues/new/", **{**FIELDS, "name": name}).status_code == 302
    )
    queue = Queue.objects.exclude(pk=billing.pk).get()
    assert (queue.name, queue.telnyx_name) == (name, telnyx_name)


def test_names_without_a_latin_form_are_numbered_at_telnyx(cast, db):
    for name in ("客服", "销售", "Отдел"):
        post(cast.adam, "/queues/new/", **{**FIELDS, "name": name})
    names = Queue.objects.order_by("pk").values_list("telnyx_name", flat=True)
    assert list(names) == ["queue", "queue-2", "queue-3"]


def test_two_admins_at_once_cannot_give_the_same_name(cast, billing, monkeypatch):
    """The form has looked before the other one was saved."""
    monkeypatch.setattr(Queue, "clean", lambda queue: None)
    answer = post(cast.adam, "/queues/new/", **{**FIELDS, "name": "billing"})
    assert answer.status_code == 422
    assert "Billing exists already;" in answer.content.decode()


def test_music_that_telnyx_could_not_fetch_is_refused(cast, billing, settings):
    music = {**FIELDS, "hold_music_url": "http://localhost/hold.mp3"}
    assert post(cast.adam, "/queues/new/", **music).status_code == 302
    settings.TELNYX_IS_EMULATED = False
    answer = post(cast.adam, "/queues/new/", **{**music, "name": "Other"})
    assert answer.status_code == 422
    assert "Telnyx cannot reach this: localhost is not" in answer.content.decode()


def test_a_setting_that_is_stored_outside_of_its_bounds_is_shown(cast, billing):
    Queue.objects.update(wrap_up_secs=90_000)
    client = Client()
    client.force_login(cast.sofia)
    page = client.get("/queues/").content.decode()
    assert "“wrap-up, seconds” is stored as 90000, which is not allowed." in page
    assert "Until the queue is saved again, 3600 is used." in page


def test_queues_are_listed_for_supervisors_and_edited_by_admins(cast, billing):
    make_user("nobody", Role.AGENT)
    seen = {}
    for name in ("adam", "sofia", "ana", "eve"):
        client = Client()
        client.force_login(getattr(cast, name))
        addresses = ("/queues/", "/queues/new/", f"/queues/{billing.pk}/")
        seen[name] = [client.get(address).status_code for address in addresses]
    assert seen == {
        "adam": [200, 200, 200],
        "sofia": [200, 403, 403],
        "ana": [403, 403, 403],
        "eve": [403, 403, 403],
    }
