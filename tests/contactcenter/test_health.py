"""Ready means that everything ticks; what does not is named, with its reason."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from callcontrol.health.actions import record
from callcontrol.health.states import Channel, Outcome, Trouble
from callcontrol.models import Command, Event
from callcontrol.states import CommandState
from contactcenter import health
from contactcenter.models import Part, Pulse
from contactcenter.pulses.actions import note
from live import lasting
from live.lasting import LastingThread

PARTS = [
    "database",
    "disk",
    "layer",
    "broker",
    "threads",
    "beat",
    "worker",
    "inbox",
    "outbox",
    "clock",
    "provider",
]
WELL = dict.fromkeys(PARTS, "ok")


@pytest.fixture(autouse=True)
def _nobody_died():
    lasting.forget_deaths()


@pytest.fixture
def ticking(db):
    """A beat that rings and a worker that works."""
    for part in (Part.BEAT, Part.WORKER):
        note(part, now=timezone.now())


def unwell(client) -> dict[str, str]:
    """Ask whether the product is ready; return the parts that are not well."""
    answer = client.get("/health/ready")
    parts = answer.json()
    assert list(parts) == PARTS
    found = {name: state for name, state in parts.items() if state != "ok"}
    assert answer.status_code == (503 if found else 200)
    return found


@pytest.mark.usefixtures("ticking")
def test_ready_names_its_parts(client):
    assert client.get("/health/ready").json() == WELL


@pytest.mark.usefixtures("ticking")
def test_the_address_of_before_says_the_same(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.json()) == (200, WELL)


def test_live_says_only_that_the_process_answers(client, db):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"process": "ok"})


def test_nothing_that_ever_ticked_is_not_ready(client, db):
    assert unwell(client) == {
        "beat": "No beat has rung yet.",
        "worker": "No worker has worked yet.",
    }


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize("part", [Part.BEAT, Part.WORKER])
def test_what_has_gone_silent_is_not_ready(client, part):
    long_ago = timezone.now() - timedelta(seconds=130)
    Pulse.objects.filter(part=part).update(at=long_ago)
    [(name, words)] = unwell(client).items()
    assert name == part
    assert "for 2 min 10 s." in words


@pytest.mark.usefixtures("ticking")
def test_database_that_cannot_be_written_is_not_ready(client, caplog):
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON")
        try:
            found = unwell(client)
        finally:
            cursor.execute("PRAGMA query_only = OFF")
    assert found.pop("database") == "It cannot be written to."
    assert set(found.values()) == {"It is not known, since the database is not well."}
    assert "readonly database" in caplog.text


@pytest.mark.usefixtures("ticking")
def test_disk_that_cannot_be_written_is_not_ready(client, settings):
    settings.DATA_DIR = "/proc/nowhere"
    assert unwell(client) == {"disk": "DATA_DIR cannot be written to."}


@pytest.mark.usefixtures("ticking")
def test_disk_that_is_nearly_full_is_not_ready(client, settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 1 << 60)
    assert unwell(client)["disk"].startswith("DATA_DIR has only ")


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize("name", ["broker", "layer"])
def test_an_error_is_told_to_the_log_and_not_to_strangers(
    client, monkeypatch, caplog, name
):
    def fail() -> None:
        raise ConnectionError("password=secret")

    monkeypatch.setitem(health.PROBES, name, fail)
    assert unwell(client) == {name: "It does not answer; the log says why."}
    assert f"The {name} is not well" in caplog.text
    assert "password=secret" in caplog.text


@pytest.mark.usefixtures("ticking")
def test_layer_that_swallows_messages_is_not_ready(client, monkeypatch):
    async def swallow(self, channel, message):
        """Lose it."""

    monkeypatch.setattr("channels.layers.InMemoryChannelLayer.send", swallow)
    monkeypatch.setattr(health, "SECONDS", 0.1)
    assert list(unwell(client)) == ["layer"]


@pytest.mark.usefixtures("ticking")
def test_event_that_waits_for_long_is_not_ready(client):
    now = timezone.now()
    row = Event.objects.create(
        event_id="1", event_type="x", raw=b"", received_at=now - timedelta(seconds=40)
    )
    assert unwell(client) == {"inbox": "An event waits to be applied for 40 s."}
    # It is tried again later, on purpose.
    Event.objects.filter(pk=row.pk).update(retry_at=now + timedelta(seconds=60))
    assert unwell(client) == {}


@pytest.mark.usefixtures("ticking")
def test_command_that_waits_for_long_is_not_ready(client):
    now = timezone.now()
    Command.objects.create(
        kind="call.answer",
        target="leg",
        state=CommandState.PENDING,
        requested_at=now - timedelta(seconds=40),
        not_after=now + timedelta(seconds=60),
    )
    assert unwell(client) == {"outbox": "A command waits to be sent for 40 s."}


@pytest.mark.usefixtures("ticking")
def test_thread_that_died_is_told_for_a_while(client):
    def die() -> None:
        raise ZeroDivisionError

    thread = LastingThread("applier", die, lambda seconds: True)
    thread.start()
    thread.end(timeout=5)
    assert unwell(client) == {
        "threads": "Died and was started again, see the log: applier."
    }


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, None),
        (60, None),
        (299, None),
        (400, "It is 6 min 40 s off."),
        (-400, "It is 6 min 40 s off."),
    ],
)
def test_clock_that_makes_webhooks_stale_is_not_ready(client, seconds, words):
    now = timezone.now()
    record(Channel.WEBHOOKS, [Outcome(now)], offset=timedelta(seconds=seconds), now=now)
    assert unwell(client) == ({"clock": words} if words else {})


@pytest.mark.usefixtures("ticking")
def test_what_was_measured_long_ago_does_not_count(client):
    then = timezone.now() - timedelta(minutes=15)
    record(Channel.READS, [Outcome(then)], offset=timedelta(seconds=400), now=then)
    assert unwell(client) == {}


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize(
    ("channel", "trouble", "found"),
    [
        (Channel.COMMANDS, Trouble.KEY_REFUSED, {"provider": "API key refused."}),
        (Channel.READS, Trouble.KEY_REFUSED, {"provider": "API key refused."}),
        # Anybody may send what is not signed, and nobody may make us unready by it.
        (Channel.WEBHOOKS, Trouble.UNSIGNED, {}),
    ],
)
def test_provider_that_refuses_us_is_not_ready(client, channel, trouble, found):
    now = timezone.now()
    record(channel, [Outcome(now, trouble)], now=now)
    assert unwell(client) == found
