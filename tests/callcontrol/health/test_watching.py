"""Every exchange with Telnyx is heard, and written down seldom."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from callcontrol.health import queries
from callcontrol.health.states import Channel, Outcome, Trouble
from callcontrol.health.watching import Watch, outcome_of, watch
from callcontrol.models import ProviderHealth
from live import doorbell
from provider import client
from provider.client import Exchange, telnyx
from provider.errors import NotSent, RateLimited, TelnyxError, Unclear, rejection

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 29, 10, tzinfo=UTC)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def exchange(
    seconds: float, error: TelnyxError | None = None, method: str = "POST"
) -> Exchange:
    return Exchange(method, at(seconds), at(seconds + 0.1), error, None)


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (None, ""),
        (rejection(401, "10009", "Authentication failed", ""), Trouble.KEY_REFUSED),
        (rejection(403, "10010", "Not authorized", ""), Trouble.NOT_ALLOWED),
        (rejection(404, "10005", "Resource not found", ""), ""),
        (rejection(422, "90018", "Call has already ended", ""), ""),
        (RateLimited(3, "10011", "Too many requests", ""), Trouble.LIMITED),
        (NotSent("no route"), Trouble.UNREACHABLE),
        (Unclear("no answer"), Trouble.SILENT),
        (Unclear("503", 503, "", "", ""), Trouble.FAILING),
        (Unclear("408", 408, "", "", ""), Trouble.FAILING),
        (Unclear("409", 409, "", "", ""), ""),
    ],
)
def test_what_an_exchange_says_of_telnyx(error, trouble):
    assert outcome_of(exchange(0, error)).trouble == trouble


def test_commands_and_questions_are_told_apart():
    one = Watch()
    one.exchange(exchange(0, rejection(401, "", "", "")))
    one.exchange(exchange(0, method="GET"))
    rows = dict(ProviderHealth.objects.values_list("channel", "trouble"))
    assert rows == {Channel.COMMANDS: Trouble.KEY_REFUSED, Channel.READS: ""}


def test_while_all_is_well_a_row_is_written_every_few_seconds(monkeypatch):
    written = writes(monkeypatch)
    one = Watch()
    for n in range(100):
        one.note(Channel.COMMANDS, Outcome(at(n / 10)))
    assert written == [at(0), at(4), at(8)]


def test_change_is_written_at_once_and_a_storm_once_a_second(monkeypatch):
    written = writes(monkeypatch)
    one = Watch()
    one.note(Channel.COMMANDS, Outcome(at(0)))
    for n in range(25):
        one.note(Channel.COMMANDS, Outcome(at(0.5 + n / 10), Trouble.FAILING))
    one.note(Channel.COMMANDS, Outcome(at(3)))
    assert written == [at(0), at(0.5), at(1.5), at(2.5), at(3)]


def test_what_was_not_written_yet_is_not_forgotten():
    one = Watch()
    for n in range(12):
        one.note(Channel.COMMANDS, Outcome(at(n / 10), Trouble.FAILING))
    row = ProviderHealth.objects.get()
    assert (row.in_a_row, row.since) == (11, at(0))


def test_processes_add_to_the_same_row():
    one, other = Watch(), Watch()
    one.note(Channel.COMMANDS, Outcome(at(0), Trouble.FAILING))
    other.note(Channel.COMMANDS, Outcome(at(0.2), Trouble.FAILING))
    assert told(at(0.2)) == [Trouble.FAILING]
    other.note(Channel.COMMANDS, Outcome(at(1)))
    assert told(at(6)) == []


def test_clock_that_was_set_back_does_not_silence_the_watch(monkeypatch):
    written = writes(monkeypatch)
    one = Watch()
    one.note(Channel.READS, Outcome(at(3600)))
    one.note(Channel.READS, Outcome(at(0)))
    assert written == [at(3600), at(0)]


def test_requests_of_the_product_are_heard(provider):
    provider.fail({"kind": "status", "status": 401, "operation": "*", "count": 1})
    with pytest.raises(TelnyxError):
        list(telnyx().applications.list())
    row = ProviderHealth.objects.get(channel=Channel.READS)
    assert row.trouble == Trouble.KEY_REFUSED
    list(telnyx().applications.list())
    row.refresh_from_db()
    assert (row.trouble, row.good_at is not None) == ("", True)


def test_a_request_goes_as_it_goes_even_when_it_cannot_be_recorded(
    provider, monkeypatch
):
    def fail(*args, **given):
        raise OperationalError("the database is away")

    monkeypatch.setattr("callcontrol.health.watching.actions.record", fail)
    assert list(telnyx().applications.list())


def test_date_of_an_answer_tells_the_clock():
    one = Watch()
    one.exchange(Exchange("GET", at(60), at(60.2), None, at(0)))
    row = ProviderHealth.objects.get()
    assert row.clock_offset_ms == pytest.approx(59_600, abs=1)
    assert row.clock_off_since == at(60.2)


def test_screens_are_told(monkeypatch, django_capture_on_commit_callbacks):
    topics: set[str] = set()
    monkeypatch.setattr(doorbell, "ring", topics.update)
    with django_capture_on_commit_callbacks(execute=True):
        Watch().note(Channel.READS, Outcome(at(0)))
    assert topics == {"provider"}


def test_client_of_another_account_is_heard_too():
    assert client._process.watcher == watch.exchange


def told(now: datetime) -> list[Trouble]:
    return [one.trouble for one in queries.provider_state(now=now).findings]


def writes(monkeypatch) -> list[datetime]:
    written: list[datetime] = []

    def note(channel, outcomes, *, offset, now):
        written.append(now)

    monkeypatch.setattr("callcontrol.health.watching.actions.record", note)
    return written
