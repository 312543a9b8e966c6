"""The application that a web process serves, and what has to be true before it does."""

from django.conf import settings
from django.core.asgi import get_asgi_application

from contactcenter.application import WebProcess
from contactcenter.figures import starting as figures
from contactcenter.running.instance import claim
from contactcenter.running.private import keep_private
from live import clock


def web_process() -> WebProcess:
    """Return the application of this process.

    Without Redis it is the only one of its data, and goes by a steady clock. Raises
    ImproperlyConfigured when another one is there.
    """
    keep_private(settings.DATA_DIR)
    if not settings.REDIS_URL:
        claim(settings.DATA_DIR)
        clock.hold_steady()
    figures.show(of_site=True)
    return WebProcess(get_asgi_application())
