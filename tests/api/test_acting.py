"""What a program does, once however often it asks, and told as of the key's owner."""

from audit.models import AuditRow
from callcontrol.models import Command
from tests.api.conftest import Program


def test_a_caller_is_given_to_an_agent(floor, cast, world):
    entry = floor.wait_in_line()
    world.script("sip:ana@sip.telnyx.com", behaviour="answer", after_secs=1)
    program = Program(cast.sofia)
    answer = program.post(f"/waiting/{entry.pk}/assign", agent_id=floor.ana.pk)
    assert answer.status_code == 202
    assert Command.objects.get(kind="call.dial").requested_by == cast.sofia
    world.run_until(lambda: floor.state_of(floor.ana) == "on_call")
    recording = program.post(f"/calls/{entry.call_id}/recordings")
    assert recording.status_code == 202
    world.run(3)
    assert program.post(f"/calls/{entry.call_id}/hangup").status_code == 202
    world.run_until(
        lambda: program.get(f"/calls/{entry.call_id}").json()["state"] == "ended"
    )
    path = f"/recordings/{recording.json()['id']}"
    world.run_until(lambda: program.get(path).json()["state"] == "ready")


def test_a_state_is_set(floor, cast):
    program = Program(cast.sofia)
    path = f"/agents/{floor.ana.pk}/state"
    assert program.post(path, state="not_ready", reason="Lunch").status_code == 202
    assert floor.state_of(floor.ana) == "not_ready"
    wrong = program.post(path, state="asleep")
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")


def test_what_is_not_possible_now_is_refused_with_the_reason(floor, cast):
    entry = floor.wait_in_line()
    program = Program(cast.sofia)
    answer = program.post(f"/calls/{entry.call_id}/recordings")
    assert answer.status_code == 409
    assert answer.json() == {
        "code": "refused",
        "message": "Only a conversation can be recorded.",
    }


def test_a_queue_is_closed_and_opened_and_the_audit_tells(floor, cast):
    program = Program(cast.adam)
    assert program.post(f"/queues/{floor.queue.pk}/close").status_code == 202
    assert program.get(f"/queues/{floor.queue.pk}").json()["is_closed"] is True
    assert program.post(f"/queues/{floor.queue.pk}/open").status_code == 202
    assert program.get(f"/queues/{floor.queue.pk}").json()["is_closed"] is False
    rows = AuditRow.objects.filter(kind="queue", actor_id=cast.adam.pk)
    assert rows.count() == 2


def test_the_same_request_is_done_once(floor, cast, world):
    entry = floor.wait_in_line()
    program = Program(cast.sofia)
    path = f"/waiting/{entry.pk}/assign"
    first = program.post(path, again="one", agent_id=floor.ana.pk)
    second = program.post(path, again="one", agent_id=floor.ana.pk)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert second.headers["Idempotent-Replayed"] == "true"
    assert Command.objects.filter(kind="call.dial").count() == 1
    other = program.post(path, again="one", agent_id=floor.ben.pk)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    # Another key is another program.
    theirs = Program(cast.adam).post(path, again="one", agent_id=floor.ana.pk)
    assert "Idempotent-Replayed" not in theirs.headers


def test_a_refusal_is_remembered_too(floor, cast):
    entry = floor.wait_in_line()
    program = Program(cast.sofia)
    path = f"/calls/{entry.call_id}/recordings"
    statuses = [program.post(path, again="two").status_code for _ in range(2)]
    assert statuses == [409, 409]


def test_a_key_of_nonsense_for_a_repetition_is_refused(floor, cast):
    answer = Program(cast.sofia).post("/calls/1/hangup", again="a b")
    assert (answer.status_code, answer.json()["code"]) == (
        422,
        "invalid_idempotency_key",
    )
