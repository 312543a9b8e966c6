"""The Celery application; the broker is a doorbell, the work is rows in the database."""

import os

from celery import Celery

from contactcenter.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")

app = Celery("contactcenter")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.beat_schedule = SCHEDULE
# The current application is a property of the thread; without this, tasks that run in
# a worker thread of the web process would ring an application without a broker.
app.set_default()
app.autodiscover_tasks()
