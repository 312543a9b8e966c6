"""The application for a server of one's own; `manage.py serve` has the limits with it."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
django.setup()

# Its models can be imported only now that the apps are loaded.
from contactcenter.running.web import web_process  # noqa: E402

application = web_process()
