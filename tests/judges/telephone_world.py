"""What must hold in the emulator whatever is asked of it, seen from outside.

`Watch` compares three accounts of the same world: the REST API's lists, the control
API's view of the truth, and the history that the journal's events tell.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from emulator import Emulator, Settings
from tests.judges.refusals import unlisted
from tests.judges.telephone_sounds import check_pairs, check_room_sounds

KEY = {"Authorization": "Bearer KEY_EMULATOR"}
NUMBER = "+15550100100"
# Of a leg that has ended nothing more is heard but that it left its room, what was
# recorded, and the end of a place in a queue that was kept for the caller.
AFTER_THE_END = {
    "conference.participant.left",
    "call.cost",
    "call.recording.error",
    "call.recording.saved",
    "call.recording.transcription.saved",
    "conference.recording.saved",
}
# A conference's own events name the leg that it was made from, wherever that has gone.
OF_THE_ROOM = ("conference.created", "conference.ended", "conference.recording.saved")


@dataclass
class Expected:
    """One accepted command and the events, any of which proves that it was done."""

    command: str
    leg: str
    types: tuple[str, ...]
    since: int


@dataclass
class Watch:
    emulator: Emulator = field(
        default_factory=lambda: Emulator(Settings(numbers=(NUMBER,)))
    )
    expected: list[Expected] = field(default_factory=list)
    legs: list[str] = field(default_factory=list)
    rooms: list[str] = field(default_factory=list)
    connection_id: str = ""

    def __post_init__(self) -> None:
        answer = self.control(
            "POST", "reset", seed_demo=True, webhook_event_url="http://shop.test/"
        )
        self.connection_id = answer["connection_id"]

    def control(self, method: str, path: str, **given: Any) -> Any:
        body = json.dumps(given) if given else ""
        answer = self.emulator.handle(method, f"/_emulator/{path}", {}, body)
        assert answer.status in (200, 422), answer.body
        return answer.json()

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """Return the JSON of an accepted request, None of a refused one."""
        answer = self.emulator.handle(
            method, f"/v2{path}", KEY, json.dumps(body) if body else ""
        )
        assert answer.status < 500, answer.body
        if answer.status >= 400:
            assert unlisted(method, path, answer.status, answer.body) == []
            return None
        return answer.json() if answer.body else {}

    def command(self, leg: str, act: str, *proofs: str, **body: Any) -> bool:
        """Give a command to a leg; if accepted, one of `proofs` has to follow."""
        since = self.emulator.journal.last
        path = f"/calls/{quote(leg, safe='')}/actions/{act}"
        if self.ask("POST", path, **body) is None:
            return False
        if proofs:
            self.expect(act, leg, proofs, since)
        return True

    def expect(self, act: str, leg: str, proofs: tuple[str, ...], since: int) -> None:
        self.expected.append(Expected(act, leg, proofs, since))

    def events(self) -> list[dict[str, Any]]:
        return [
            entry
            for entry in self.emulator.journal.after(0)
            if entry["kind"] == "event"
        ]

    def live_legs(self) -> list[str]:
        return [
            leg["call_control_id"] for leg in self.truth()["legs"] if leg["is_alive"]
        ]

    def truth(self) -> Any:
        return self.control("GET", "world")

    # What must hold.

    def check_legs_are_in_one_place(self) -> None:
        truth = self.truth()
        seats = Counter(
            entry["call_control_id"]
            for queue in truth["queues"]
            for entry in queue["entries"]
            if entry["is_alive"]
        )
        seats.update(
            member["call_control_id"]
            for room in truth["conferences"]
            for member in room["participants"]
        )
        places = {leg["call_control_id"]: leg["place"] for leg in truth["legs"]}
        for leg, place in places.items():
            assert seats[leg] == (place["kind"] in ("queued", "conference")), leg
            if place["kind"] == "bridged":
                other = places[place["with"]]
                assert other == {"kind": "bridged", "with": leg}

    def check_queues(self) -> None:
        for queue in self.truth()["queues"]:
            shown = self.ask("GET", f"/queues/{queue['name']}")["data"]
            calls = self.ask("GET", f"/queues/{queue['name']}/calls")["data"]
            positions = [call["queue_position"] for call in calls]
            assert positions == list(range(1, len(calls) + 1))
            assert shown["current_size"] == len(calls) == len(queue["entries"])
            assert [call["call_control_id"] for call in calls] == [
                entry["call_control_id"] for entry in queue["entries"]
            ]

    def check_conferences(self) -> None:
        for room in self.truth()["conferences"]:
            members = self.ask("GET", f"/conferences/{room['id']}/participants")["data"]
            present = [one for one in members if one["status"] != "left"]
            assert len(present) == len(room["participants"])
            assert len(present) <= room["max_participants"]
            shown = self.ask("GET", f"/conferences/{room['id']}")["data"]
            assert shown["status"] == room["status"]
            is_named = room["end_reason"] is not None
            assert is_named == (room["status"] == "completed")

    def check_events_tell_the_truth(self) -> None:
        """Whoever follows the events alone knows who is where."""
        told: dict[str, tuple[str, str] | None] = {}
        ended: set[str] = set()
        for event in self.events():
            leg, kind = event["payload"].get("call_control_id"), event["event_type"]
            if leg is None or kind in OF_THE_ROOM:
                continue
            is_kept = kind == "call.dequeued" and told.get(leg) is not None
            assert leg not in ended or kind in AFTER_THE_END or is_kept, (leg, kind)
            assert (leg in told) == (kind != "call.initiated"), (leg, kind)
            told[leg] = place_after(event, told.get(leg))
            if kind == "call.hangup":
                ended.add(leg)
        truth = self.truth()
        for leg in truth["legs"]:
            name = leg["call_control_id"]
            assert leg["is_alive"] == (name not in ended)
            if leg["is_alive"]:
                assert told[name] == seat(leg["place"]), name
            elif (kept := self.kept_place(truth, name)) is not None:
                # A place that was kept may also go without an event.
                assert told[name] == kept, name

    def kept_place(self, truth: Any, leg: str) -> tuple[str, str] | None:
        for queue in truth["queues"]:
            if leg in [entry["call_control_id"] for entry in queue["entries"]]:
                return ("queued", queue["name"])
        return None

    def check_sounds(self) -> None:
        events, truth = self.events(), self.truth()
        live = {leg["call_control_id"] for leg in truth["legs"] if leg["is_alive"]}
        check_pairs(events, live)
        open_rooms = {
            room["id"] for room in truth["conferences"] if room["status"] != "completed"
        }
        check_room_sounds(events, open_rooms)

    def check_times_only_grow(self) -> None:
        moments = [entry["at"] for entry in self.events()]
        assert moments == sorted(set(moments))

    def check_commands_had_their_events(self) -> None:
        events = self.events()
        for one in self.expected:
            assert any(
                event["n"] > one.since
                and event["event_type"] in one.types
                and event["payload"].get("call_control_id") == one.leg
                for event in events
            ), one
        self.expected.clear()


def place_after(
    event: dict[str, Any], before: tuple[str, str] | None
) -> tuple[str, str] | None:
    """Where an event leaves its leg, in a queue or a conference; else None."""
    kind, payload = event["event_type"], event["payload"]
    if kind == "call.enqueued":
        return ("queued", payload["queue"])
    if kind == "conference.participant.joined":
        return ("conference", payload["conference_id"])
    if kind in ("call.dequeued", "conference.participant.left"):
        return None
    return before


def seat(place: dict[str, Any]) -> tuple[str, str] | None:
    if place["kind"] == "queued":
        return ("queued", place["queue"])
    if place["kind"] == "conference":
        return ("conference", place["conference_id"])
    return None
