"""Operations on legs (Telnyx: Call commands, Call information).

The path's call_control_id is always the first, positional argument: bridge takes
another one, that of the other leg, under this very name.
"""

from collections.abc import Iterator
from typing import Unpack

from provider.client.bucket import Urgency
from provider.client.pages import by_cursor
from provider.client.params import audio, legs
from provider.client.resource import Commands
from provider.client.results import (
    ActiveCall,
    CallStatus,
    CommandResult,
    Dialled,
    read,
    read_answer,
)
from provider.client.transport import path_of

_FLOW = Urgency.HANGUP
_ROLE = Urgency.ROLE
_RECORD = Urgency.RECORD


class Calls(Commands):
    _collection = "calls"

    def dial(self, **params: Unpack[legs.DialParams]) -> Dialled:
        answer = self._transport.send(
            "POST", "/calls", body=params, urgency=Urgency.DIAL
        )
        return read_answer(Dialled, answer)

    def retrieve(self, leg: str, /) -> CallStatus:
        """Return a leg's status; 422 with code 90015 for an id that never was."""
        return read_answer(
            CallStatus, self._transport.send("GET", path_of("calls", leg))
        )

    def active(self, connection_id: str, /) -> Iterator[ActiveCall]:
        """List the live legs of an application; they say nothing of from, to or place."""
        path = path_of("connections", connection_id, "active_calls")
        return (read(ActiveCall, item) for item in by_cursor(self._transport, path))

    def answer(self, leg: str, /, **params: Unpack[legs.AnswerParams]) -> CommandResult:
        return self._act(leg, "answer", params, _FLOW)

    def reject(self, leg: str, /, **params: Unpack[legs.RejectParams]) -> CommandResult:
        return self._act(leg, "reject", params, _FLOW)

    def hangup(self, leg: str, /, **params: Unpack[legs.HangupParams]) -> CommandResult:
        return self._act(leg, "hangup", params, _FLOW)

    def bridge(self, leg: str, /, **params: Unpack[legs.BridgeParams]) -> CommandResult:
        """Bridge this leg with `call_control_id`, or with the first of `queue`.

        `park_after_unbridge` protects only the leg that this is said to.
        """
        return self._act(leg, "bridge", params, _FLOW)

    def transfer(
        self, leg: str, /, **params: Unpack[legs.TransferParams]
    ) -> CommandResult:
        return self._act(leg, "transfer", params, _FLOW)

    def refer(self, leg: str, /, **params: Unpack[legs.ReferParams]) -> CommandResult:
        return self._act(leg, "refer", params, _FLOW)

    def enqueue(
        self, leg: str, /, **params: Unpack[legs.EnqueueParams]
    ) -> CommandResult:
        """Put the leg at the end of a queue; `max_size` counts only for a new queue."""
        return self._act(leg, "enqueue", params, _FLOW)

    def leave_queue(self, leg: str, /, **params: Unpack[legs.Tagged]) -> CommandResult:
        return self._act(leg, "leave_queue", params, _FLOW)

    def playback_start(
        self, leg: str, /, **params: Unpack[audio.PlaybackStartParams]
    ) -> CommandResult:
        """Play a file; a second one waits for the first unless `stop` is said."""
        return self._act(leg, "playback_start", params, _ROLE)

    def playback_stop(
        self, leg: str, /, **params: Unpack[audio.PlaybackStopParams]
    ) -> CommandResult:
        return self._act(leg, "playback_stop", params, _ROLE)

    def speak(self, leg: str, /, **params: Unpack[audio.SpeakParams]) -> CommandResult:
        """Say at most 3000 characters."""
        return self._act(leg, "speak", params, _ROLE)

    def gather(
        self, leg: str, /, **params: Unpack[audio.GatherParams]
    ) -> CommandResult:
        return self._act(leg, "gather", params, _ROLE)

    def gather_using_speak(
        self, leg: str, /, **params: Unpack[audio.GatherUsingSpeakParams]
    ) -> CommandResult:
        return self._act(leg, "gather_using_speak", params, _ROLE)

    def gather_using_audio(
        self, leg: str, /, **params: Unpack[audio.GatherUsingAudioParams]
    ) -> CommandResult:
        return self._act(leg, "gather_using_audio", params, _ROLE)

    def gather_stop(self, leg: str, /, **params: Unpack[legs.Tagged]) -> CommandResult:
        return self._act(leg, "gather_stop", params, _ROLE)

    def send_dtmf(
        self, leg: str, /, **params: Unpack[audio.SendDtmfParams]
    ) -> CommandResult:
        return self._act(leg, "send_dtmf", params, _ROLE)

    def send_sip_info(
        self, leg: str, /, **params: Unpack[legs.SendSipInfoParams]
    ) -> CommandResult:
        return self._act(leg, "send_sip_info", params, _ROLE)

    def record_start(
        self, leg: str, /, **params: Unpack[audio.RecordStartParams]
    ) -> CommandResult:
        """Begin to record; no event says that it began, and no id is given."""
        return self._act(leg, "record_start", params, _RECORD)

    def record_stop(
        self, leg: str, /, **params: Unpack[audio.OneRecordingParams]
    ) -> CommandResult:
        return self._act(leg, "record_stop", params, _RECORD)

    def record_pause(
        self, leg: str, /, **params: Unpack[audio.OneRecordingParams]
    ) -> CommandResult:
        return self._act(leg, "record_pause", params, _RECORD)

    def record_resume(
        self, leg: str, /, **params: Unpack[audio.OneRecordingParams]
    ) -> CommandResult:
        return self._act(leg, "record_resume", params, _RECORD)

    def switch_supervisor_role(
        self, leg: str, /, **params: Unpack[legs.SwitchSupervisorRoleParams]
    ) -> CommandResult:
        """Documented by Telnyx; a fresh leg in the new role is what works live."""
        return self._act(leg, "switch_supervisor_role", params, _ROLE)

    def update_client_state(
        self, leg: str, /, **params: Unpack[legs.UpdateClientStateParams]
    ) -> CommandResult:
        answer = self._transport.send(
            "PUT",
            path_of("calls", leg, "actions", "client_state_update"),
            body=params,
            urgency=_ROLE,
        )
        return read_answer(CommandResult, answer)
