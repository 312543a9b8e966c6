"""The one exception for "no, and this is why" that a person is shown."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, transaction

from database.naming import UniquelyNamed, name_trouble


class Refused(Exception):
    """Why something asked for is not done, as one sentence for the person who asked.

    `details` is what a provider said, for whoever wants to look it up; empty when this
    product refused by itself.
    """

    def __init__(self, sentence: str, details: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.details = details


@contextmanager
def refusing_taken_name(row: UniquelyNamed) -> Iterator[None]:
    """Save the row in here; raises Refused when another one has got its name meanwhile."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        trouble = name_trouble(type(row), getattr(row, "name", ""), but=row.pk)
        if not trouble:
            raise
        raise Refused(trouble) from error
