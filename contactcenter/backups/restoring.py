"""Putting a backup in the place of what is there, while nothing of the product runs."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.core.management.base import CommandError

from contactcenter.backups import databases, files, manifest
from contactcenter.backups.actions import begin_anew
from contactcenter.models import Part
from contactcenter.pulses import EVERY_SECS
from contactcenter.pulses.queries import silence
from contactcenter.running.instance import claim
from live import clock
from recordings import archive


def restore(folder: Path) -> manifest.Manifest:
    """Put it back, bring its schema up to date, and doubt all that it says of calls.

    Raises CommandError, before anything was changed when the backup is not whole or the
    product runs.
    """
    require_nobody()
    found = manifest.read(folder, database=databases.file_name())
    databases.put_back(folder / found.database)
    files.copy_all(folder / "recordings", archive.folder())
    call_command("migrate", verbosity=0)
    begin_anew(now=clock.now())
    return found


def require_nobody() -> None:
    """Raises CommandError while the product runs, as far as that can be seen."""
    if not settings.REDIS_URL:
        try:
            claim(settings.DATA_DIR)
        except ImproperlyConfigured as error:
            raise CommandError(f"Stop the product first. {error}") from error
        return
    now = clock.now()
    for part in (Part.WORKER, Part.BEAT):
        silent_for = silence(part, now=now)
        if silent_for is not None and silent_for < timedelta(seconds=3 * EVERY_SECS):
            raise CommandError(
                f"Stop the product first, and wait some seconds: a {part} works."
            )
