"""Telephony credentials and their tokens."""

from __future__ import annotations

from typing import Any

from emulator import errors
from emulator.operations.common import PAGE, Answer, Operation, Request
from emulator.operations.pagination import page_of
from emulator.operations.params import text
from emulator.operations.recordings import is_time
from emulator.operations.views import credential
from emulator.times import parse
from emulator.tokens import signed
from emulator.world.account import Connection, Credential

TOKEN_SECS = 24 * 3600


def credential_target(request: Request) -> Credential:
    """The telephony credential of the path; raises Refusal 404."""
    found = request.world.account.credentials.get(request.path["id"])
    if found is None:
        raise errors.not_found("telephony credential")
    return found


def list_credentials(request: Request) -> Answer:
    query, now = request.query, request.world.now()
    rows = [
        view
        for one in request.world.account.credentials.values()
        if query.get("filter[tag]", one.tag) == one.tag
        for view in [credential(one, now)]
        if query.get("filter[name]", one.name) == one.name
        and query.get("filter[sip_username]", one.sip_username) == one.sip_username
        and query.get("filter[resource_id]", view["resource_id"]) == view["resource_id"]
        and query.get("filter[status]", _status(view)) == _status(view)
    ]
    return Answer(page_of(rows, query, default_size=50))


def _status(view: dict[str, Any]) -> str:
    return "expired" if view["expired"] else "active"


def connection_for(request: Request, connection_id: str) -> Connection:
    """The credential connection that a credential names; raises Refusal 10015."""
    found = request.world.account.connections.get(connection_id)
    if found is None or found.is_application:
        raise errors.invalid(
            "connection_id must be an existing credential connection.", "/connection_id"
        )
    return found


def create_credential(request: Request) -> Answer:
    world, body, now = request.world, request.body, request.world.now()
    found = connection_for(request, body["connection_id"])
    made = Credential(
        id=world.ids.uuid(),
        connection_id=found.id,
        name=body.get("name", ""),
        tag=body.get("tag"),
        sip_username=world.ids.username(),
        sip_password=world.ids.secret(),
        created_at=now,
        updated_at=now,
        expires_at=parse(body["expires_at"]) if "expires_at" in body else None,
    )
    world.account.credentials[made.id] = made
    return Answer({"data": credential(made, now)}, status=201)


def retrieve_credential(request: Request) -> Answer:
    return Answer({"data": credential(request.target, request.world.now())})


def update_credential(request: Request) -> Answer:
    """docs: an expired credential stays expired."""
    one, body, now = request.target, request.body, request.world.now()
    if one.expires_at is not None and one.expires_at <= now:
        raise errors.credential_expired()
    one.name = body.get("name", one.name)
    one.tag = body.get("tag", one.tag)
    if "connection_id" in body:
        one.connection_id = connection_for(request, body["connection_id"]).id
    if "expires_at" in body:
        one.expires_at = parse(body["expires_at"])
        request.world.people.credential_changed(one.sip_username, one.expires_at)
    one.updated_at = now
    return Answer({"data": credential(one, now)})


def delete_credential(request: Request) -> Answer:
    one: Credential = request.target
    del request.world.account.credentials[one.id]
    request.world.people.credential_over(one.sip_username)
    return Answer({"data": credential(one, request.world.now())})


def create_token(request: Request) -> Answer:
    """A JWT as plain text (docs: 24 h, or until the credential expires)."""
    one, now = request.target, request.world.now()
    if one.expires_at is not None and one.expires_at <= now:
        raise errors.not_found("telephony credential")
    until = min(now + TOKEN_SECS, one.expires_at or now + TOKEN_SECS)
    claims = {
        "aud": "telnyx_telephony",
        "iss": "telnyx_telephony",
        "sub": one.id,
        "tel_token": one.sip_password,
        "typ": "access",
        "iat": int(now),
        "nbf": int(now) - 1,
        "exp": int(until),
        "jti": request.world.ids.uuid(),
    }
    return Answer(status=201, text=signed(claims, one.sip_password))


CREDENTIALS = "/telephony_credentials"
CREDENTIAL_FIELDS = (text("name"), text("tag"), text("expires_at", check=is_time))
OPERATIONS = (
    Operation(
        "telephony_credentials.list", "GET", CREDENTIALS, list_credentials,
        query=(
            *PAGE, text("filter[name]"), text("filter[tag]"), text("filter[status]"),
            text("filter[resource_id]"), text("filter[sip_username]"),
        ),
    ),
    Operation(
        "telephony_credentials.create", "POST", CREDENTIALS, create_credential,
        body=(text("connection_id", required=True), *CREDENTIAL_FIELDS),
        errors=("10004", "10015"),
    ),
    Operation(
        "telephony_credentials.retrieve", "GET", CREDENTIALS + "/{id}",
        retrieve_credential, target=credential_target, errors=("10007",),
    ),
    Operation(
        "telephony_credentials.update", "PATCH", CREDENTIALS + "/{id}",
        update_credential, body=(text("connection_id"), *CREDENTIAL_FIELDS),
        target=credential_target, errors=("10007",),
    ),
    Operation(
        "telephony_credentials.delete", "DELETE", CREDENTIALS + "/{id}",
        delete_credential, target=credential_target, errors=("10007",),
    ),
    Operation(
        "telephony_credentials.create_token", "POST", CREDENTIALS + "/{id}/token",
        create_token, body=(), target=credential_target, errors=("10007",),
    ),
)  # fmt: skip
