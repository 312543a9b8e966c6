"""A stand-in for api.telnyx.com, written as if it were another company's product.

In one process: ``Emulator(sender=...)``, ``handle`` and ``advance``. As a server:
``python -m emulator``. README.md says what it does not do.
"""

from emulator.core import Emulator
from emulator.http import Response
from emulator.settings import Settings

__all__ = ["Emulator", "Response", "Settings"]
