"""A file of people, read row by row: what each says, before anybody is made of it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass

from text.folding import folded

COLUMNS = ("name", "email", "role", "phone", "teams", "queues")
NEEDED = ("name", "email", "role")
MOST_ROWS = 200
# What stands between several teams or queues; the columns may stand between commas.
BETWEEN = "|"
EXAMPLE = (
    "name,email,role,phone,teams,queues\n"
    "Lena Park,lena@example.org,agent,+1 415 555 0132,Nights,Billing | Support\n"
)


class Unreadable(ValueError):
    """The file is no list of people; the message is a sentence for people."""


@dataclass(frozen=True)
class Row:
    """A line of the file, by its number, with the text of each column."""

    number: int
    said: dict[str, str]

    def several(self, column: str) -> list[str]:
        parts = self.said.get(column, "").split(BETWEEN)
        return [part.strip() for part in parts if part.strip()]


def read(text: str) -> list[Row]:
    """Return the rows; columns are told by their names in the first line.

    Commas, semicolons and tabs may stand between them. Raises Unreadable.
    """
    lines = text.lstrip("\ufeff").splitlines()
    head = lines[0] if lines else ""
    delimiter = max(",;\t", key=head.count)
    names = [folded(name).replace("-", "") for name in head.split(delimiter)]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise Unreadable(f"The first line names no column {', '.join(missing)}.")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        raise Unreadable(f"There is no column {', '.join(unknown)}.")
    rows = list(_rows(names, lines[1:], delimiter))
    if len(rows) > MOST_ROWS:
        raise Unreadable(
            f"At most {MOST_ROWS} people at a time; these are {len(rows)}."
        )
    if not rows:
        raise Unreadable("Below the names of the columns there is nobody.")
    return rows


def _rows(names: list[str], lines: list[str], delimiter: str) -> Iterator[Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for values in reader:
            if any(value.strip() for value in values):
                said = dict(zip(names, map(str.strip, values), strict=False))
                yield Row(reader.line_num + 1, said)
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num + 1} cannot be read.") from error
