"""Django's SQLite backend, with one queue for the writers of this process.

SQLite lets one transaction write at a time. Left alone, the others poll, with pauses
that grow to a tenth of a second, and whoever comes at the right moment overtakes
everybody: under load a webhook waits for seconds. Here they go in the order in which
they came. Other processes are still kept apart by SQLite itself.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError
from typing_extensions import override

from database.folded import SQLITE_FUNCTION, folded_or_none
from database.sqlite.turns import Turns

_turns: dict[str, Turns] = {}
_READS = ("SELECT", "PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "EXPLAIN")


class DatabaseWrapper(base.DatabaseWrapper):
    """Takes the turn before BEGIN, or before a single statement that writes."""

    has_turn = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(self._write_in_turn)

    @override
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Let statements fold names as Python does; SQLite itself knows ASCII only."""
        connection = super().get_new_connection(conn_params)
        connection.create_function(
            SQLITE_FUNCTION, 1, folded_or_none, deterministic=True
        )
        return connection

    @property
    def turns(self) -> Turns:
        return _turns.setdefault(str(self.settings_dict["NAME"]), Turns())

    def _take_turn(self) -> None:
        seconds = float(self.settings_dict["OPTIONS"].get("timeout", 5))
        if not self.turns.take(seconds):
            raise OperationalError("database is locked")
        self.has_turn = True

    def _pass_on(self) -> None:
        if self.has_turn:
            self.has_turn = False
            self.turns.pass_on()

    @contextmanager
    def _passing_on(self) -> Iterator[None]:
        try:
            yield
        finally:
            self._pass_on()

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_on()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._pass_on()

    def _rollback(self) -> None:
        with self._passing_on():
            super()._rollback()  # type: ignore[misc]

    def _close(self) -> None:
        with self._passing_on():
            super()._close()  # type: ignore[misc]

    def _write_in_turn(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: Any,
    ) -> Any:
        if self.has_turn or self.in_atomic_block or sql.lstrip().startswith(_READS):
            return execute(sql, params, many, context)
        self._take_turn()
        with self._passing_on():
            return execute(sql, params, many, context)
