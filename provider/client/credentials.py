"""Operations on what a browser phone signs in with (Telnyx: Telephony credentials)."""

from collections.abc import Iterator
from typing import Unpack

from provider.client.bucket import Urgency
from provider.client.pages import filters, numbered
from provider.client.params import account
from provider.client.resource import Resource
from provider.client.results import (
    CredentialConnection,
    TelephonyCredential,
    read,
    read_answer,
)
from provider.client.transport import path_of

_ROLE = Urgency.ROLE


class CredentialConnections(Resource):
    def list(
        self, *, name_contains: str | None = None
    ) -> Iterator[CredentialConnection]:
        query = filters(connection_name__contains=name_contains)
        items = numbered(self._transport, "/credential_connections", query)
        return (read(CredentialConnection, item) for item in items)

    def create(
        self, **params: Unpack[account.CreateCredentialConnectionParams]
    ) -> CredentialConnection:
        """Create a connection; `sip_uri_calling_preference` must be "internal" to dial it."""
        answer = self._transport.send(
            "POST", "/credential_connections", body=params, urgency=_ROLE
        )
        return read_answer(CredentialConnection, answer)

    def retrieve(self, connection_id: str, /) -> CredentialConnection:
        path = path_of("credential_connections", connection_id)
        return read_answer(CredentialConnection, self._transport.send("GET", path))

    def update(
        self,
        connection_id: str,
        /,
        **params: Unpack[account.UpdateCredentialConnectionParams],
    ) -> CredentialConnection:
        path = path_of("credential_connections", connection_id)
        answer = self._transport.send("PATCH", path, body=params, urgency=_ROLE)
        return read_answer(CredentialConnection, answer)

    def delete(self, connection_id: str, /) -> CredentialConnection:
        path = path_of("credential_connections", connection_id)
        answer = self._transport.send("DELETE", path, urgency=_ROLE)
        return read_answer(CredentialConnection, answer)


class TelephonyCredentials(Resource):
    def list(
        self, *, tag: str | None = None, name: str | None = None
    ) -> Iterator[TelephonyCredential]:
        items = numbered(
            self._transport, "/telephony_credentials", filters(tag=tag, name=name)
        )
        return (read(TelephonyCredential, item) for item in items)

    def create(
        self, **params: Unpack[account.CreateTelephonyCredentialParams]
    ) -> TelephonyCredential:
        answer = self._transport.send(
            "POST", "/telephony_credentials", body=params, urgency=_ROLE
        )
        return read_answer(TelephonyCredential, answer)

    def retrieve(self, credential_id: str, /) -> TelephonyCredential:
        path = path_of("telephony_credentials", credential_id)
        return read_answer(TelephonyCredential, self._transport.send("GET", path))

    def update(
        self,
        credential_id: str,
        /,
        **params: Unpack[account.UpdateTelephonyCredentialParams],
    ) -> TelephonyCredential:
        """Change a credential; an expired one stays expired."""
        path = path_of("telephony_credentials", credential_id)
        answer = self._transport.send("PATCH", path, body=params, urgency=_ROLE)
        return read_answer(TelephonyCredential, answer)

    def delete(self, credential_id: str, /) -> TelephonyCredential:
        path = path_of("telephony_credentials", credential_id)
        answer = self._transport.send("DELETE", path, urgency=_ROLE)
        return read_answer(TelephonyCredential, answer)

    def create_token(self, credential_id: str, /) -> str:
        """Return a JWT for the browser, good for 24 hours or until the credential ends."""
        path = path_of("telephony_credentials", credential_id, "token")
        return self._transport.send_for_text("POST", path, urgency=_ROLE).strip()
