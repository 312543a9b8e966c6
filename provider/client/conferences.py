"""Operations on conferences (Telnyx: Conference commands).

Commands take call_control_ids; only reading and changing one participant takes the
participant's own id, or its label.
"""

from collections.abc import Iterable, Iterator
from typing import Literal, Unpack

from provider.client.bucket import Urgency
from provider.client.pages import filters, numbered
from provider.client.params import conferences as said
from provider.client.resource import Commands, require_people
from provider.client.results import (
    CommandResult,
    Conference,
    Participant,
    read,
    read_answer,
)
from provider.client.transport import path_of
from provider.errors import RefusedByClient

_FLOW = Urgency.HANGUP
_ROLE = Urgency.ROLE
_RECORD = Urgency.RECORD


class Conferences(Commands):
    _collection = "conferences"

    def create(self, **params: Unpack[said.CreateConferenceParams]) -> Conference:
        """Create a conference from an answered leg, which leaves its bridge for it.

        `client_state` here replaces that leg's own.
        """
        answer = self._transport.send(
            "POST", "/conferences", body=params, urgency=_FLOW
        )
        return read_answer(Conference, answer)

    def list(
        self,
        *,
        name: str | None = None,
        status: Literal["init", "in_progress", "completed"] | None = None,
        connection_id: str | None = None,
    ) -> Iterator[Conference]:
        query = filters(name=name, status=status, connection_id=connection_id)
        items = numbered(self._transport, "/conferences", query)
        return (read(Conference, item) for item in items)

    def retrieve(self, conference_id: str, /) -> Conference:
        path = path_of("conferences", conference_id)
        return read_answer(Conference, self._transport.send("GET", path))

    def participants(
        self,
        conference_id: str,
        /,
        *,
        muted: bool | None = None,
        on_hold: bool | None = None,
        whispering: bool | None = None,
    ) -> Iterator[Participant]:
        query = filters(
            muted=_spelled(muted),
            on_hold=_spelled(on_hold),
            whispering=_spelled(whispering),
        )
        path = path_of("conferences", conference_id, "participants")
        items = numbered(self._transport, path, query)
        return (read(Participant, item) for item in items)

    def participant(self, conference_id: str, participant: str, /) -> Participant:
        path = path_of("conferences", conference_id, "participants", participant)
        return read_answer(Participant, self._transport.send("GET", path))

    def update_participant(
        self,
        conference_id: str,
        participant: str,
        /,
        **params: Unpack[said.UpdateParticipantParams],
    ) -> Participant:
        path = path_of("conferences", conference_id, "participants", participant)
        answer = self._transport.send("PATCH", path, body=params, urgency=_ROLE)
        return read_answer(Participant, answer)

    def join(
        self, conference: str, /, **params: Unpack[said.JoinParams]
    ) -> CommandResult:
        """Add a leg, in a role that is said: without one everybody would hear it."""
        _require_role(
            params.get("supervisor_role"), params.get("whisper_call_control_ids")
        )
        return self._act(conference, "join", params, _FLOW)

    def leave(
        self, conference: str, /, **params: Unpack[said.LeaveParams]
    ) -> CommandResult:
        """Take a leg out; it stays up, parked."""
        return self._act(conference, "leave", params, _FLOW)

    def update(
        self, conference: str, /, **params: Unpack[said.UpdateRoleParams]
    ) -> CommandResult:
        """Change the role of a participant."""
        _require_role(
            params.get("supervisor_role"), params.get("whisper_call_control_ids")
        )
        return self._act(conference, "update", params, _ROLE)

    def mute(
        self, conference: str, /, **params: Unpack[said.MuteParams]
    ) -> CommandResult:
        require_people(params.get("call_control_ids"))
        return self._act(conference, "mute", params, _ROLE)

    def unmute(
        self, conference: str, /, **params: Unpack[said.MuteParams]
    ) -> CommandResult:
        require_people(params.get("call_control_ids"))
        return self._act(conference, "unmute", params, _ROLE)

    def hold(
        self, conference: str, /, **params: Unpack[said.HoldParams]
    ) -> CommandResult:
        require_people(params.get("call_control_ids"))
        return self._act(conference, "hold", params, _ROLE)

    def unhold(
        self, conference: str, /, **params: Unpack[said.MuteParams]
    ) -> CommandResult:
        require_people(params.get("call_control_ids"))
        return self._act(conference, "unhold", params, _ROLE)

    def play(
        self, conference: str, /, **params: Unpack[said.PlayParams]
    ) -> CommandResult:
        """Play a file to those who are named, to everybody when nobody is."""
        return self._act(conference, "play", params, _ROLE)

    def stop(
        self, conference: str, /, **params: Unpack[said.StopParams]
    ) -> CommandResult:
        return self._act(conference, "stop", params, _ROLE)

    def speak(
        self, conference: str, /, **params: Unpack[said.SpeakToConferenceParams]
    ) -> CommandResult:
        return self._act(conference, "speak", params, _ROLE)

    def send_dtmf(
        self, conference: str, /, **params: Unpack[said.SendConferenceDtmfParams]
    ) -> CommandResult:
        return self._act(conference, "send_dtmf", params, _ROLE)

    def gather_using_audio(
        self, conference: str, /, **params: Unpack[said.GatherInConferenceParams]
    ) -> CommandResult:
        return self._act(conference, "gather_using_audio", params, _ROLE)

    def record_start(
        self, conference: str, /, **params: Unpack[said.ConferenceRecordStartParams]
    ) -> CommandResult:
        return self._act(conference, "record_start", params, _RECORD)

    def record_stop(
        self, conference: str, /, **params: Unpack[said.ConferenceRecordStopParams]
    ) -> CommandResult:
        return self._act(conference, "record_stop", params, _RECORD)

    def record_pause(
        self, conference: str, /, **params: Unpack[said.ConferenceRecordPauseParams]
    ) -> CommandResult:
        return self._act(conference, "record_pause", params, _RECORD)

    def record_resume(
        self, conference: str, /, **params: Unpack[said.ConferenceRecordPauseParams]
    ) -> CommandResult:
        return self._act(conference, "record_resume", params, _RECORD)

    def end(
        self, conference: str, /, **params: Unpack[said.EndConferenceParams]
    ) -> CommandResult:
        """End it and hang up everybody in it, and the leg that it was created from."""
        return self._act(conference, "end", params, _FLOW)


def _spelled(flag: bool | None) -> str | None:
    return None if flag is None else str(flag).lower()


def _require_role(role: str | None, whispered_to: Iterable[str] | None) -> None:
    if not role:
        raise RefusedByClient("No role was said; everybody would hear this leg.")
    if role == "whisper" and not any(whispered_to or ()):
        raise RefusedByClient("A whisper to nobody is only listening; say monitor.")
