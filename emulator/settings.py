"""Every choice that Telnyx's documents leave open, and every delay, in one place.

``docs`` below names the public page or specification text that a value follows; a value
marked *choice* is not documented by Telnyx and may be changed to test a client against
the other possibility.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


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
    webhook_attempts: int = 3
    """Attempts per URL before the failover (docs disagree: three; two; and one retry
    after two seconds)."""
    webhook_retry_secs: float = 2.0
    """From one attempt to the next (choice)."""
    webhook_max_redirects: int = 3
    """docs: Voice API webhooks page."""
    failover_after_client_error: bool = True
    """A 4xx other than 408 and 429 is not retried; it goes to the failover at once."""
    sign_with_wall_clock: bool = True
    """Sign with real time even under the manual clock, because receivers compare the
    timestamp with their own clock. False signs with the emulator's clock."""

    # What webhooks say.
    default_webhook_api_version: Literal["1", "2"] = "1"
    """Of an application or connection that names none. docs: 1; but applications
    written for 2 that never name it are said to work, so accounts may get 2."""
    version_1_dialect: Literal["today", "older"] = "today"
    """Dotted types and ``webhook_id``, as seen; or underscores and ``id`` (old docs)."""
    tick_secs: float = 0.02
    """Times of events fall on the ticks of a leg's machine: two events may have the
    same. 0 tells the exact time."""
    tick_disorder_micros: int = 0
    """Events of one tick may differ by so much, in the wrong order too (inferred)."""
    outgoing_start_lead_secs: float = 0.18
    """``start_time`` of a dialled leg before its ``call.initiated`` (seen live)."""
    unanswered_hangup: Literal["2026", "2025"] = "2026"
    """Keys of the hangup of a leg that was never answered: absent since 2026, and
    ``telnyx_error`` instead; null before (both seen live)."""
    tells_flow_destination: bool = True
    """Seen since the middle of 2026."""
    conference_created_time: Literal["beside", "inside"] = "beside"
    """Where ``occurred_at`` is: beside the payload, as seen; inside (docs)."""

    # API behaviour.
    commands_wait_for_answer: bool = False
    """A command that needs an answered leg waits while the leg is being answered;
    otherwise it is refused until ``call.answered`` (docs: wait for the event)."""
    checks_sip_uri_calling_preference: bool = True
    """Dialling a credential of a connection that disables SIP URI calls is refused
    (seen live, code unknown)."""
    repeated_command_replays: bool = True
    """A repeated command_id gets the first answer again, otherwise a plain ok; nothing
    is executed either way (choice)."""
    own_numbers_ring_inside: bool = True
    """Dialling a number of the account that an application answers makes an incoming
    leg there (inferred); otherwise a person answers, as elsewhere."""
    gateway_states: tuple[str, ...] = ("REGED",)
    """What a browser that logs in is told one after the other when it asks for its
    registration, such as NOREG, TRYING, FAIL_WAIT; only REGED is one."""
    browser_client_state_is_told: bool = True
    """Whether webhooks carry the client state of a browser's call (docs disagree)."""
    telephone_hold_music: str = "hold"
    """What the other side of a bridge hears while a telephone holds; nothing if empty
    (choice)."""
    sip_delivery_leg: bool = False
    """A call to a browser has a second leg, which comes in at the browser's credential
    connection (seen live where that connection has a webhook URL)."""
    shaken_stir_attestation: Literal["A", "B", "C"] = "A"
    """Of callers, for applications with ``shaken_stir_enabled``."""
    several_destinations: Literal["ring all", "dial first", "refuse"] = "ring all"
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
    served_reason: Literal["bridged", "bridging-in-process"] = "bridged"
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
    floor_before_created: bool = True
    """Order at the start: floor.changed, created, joined (seen live); otherwise the
    floor comes last."""
    hangup_before_left: bool = True
    """Order at the end: hangup, participant.left, ended (seen live); otherwise the
    participant leaves first."""
    conference_created_status: Literal[200, 201] = 200
    """Of POST /conferences (docs: 200; a ticket's trace shows 201)."""
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

    # How legs end that nobody answers: ``hangup_cause`` and SIP code.
    browser_decline: tuple[str, str] = ("user_busy", "486")
    """Of a SIP URI, as browsers decline (seen in their SDK)."""
    number_decline: tuple[str, str] = ("call_rejected", "603")
    unregistered: tuple[str, str] = ("not_found", "480")
    unsuitable_browser: tuple[str, str] = ("unspecified", "488")
    """A browser whose sound cannot be understood (choice)."""
    lost_browser: tuple[str, str] = ("normal_clearing", "unspecified")
    """Of an answered call whose browser is gone without a word (choice)."""
    ring_out_sip_code: str = "487"
    """With ``timeout`` or ``no_answer`` when the dial gives up; 408 was seen as well."""
    undelivered_sip_code: str = "503"
    """Of a leg that the network cannot deliver, unless told otherwise."""
    failure_causes: tuple[tuple[str, str], ...] = (
        ("403", "call_rejected"),
        ("404", "not_found"),
        ("408", "timeout"),
        ("480", "unspecified"),
        ("486", "user_busy"),
        ("487", "originator_cancel"),
        ("500", "normal_clearing"),
        ("502", "normal_clearing"),
        ("503", "normal_clearing"),
        ("504", "normal_clearing"),
        ("600", "user_busy"),
        ("603", "call_rejected"),
    )
    """The cause that goes with a SIP code when only the code is told; ``unspecified``
    with any other (503 seen live, the rest a choice)."""

    # Supervision and transfer.
    supervisors_refuse_commands: bool = True
    """Every command but hangup on a supervising leg is refused (seen live)."""
    whisper_is_heard_by: Literal["supervised", "opposite"] = "supervised"
    """The leg of ``supervise_call_control_id`` (docs: dial), or the other end (a
    published demo supervises the caller's leg to speak to the agent)."""
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
    key_press_secs: float = 0.1
    """From one key that a person presses to the next (choice)."""
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
    rtc_port: int | None
    data_dir: Path
    api_key: str


def read_environment() -> Environment:
    """Read the ``EMULATOR_*`` variables; raises ValueError for a wrong port."""
    env = os.environ
    return Environment(
        host=env.get("EMULATOR_HOST", "127.0.0.1"),
        port=int(env.get("EMULATOR_PORT", "8010")),
        rtc_port=int(env["EMULATOR_RTC_PORT"]) if "EMULATOR_RTC_PORT" in env else None,
        data_dir=Path(env.get("EMULATOR_DATA_DIR", "var/emulator")),
        api_key=env.get("EMULATOR_API_KEY", Settings.api_key),
    )
