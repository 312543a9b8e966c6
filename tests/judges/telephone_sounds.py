"""What the events of sounds, gathers and references must add up to."""

from collections import Counter
from typing import Any

PAIRS = {
    "call.playback": "playback_id",
    "call.speak": "speak_id",
    "call.refer": "call_control_id",
}


def check_pairs(events: list[dict[str, Any]], live: set[str]) -> None:
    """Whatever began ends at most once, never before, and with its leg at the latest.

    A REFER is the exception: the leg's own end leaves it without an outcome.
    """
    begun: Counter[tuple[str, str]] = Counter()
    legs: dict[tuple[str, str], str] = {}
    for event in events:
        family, _, what = event["event_type"].rpartition(".")
        if family not in PAIRS:
            continue
        payload = event["payload"]
        key = (family, payload[PAIRS[family]])
        legs[key] = payload["call_control_id"]
        is_unplayable = payload.get("status") == "file_not_found"
        begun[key] += 1 if what == "started" else 0 if is_unplayable else -1
        assert begun[key] >= 0, event
    for (family, _), count in begun.items():
        assert family == "call.refer" or count <= 1
    for key, count in begun.items():
        if key[0] != "call.refer" and legs[key] not in live:
            assert count == 0, key


def check_room_sounds(events: list[dict[str, Any]], open_rooms: set[str]) -> None:
    """What is played to a conference ends as often as it began, and with it."""
    playing: Counter[tuple[str, str, str]] = Counter()
    for event in events:
        family, _, what = event["event_type"].rpartition(".")
        is_sound = family.endswith((".playback", ".speak"))
        if not family.startswith("conference.") or not is_sound:
            continue
        payload = event["payload"]
        whose = payload.get("call_control_id", "")
        playing[family, payload["conference_id"], whose] += (
            1 if what == "started" else -1
        )
        assert min(playing.values()) >= 0, event
    for (family, room, whose), count in playing.items():
        assert room in open_rooms or count == 0, (family, room, whose)
