"""What the lines of a task are about: the task, and the request that rang for it."""

from typing import Any

from celery.signals import before_task_publish, task_postrun, task_prerun

from logs import context

# Among a message's headers, beside Celery's own.
HEADER = "request_id"


@before_task_publish.connect
def send_along(headers: dict[str, Any] | None = None, **of_the_signal: Any) -> None:
    request = context.told().get("request")
    if headers is not None and request is not None:
        headers[HEADER] = request


@task_prerun.connect
def begin(task: Any, task_id: str, **of_the_signal: Any) -> None:
    """Begin anew: a thread of a worker does one task after the other."""
    request = getattr(task.request, HEADER, None)
    context.begin(task=task.name, task_id=task_id, request=request)


@task_postrun.connect
def end(**of_the_signal: Any) -> None:
    context.begin()
