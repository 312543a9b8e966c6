"""Everything that is kept of one caller, as a file for them."""

import json
import tempfile
import zipfile
from typing import IO

from privacy import caller as callers
from privacy.caller import Caller
from recordings import archive
from recordings.models import Recording
from recordings.naming import file_name

README = """What this contact center keeps of the number {number}.

calls.json    each call: when, from where to where, its legs, waits, and the lines of its
              timeline
webhooks/     what the telephone company told of the calls, as it came
recordings/   what was recorded of them
"""
# Up to here it is kept in memory, then on the disk.
IN_MEMORY = 8 * 1024 * 1024


def pack(caller: Caller) -> IO[bytes]:
    """Return a zip of all that is kept, at its beginning; whoever reads it closes it."""
    file = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - it is sent later
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("README.txt", README.format(number=caller.numbers[0]))
        calls = [callers.as_json(call) for call in callers.shown(caller)]
        whole.writestr("calls.json", json.dumps(calls, indent=2, ensure_ascii=False))
        for event in callers.webhooks(caller).iterator(100):
            whole.writestr(f"webhooks/{event.pk}.json", bytes(event.raw))
        _add_audio(whole, caller)
    file.seek(0)
    return file


def _add_audio(whole: zipfile.ZipFile, caller: Caller) -> None:
    rows = Recording.objects.filter(call__in=caller.calls).exclude(path="")
    for row in rows.select_related("call"):
        path = archive.file_of(row)
        if path.exists():
            # Sound is compressed already.
            name = f"recordings/{row.pk}_{file_name(row, [])}"
            whole.write(path, name, zipfile.ZIP_STORED)
