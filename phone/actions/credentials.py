"""What a browser signs in with: a credential for each person, a token for each page.

Telnyx is asked while the page waits, never within a transaction. A credential's password
is not kept: nobody needs it who has a token.
"""

import logging
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import IntegrityError, transaction

from agents.models import Softphone
from agents.queries import softphone_of
from agents.states import PhoneTrouble
from phone import queries
from provider.client import telnyx
from provider.errors import NotFound, TelnyxError
from provisioning import words

log = logging.getLogger(__name__)

# All credentials hang on one connection at Telnyx, which is found by its name.
CONNECTION = "Contact center browsers"
# How long Telnyx's tokens live; the page asks for another one in time.
TOKEN_LIVES = timedelta(hours=24)


@dataclass(frozen=True)
class Grant:
    """What one page needs to telephone."""

    token: str
    sip_username: str
    lives_for: timedelta = TOKEN_LIVES


def grant(user: User, *, now: datetime) -> Grant:
    """Return a token for a page of `user`, whose phone cannot ring until it has signed in.

    Makes their credential at the first time, and anew when Telnyx has forgotten it.
    Raises Refused in the person's words when Telnyx does not give one.
    """
    try:
        softphone = softphone_of(user.pk) or _make(user, now=now)
        try:
            token = telnyx().telephony_credentials.create_token(softphone.credential_id)
        except NotFound:
            Softphone.objects.filter(pk=softphone.pk).delete()
            softphone = _make(user, now=now)
            token = telnyx().telephony_credentials.create_token(softphone.credential_id)
    except TelnyxError as error:
        raise words.refusal(error) from error
    Softphone.objects.filter(pk=softphone.pk).update(
        ready_at=None, trouble=PhoneTrouble.UNREGISTERED, changed_at=now
    )
    return Grant(token, softphone.sip_username)


def _make(user: User, *, now: datetime) -> Softphone:
    made = telnyx().telephony_credentials.create(
        connection_id=_connection(), name=f"user {user.pk}"
    )
    try:
        with transaction.atomic():
            return Softphone.objects.create(
                user=user,
                credential_id=made.id,
                sip_username=made.sip_username,
                made_at=now,
                changed_at=now,
            )
    except IntegrityError:
        # Another page of theirs was faster; one credential is enough.
        telnyx().telephony_credentials.delete(made.id)
        return Softphone.objects.get(user=user, withdrawn_at=None)


def _connection() -> str:
    """Return the id of the connection on which all credentials hang, made if missing."""
    known = telnyx().credential_connections.list(name_contains=CONNECTION)
    found = next((one for one in known if one.connection_name == CONNECTION), None)
    if found is None:
        found = telnyx().credential_connections.create(
            connection_name=CONNECTION,
            user_name=f"cc{secrets.token_hex(10)}",
            password=secrets.token_urlsafe(32),
            # Only legs of the same account may dial a browser.
            sip_uri_calling_preference="internal",
        )
    return found.id


def withdraw(user_pk: int, *, now: datetime) -> None:
    """Let nobody sign in any more with what somebody's browser had."""
    mine = Softphone.objects.filter(user=user_pk, withdrawn_at=None)
    mine.update(withdrawn_at=now, ready_at=None, changed_at=now)


def delete_withdrawn() -> None:
    """Delete at Telnyx, and then here, what was withdrawn; what fails is tried again."""
    for row in queries.withdrawn():
        try:
            telnyx().telephony_credentials.delete(row.credential_id)
        except NotFound:
            pass
        except TelnyxError as error:
            log.warning("credential %s was not deleted: %s", row.credential_id, error)
            continue
        Softphone.objects.filter(pk=row.pk).delete()
