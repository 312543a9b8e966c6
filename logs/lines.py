"""How a line of the log looks to a person: the time, the words, and what it is about."""

import logging
from collections.abc import Iterable

from typing_extensions import override

from logs.context import told
from logs.hiding import Hiding

FORMAT = "{asctime} {levelname} {name}: {message}"


class Lines(logging.Formatter):
    def __init__(self, secrets: Iterable[str], *, shows_numbers: bool) -> None:
        super().__init__(FORMAT, style="{")
        self._hiding = Hiding(secrets, shows_numbers=shows_numbers)

    @override
    def formatMessage(self, record: logging.LogRecord) -> str:
        ids = " ".join(f"{name}={one}" for name, one in told().items())
        line = super().formatMessage(record)
        return f"{line} [{ids}]" if ids else line

    @override
    def format(self, record: logging.LogRecord) -> str:
        return self._hiding.of(super().format(record))
