"""Rows are only added; whoever touches one past the product is found by the chain."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from audit import actions, queries, triggers
from audit.hashes import BEGINNING, digest_of
from audit.models import AuditRow, KeptError, Seal
from audit.states import Action
from audit.subjects import Thing

pytestmark = pytest.mark.django_db


def noted(*names: str) -> list[AuditRow]:
    return [actions.note_words(Action.HEARD, Thing("call", 1, name)) for name in names]


@pytest.fixture
def rows():
    """Three rows under three seals."""
    made = noted("first", "second", "third")
    actions.seal()
    return made


def found(anchor=None) -> list[str]:
    return list(queries.flaws(timezone.now(), anchor))


def sql(statement: str, *values: str | int) -> None:
    """Do what somebody does who can write to the database; the chain is what is left."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def keys_unchecked():
    with connection.constraint_checks_disabled():
        yield


class TestSeals:
    def test_each_row_is_sealed_over_the_one_before(self, rows):
        digest = BEGINNING
        for position, (seal, row) in enumerate(
            zip(Seal.objects.all(), rows, strict=True), start=1
        ):
            digest = digest_of(digest, position, row.said)
            assert (seal.position, seal.row_id, seal.digest) == (
                position,
                row.pk,
                digest,
            )
        assert found() == []

    def test_chain_goes_on_where_it_ended(self, rows):
        noted("fourth")
        assert actions.seal() == 1
        assert actions.seal() == 0
        assert (queries.head().position, found()) == (4, [])

    def test_row_that_was_committed_late_is_sealed_after_newer_ones(self, rows):
        early = AuditRow.objects.create(
            pk=rows[-1].pk + 10, at=timezone.now(), action=Action.HEARD, kind="call"
        )
        actions.seal()
        late = AuditRow.objects.create(
            pk=early.pk - 5, at=timezone.now(), action=Action.HEARD, kind="call"
        )
        actions.seal()
        assert list(Seal.objects.values_list("row_id", flat=True))[-2:] == [
            early.pk,
            late.pk,
        ]
        assert found() == []

    def test_of_two_who_seal_at_once_one_has_nothing_to_do(self, rows, monkeypatch):
        noted("fourth")
        before = actions._seal

        def second_is_faster(waiting):
            before(waiting)
            return before(waiting)

        monkeypatch.setattr(actions, "_seal", second_is_faster)
        assert actions.seal() == 0
        monkeypatch.undo()
        assert (actions.seal(), found()) == (1, [])


class TestAppendOnly:
    def test_orm_refuses(self, rows):
        for refused in (
            lambda: AuditRow.objects.update(new="x"),
            lambda: AuditRow.objects.filter(pk=1).delete(),
            lambda: Seal.objects.all().delete(),
            lambda: AuditRow.objects.bulk_update(rows, ["new"]),
            rows[0].save,
            rows[0].delete,
            Seal.objects.first().delete,
        ):
            with pytest.raises(KeptError):
                refused()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit_auditrow SET new = 'x'",
            "DELETE FROM audit_auditrow",
            "UPDATE audit_seal SET digest = ''",
            "DELETE FROM audit_seal",
        ],
    )
    def test_database_refuses(self, rows, statement):
        triggers.install(connection)
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            sql(statement)
        triggers.remove(connection)


class TestForgery:
    def test_changed_row_is_named(self, rows):
        sql("UPDATE audit_auditrow SET new = 'x' WHERE id = %s", rows[1].pk)
        (flaw,) = found()
        assert flaw.startswith(f"Row {rows[1].pk} (heard call second, by nobody)")

    @pytest.mark.parametrize(
        "column",
        [
            "at",
            "actor_name",
            "address",
            "action",
            "kind",
            "subject",
            "subject_name",
            "field",
            "old",
            "new",
        ],
    )
    def test_every_column_is_sealed(self, rows, column):
        value = "2020-01-01 00:00:00" if column == "at" else "x"
        sql(
            f"UPDATE audit_auditrow SET {column} = %s WHERE id = %s",  # noqa: S608
            value,
            rows[0].pk,
        )
        assert len(found()) == 1

    def test_row_that_is_gone_is_named(self, rows):
        with keys_unchecked():
            sql("DELETE FROM audit_auditrow WHERE id = %s", rows[0].pk)
            assert found() == [f"Row {rows[0].pk} is missing; seal 1 is of it."]
            sql("DELETE FROM audit_seal WHERE position = 1")
            missing, misfit = found()
            assert missing == "The seals 1 to 1 are missing."
            assert misfit.startswith(f"Row {rows[1].pk} ")

    def test_row_that_is_sealed_anew_gives_itself_away_by_the_next(self, rows):
        sql("UPDATE audit_auditrow SET new = 'x' WHERE id = %s", rows[1].pk)
        forged = AuditRow.objects.get(pk=rows[1].pk)
        first = Seal.objects.get(position=1)
        digest = digest_of(first.digest, 2, forged.said)
        sql("UPDATE audit_seal SET digest = %s WHERE position = 2", digest)
        (flaw,) = found()
        assert flaw.startswith(f"Row {rows[2].pk} ")
        assert "the row before it was touched and sealed anew" in flaw

    def test_row_that_was_put_in_by_hand_is_named_after_a_minute(self, rows):
        made = AuditRow.objects.create(
            at=timezone.now() - timedelta(minutes=2), action=Action.HEARD, kind="call"
        )
        assert found() == [
            f"Row {made.pk} (heard call, by nobody) was never sealed: it was put in past "
            "the product."
        ]

    def test_end_that_was_cut_off_is_seen_by_who_kept_it_elsewhere(self, rows):
        end = queries.head()
        with keys_unchecked():
            sql("DELETE FROM audit_seal WHERE position = 3")
            sql("DELETE FROM audit_auditrow WHERE id = %s", rows[2].pk)
        assert found() == []
        assert found(end) == ["The chain ends at 2; 3 was noted elsewhere."]

    def test_chain_that_was_written_anew_is_seen_as_well(self, rows):
        end = queries.head()
        sql("UPDATE audit_seal SET digest = 'x' WHERE position = 3")
        assert "Seal 3 is not the one that was noted elsewhere." in found(end)


class TestCommand:
    def test_says_that_all_is_well_and_what_to_keep(self, rows, capsys):
        call_command("verify_audit")
        said = capsys.readouterr().out
        assert "3 rows, and none was touched." in said
        anchor = said.split()[-1]
        call_command("verify_audit", f"--anchor={anchor}")

    def test_names_what_was_touched_and_fails(self, rows, capsys):
        sql("UPDATE audit_auditrow SET new = 'x' WHERE id = %s", rows[1].pk)
        with pytest.raises(CommandError, match="1 found"):
            call_command("verify_audit")
        assert f"Row {rows[1].pk} (heard call second" in capsys.readouterr().out
