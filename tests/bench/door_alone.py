"""The product's webhook door with nothing behind it: what is stored stays unapplied.

Runs as `daphne tests.bench.door_alone:application`.
"""

import django

django.setup()

from callcontrol import door  # noqa: E402
from callcontrol.committer import Committer  # noqa: E402

door.committer = Committer(on_stored=lambda ready: None)
application = door.webhook_door
