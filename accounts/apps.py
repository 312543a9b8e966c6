from django.apps import AppConfig
from django.utils.module_loading import import_string
from typing_extensions import override


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Accounts"

    @override
    def ready(self) -> None:
        # It knows rows, whose classes cannot be imported before this point.
        import_string("accounts.audited.listen")()
