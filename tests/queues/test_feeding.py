"""Whatever form of an address a caller dialled, it leads to the queue that it feeds."""

import pytest

from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import InboundRoute
from queues.queries.feeding import queue_fed_by
from tests.factories import make_queue

NUMBER = "+15550100100"


@pytest.fixture
def application(db):
    return CallControlApplication.objects.create(
        connection_id="1",
        name="Desk",
        webhook_url="https://example.org/webhooks/telnyx/",
        settings={"inbound": {"sip_subdomain": "desk"}},
    )


def feed(queue, number, application):
    record = PhoneNumber.objects.create(number=number, application=application)
    InboundRoute.objects.create(phone_number=record, queue=queue)


@pytest.mark.parametrize(
    "to",
    [
        NUMBER,
        "15550100100",
        "5550100100",
        "001 555 010 0100",
        "+1 (555) 010-0100",
        f"tel:{NUMBER}",
        f"sip:{NUMBER}@desk.sip.telnyx.com",
        "sip:15550100100@192.0.2.7;transport=tls",
    ],
)
def test_number_is_recognised_in_any_form(application, to):
    billing = make_queue("Billing")
    feed(billing, NUMBER, application)
    assert queue_fed_by(to) == billing


def test_address_below_the_subdomain_is_the_queue_of_that_name(application):
    billing, sales = make_queue("Billing"), make_queue("Sales")
    feed(billing, NUMBER, application)
    feed(sales, "+15550100101", application)
    assert queue_fed_by("sip:sales@desk.sip.telnyx.com") == sales
    assert queue_fed_by("sip:anything@desk.sip.telnyx.com") is None


def test_any_address_below_the_subdomain_is_the_only_queue_of_the_application(
    application,
):
    billing = make_queue("Billing")
    feed(billing, NUMBER, application)
    feed(billing, "+15550100101", application)
    assert queue_fed_by("sip:anything@desk.sip.telnyx.com") == billing


@pytest.mark.parametrize(
    "to",
    ["+15550100199", "sip:billing@other.sip.telnyx.com", "sip:ana@sip.telnyx.com", ""],
)
def test_address_that_is_not_ours_leads_nowhere(application, to):
    feed(make_queue("Billing"), NUMBER, application)
    assert queue_fed_by(to) is None
