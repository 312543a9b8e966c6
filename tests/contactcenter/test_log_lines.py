"""A conversation as the log tells it: who asked for what, of which call, and no numbers."""

import io
import json
import logging
import logging.config
from logging import StreamHandler as Handler

import pytest
from celery.contrib.testing.worker import start_worker
from celery.signals import setup_logging
from django.conf import settings

from callcontrol.models import Command
from calls.models import Call
from contactcenter.celery import app
from contactcenter.settings.environment import Environment
from contactcenter.settings.logs import logging_of
from contactcenter.task_lines import HEADER
from logs.context import about, told
from tests.queues.stage import Floor
from tests.services.plant import eventually

CARL = "15557770001"


@pytest.fixture
def log():
    """What a site in production writes; return it line by line."""
    written = io.StringIO()
    environment = Environment(log_format="json", log_level="info")
    config = logging_of(environment, settings.SECRET_KEY)
    config["handlers"]["console"]["stream"] = written
    logging.config.dictConfig(config)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.config.dictConfig(settings.LOGGING)


@pytest.fixture
def talked(world, cast, log):
    """Carl called, waited, was picked by Ana on her desk, talked, and hung up."""
    floor = Floor(world, cast, ring_secs=15)
    entry = floor.wait_in_line()
    answer = floor.post(cast.ana, f"/queues/entries/{entry.pk}/pick/")
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    world.act(entry.leg.call_control_id, "hangup")
    world.run(5)
    return answer, log()


def test_no_number_and_no_secret_is_in_it(talked):
    _, lines = talked
    text = json.dumps(lines)
    assert len(lines) > 20
    assert CARL not in text
    assert settings.SECRET_KEY not in text
    assert settings.TELNYX_API_KEY not in text


def test_every_event_says_its_session_and_leg(talked):
    _, lines = talked
    applied = [line for line in lines if line["logger"] == "callcontrol.applying"]
    assert "call.initiated: admitted" in {line["message"] for line in applied}
    assert [
        one for one in applied if not {"event", "session", "leg"} <= one.keys()
    ] == []


def test_one_line_ties_our_number_of_the_call_to_telnyxs(talked):
    _, lines = talked
    [begins] = [line for line in lines if line["message"] == "A call begins"]
    call = Call.objects.get()
    assert (begins["call"], begins["session"]) == (str(call.pk), call.call_session_id)


def test_a_press_is_followed_to_the_command_and_to_telnyxs_answer(talked):
    answer, lines = talked
    [page] = [line for line in lines if line["logger"] == "contactcenter.request_lines"]
    assert page["request"] == answer.headers["X-Request-ID"]
    assert page["message"].startswith("POST /queues/entries/<int:pk>/pick/: 2")
    asked = next(line for line in lines if line["message"].startswith("call.dial is"))
    assert {"request", "user", "view", "call", "command"} <= asked.keys()
    assert asked["request"] == page["request"]
    dial = Command.objects.get(kind="call.dial")
    assert asked["command"] == str(dial.pk)
    sent = next(line for line in lines if line["message"].startswith("call.dial: acc"))
    assert (sent["command"], sent["call"]) == (str(dial.pk), str(dial.call_id))


def test_a_request_id_of_the_proxy_is_kept_and_nonsense_is_not(client, db):
    kept = client.get("/accounts/login/", headers={"X-Request-ID": "proxy-0001"})
    assert kept.headers["X-Request-ID"] == "proxy-0001"
    made = client.get("/accounts/login/", headers={"X-Request-ID": "a b\tc"})
    assert len(made.headers["X-Request-ID"]) == 16


def test_the_address_itself_is_not_told(client, db, log):
    client.get("/accounts/nobody/secret-key/?q=%2B15557770001")
    [line] = log()
    assert "secret-key" not in json.dumps(line)
    assert line["message"].startswith("GET an address that there is not: ")


def test_the_request_goes_along_to_the_worker(transactional_db):
    seen = []

    @app.task(name="tests.look", ignore_result=True)
    def look():
        seen.append(dict(told()))

    with start_worker(app, pool="solo", perform_ping_check=False):
        with about(request="r1"):
            rung = look.apply_async()
        look.apply_async()
        # Whoever stops a worker stops it before what it was not given yet.
        eventually(lambda: len(seen) == 2)
    assert HEADER == "request_id"
    assert seen == [
        {"task": "tests.look", "task_id": rung.id, "request": "r1"},
        {"task": "tests.look", "task_id": seen[1]["task_id"]},
    ]


def test_a_worker_logs_as_the_web_does():
    assert [name for name, _ in setup_logging.send(sender=None)]
    [handler] = [one for one in logging.getLogger().handlers if type(one) is Handler]
    assert type(handler.formatter).__module__ == "logs.lines"


def test_a_host_that_is_not_ours_costs_one_line(client, db, log):
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    [line] = log()
    assert line["logger"] == "contactcenter.request_lines"
    assert "400" in line["message"]
