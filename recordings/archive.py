"""The archive: our own copy of each recording, under a path made of integers.

A link of Telnyx's is presigned and dies after ten minutes (Telnyx: Storing call
recordings), so it is asked for just before use and never kept.
"""

from datetime import timedelta
from pathlib import Path

from django.conf import settings

from links.errors import Failed, Refused
from provider.client import telnyx
from provider.client.results import Recording as Listed
from provider.errors import Rejected, TelnyxError
from recordings import download
from recordings.actions.saving import Archived
from recordings.models import Recording

CONTENT_TYPES = {"mp3": "audio/mpeg", "wav": "audio/wav"}


class NotFetched(Exception):
    """Why there is no copy, in plain words; `is_final` says that none will come."""

    def __init__(self, words: str, *, is_final: bool = False) -> None:
        super().__init__(words)
        self.is_final = is_final


def file_of(recording: Recording) -> Path:
    """Return where the copy lies; raises FileNotFoundError without one."""
    if not recording.path:
        raise FileNotFoundError(recording.pk)
    return folder() / recording.path


def folder() -> Path:
    return Path(settings.DATA_DIR) / "recordings"


def fetch(recording: Recording) -> Archived:
    """Copy a saved recording from Telnyx; raises NotFetched.

    A link that is refused as expired is asked for once more.
    """
    for is_last in (False, True):
        listed, audio_format, url = _link(recording)
        path = f"{recording.pk}.{audio_format}"
        try:
            copy = download.download(url, folder() / path)
        except download.LinkExpired as error:
            if is_last:
                raise NotFetched(str(error)) from error
        except Refused as error:
            raise NotFetched(str(error), is_final=True) from error
        except Failed as error:
            raise NotFetched(str(error)) from error
        except OSError as error:
            raise NotFetched("The archive could not be written.") from error
        else:
            break
    millis = listed.duration_millis
    return Archived(
        path=path,
        audio_format=audio_format,
        size_bytes=copy.size_bytes,
        sha256=copy.sha256,
        duration=None if millis is None else timedelta(milliseconds=millis),
    )


def _link(recording: Recording) -> tuple[Listed, str, str]:
    """Return Telnyx's record, the format and a fresh link."""
    try:
        listed = telnyx().recordings.retrieve(recording.recording_id or "")
    except Rejected as error:
        words = f"Telnyx does not give it: {error.title or error.detail}"
        raise NotFetched(words) from error
    except TelnyxError as error:
        raise NotFetched("Telnyx could not be asked for it.") from error
    wanted = [recording.audio_format, *CONTENT_TYPES]
    for audio_format in wanted:
        url = listed.download_urls.get(audio_format)
        if audio_format in CONTENT_TYPES and isinstance(url, str) and url:
            return listed, audio_format, url
    raise NotFetched("Telnyx gives no link to it.")
