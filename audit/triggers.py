"""What lets a database itself refuse to change or delete a row of the audit."""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_auditrow", "audit_seal")
WORDS = "a row of the audit is never changed and never deleted"

SQLITE = """
CREATE TRIGGER {table}_is_kept_from_{verb}
BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{words}'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION audit_is_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{words}'; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_is_kept_from_{verb}
BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION audit_is_kept()
"""


def install(connection: BaseDatabaseWrapper) -> None:
    statement = SQLITE
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(POSTGRES_FUNCTION.format(words=WORDS))
            statement = POSTGRES
        for table, verb in _each():
            cursor.execute(statement.format(table=table, verb=verb, words=WORDS))


def remove(connection: BaseDatabaseWrapper) -> None:
    on_table = "ON {table}" if connection.vendor == "postgresql" else ""
    drop = "DROP TRIGGER IF EXISTS {table}_is_kept_from_{verb} " + on_table
    with connection.cursor() as cursor:
        for table, verb in _each():
            cursor.execute(drop.format(table=table, verb=verb))


def _each() -> list[tuple[str, str]]:
    return [(table, verb) for table in TABLES for verb in ("UPDATE", "DELETE")]
