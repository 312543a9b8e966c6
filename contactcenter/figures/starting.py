"""Showing the figures of this process, where a setting asks for it."""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string


def show(*, of_site: bool) -> None:
    """Raises ImproperlyConfigured where the port is taken."""
    if not settings.METRICS_PORT:
        return
    serve: Callable[..., object] = import_string(
        "contactcenter.figures.exposition.serve"
    )
    try:
        serve(settings.METRICS_HOST, settings.METRICS_PORT, of_site=of_site)
    except OSError as error:
        raise ImproperlyConfigured(
            f"METRICS_PORT {settings.METRICS_PORT} cannot be listened on: {error}"
        ) from error
