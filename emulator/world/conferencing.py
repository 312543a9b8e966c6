"""The conference commands (docs: conference commands of the Call Control API)."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.world import playbacks
from emulator.world.conferences import active_conference, require_open
from emulator.world.departures import end_conference, end_leg, leave_conference, vacate
from emulator.world.model import World
from emulator.world.state import Conference, Leg, Participant


def create(world: World, leg: Leg, name: str, **options: Any) -> Conference:
    """Create a conference from a leg, which becomes its first participant.

    ``options`` are the command's own parameters. Raises Refusal 90033 when the name is
    in use by an active conference.
    """
    if active_conference(world, name) is not None:
        raise errors.conference_name_taken()
    vacate(world, leg)
    playbacks.silence(world, leg, "cancelled")
    conference = _new_conference(world, leg, name, options)
    if world.settings.floor_before_created and conference.status == "in_progress":
        conference.speaker = leg
        world.emit("conference.floor.changed", leg, conference=conference)
    world.emit("conference.created", leg, conference=conference)
    enter(world, conference, leg, hold=False)
    _change_floor(world, conference)
    return conference


def _new_conference(
    world: World, leg: Leg, name: str, options: dict[str, Any]
) -> Conference:
    now = world.now()
    hours = world.settings.conference_hours
    minutes = min(options.get("duration_minutes") or hours * 60, hours * 60)
    starts = options.get("start_conference_on_create", True)
    conference = Conference(
        id=world.ids.uuid(),
        name=name,
        creator=leg,
        connection=leg.connection,
        created_at=now,
        updated_at=now,
        expires_at=now + minutes * 60,
        max_participants=options.get("max_participants")
        or world.settings.conference_default_max_participants,
        status="in_progress" if starts else "init",
        beep=options.get("beep_enabled", "never"),
        region=options.get("region", "US"),
        hold_audio=options.get("hold_audio_url") or options.get("hold_media_name"),
    )
    world.conferences[conference.id] = conference
    conference.expiry = world.after(
        minutes * 60,
        lambda: end_conference(world, conference, reason="time_exceeded"),
    )
    return conference


def join(world: World, conference: Conference, leg: Leg, **options: Any) -> None:
    """Bring an answered leg in; it leaves the place where it was.

    Raises Refusal 90019 (over), 90044 (joined already), 90032 (full).
    """
    require_open(conference)
    if conference.participant_of(leg) is not None:
        raise errors.already_in_conference()
    if len(conference.participants) >= conference.max_participants:
        raise errors.conference_full(conference.max_participants)
    vacate(world, leg)
    require_open(conference)
    playbacks.silence(world, leg, "cancelled")
    enter(world, conference, leg, **options)


def enter(
    world: World, conference: Conference, leg: Leg, **options: Any
) -> Participant:
    """Make a parked leg a participant; ``options`` are the join command's own."""
    participant = _new_participant(world, conference, leg, options)
    conference.participants.append(participant)
    leg.place = participant
    set_role(
        world,
        participant,
        options.get("supervisor_role", "none"),
        options.get("whisper_call_control_ids"),
    )
    world.emit("conference.participant.joined", leg, conference=conference)
    if conference.status == "init":
        if options.get("start_conference_on_enter", False):
            _start(world, conference)
        else:
            participant.waits_for_start = True
    if len(conference.participants) > 1 and not participant.is_held:
        for one in conference.participants:
            world.people.talk_started(one.leg)
    return participant


def _new_participant(
    world: World, conference: Conference, leg: Leg, options: dict[str, Any]
) -> Participant:
    now = world.now()
    return Participant(
        id=world.ids.uuid(),
        conference=conference,
        leg=leg,
        joined_at=now,
        updated_at=now,
        is_muted=options.get("mute", False),
        is_on_hold=options.get("hold", False),
        ends_conference=options.get("end_conference_on_exit", False),
        soft_ends_conference=options.get("soft_end_conference_on_exit", False),
        beep=options.get("beep_enabled"),
        hold_audio=options.get("hold_audio_url") or options.get("hold_media_name"),
    )


def _start(world: World, conference: Conference) -> None:
    conference.status = "in_progress"
    conference.updated_at = world.now()
    for participant in conference.participants:
        participant.waits_for_start = False
    _give_floor(world, conference)


def enter_dialled(world: World, leg: Leg, config: dict[str, Any]) -> None:
    """Bring a dialled leg into the conference that ``conference_config`` names.

    A full conference keeps it out: it goes on without a place, or ends once answered.
    """
    options = {key: value for key, value in config.items() if key != "early_media"}
    conference = world.conferences.get(options.pop("id", ""))
    name = options.pop("conference_name", None)
    if conference is None and name:
        conference = active_conference(world, name)
        if conference is None:
            create(world, leg, name, **options)
            return
    if conference is not None and not conference.is_over:
        if len(conference.participants) >= conference.max_participants:
            if leg.is_answered and world.settings.full_conference_ends_dialled_leg:
                end_leg(world, leg, leg.ended_normally(by_far_party=False))
            return
        options.pop("start_conference_on_create", None)
        enter(world, conference, leg, **options)


def set_role(
    world: World, participant: Participant, role: str, whisper_to: list[str] | None
) -> None:
    """Give a role; barge is none, and whisper without ids is monitor (docs)."""
    participant.whisper_to = list(whisper_to or [])
    if role == "barge":
        role = "none"
    if role == "whisper" and not participant.whisper_to:
        role = "monitor"
    participant.role = role
    participant.updated_at = world.now()


def leave(world: World, conference: Conference, leg: Leg) -> None:
    """Park a participant; raises Refusal when the leg is not in this conference."""
    leave_conference(world, participant_or_refuse(world, conference, leg))()


def participant_or_refuse(
    world: World, conference: Conference, leg: Leg
) -> Participant:
    participant = conference.participant_of(leg)
    if participant is None:
        raise errors.not_possible(
            world.settings.code_not_possible,
            "This call isn't a participant of the conference.",
        )
    return participant


def _change_floor(world: World, conference: Conference) -> None:
    """Report a speaker now and, if the settings say so, another one later."""
    _give_floor(world, conference)
    secs = world.settings.floor_rotation_secs
    if secs > 0 and not conference.is_over:
        conference.floor = world.after(secs, lambda: _change_floor(world, conference))


def _give_floor(world: World, conference: Conference) -> None:
    """Let somebody else speak, of those whom everybody would hear."""
    voices = [
        one
        for one in conference.participants
        if one.role == "none" and not one.is_muted and not one.is_held
    ]
    others = [one for one in voices if one.leg is not conference.speaker]
    if others and (conference.speaker is None or len(voices) > 1):
        conference.speaker = world.random.choice(others).leg
        world.emit(
            "conference.floor.changed", conference.speaker, conference=conference
        )
