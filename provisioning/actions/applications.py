"""Create, change and delete applications at Telnyx, and our records of them."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import noting
from database.naming import key_of
from live import topics
from live.announce import announce
from live.refusals import Refused
from provider.client import telnyx
from provider.client.params.account import ApplicationParams
from provider.client.results import Application, Result
from provider.errors import NotFound
from provisioning.actions.asking import ask
from provisioning.audited import APPLICATION
from provisioning.drift import params_of, settings_of
from provisioning.models import CallControlApplication
from text.plain import plain


def create_application(
    params: ApplicationParams, *, is_default: bool, requested_by: User, now: datetime
) -> CallControlApplication:
    """Create an application at Telnyx, then our record; raises Refused."""
    made = ask(
        "application.create",
        "",
        dict(params),
        lambda: telnyx().applications.create(**params),
        requested_by=requested_by,
        now=now,
    )
    return keep_record_of(made, is_default=is_default)


def update_application(
    record: CallControlApplication,
    params: ApplicationParams,
    *,
    is_default: bool,
    requested_by: User,
    now: datetime,
) -> CallControlApplication:
    changed = ask(
        "application.update",
        record.connection_id,
        dict(params),
        lambda: telnyx().applications.update(record.connection_id, **params),
        requested_by=requested_by,
        now=now,
    )
    return keep_record_of(changed, is_default=is_default)


def restore_application(
    record: CallControlApplication, *, requested_by: User, now: datetime
) -> None:
    """Set the application at Telnyx to all that our record says; raises Refused."""
    update_application(
        record,
        params_of(record),
        is_default=record.is_default,
        requested_by=requested_by,
        now=now,
    )


def delete_application(
    record: CallControlApplication, *, requested_by: User, now: datetime
) -> None:
    """Delete an application at Telnyx and our record; its numbers are left without.

    One that is gone at Telnyx already is only forgotten here.
    """
    ask(
        "application.delete",
        record.connection_id,
        {},
        lambda: _without(record.connection_id),
        requested_by=requested_by,
        now=now,
    )
    with noting((APPLICATION, record)):
        record.delete()
    announce(topics.numbers())


def _without(connection_id: str) -> Result:
    try:
        return telnyx().applications.delete(connection_id)
    except NotFound as error:
        if not error.code:
            # Not Telnyx's own words: the base URL may lead somewhere else.
            raise
        return Result(data={})


@transaction.atomic
def keep_record_of(
    application: Application, *, is_default: bool
) -> CallControlApplication:
    """Make our record say what Telnyx says; at most one application is the default.

    Raises Refused when another one is recorded under its name, which Telnyx allows.
    """
    others = CallControlApplication.objects.exclude(connection_id=application.id)
    name = application.application_name
    if other := others.filter(name_key=key_of(name)).first():
        raise Refused(
            f"{plain(other.name)} is recorded here already, as application "
            f"{other.connection_id}. Give one of the two another name at Telnyx first."
        )
    was_default = others.filter(is_default=True).first() if is_default else None
    record = CallControlApplication.objects.filter(connection_id=application.id).first()
    record = record or CallControlApplication(connection_id=application.id)
    changed = [record, was_default] if was_default else [record]
    with noting(*((APPLICATION, one) for one in changed)):
        if was_default:
            others.filter(is_default=True).update(is_default=False)
        _take_over(record, application, is_default=is_default)
    return record


def _take_over(
    record: CallControlApplication, application: Application, *, is_default: bool
) -> None:
    record.name = application.application_name
    record.webhook_url = application.webhook_event_url
    record.webhook_failover_url = application.webhook_event_failover_url
    record.is_active = application.active
    record.is_default = is_default
    record.settings = settings_of(application)
    record.save()
