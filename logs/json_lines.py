"""A line of the log as a program reads it: one JSON object.

Loaded only where `LOG_FORMAT` asks for it, since structlog takes its time to load.
"""

import logging
from collections.abc import Iterable

import structlog
from structlog.typing import EventDict, WrappedLogger
from typing_extensions import override

from logs.context import told
from logs.hiding import Hiding


def add_ids(logger: WrappedLogger, method: str, line: EventDict) -> EventDict:
    """Say what the line is about; what it says itself goes before."""
    for name, one in told().items():
        line.setdefault(name, one)
    return line


class JsonLines(structlog.stdlib.ProcessorFormatter):
    def __init__(self, secrets: Iterable[str], *, shows_numbers: bool) -> None:
        super().__init__(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                # structlog calls the words "event", which is something else here.
                structlog.processors.EventRenamer("message"),
                add_ids,
                structlog.processors.JSONRenderer(),
            ],
        )
        self._hiding = Hiding(secrets, shows_numbers=shows_numbers)

    @override
    def format(self, record: logging.LogRecord) -> str:
        return self._hiding.of(super().format(record))
