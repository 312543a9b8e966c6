"""Every kind of command this product gives, and what may be done with it.

One line each, so that the questions of repetition are answered in one place: which
operation it is, and may it be sent again when nobody knows whether it was executed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from callcontrol.client import TelnyxClient
from callcontrol.client.results import Result
from callcontrol.shapes import Json


@dataclass(frozen=True)
class Kind:
    """How commands of one kind behave.

    `takes_command_id`: Telnyx knows a repetition by our id for 60 s. `sets_state`: doing
    it twice is doing it once, so it may be repeated without an id. `done_codes` are
    refusals which mean that the wish is already fulfilled, `not_yet_codes` those which
    pass by themselves (Telnyx: Call control errors).
    """

    operation: Callable[[TelnyxClient], Callable[..., Result]]
    takes_command_id: bool = True
    sets_state: bool = False
    # Whether the path names a leg or a conference.
    needs_target: bool = True
    done_codes: frozenset[str] = field(default=frozenset())
    not_yet_codes: frozenset[str] = field(default=frozenset())

    @property
    def may_repeat(self) -> bool:
        return self.takes_command_id or self.sets_state

    def send(
        self, client: TelnyxClient, target: str, params: Json, command_id: str
    ) -> Result:
        """Send one command; raises what the client raises."""
        said = dict(params)
        if self.takes_command_id:
            said["command_id"] = command_id
        path = (target,) if self.needs_target else ()
        return self.operation(client)(*path, **said)


_ENDED = frozenset({"90018"})
_NOT_ANSWERED = frozenset({"90034"})
_CONFERENCE_ENDED = frozenset({"90019"})
_ALREADY_IN_CONFERENCE = frozenset({"90044"})
_ALREADY_IN_QUEUE = frozenset({"90038"})


def _state(operation: Callable[[TelnyxClient], Callable[..., Result]]) -> Kind:
    return Kind(operation, takes_command_id=False, sets_state=True)


def _once(operation: Callable[[TelnyxClient], Callable[..., Result]]) -> Kind:
    return Kind(operation, takes_command_id=False)


KINDS: dict[str, Kind] = {
    "call.dial": Kind(lambda api: api.calls.dial, needs_target=False),
    "call.answer": Kind(lambda api: api.calls.answer),
    "call.reject": Kind(lambda api: api.calls.reject, done_codes=_ENDED),
    "call.hangup": Kind(lambda api: api.calls.hangup, done_codes=_ENDED),
    "call.bridge": Kind(lambda api: api.calls.bridge, not_yet_codes=_NOT_ANSWERED),
    "call.transfer": Kind(lambda api: api.calls.transfer),
    "call.refer": Kind(lambda api: api.calls.refer),
    "call.enqueue": Kind(lambda api: api.calls.enqueue, done_codes=_ALREADY_IN_QUEUE),
    "call.leave_queue": Kind(lambda api: api.calls.leave_queue),
    "call.playback_start": Kind(lambda api: api.calls.playback_start),
    "call.playback_stop": Kind(lambda api: api.calls.playback_stop),
    "call.speak": Kind(lambda api: api.calls.speak),
    "call.gather": Kind(lambda api: api.calls.gather),
    "call.gather_using_speak": Kind(lambda api: api.calls.gather_using_speak),
    "call.gather_using_audio": Kind(lambda api: api.calls.gather_using_audio),
    "call.gather_stop": Kind(lambda api: api.calls.gather_stop),
    "call.send_dtmf": Kind(lambda api: api.calls.send_dtmf),
    "call.send_sip_info": Kind(lambda api: api.calls.send_sip_info),
    "call.record_start": Kind(lambda api: api.calls.record_start),
    "call.record_stop": Kind(lambda api: api.calls.record_stop),
    "call.record_pause": Kind(lambda api: api.calls.record_pause),
    "call.record_resume": Kind(lambda api: api.calls.record_resume),
    "call.switch_supervisor_role": _state(lambda api: api.calls.switch_supervisor_role),
    "call.update_client_state": _state(lambda api: api.calls.update_client_state),
    "conference.create": Kind(
        lambda api: api.conferences.create,
        needs_target=False,
        not_yet_codes=_NOT_ANSWERED,
    ),
    "conference.join": Kind(
        lambda api: api.conferences.join,
        done_codes=_ALREADY_IN_CONFERENCE,
        not_yet_codes=_NOT_ANSWERED,
    ),
    "conference.leave": Kind(lambda api: api.conferences.leave),
    "conference.end": Kind(
        lambda api: api.conferences.end, done_codes=_CONFERENCE_ENDED
    ),
    "conference.update": Kind(lambda api: api.conferences.update),
    "conference.mute": _state(lambda api: api.conferences.mute),
    "conference.unmute": _state(lambda api: api.conferences.unmute),
    "conference.hold": _state(lambda api: api.conferences.hold),
    "conference.unhold": _state(lambda api: api.conferences.unhold),
    "conference.play": _once(lambda api: api.conferences.play),
    "conference.stop": _state(lambda api: api.conferences.stop),
    "conference.speak": Kind(lambda api: api.conferences.speak),
    "conference.send_dtmf": _once(lambda api: api.conferences.send_dtmf),
    "conference.gather_using_audio": _once(
        lambda api: api.conferences.gather_using_audio
    ),
    "conference.record_start": Kind(lambda api: api.conferences.record_start),
    "conference.record_stop": Kind(lambda api: api.conferences.record_stop),
    "conference.record_pause": Kind(lambda api: api.conferences.record_pause),
    "conference.record_resume": Kind(lambda api: api.conferences.record_resume),
}
