"""A database of the time when callcontrol held the account keeps its rows."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection

from callcontrol.models import Event
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import InboundRoute
from tests.support.databases import shipped_database

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def old_apps():
    with shipped_database() as apps:
        yield apps


def test_applications_numbers_and_routes_are_kept(old_apps):
    application = old_apps.get_model("callcontrol", "CallControlApplication")
    number = old_apps.get_model("callcontrol", "PhoneNumber")
    queue = old_apps.get_model("queues", "Queue")
    route = old_apps.get_model("queues", "InboundRoute")
    event = old_apps.get_model("callcontrol", "Event")
    main = application.objects.create(
        connection_id="1684", name="Main", webhook_url="https://x/", is_default=True
    )
    pointed = number.objects.create(number="+15550100001", application=main)
    number.objects.create(number="+15550100002", is_in_account=False)
    sales = queue.objects.create(name="Sales", telnyx_name="sales")
    route.objects.create(phone_number=pointed, queue=sales)
    event.objects.create(
        event_id="e1", event_type="x", raw=b"{}", received_at=datetime.now(UTC)
    )

    call_command("migrate", verbosity=0)

    record = CallControlApplication.objects.get()
    assert (record.pk, record.connection_id, record.name) == (main.pk, "1684", "Main")
    assert record.is_default
    kept = PhoneNumber.objects.values_list("number", "application", "is_in_account")
    assert list(kept) == [
        ("+15550100001", main.pk, True),
        ("+15550100002", None, False),
    ]
    assert InboundRoute.objects.get().phone_number.pk == pointed.pk
    assert Event.objects.get().event_id == "e1"


def test_what_is_made_afterwards_gets_keys_of_its_own(old_apps):
    number = old_apps.get_model("callcontrol", "PhoneNumber")
    first = number.objects.create(number="+15550100001")

    call_command("migrate", verbosity=0)

    assert PhoneNumber.objects.create(number="+15550100002").pk > first.pk


def test_the_tables_have_the_name_of_their_app(old_apps):
    assert "callcontrol_phonenumber" in connection.introspection.table_names()

    call_command("migrate", verbosity=0)

    names = connection.introspection.table_names()
    assert {"provisioning_phonenumber", "provisioning_callcontrolapplication"} <= {
        *names
    }
    assert "callcontrol_phonenumber" not in names
    with connection.cursor() as cursor:
        related = connection.introspection.get_relations(cursor, "queues_inboundroute")
    assert related["phone_number_id"][:2] == ("id", "provisioning_phonenumber")
