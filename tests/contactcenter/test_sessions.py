"""Sessions that are over leave nothing behind."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from contactcenter.tasks import clear_sessions


def test_sessions_that_are_over_are_removed(client, cast):
    client.force_login(cast.sofia)
    [running] = Session.objects.values_list("pk", flat=True)
    over = timezone.now() - timedelta(seconds=1)
    Session.objects.create(session_key="x" * 32, session_data="", expire_date=over)
    clear_sessions.run()
    assert list(Session.objects.values_list("pk", flat=True)) == [running]
