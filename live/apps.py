from django.apps import AppConfig
from typing_extensions import override

from live import revocation


class LiveConfig(AppConfig):
    name = "live"
    verbose_name = "Live"

    @override
    def ready(self) -> None:
        revocation.watch()
