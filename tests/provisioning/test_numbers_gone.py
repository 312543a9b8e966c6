"""Numbers that left the account at Telnyx."""

import httpx
import pytest
from django.urls import reverse

from provider import client
from provisioning.models import PhoneNumber
from queues.actions.administration import route_number
from tests.factories import make_queue
from tests.provisioning.pages import page

pytestmark = pytest.mark.django_db

GONE = "+15550107777"


def fetch(admin):
    return admin.post(
        reverse("provisioning:fetch_numbers"), headers={"HX-Request": "true"}
    )


def test_a_number_that_is_gone_is_removed(provider, admin, record):
    PhoneNumber.objects.create(number=GONE, application=record)

    fetch(admin)

    assert not PhoneNumber.objects.filter(number=GONE).exists()
    assert PhoneNumber.objects.exists()


def test_one_that_feeds_a_queue_is_kept_and_marked(provider, admin, record):
    number = PhoneNumber.objects.create(number=GONE, application=record)
    route_number(number, make_queue())

    fetch(admin)

    number.refresh_from_db()
    assert (number.is_in_account, number.application) == (False, None)
    assert page(admin, "numbers").count("Not in the account any more") == 1

    route_number(number, None)
    fetch(admin)

    assert not PhoneNumber.objects.filter(number=GONE).exists()


def test_one_that_comes_back_is_unmarked(provider, admin, record):
    number = PhoneNumber.objects.create(number="+15550100100", is_in_account=False)

    fetch(admin)

    number.refresh_from_db()
    assert (number.is_in_account, number.application) == (True, record)


def test_trouble_with_telnyx_removes_nothing(provider, admin, record):
    PhoneNumber.objects.create(number=GONE)
    away = httpx.MockTransport(lambda _: httpx.Response(503))
    client.configure("KEY", "http://api/v2", away)

    assert fetch(admin).status_code == 409

    assert PhoneNumber.objects.filter(number=GONE).exists()
