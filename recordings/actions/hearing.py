"""Who listened to what: one row for each listening and each download."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from audit.actions import note_words
from audit.states import Action
from audit.subjects import Thing
from recordings.models import Recording, RecordingAccess

# A player asks for a file in many ranges; they are one listening.
ONE_LISTENING = timedelta(minutes=5)


@transaction.atomic
def note_access(
    *, recording: Recording, user: User, is_download: bool, now: datetime
) -> None:
    if not is_download:
        recent = RecordingAccess.objects.filter(
            recording=recording,
            user=user,
            is_download=False,
            accessed_at__gt=now - ONE_LISTENING,
        )
        if recent.exists():
            return
    RecordingAccess.objects.create(
        recording=recording, user=user, is_download=is_download, accessed_at=now
    )
    action = Action.DOWNLOADED if is_download else Action.HEARD
    about = Thing("recording", recording.pk, f"of call {recording.call_id}")
    note_words(action, about, by=user)
