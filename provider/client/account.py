"""Operations on call control applications and phone numbers."""

from collections.abc import Iterator
from typing import Literal, Unpack

from provider.client.bucket import Urgency
from provider.client.pages import filters, numbered
from provider.client.params import account
from provider.client.resource import Resource
from provider.client.results import (
    Application,
    PhoneNumber,
    PhoneNumberVoice,
    read,
    read_answer,
)
from provider.client.transport import path_of

_APPLICATIONS = "call_control_applications"


class Applications(Resource):
    def list(
        self,
        *,
        name_contains: str | None = None,
        sort: Literal["created_at", "connection_name", "active"] | None = None,
    ) -> Iterator[Application]:
        query = filters(application_name__contains=name_contains)
        if sort:
            query["sort"] = sort
        items = numbered(self._transport, path_of(_APPLICATIONS), query)
        return (read(Application, item) for item in items)

    def create(self, **params: Unpack[account.ApplicationParams]) -> Application:
        """Create an application; say webhook_api_version "2", Telnyx's default is "1"."""
        answer = self._transport.send(
            "POST", path_of(_APPLICATIONS), body=params, urgency=Urgency.ROLE
        )
        return read_answer(Application, answer)

    def retrieve(self, application_id: str, /) -> Application:
        path = path_of(_APPLICATIONS, application_id)
        return read_answer(Application, self._transport.send("GET", path))

    def update(
        self, application_id: str, /, **params: Unpack[account.UpdateApplicationParams]
    ) -> Application:
        """Change an application; its name and webhook URL must be said again."""
        answer = self._transport.send(
            "PATCH",
            path_of(_APPLICATIONS, application_id),
            body=params,
            urgency=Urgency.ROLE,
        )
        return read_answer(Application, answer)

    def delete(self, application_id: str, /) -> Application:
        path = path_of(_APPLICATIONS, application_id)
        answer = self._transport.send("DELETE", path, urgency=Urgency.ROLE)
        return read_answer(Application, answer)


class PhoneNumbers(Resource):
    def list(
        self,
        *,
        phone_number: str | None = None,
        connection_id: str | None = None,
        status: str | None = None,
        tag: str | None = None,
    ) -> Iterator[PhoneNumber]:
        query = filters(
            phone_number=phone_number,
            connection_id=connection_id,
            status=status,
            tag=tag,
        )
        items = numbered(self._transport, "/phone_numbers", query)
        return (read(PhoneNumber, item) for item in items)

    def update(
        self, phone_number_id: str, /, **params: Unpack[account.UpdatePhoneNumberParams]
    ) -> PhoneNumber:
        """Change a number; `connection_id` points it at an application."""
        answer = self._transport.send(
            "PATCH",
            path_of("phone_numbers", phone_number_id),
            body=params,
            urgency=Urgency.ROLE,
        )
        return read_answer(PhoneNumber, answer)

    def list_voice(
        self, *, phone_number: str | None = None
    ) -> Iterator[PhoneNumberVoice]:
        query = filters(phone_number=phone_number)
        items = numbered(self._transport, "/phone_numbers/voice", query)
        return (read(PhoneNumberVoice, item) for item in items)

    def update_voice(
        self, phone_number_id: str, /, **params: Unpack[account.UpdateVoiceParams]
    ) -> PhoneNumberVoice:
        answer = self._transport.send(
            "PATCH",
            path_of("phone_numbers", phone_number_id, "voice"),
            body=params,
            urgency=Urgency.ROLE,
        )
        return read_answer(PhoneNumberVoice, answer)
