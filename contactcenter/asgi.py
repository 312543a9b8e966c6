"""The entry point of every web process: daphne contactcenter.asgi:application."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "contactcenter.settings")
pages = get_asgi_application()

application = pages
