from django.apps import AppConfig
from django.conf import settings
from typing_extensions import override

from callcontrol import client


class CallControlConfig(AppConfig):
    name = "callcontrol"
    verbose_name = "Call control"

    @override
    def ready(self) -> None:
        client.configure(settings.TELNYX_API_KEY, settings.TELNYX_BASE_URL)
