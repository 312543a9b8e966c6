"""Rules for the state machine of the telephone world: what is asked less often.

`SideActs` gathers keys, refers, moves media, keeps queues and changes participants. It
is mixed into a machine that has `watch`, `leg`, `room`, `in_room` and `dialled`.
"""

from hypothesis import strategies as st
from hypothesis.stateful import rule

ADDRESSES = ("sip:ana@sip.test", "sip:ben@sip.test", "+15550100077")
QUEUES = ("support", "sales")
ROLES = ("none", "barge", "whisper", "monitor")
PATIENT = {"timeout_millis": 2000, "inter_digit_timeout_millis": 1000}
GATHERS = {
    "gather": {"initial_timeout_millis": 2000},
    "gather_using_speak": {"payload": "Press one.", "voice": "female"},
    "gather_using_audio": {"audio_url": "http://shop.test/menu.mp3"},
}
any_leg = st.integers(0, 9)
any_room = st.integers(0, 3)


class SideActs:
    # Keys.

    @rule(number=any_leg, kind=st.sampled_from(sorted(GATHERS)))
    def gather(self, number, kind):
        body = {**GATHERS[kind], **PATIENT, "maximum_digits": 2}
        if kind != "gather":
            body["maximum_tries"] = 1
        self.watch.command(self.leg(number), kind, "call.gather.ended", **body)

    @rule(number=any_leg)
    def stop_gathering(self, number):
        self.watch.command(self.leg(number), "gather_stop")

    @rule(number=any_leg, digits=st.sampled_from(["1", "12", "#", "123*"]))
    def press(self, number, digits):
        leg = self.leg(number)
        if leg != "v3:nobody":
            self.watch.control("POST", f"calls/{leg}/dtmf", digits=digits)

    @rule(number=any_leg)
    def send_keys(self, number):
        self.watch.command(self.leg(number), "send_dtmf", digits="1w2")

    @rule(number=any_leg, act=st.sampled_from(["hold", "unhold"]))
    def far_party_holds(self, number, act):
        leg = self.leg(number)
        if leg != "v3:nobody":
            self.watch.control("POST", f"calls/{leg}/{act}")

    # Legs.

    @rule(number=any_leg, address=st.sampled_from(ADDRESSES[:2]))
    def refer(self, number, address):
        leg = self.leg(number)
        self.watch.command(leg, "refer", "call.refer.started", sip_address=address)

    @rule(number=any_leg, stop=st.sampled_from(["all", "current"]))
    def stop_playing(self, number, stop):
        self.watch.command(self.leg(number), "playback_stop", stop=stop)

    @rule(number=any_leg, stop=st.sampled_from([None, "current"]))
    def queue_up_a_file(self, number, stop):
        more = {"stop": stop} if stop else {}
        url = "http://shop.test/next.mp3"
        self.watch.command(self.leg(number), "playback_start", audio_url=url, **more)

    @rule(
        addresses=st.lists(st.sampled_from(ADDRESSES), min_size=1, max_size=3),
        number=any_leg,
        prevent=st.booleans(),
        park=st.booleans(),
    )
    def dial_and_bridge(self, addresses, number, prevent, park):
        self.dialled(
            to=addresses,
            link_to=self.leg(number),
            bridge_on_answer=True,
            prevent_double_bridge=prevent,
            **({"park_after_unbridge": "self"} if park else {}),
        )

    # Conferences.

    @rule(number=any_room, leg=any_leg, role=st.sampled_from(ROLES), other=any_leg)
    def change_role(self, number, leg, role, other):
        self.in_room(
            number,
            "update",
            call_control_id=self.leg(leg),
            supervisor_role=role,
            whisper_call_control_ids=[self.leg(other)],
        )

    @rule(
        number=any_room,
        leg=st.none() | any_leg,
        act=st.sampled_from(["play", "speak", "stop"]),
    )
    def sound_in_room(self, number, leg, act):
        body = {
            "play": {"audio_url": "http://shop.test/news.mp3"},
            "speak": {"payload": "Welcome, all of you.", "voice": "female"},
            "stop": {},
        }[act]
        chosen = {} if leg is None else {"call_control_ids": [self.leg(leg)]}
        self.in_room(number, act, **body, **chosen)

    @rule(
        number=any_room,
        act=st.sampled_from(["start", "pause", "resume", "stop"]),
    )
    def record_room(self, number, act):
        body = {"format": "mp3"} if act == "start" else {}
        self.in_room(number, f"record_{act}", **body)

    @rule(
        number=any_room,
        which=st.integers(0, 2),
        change=st.sampled_from(
            ["end_conference_on_exit", "soft_end_conference_on_exit"]
        ),
        value=st.booleans(),
    )
    def change_participant(self, number, which, change, value):
        path = f"/conferences/{self.room(number)}/participants"
        shown = self.watch.ask("GET", path)
        members = shown["data"] if shown else []
        one = members[which % len(members)]["id"] if members else "nobody"
        changed = self.watch.ask("PATCH", f"{path}/{one}", **{change: value})
        assert (changed is not None) == bool(members)
        assert changed is None or changed["data"][change] == value

    # Queues.

    @rule(name=st.sampled_from(QUEUES), size=st.integers(1, 3))
    def create_queue(self, name, size):
        made = self.watch.ask("POST", "/queues", queue_name=name, max_size=size)
        assert made is None or made["data"]["current_size"] == 0

    @rule(name=st.sampled_from(QUEUES), size=st.integers(1, 3))
    def change_queue(self, name, size):
        shown = self.watch.ask("POST", f"/queues/{name}", max_size=size)
        assert shown is None or shown["data"]["max_size"] == size

    @rule(name=st.sampled_from(QUEUES))
    def delete_queue(self, name):
        waiting = self.waiting(name)
        deleted = self.watch.ask("DELETE", f"/queues/{name}") is not None
        assert deleted == (waiting == [])
        if deleted:
            assert self.watch.ask("GET", f"/queues/{name}") is None

    @rule(
        name=st.sampled_from(QUEUES),
        which=st.integers(0, 2),
        keep=st.sampled_from([True, False, None]),
    )
    def change_waiting_call(self, name, which, keep):
        """Change whether its place is kept; or remove it, which needs a dead call."""
        waiting = self.waiting(name) or []
        one = waiting[which % len(waiting)] if waiting else {}
        path = f"/queues/{name}/calls/{one.get('call_control_id', 'v3:nobody')}"
        if keep is None:
            removed = self.watch.ask("DELETE", path) is not None
            assert removed == (one.get("is_alive") is False)
        else:
            changed = self.watch.ask("PATCH", path, keep_after_hangup=keep)
            assert (changed is not None) == bool(one)

    def waiting(self, name):
        """The queue's calls, None when there is no such queue."""
        shown = self.watch.ask("GET", f"/queues/{name}/calls")
        return None if shown is None else shown["data"]
