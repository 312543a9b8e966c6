"""Other programs are told what happens: signed, until they take it, and not for ever."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import httpx
import pytest
from django.core.management import CommandError, call_command

from api import sending
from api.actions import hooks
from api.hooks.kinds import KINDS
from api.models import Endpoint, Message
from audit.models import AuditRow

URL = "https://crm.example.com/hooks"


class Receiver:
    """The other program: keeps what it was sent, and answers as it is told."""

    def __init__(self) -> None:
        self.status = 204
        self.requests: list[httpx.Request] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        if self.status == 0:
            raise httpx.ConnectError("away", request=request)
        return httpx.Response(self.status, headers={"Location": "https://10.0.0.1/"})

    def told(self) -> list[tuple[str, dict[str, object]]]:
        bodies = [json.loads(request.content) for request in self.requests]
        return [(body["type"], body["data"]) for body in bodies]


@pytest.fixture
def receiver():
    receiver = Receiver()
    sending.configure(httpx.MockTransport(receiver.answer))
    yield receiver
    sending.configure(None)


@pytest.fixture
def endpoint(floor, world, receiver) -> Endpoint:
    return hooks.add_endpoint(URL, kinds=KINDS, now=world.now)


def test_a_conversation_is_told_once_each_and_without_numbers(
    floor, world, receiver, endpoint
):
    call = floor.talk()
    world.act(floor.customer_leg(call).call_control_id, "hangup")
    world.run(10)
    told = receiver.told()
    kinds = [kind for kind, _ in told]
    for kind in ("call.started", "caller.waiting", "caller.left", "call.ended"):
        assert kinds.count(kind) == 1, kind
    assert ("call.ended", {"call_id": call.pk, "state": "ended"}) in told
    states = [data["state"] for kind, data in told if kind == "agent.changed"]
    assert "on_call" in states
    assert b"1555" not in b"".join(request.content for request in receiver.requests)
    assert not Message.objects.exclude(due_at=None).exists()


def test_it_is_signed_by_standard_webhooks(floor, world, receiver, endpoint):
    floor.wait_in_line()
    world.run(2)
    request = receiver.requests[0]
    key = base64.b64decode(endpoint.secret.removeprefix("whsec_"))
    head = f"{request.headers['webhook-id']}.{request.headers['webhook-timestamp']}."
    digest = hmac.new(key, head.encode() + request.content, hashlib.sha256).digest()
    expected = f"v1,{base64.b64encode(digest).decode()}"
    assert request.headers["webhook-signature"] == expected
    assert abs(int(request.headers["webhook-timestamp"]) - world.now.timestamp()) < 5
    ids = {one.headers["webhook-id"] for one in receiver.requests}
    assert len(ids) == len(receiver.requests)


@pytest.mark.parametrize("status", [0, 302, 404, 503])
def test_what_is_not_taken_comes_again_with_the_same_id(
    floor, world, receiver, endpoint, status
):
    receiver.status = status
    floor.wait_in_line()
    world.run(2)
    first = receiver.requests[0]
    receiver.status = 200
    world.run(8)
    message_id = first.headers["webhook-id"]
    again = [
        one for one in receiver.requests if one.headers["webhook-id"] == message_id
    ]
    assert len(again) == 2
    assert again[0].content == again[1].content
    assert Message.objects.get(message_id=message_id).taken_at is not None
    endpoint.refresh_from_db()
    assert endpoint.failing_since is None


def test_an_address_inside_is_never_asked(floor, world, endpoint):
    sending.configure(None)
    Endpoint.objects.update(url="https://127.0.0.1/hooks")
    floor.wait_in_line()
    world.run(2)
    answers = set(Message.objects.exclude(attempts=0).values_list("answer", flat=True))
    assert answers == {"127.0.0.1 is not a public address."}


def test_an_endpoint_that_takes_nothing_for_days_is_switched_off(
    floor, world, receiver, endpoint
):
    receiver.status = 500
    floor.wait_in_line()
    world.run(2)
    message = Message.objects.exclude(attempts=0).first()
    later = world.now + timedelta(days=3, minutes=1)
    hooks.note_not_taken(message, "500", now=later)
    endpoint.refresh_from_db()
    assert endpoint.switched_off_at == later
    assert not Message.objects.exclude(due_at=None).exists()
    seen = len(receiver.requests)
    world.run(5)
    assert len(receiver.requests) == seen


def test_a_message_is_given_up_after_its_last_try(floor, world, receiver, endpoint):
    receiver.status = 500
    floor.wait_in_line()
    world.run(2)
    message = Message.objects.exclude(attempts=0).first()
    Message.objects.filter(pk=message.pk).update(attempts=9)
    message.refresh_from_db()
    hooks.note_not_taken(message, "500", now=world.now)
    message.refresh_from_db()
    assert (message.due_at, message.taken_at) == (None, None)


def test_what_was_before_is_not_told_and_old_messages_go(floor, world, receiver):
    floor.wait_in_line()
    world.run(3)
    hooks.add_endpoint(URL, kinds=["caller.waiting"], now=world.now)
    world.run(3)
    assert receiver.requests == []
    floor.wait_in_line(from_="+15557770002")
    world.run(3)
    assert [kind for kind, _ in receiver.told()] == ["caller.waiting"]
    hooks.write_messages(now=world.now + timedelta(days=8))
    assert not Message.objects.exists()


def test_at_the_terminal(floor, world, receiver, capsys):
    call_command("webhooks", "add", URL, "--kinds", "caller.waiting")
    endpoint = Endpoint.objects.get()
    assert capsys.readouterr().out == f"{endpoint.pk}  {endpoint.secret}\n"
    receiver.status = 500
    floor.wait_in_line()
    world.run(2)
    call_command("webhooks", "list")
    assert "failing since" in capsys.readouterr().out
    call_command("webhooks", "log")
    told = capsys.readouterr().out
    assert "caller.waiting  due  1 tries  500" in told
    receiver.status = 200
    call_command("webhooks", "resend", Message.objects.get().message_id)
    world.run(2)
    call_command("webhooks", "log")
    assert "taken" in capsys.readouterr().out
    call_command("webhooks", "off", str(endpoint.pk))
    call_command("webhooks", "list")
    assert f"{endpoint.pk}  off  {URL}" in capsys.readouterr().out
    rows = AuditRow.objects.filter(kind="endpoint")
    assert set(rows.values_list("actor_name", flat=True)) == {"the terminal"}
    assert endpoint.secret not in str(list(AuditRow.objects.values()))


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "http://x.example", "--kinds", "call.ended"), "begin with https://"),
        (("resend", "msg_1"), "no message msg_1"),
        (("on", "7"), "no endpoint 7"),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(db, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("webhooks", *words)
