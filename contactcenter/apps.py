from django.apps import AppConfig
from typing_extensions import override

from contactcenter import accounts


class ContactCenterConfig(AppConfig):
    name = "contactcenter"
    verbose_name = "Contact center"

    @override
    def ready(self) -> None:
        accounts.watch()
