"""The last steps of the set-up, which ask what really happens: keys, number, call."""

from datetime import timedelta

import pytest
from django.utils import timezone

from callcontrol.health.states import Channel
from callcontrol.models import Command, Event, ProviderHealth, RefusedWebhooks
from callcontrol.states import CommandState
from provider import client as telnyx_client
from provisioning import setup
from provisioning.models import PhoneNumber
from queues.actions.administration import route_number
from tests.factories import make_queue
from tests.provisioning.pages import page
from tests.support.signing import body_of

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def came_in(record, event_type="call.initiated", *, leg="v3:a", ago=60, **changes):
    payload = {"call_control_id": leg, "connection_id": record.connection_id}
    payload["direction"] = changes.pop("direction", "incoming")
    return Event.objects.create(
        event_id=f"{event_type} {leg}",
        event_type=event_type,
        raw=body_of(event_type, payload=payload),
        signature="signed",
        call_control_id=leg,
        connection_id=record.connection_id,
        received_at=NOW - timedelta(seconds=ago),
        **{"state": "applied", **changes},
    )


def answering(leg, state, **changes):
    return Command.objects.create(
        kind="call.answer",
        target=leg,
        state=state,
        requested_at=NOW,
        not_after=NOW,
        **changes,
    )


def step(key):
    return next(one for one in setup.steps(now=NOW) if one.key == key)


def refused(count, *, ago=60):
    at = NOW - timedelta(seconds=ago)
    RefusedWebhooks.objects.create(minute=at, last_at=at, count=count, reason="no key")


class TestDone:
    """What was done once is not taken back by what has nothing to do with it."""

    def test_a_call_that_was_answered_stays_answered(self, record):
        came_in(record, ago=3600)
        came_in(record, "call.answered", ago=3599)
        answering("v3:a", CommandState.CONFIRMED)
        assert step("call").is_done

        came_in(record, leg="v3:b", ago=10)

        assert step("call").is_done
        assert step("call").sentence == (
            "A call has come in and was answered. Of the latest: A call has come in,"
            " but nothing has answered it: does it feed a queue?"
        )

    def test_trouble_at_telnyx_undoes_no_step(self, provider, record, settings):
        settings.PUBLIC_URL = "http://product"
        number = PhoneNumber.objects.create(number="+15550100100", application=record)
        route_number(number, make_queue("Billing"))
        ProviderHealth.objects.update_or_create(
            channel=Channel.READS, defaults={"good_at": NOW}
        )
        fault = {"kind": "status", "operation": "*", "status": 503, "count": 99}
        provider.fail(fault)

        assert [step(key).is_done for key in ("key", "application", "number")] == [
            True,
            True,
            True,
        ]
        assert step("key").sentence.startswith(
            "Telnyx has accepted the API key before. The API key could not be checked."
        )
        assert "Telnyx could not be asked about it." in step("application").sentence


@pytest.mark.usefixtures("telnyx_key")
class TestPublicKey:
    def test_refused_webhooks_alone_mean_that_the_key_is_wrong(self, record, admin):
        refused(2)
        refused(1, ago=120)

        assert not step("public-key").is_done
        sentence = (
            "3 webhooks in the last hour did not carry Telnyx's signature:"
            " check the public key."
        )
        assert sentence in page(admin, "setup")

    def test_beside_signed_ones_they_are_only_mentioned(self, record):
        refused(1)
        came_in(record)

        assert step("public-key").is_done
        assert "1 webhook in the last hour" in step("public-key").sentence

    def test_those_of_yesterday_do_not_count(self, record):
        refused(1, ago=3601)

        assert step("public-key").sentence == "Webhooks can be verified."

    @pytest.mark.parametrize("name", ["home", "events"])
    def test_an_admin_sees_them_beside_the_webhooks(self, record, admin, name):
        assert "did not carry Telnyx's signature" not in page(admin, name)

        refused(3)

        assert "3 webhooks in the last hour did not carry" in page(admin, name)


class TestNumber:
    def test_a_number_that_only_we_believe_to_ring_is_none(self, provider, record):
        number = PhoneNumber.objects.create(number="+15550100100", application=record)
        route_number(number, make_queue())
        for one in provider.client.phone_numbers.list():
            provider.client.phone_numbers.update(one.id, connection_id="")

        found = step("number")

        assert not found.is_done
        assert "At Telnyx no phone number points at Demo application." in found.sentence

    def test_a_number_that_feeds_no_queue_is_not_enough(self, record):
        found = step("number")

        assert not found.is_done
        assert "feeds no queue" in found.sentence

    def test_a_number_that_rings_and_feeds_a_queue_is(self, record):
        number = PhoneNumber.objects.create(number="+15550100100")
        route_number(number, make_queue())

        assert step("number").is_done

    def test_trouble_with_telnyx_is_said(self, provider, record):
        telnyx_client.configure("KEY_WRONG", "http://emulator/v2", provider.transport)

        found = step("number")

        assert not found.is_done
        assert found.sentence.startswith("Telnyx could not be asked.")


class TestCall:
    @pytest.mark.parametrize(
        ("state", "sentence"),
        [
            ("received", "A call has come in and is being looked at."),
            ("dead", "its webhook ended as “Dead letter”"),
            ("applied", "nothing has answered it"),
        ],
    )
    def test_what_became_of_its_webhook_is_said(self, record, state, sentence):
        came_in(record, state=state)

        assert not step("call").is_done
        assert sentence in step("call").sentence

    def test_an_answered_one_is_done(self, record):
        came_in(record)
        came_in(record, "call.answered")

        assert step("call").is_done

    def test_a_confirmed_answer_is_enough(self, record):
        came_in(record)
        answering("v3:a", CommandState.CONFIRMED)

        assert step("call").is_done

    def test_an_answer_that_failed_is_explained(self, record):
        came_in(record)
        answering("v3:a", CommandState.FAILED, error_code="90018")

        assert not step("call").is_done
        assert "the call has already ended" in step("call").sentence

    def test_one_under_way_is_not_done_yet(self, record):
        came_in(record)
        answering("v3:a", CommandState.SENDING)

        assert not step("call").is_done
        assert "is being answered" in step("call").sentence

    def test_one_that_hung_up_first_is_not_done(self, record):
        came_in(record)
        came_in(record, "call.hangup")

        assert "ended before it was answered" in step("call").sentence

    def test_the_newest_decides_and_legs_that_we_dialled_do_not(self, record):
        came_in(record, leg="v3:old", ago=300)
        came_in(record, "call.answered", leg="v3:old", ago=299)
        came_in(record, leg="v3:new", ago=30)
        came_in(record, leg="v3:agent", direction="outgoing", ago=10)
        came_in(record, "call.answered", leg="v3:agent", ago=9)

        assert not step("call").is_done

    def test_what_we_dialled_is_no_call_that_came_in(self, record):
        came_in(record, direction="outgoing")

        assert "No call has come in yet." in step("call").sentence
