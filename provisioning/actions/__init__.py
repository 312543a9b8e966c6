"""Changes to the account at Telnyx and to our records of it, and replays of webhooks.

A person waits for these, so Telnyx is asked directly and first; only what it took is
recorded. Should we stop in between, the list of applications shows the difference.
"""

from provisioning.actions.applications import (
    create_application,
    delete_application,
    keep_record_of,
    restore_application,
    update_application,
)
from provisioning.actions.numbers import fetch_numbers, point_number
from provisioning.actions.replaying import replay

__all__ = [
    "create_application",
    "delete_application",
    "fetch_numbers",
    "keep_record_of",
    "point_number",
    "replay",
    "restore_application",
    "update_application",
]
