"""Bring our list of phone numbers up to date, and point a number at an application."""

from datetime import datetime

from django.contrib.auth.models import User

from audit.actions import noting, noting_all
from live import topics
from live.announce import announce
from provider.client import telnyx
from provider.client.results import PhoneNumber
from provider.errors import TelnyxError
from provisioning import words
from provisioning.actions.asking import ask
from provisioning.audited import NUMBER
from provisioning.models import CallControlApplication
from provisioning.models import PhoneNumber as NumberRecord


def fetch_numbers() -> int:
    """Bring our list of phone numbers up to date with Telnyx's; return how many."""
    try:
        found = list(telnyx().phone_numbers.list())
    except TelnyxError as error:
        raise words.refusal(error) from error
    with noting_all(NUMBER):
        for number in found:
            _keep_number(number)
        _let_go_of_others([number.phone_number for number in found])
        announce(topics.numbers())
    return len(found)


def _let_go_of_others(in_account: list[str]) -> None:
    """Forget the numbers that left the account; one that feeds a queue is marked.

    Its queue would lose the number without anybody having said so.
    """
    gone = NumberRecord.objects.exclude(number__in=in_account)
    gone.filter(route__isnull=False).update(is_in_account=False, application=None)
    gone.filter(route__isnull=True).delete()


def point_number(
    number: NumberRecord,
    application: CallControlApplication,
    *,
    requested_by: User,
    now: datetime,
) -> None:
    """Let an application receive the calls of a number; raises Refused."""
    params = {"connection_id": application.connection_id}
    changed = ask(
        "number.update",
        number.telnyx_id,
        params,
        lambda: telnyx().phone_numbers.update(
            number.telnyx_id, connection_id=application.connection_id
        ),
        requested_by=requested_by,
        now=now,
    )
    with noting((NUMBER, number)):
        _keep_number(changed)
    announce(topics.numbers())


def _keep_number(number: PhoneNumber) -> None:
    application = CallControlApplication.objects.filter(
        connection_id=number.connection_id
    ).first()
    NumberRecord.objects.update_or_create(
        number=number.phone_number,
        defaults={
            "telnyx_id": number.id,
            "application": application,
            "is_in_account": True,
        },
    )
