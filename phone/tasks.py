from celery import shared_task

from phone import actions


@shared_task(name="phone.delete_withdrawn", ignore_result=True)
def delete_withdrawn() -> None:
    """Take back at Telnyx what people telephoned with who may no longer."""
    actions.delete_withdrawn()
