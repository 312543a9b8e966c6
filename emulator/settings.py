"""Every choice that Telnyx's documents leave open, and every delay, in one place.

``docs`` below names the public page or specification text that a value follows; a value
marked *choice* is not documented by Telnyx and may be changed to test a client against
the other possibility.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Immutable settings of one emulator. All durations are seconds."""

    api_key: str = "KEY_EMULATOR"
    base_url: str = "http://127.0.0.1:8010"
    """Where download and media links point to; no trailing slash."""
    seed: int = 1
    """Seeds ids, ring delays, faults and traffic."""

    # Delays of the network itself.
    answer_secs: float = 0.2
    """From the answer command to ``call.answered`` (field reports: 0.2 to 0.3)."""
    recording_saved_secs: float = 1.0
    """From the end of a recording to its ``recording.saved`` event."""
    webhook_latency_secs: float = 0.02
    """From an event to the first delivery attempt (choice)."""
    refer_secs: float = 0.5
    """From REFER to its outcome, when the target answers (choice)."""
    machine_detection_secs: float = 1.5
    """From answer to ``call.machine.detection.ended`` (choice)."""

    machine_greeting_secs: float = 4.0
    """From there to the end of a machine's greeting (choice)."""
    transcription_saved_secs: float = 2.0
    """From ``call.recording.saved`` to the recording's transcription (choice)."""
    call_cost_secs: float = 1.0
    """From ``call.hangup`` to ``call.cost`` (choice)."""

    # Webhook delivery.
    webhook_timeout_secs: float = 2.0
    """docs: default 2 000 ms; an application's ``webhook_timeout_secs`` overrides it."""
    webhook_attempt_offsets_secs: tuple[float, ...] = (0.0, 2.0, 4.0)
    """Attempts per URL, counted from the first attempt at that URL (choice)."""
    webhook_max_redirects: int = 3
    """docs: Voice API webhooks page."""
    failover_after_client_error: bool = True
    """A 4xx other than 408 and 429 is not retried; it goes to the failover at once."""
    sign_with_wall_clock: bool = True
    """Sign with real time even under the manual clock, because receivers compare the
    timestamp with their own clock. False signs with the emulator's clock."""

    # API behaviour.
    checks_sip_uri_calling_preference: bool = True
    """Dialling a credential of a connection that disables SIP URI calls is refused
    (seen live, code unknown)."""
    repeated_command_replays: bool = True
    """A repeated command_id gets the first answer again, otherwise a plain ok; nothing
    is executed either way (choice)."""
    several_destinations: str = "ring all"
    """What a ``to`` with several addresses does: ``ring all`` dials a leg for each, of
    one session, and answers the ids of the first (choice); ``dial first`` dials that
    one alone; ``refuse`` refuses."""
    lost_destination_cause: str = "originator_cancel"
    """``hangup_cause`` of the destinations that did not answer first (choice)."""
    hangup_ends_all_destinations: bool = False
    """Whether hanging up one ringing leg of several also ends the others (choice)."""
    client_state_max_length: int | None = None
    """Characters of a client_state; None knows no limit (not documented)."""
    command_id_memory_secs: float = 60.0
    """docs: Sending commands page."""
    ended_call_memory_secs: float = 600.0
    """docs: call data is available 10 minutes after the call ended."""
    dial_limit_per_window: int = 150
    dial_window_secs: float = 5.0
    """docs: Call limits page, 30 dials per second as 150 per rolling five seconds."""
    account_channel_limit: int | None = None
    """docs: 10 outbound calls at once for a verified account; None has no limit."""
    voice_profile_channel_limit: int | None = None
    """Outbound calls at once of all connections with the same outbound voice profile,
    which the emulator knows by its id only; None has no limit."""
    sip_uris_take_channels: bool = True
    """Whether a dialled SIP URI takes an outbound channel as a number does (choice)."""
    full_connection_refuses_dial: bool = False
    """A credential connection with no free inbound channel refuses the dial; otherwise
    the leg is dialled and ends as busy (choice)."""
    download_url_secs: int = 600
    """docs: recording links expire after ten minutes (``X-Amz-Expires=600``)."""

    # Queues.
    served_reason: str = "bridged"
    """``call.dequeued.reason`` on service; the other candidate is
    ``bridging-in-process`` (choice)."""
    enqueue_default_max_size: int = 100
    create_queue_default_max_size: int = 300
    """docs: the two defaults really differ."""
    queue_largest_max_size: int | None = None
    queue_longest_wait_secs: int | None = None
    """Upper bounds of ``max_size`` and ``max_wait_time_secs``; None has none (not
    documented)."""
    empty_queue_secs: float | None = None
    """When an empty queue is collected; None never (docs: after inactivity)."""
    dequeue_event_for_kept_call: bool = False
    """Whether a caller who hangs up with keep_after_hangup reports call.dequeued."""
    playback_ends_before_dequeue: bool = False
    """Order when a waiting caller is served: dequeued, then playback.ended (choice)."""

    # Conferences.
    conference_hours: float = 4.0
    """docs: conferences expire after four hours."""
    conference_default_max_participants: int = 250
    full_conference_ends_dialled_leg: bool = False
    """A leg dialled with ``conference_config`` into a full conference is hung up when
    it answers; otherwise it stays parked (choice)."""
    api_end_webhook_reason: str = "all_left"
    """``conference.ended.reason`` after the end command, inside the documented enum."""
    conference_end_hangup_cause: str = "time_limit"
    """Cause of legs hung up by a conference's end (seen live)."""
    creator_leg_stays_bound: bool = True
    """A force-ended conference also ends the leg that it was created from."""
    floor_rotation_secs: float = 0.0
    """Speaker changes in conferences with two or more voices; 0 sends only the first
    ``conference.floor.changed``."""
    floor_changed_in_data: bool = True
    """The specification shows this one event without the ``data`` wrapper."""

    # What is invented because nobody speaks and nobody pays.
    transcription_text: str = "A caller and an agent talk."
    cost_per_minute: tuple[tuple[str, str], ...] = (
        ("sip-trunking", "0.0050"),
        ("call-control", "0.0018"),
    )
    """``call_part`` and US dollars per started minute; trunking for numbers only."""

    # Supervision and transfer.
    supervisors_refuse_commands: bool = True
    """Every command but hangup on a supervising leg is refused (seen live)."""
    bridged_event_for_supervisor: bool = False
    parked_event: str = ""
    """Type of the event of a leg that is parked when its bridge ends; none if empty
    (not documented)."""
    transfer_reports_both_legs: bool = False
    """docs promise ``call.bridged`` for the new leg only."""

    # People.
    ring_min_secs: float = 1.0
    ring_max_secs: float = 3.0
    """When a scripted callee answers, unless told otherwise."""
    default_media_secs: float = 5.0
    """Length of a played file that nobody has described."""
    speech_secs_per_character: float = 0.06
    cancelled_speech_status: str = "completed"
    """``call.speak.ended.status`` when stopped; the documented enum has no
    ``cancelled``."""

    # Codes that no document names.
    code_channel_limit: str = "10010"
    """Seen live for other refusals that name a D number."""
    code_queue_empty: str = "90037"
    code_supervisor_commands: str = "90043"
    code_not_possible: str = "90033"
    code_unknown_parameter: str = "10015"
    code_sip_uri_calling: str = "10015"
    code_duplicate_queue: str = "10015"
    code_queue_call_alive: str = "90051"

    # Memory.
    journal_entries: int = 200_000
    rendered_recordings: int = 16
    """Encoded recordings kept in memory."""

    numbers: tuple[str, ...] = tuple(f"+155501001{n:02d}" for n in range(10))
    """Ready-made phone numbers of a fresh account."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """What the environment says about where and how to run."""

    host: str
    port: int
    data_dir: Path
    api_key: str


def read_environment() -> Environment:
    """Read the ``EMULATOR_*`` variables; raises ValueError for a wrong port."""
    env = os.environ
    return Environment(
        host=env.get("EMULATOR_HOST", "127.0.0.1"),
        port=int(env.get("EMULATOR_PORT", "8010")),
        data_dir=Path(env.get("EMULATOR_DATA_DIR", "var/emulator")),
        api_key=env.get("EMULATOR_API_KEY", Settings.api_key),
    )
