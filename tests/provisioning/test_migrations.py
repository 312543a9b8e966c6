"""A database of the time when callcontrol held the account keeps its rows."""

from datetime import UTC, datetime

from django.core.management import call_command
from django.db import connection

from callcontrol.models import Event
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import InboundRoute


def test_applications_numbers_and_routes_are_kept(shipped_apps):
    application = shipped_apps.get_model("callcontrol", "CallControlApplication")
    number = shipped_apps.get_model("callcontrol", "PhoneNumber")
    queue = shipped_apps.get_model("queues", "Queue")
    route = shipped_apps.get_model("queues", "InboundRoute")
    event = shipped_apps.get_model("callcontrol", "Event")
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
    made = PhoneNumber.objects.create(number="+15550100003")
    assert made.pk > PhoneNumber.objects.get(number="+15550100002").pk
    names = set(connection.introspection.table_names())
    assert {"provisioning_phonenumber", "provisioning_callcontrolapplication"} <= names
    assert "callcontrol_phonenumber" not in names
    with connection.cursor() as cursor:
        related = connection.introspection.get_relations(cursor, "queues_inboundroute")
    assert related["phone_number_id"][:2] == ("id", "provisioning_phonenumber")
