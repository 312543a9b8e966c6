"""The Celery application; the broker is a doorbell, the work is rows in the database."""

import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import (
    beat_init,
    celeryd_init,
    setup_logging,
    task_postrun,
    task_prerun,
)
from django.conf import settings
from django.db import close_old_connections

from contactcenter import task_lines as task_lines  # its signals
from contactcenter.figures import starting as figures
from contactcenter.running.private import keep_private
from contactcenter.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

app = Celery("contactcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
# The current application is a property of the thread; without this, tasks that run in
# a worker thread of the web process would ring an application without a broker.
app.set_default()
app.autodiscover_tasks()


@task_prerun.connect
@task_postrun.connect
def give_back_connections(**of_the_signal: Any) -> None:
    """Let no thread of a worker sit on a database connection between two tasks."""
    close_old_connections()


@setup_logging.connect
def log_as_the_web_does(**of_the_signal: Any) -> None:
    """Celery would set a level and a form of its own."""
    logging.config.dictConfig(settings.LOGGING)


@celeryd_init.connect
def require_a_broker(**of_the_signal: Any) -> None:
    """Refuse a worker process that no web process could ever ring."""
    if not settings.REDIS_URL:
        # An exception would only be logged here, and the worker would start.
        raise SystemExit(
            "A worker process needs REDIS_URL; without it `manage.py up` runs the "
            "worker inside the web process."
        )


@celeryd_init.connect
@beat_init.connect
def show_figures(**of_the_signal: Any) -> None:
    figures.show(of_site=False)


@celeryd_init.connect
@beat_init.connect
def keep_files_private(**of_the_signal: Any) -> None:
    keep_private(settings.DATA_DIR)
