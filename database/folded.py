"""The folding of `text.folding` inside of the database."""

from typing import Any

from django.db.models import CharField, Func
from django.db.models.sql.compiler import SQLCompiler
from typing_extensions import override

from text.folding import folded

# Letters with a mark become the letter and the mark, which then goes.
IN_POSTGRESQL = (
    "regexp_replace(replace(lower(normalize(%(expressions)s, NFKD)), 'ß', 'ss'), "
    "'[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069]', '', 'g')"
)
SQLITE_FUNCTION = "folded"


class Folded(Func):
    """A column of text without regard to case, width and accents.

    SQLite calls Python (`database.sqlite`); PostgreSQL has the words for it.
    """

    output_field = CharField()
    arity = 1

    @override
    def as_sqlite(
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, function=SQLITE_FUNCTION, **extra)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: Any, **extra: Any
    ) -> tuple[str, Any]:
        return self.as_sql(compiler, connection, template=IN_POSTGRESQL, **extra)


def folded_or_none(text: str | None) -> str | None:
    return None if text is None else folded(text)
