from django.apps import AppConfig
from django.conf import settings
from django.utils.module_loading import import_string
from typing_extensions import override

from live import clock
from provider import client


class CallControlConfig(AppConfig):
    name = "callcontrol"
    verbose_name = "Call control"

    @override
    def ready(self) -> None:
        client.configure(settings.TELNYX_API_KEY, settings.TELNYX_BASE_URL)
        # It keeps rows, whose classes cannot be imported before this point.
        watch = import_string("callcontrol.health.watching.watch")
        client.watch_with(watch.exchange, now=clock.now)
