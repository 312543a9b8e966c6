"""The entry point of every web process: daphne contactcenter.asgi:application."""

import os

from django.conf import settings
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
pages = get_asgi_application()

# Its models can be imported only now that the apps are loaded.
from contactcenter.application import WebProcess  # noqa: E402
from contactcenter.running.instance import claim  # noqa: E402

if not settings.REDIS_URL:
    claim(settings.DATA_DIR)
application = WebProcess(pages)
