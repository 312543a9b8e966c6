"""What an account owns: applications, credential connections, credentials, numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(eq=False)
class Connection:
    """A Call Control application or a credential connection.

    ``fields`` holds the resource's own fields as the API shows them; both kinds share
    the webhook settings, so a leg needs to know only one type.
    """

    id: str
    kind: Literal["call_control_application", "credential_connection"]
    fields: dict[str, Any]
    created_at: float
    updated_at: float

    @property
    def name(self) -> str:
        key = "application_name" if self.is_application else "connection_name"
        return str(self.fields[key])

    @property
    def is_application(self) -> bool:
        return self.kind == "call_control_application"

    @property
    def is_active(self) -> bool:
        return bool(self.fields.get("active", True))

    @property
    def webhook_url(self) -> str:
        return self.fields.get("webhook_event_url") or ""

    @property
    def failover_url(self) -> str:
        return self.fields.get("webhook_event_failover_url") or ""

    @property
    def webhook_timeout_secs(self) -> float | None:
        value = self.fields.get("webhook_timeout_secs")
        return None if value is None else float(value)

    @property
    def webhook_version(self) -> str:
        return str(self.fields.get("webhook_api_version", "1"))


@dataclass(eq=False)
class PhoneNumber:
    """A number of the account; ``connection_id`` says who answers it."""

    id: str
    phone_number: str
    created_at: float
    updated_at: float
    connection_id: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    voice: dict[str, Any] = field(default_factory=dict)


@dataclass(eq=False)
class Credential:
    """A telephony credential: one SIP user that a browser can register with."""

    id: str
    connection_id: str
    name: str
    tag: str | None
    sip_username: str
    sip_password: str
    created_at: float
    updated_at: float
    expires_at: float | None


@dataclass(eq=False)
class Account:
    """Everything the account owns, by id."""

    connections: dict[str, Connection] = field(default_factory=dict)
    numbers: dict[str, PhoneNumber] = field(default_factory=dict)
    credentials: dict[str, Credential] = field(default_factory=dict)

    def application(self, connection_id: str) -> Connection | None:
        """The Call Control application with this id, if there is one."""
        found = self.connections.get(connection_id)
        return found if found is not None and found.is_application else None

    def sip_connection(self, address: str) -> Connection | None:
        """The credential connection that a SIP URI rings, if it is the account's."""
        username = address.partition(":")[2].partition("@")[0]
        for credential in self.credentials.values():
            if credential.sip_username == username:
                return self.connections.get(credential.connection_id)
        for connection in self.connections.values():
            if username and connection.fields.get("user_name") == username:
                return connection
        return None

    def number(self, phone_number: str) -> PhoneNumber | None:
        """The account's number in +E.164 format, if it owns it."""
        for number in self.numbers.values():
            if number.phone_number == phone_number:
                return number
        return None
