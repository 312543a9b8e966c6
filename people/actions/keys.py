"""Which keys somebody has instead of the usual ones."""

from collections.abc import Mapping

from django.contrib.auth.models import User
from django.db import transaction

from accounts.models import Grant
from audit.actions import noting
from people.audited import PERSON


@transaction.atomic
def save_keys(user: User, own: Mapping[str, str]) -> None:
    """Keep a person's own keys, by the usual ones."""
    with noting((PERSON, user)):
        Grant.objects.filter(user=user).update(own_keys=dict(own))
