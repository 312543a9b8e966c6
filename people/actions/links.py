"""Links by which somebody chooses a password: made, mailed, used once."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse

from accounts.audited import person
from accounts.models import PasswordLink, digest_of
from audit.actions import note_words
from audit.states import Action
from live.refusals import Refused

LINK_MADE = "link for a new password made"
LINK_USED = "password chosen by the link"
GOOD_FOR = timedelta(hours=24)
SWITCHED_OFF = "This account is switched off; switch it on first."
TOO_LATE = (
    "This link was used already, is older than 24 hours, or was replaced by another."
)
SUBJECT = "Choose your password for the contact center"
LETTER = """Hello {name},

choose your password here, within 24 hours; the link works once:

{url}

Then you sign in as {username}. If you did not expect this letter, leave it: without the
link nothing changes.
"""


@transaction.atomic
def make_link(user: User, *, by: User | None, now: datetime) -> str:
    """Return the address at which `user` may choose a password; older ones are void.

    Nobody can be told it a second time: only a digest is kept. Raises Refused for an
    account that is switched off.
    """
    if not user.is_active:
        raise Refused(SWITCHED_OFF)
    secret = secrets.token_urlsafe(32)
    unused = PasswordLink.objects.filter(user=user, used_at=None, good_until__gt=now)
    unused.update(good_until=now)
    PasswordLink.objects.create(
        user=user,
        digest=digest_of(secret),
        made_by=by,
        made_at=now,
        good_until=now + GOOD_FOR,
    )
    note_words(Action.PROTECTED, person(user), LINK_MADE, by=by)
    return settings.PUBLIC_URL + reverse("own:choose_password", args=[secret])


def asked_lately(user: User, *, now: datetime) -> int:
    """Return how many links were made in the last day that nobody signed in asked for."""
    day = PasswordLink.objects.filter(user=user, made_at__gt=now - GOOD_FOR)
    return day.filter(made_by=None).count()


def mail_link(user: User, url: str) -> None:
    """Send a link to its owner; raises OSError when the mail server does not take it.

    It is a call over the network, so never inside of a transaction.
    """
    name = user.get_full_name() or user.username
    letter = LETTER.format(name=name, url=url, username=user.username)
    send_mail(SUBJECT, letter, settings.DEFAULT_FROM_EMAIL, [user.email])


@transaction.atomic
def use_link(link: PasswordLink, password: str, *, now: datetime) -> User:
    """Give the link's owner their password; sessions with an older one end.

    Raises Refused when the link was used in the meantime.
    """
    unused = PasswordLink.objects.filter(
        pk=link.pk, used_at=None, good_until__gt=now, user__is_active=True
    )
    if not unused.update(used_at=now):
        raise Refused(TOO_LATE)
    user = User.objects.select_for_update().get(pk=link.user_id)
    user.set_password(password)
    user.save(update_fields=["password"])
    note_words(Action.PROTECTED, person(user), LINK_USED)
    return user
