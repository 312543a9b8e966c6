"""Operations that go together leave the tables that each would leave by itself."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState

from database.operations import Together

KEY = ("id", models.BigAutoField(primary_key=True))
SHELF = migrations.CreateModel("Shelf", [KEY, ("name", models.CharField(max_length=9))])
BOOK = migrations.CreateModel(
    "Book", [KEY, ("shelf", models.ForeignKey("shop.Shelf", models.CASCADE))]
)
CHANGES = [
    migrations.AddField("Book", "title", models.CharField(default="", max_length=9)),
    migrations.AddField("Book", "pages", models.IntegerField(null=True)),
    migrations.CreateModel(
        "Chapter", [KEY, ("book", models.ForeignKey("shop.Book", models.CASCADE))]
    ),
    migrations.AddField(
        "Book", "first", models.ForeignKey("shop.Chapter", models.CASCADE, null=True)
    ),
    migrations.AlterField("Book", "title", models.CharField(max_length=9, unique=True)),
    migrations.RenameField("Book", "pages", "length"),
    migrations.RemoveField("Shelf", "name"),
    migrations.AddIndex("Book", models.Index(fields=["length"], name="by_length")),
]
pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def shop():
    """The state of two tables that are there; everything goes afterwards."""
    state = ProjectState()
    forwards([SHELF, BOOK], state)
    yield state
    with connection.schema_editor() as editor, connection.cursor() as cursor:
        for table in reversed(tables(cursor)):
            editor.execute(f"DROP TABLE {table} {cascade()}")


def cascade() -> str:
    return "CASCADE" if connection.vendor == "postgresql" else ""


def tables(cursor) -> list[str]:
    names = connection.introspection.table_names(cursor)
    return [name for name in names if name.startswith("shop_")]


def forwards(operations, state) -> None:
    for operation in operations:
        before = state.clone()
        operation.state_forwards("shop", state)
        with connection.schema_editor() as editor:
            operation.database_forwards("shop", editor, before, state)


def shape():
    """Return columns and constraints of each table, without names that Django made."""
    with connection.cursor() as cursor:
        return {table: shape_of(cursor, table) for table in tables(cursor)}


def shape_of(cursor, table):
    introspection = connection.introspection
    columns = introspection.get_table_description(cursor, table)
    constraints = introspection.get_constraints(cursor, table).values()
    kinds = ("columns", "unique", "foreign_key", "index")
    return (
        sorted((column.name, column.null_ok) for column in columns),
        sorted(str([one[kind] for kind in kinds]) for one in constraints),
    )


def test_tables_are_those_that_each_leaves_by_itself(shop):
    together = shop.clone()
    before = shape()
    forwards([Together(CHANGES)], together)
    made = shape()
    with connection.schema_editor() as editor:
        Together(CHANGES).database_backwards("shop", editor, together, shop)
    assert shape() == before != made
    forwards(CHANGES, shop)
    assert shape() == made


def test_models_are_whole_afterwards(shop):
    forwards([Together(CHANGES)], shop)
    book = shop.apps.get_model("shop", "Book")
    shelf = shop.apps.get_model("shop", "Shelf")
    assert book._meta.get_field("shelf").related_model is shelf
    assert shelf.objects.create().book_set.create(title="One").length is None
