from celery import shared_task
from django.contrib.auth.models import User

from live import clock
from people import actions

# Letters to one person that nobody signed in has asked for.
MOST_LETTERS_A_DAY = 5


@shared_task(name="people.leave_expired", ignore_result=True)
def leave_expired() -> None:
    """Have everybody leave whose last session is over."""
    actions.leave_expired(now=clock.now())


@shared_task(
    name="people.mail_forgotten",
    ignore_result=True,
    autoretry_for=(OSError,),
    retry_backoff=10,
    max_retries=5,
)
def mail_forgotten(email: str) -> None:
    """Mail a link to whoever has this address, if anybody has.

    Here rather than in the page, so that the page takes no longer for those who exist.
    """
    now = clock.now()
    for user in User.objects.filter(email__iexact=email, is_active=True)[:1]:
        if actions.asked_lately(user, now=now) < MOST_LETTERS_A_DAY:
            actions.mail_link(user, actions.make_link(user, by=None, now=now))
