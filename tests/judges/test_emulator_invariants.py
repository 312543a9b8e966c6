"""Random telephony, legal and illegal, never breaks the emulator's world."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.judges.telephone_commands import (
    ADDRESSES,
    QUEUES,
    SideActs,
    any_leg,
    any_room,
)
from tests.judges.telephone_world import NUMBER, Watch

ROLES = ("barge", "whisper", "monitor")


class Telephony(SideActs, RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.watch = Watch()

    def leg(self, number):
        """Mostly a live leg; every now and then one that ended or never was."""
        legs = self.watch.live_legs() if number < 8 else self.watch.legs
        return legs[number % len(legs)] if legs else "v3:nobody"

    @initialize(callers=st.integers(0, 3), agents=st.integers(0, 2), room=st.booleans())
    def begin(self, callers, agents, room):
        for caller in range(callers):
            self.ring(caller + 1, None)
            self.answer(caller)
        for _ in range(agents):
            self.dialled(to=ADDRESSES[0])
        self.watch.emulator.advance(5)
        if room:
            self.create_room(number=0, name="a", size=3)
            self.join_room(0, leg=1, ends=False, soft=False, role="none")

    def room(self, number):
        rooms = self.watch.rooms
        return rooms[-1 - number % len(rooms)] if rooms else "nowhere"

    def in_room(self, number, act, *proofs, **body):
        """Command a conference; `proofs` are expected of the leg in the body."""
        since = self.watch.emulator.journal.last
        path = f"/conferences/{self.room(number)}/actions/{act}"
        accepted = self.watch.ask("POST", path, **body) is not None
        if accepted and proofs:
            self.watch.expect(act, body["call_control_id"], proofs, since)

    # Callers, callees, time.

    @rule(caller=st.integers(1, 5), patience=st.sampled_from([None, 3, 60]))
    def ring(self, caller, patience):
        given = {"from": f"+1555010000{caller}", "to": NUMBER}
        if patience:
            given["patience_secs"] = patience
        answer = self.watch.control("POST", "inbound_calls", **given)
        self.watch.legs.append(answer["call_control_id"])

    @rule(
        address=st.sampled_from(ADDRESSES),
        behaviour=st.sampled_from(["answer", "decline", "busy", "ignore", "fail"]),
    )
    def script(self, address, behaviour):
        self.watch.control("POST", "callees", address=address, behaviour=behaviour)

    @rule(number=any_leg, act=st.sampled_from(["answer", "decline", "fail", "hangup"]))
    def far_party(self, number, act):
        leg = self.leg(number)
        if leg != "v3:nobody":
            self.watch.control("POST", f"calls/{leg}/{act}")

    @rule(seconds=st.sampled_from([0.0, 0.3, 2.0, 5.0, 40.0]))
    def wait(self, seconds):
        self.watch.emulator.advance(seconds)

    # Commands to legs.

    @rule(number=any_leg)
    def answer(self, number):
        self.watch.command(self.leg(number), "answer", "call.answered", "call.hangup")

    @rule(number=any_leg)
    def hang_up(self, number):
        self.watch.command(self.leg(number), "hangup", "call.hangup")

    @rule(number=any_leg, cause=st.sampled_from(["USER_BUSY", "CALL_REJECTED"]))
    def reject(self, number, cause):
        self.watch.command(self.leg(number), "reject", "call.hangup", cause=cause)

    @rule(
        address=st.sampled_from(ADDRESSES),
        number=any_leg,
        link=st.booleans(),
        more=st.sampled_from([{}, {"timeout_secs": 5}, {"time_limit_secs": 30}]),
    )
    def dial(self, address, number, link, more):
        linked = {"link_to": self.leg(number)} if link else {}
        self.dialled(to=address, **linked, **more)

    @rule(
        address=st.sampled_from(ADDRESSES),
        number=any_room,
        name=st.sampled_from([None, "a", "b"]),
        early=st.booleans(),
        ends=st.booleans(),
    )
    def dial_into_room(self, address, number, name, early, ends):
        where = {"conference_name": name} if name else {"id": self.room(number)}
        self.dialled(
            to=address,
            conference_config={
                **where,
                "early_media": early,
                "end_conference_on_exit": ends,
            },
        )

    @rule(number=any_leg, role=st.sampled_from(ROLES))
    def supervise(self, number, role):
        self.dialled(
            to="sip:sofia@sip.test",
            supervise_call_control_id=self.leg(number),
            supervisor_role=role,
        )

    def dialled(self, **body):
        answer = self.watch.ask(
            "POST",
            "/calls",
            connection_id=self.watch.connection_id,
            **{"from": NUMBER},
            **body,
        )
        if answer is not None:
            self.watch.legs.append(answer["data"]["call_control_id"])

    @rule(
        number=any_leg,
        other=any_leg,
        park=st.booleans(),
        prevent=st.booleans(),
    )
    def bridge(self, number, other, park, prevent):
        body = {"call_control_id": self.leg(other), "prevent_double_bridge": prevent}
        if park:
            body["park_after_unbridge"] = "self"
        self.watch.command(self.leg(number), "bridge", "call.bridged", **body)

    @rule(number=any_leg, queue=st.sampled_from(QUEUES))
    def bridge_with_queue(self, number, queue):
        self.watch.command(self.leg(number), "bridge", "call.bridged", queue=queue)

    @rule(
        number=any_leg,
        queue=st.sampled_from(QUEUES),
        keep=st.booleans(),
        wait=st.sampled_from([2, 600]),
    )
    def enqueue(self, number, queue, keep, wait):
        self.watch.command(
            self.leg(number),
            "enqueue",
            "call.enqueued",
            queue_name=queue,
            max_size=3,
            max_wait_time_secs=wait,
            keep_after_hangup=keep,
        )

    @rule(number=any_leg)
    def leave_queue(self, number):
        self.watch.command(self.leg(number), "leave_queue", "call.dequeued")

    @rule(number=any_leg)
    def speak(self, number):
        self.watch.command(
            self.leg(number),
            "speak",
            "call.speak.started",
            payload="Hello there.",
            voice="female",
            stop="all",
        )

    @rule(number=any_leg)
    def play(self, number):
        self.watch.command(
            self.leg(number),
            "playback_start",
            "call.playback.started",
            audio_url="http://shop.test/hold.mp3",
            loop="infinity",
            stop="all",
        )

    @rule(number=any_leg)
    def record(self, number):
        self.watch.command(
            self.leg(number), "record_start", channels="dual", format="wav"
        )

    @rule(number=any_leg)
    def stop_recording(self, number):
        self.watch.command(self.leg(number), "record_stop")

    @rule(number=any_leg, address=st.sampled_from(ADDRESSES))
    def transfer(self, number, address):
        self.watch.command(self.leg(number), "transfer", to=address, timeout_secs=5)

    # Commands to conferences.

    @rule(number=any_leg, name=st.sampled_from(["a", "b"]), size=st.integers(2, 3))
    def create_room(self, number, name, size):
        since = self.watch.emulator.journal.last
        leg = self.leg(number)
        answer = self.watch.ask(
            "POST",
            "/conferences",
            call_control_id=leg,
            name=name,
            max_participants=size,
        )
        if answer is not None:
            self.watch.rooms.append(answer["data"]["id"])
            for proof in ("conference.created", "conference.participant.joined"):
                self.watch.expect("create", leg, (proof,), since)

    @rule(
        number=any_room,
        leg=any_leg,
        ends=st.booleans(),
        soft=st.booleans(),
        role=st.sampled_from(["none", *ROLES]),
    )
    def join_room(self, number, leg, ends, soft, role):
        self.in_room(
            number,
            "join",
            "conference.participant.joined",
            call_control_id=self.leg(leg),
            end_conference_on_exit=ends,
            soft_end_conference_on_exit=soft,
            supervisor_role=role,
        )

    @rule(number=any_room, leg=any_leg)
    def leave_room(self, number, leg):
        self.in_room(
            number,
            "leave",
            "conference.participant.left",
            call_control_id=self.leg(leg),
        )

    @rule(
        number=any_room,
        leg=any_leg,
        act=st.sampled_from(["mute", "unmute", "hold", "unhold"]),
    )
    def quieten(self, number, leg, act):
        self.in_room(number, act, call_control_ids=[self.leg(leg)])

    @precondition(lambda self: self.watch.rooms)
    @rule(number=any_room)
    def end_room(self, number):
        self.in_room(number, "end")
        shown = self.watch.ask("GET", f"/conferences/{self.room(number)}")["data"]
        assert shown["status"] == "completed"

    # What must hold after each step.

    @invariant()
    def everything_holds(self):
        self.watch.check_legs_are_in_one_place()
        self.watch.check_queues()
        self.watch.check_conferences()
        self.watch.check_events_tell_the_truth()
        self.watch.check_sounds()
        self.watch.check_times_only_grow()

    def teardown(self):
        self.watch.emulator.advance(10)
        self.watch.check_commands_had_their_events()
        self.everything_holds()


BRIEFLY = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


TestTelephony = Telephony.TestCase
TestTelephony.settings = BRIEFLY


@pytest.mark.long
def test_telephony_at_length():
    at_length = settings(BRIEFLY, max_examples=200, stateful_step_count=60)
    run_state_machine_as_test(Telephony, settings=at_length)
