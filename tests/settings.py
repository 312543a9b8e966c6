"""The product's settings without what a developer has in `.env`; pytest starts here."""

import os

# The processes that a test starts inherit it.
os.environ["ENV_FILE"] = ""

from contactcenter.settings import *  # noqa: F403 - settings are read on import
