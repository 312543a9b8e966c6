"""Operations on recordings (Telnyx: Call recordings)."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from provider.client.bucket import Urgency
from provider.client.pages import filters, numbered
from provider.client.resource import Resource
from provider.client.results import Recording, read, read_answer
from provider.client.transport import path_of


class Recordings(Resource):
    def list(
        self,
        *,
        call_control_id: str | None = None,
        call_leg_id: str | None = None,
        call_session_id: str | None = None,
        conference_id: str | None = None,
        connection_id: str | None = None,
        created_since: datetime | None = None,
    ) -> Iterator[Recording]:
        """List finished recordings; one under way is not in the list."""
        query = filters(
            call_control_id=call_control_id,
            call_leg_id=call_leg_id,
            call_session_id=call_session_id,
            conference_id=conference_id,
            connection_id=connection_id,
            created_at__gte=created_since.isoformat() if created_since else None,
        )
        items = numbered(self._transport, "/recordings", query)
        return (read(Recording, item) for item in items)

    def retrieve(self, recording_id: str) -> Recording:
        """Return a recording with fresh download links; fetch it just before use."""
        path = path_of("recordings", recording_id)
        return read_answer(Recording, self._transport.send("GET", path))

    def delete(self, recording_id: str) -> Recording:
        path = path_of("recordings", recording_id)
        answer = self._transport.send("DELETE", path, urgency=Urgency.RECORD)
        return read_answer(Recording, answer)

    def delete_many(self, ids: Sequence[str]) -> None:
        self._transport.send(
            "POST",
            "/recordings/actions/delete",
            body={"ids": list(ids)},
            urgency=Urgency.RECORD,
        )
