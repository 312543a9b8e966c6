"""Every kind of command this product gives, and what may be done with it.

One line each, so that the questions of repetition are answered in one place:
may it be sent again when nobody knows whether it was executed, and which event proves
that it was.
"""

from dataclasses import dataclass, field
from enum import IntEnum


class Urgency(IntEnum):
    """Which command goes first when Telnyx's rate limit leaves room for few."""

    HANGUP = 0
    ROLE = 1
    RECORD = 2
    DIAL = 3
    READ = 4


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How commands of one kind behave.

    `takes_command_id`: Telnyx knows a repetition by our id for 60 s. `sets_state`: doing
    it twice is doing it once, so it may be repeated without an id. `done_codes` are
    refusals which mean that the wish is already fulfilled, `not_yet_codes` those which
    pass by themselves (Telnyx: Call control errors).
    """

    urgency: Urgency
    takes_command_id: bool = True
    sets_state: bool = False
    needs_target: bool = True
    done_codes: frozenset[str] = field(default=frozenset())
    not_yet_codes: frozenset[str] = field(default=frozenset())

    @property
    def may_repeat(self) -> bool:
        return self.takes_command_id or self.sets_state


ENDED = frozenset({"90018"})
NOT_ANSWERED = frozenset({"90034"})
CONFERENCE_ENDED = frozenset({"90019"})

_FLOW = Kind(urgency=Urgency.HANGUP)
_ROLE = Kind(urgency=Urgency.ROLE)
_RECORD = Kind(urgency=Urgency.RECORD)
_STATE = Kind(urgency=Urgency.ROLE, takes_command_id=False, sets_state=True)
_ONCE = Kind(urgency=Urgency.ROLE, takes_command_id=False)

KINDS: dict[str, Kind] = {
    "call.dial": Kind(urgency=Urgency.DIAL, needs_target=False),
    "call.answer": _FLOW,
    "call.reject": Kind(urgency=Urgency.HANGUP, done_codes=ENDED),
    "call.hangup": Kind(urgency=Urgency.HANGUP, done_codes=ENDED),
    "call.bridge": Kind(urgency=Urgency.HANGUP, not_yet_codes=NOT_ANSWERED),
    "call.transfer": _FLOW,
    "call.refer": _FLOW,
    "call.enqueue": Kind(urgency=Urgency.HANGUP, done_codes=frozenset({"90038"})),
    "call.leave_queue": _FLOW,
    "call.playback_start": _ROLE,
    "call.playback_stop": _ROLE,
    "call.speak": _ROLE,
    "call.gather": _ROLE,
    "call.gather_using_speak": _ROLE,
    "call.gather_using_audio": _ROLE,
    "call.gather_stop": _ROLE,
    "call.send_dtmf": _ROLE,
    "call.send_sip_info": _ROLE,
    "call.record_start": _RECORD,
    "call.record_stop": _RECORD,
    "call.record_pause": _RECORD,
    "call.record_resume": _RECORD,
    "call.switch_supervisor_role": _STATE,
    "call.update_client_state": _STATE,
    "conference.create": Kind(
        urgency=Urgency.HANGUP, needs_target=False, not_yet_codes=NOT_ANSWERED
    ),
    "conference.join": Kind(
        urgency=Urgency.HANGUP,
        done_codes=frozenset({"90044"}),
        not_yet_codes=NOT_ANSWERED,
    ),
    "conference.leave": _FLOW,
    "conference.end": Kind(urgency=Urgency.HANGUP, done_codes=CONFERENCE_ENDED),
    "conference.update": _ROLE,
    "conference.mute": _STATE,
    "conference.unmute": _STATE,
    "conference.hold": _STATE,
    "conference.unhold": _STATE,
    "conference.play": _ONCE,
    "conference.stop": _STATE,
    "conference.speak": _ROLE,
    "conference.send_dtmf": _ONCE,
    "conference.gather_using_audio": _ONCE,
    "conference.record_start": _RECORD,
    "conference.record_stop": _RECORD,
    "conference.record_pause": _RECORD,
    "conference.record_resume": _RECORD,
}
