"""People who telephone with a browser, by way of the media process.

Without that process nobody is registered, and scripts play everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from emulator.clock import Timer
from emulator.messages import (
    Accepted,
    Admitted,
    Answered,
    Ended,
    Held,
    HungUp,
    Invite,
    Keys,
    Login,
    Message,
    Placed,
    Registered,
    Revoked,
    Ring,
)
from emulator.settings import Settings
from emulator.tokens import claims_of, is_signed
from emulator.world import calls, far_parties
from emulator.world.account import Connection, Credential
from emulator.world.departures import end_leg
from emulator.world.endings import declined
from emulator.world.model import World
from emulator.world.state import Leg
from emulator.world.values import Ending, Phase

LOST = "NO_USER_RESPONSE"
BARRED = Ended("", "OUTGOING_CALL_BARRED", 52, 403, "Forbidden")
Q850 = {
    "normal_clearing": ("NORMAL_CLEARING", 16),
    "originator_cancel": ("ORIGINATOR_CANCEL", 487),
    "timeout": ("ORIGINATOR_CANCEL", 487),
    "no_answer": ("NO_ANSWER", 19),
    "user_busy": ("USER_BUSY", 17),
    "call_rejected": ("CALL_REJECTED", 21),
    "not_found": ("UNALLOCATED_NUMBER", 1),
    "time_limit": ("ALLOTTED_TIMEOUT", 602),
}
"""How a browser is told what ended its call: the SDK's name and number of a cause."""
UNSPECIFIED = ("NORMAL_UNSPECIFIED", 31)
REASONS = {
    200: "OK", 403: "Forbidden", 404: "Not Found", 480: "Temporarily Unavailable",
    486: "Busy Here", 487: "Request Terminated", 488: "Not Acceptable Here",
    503: "Service Unavailable", 603: "Decline",
}  # fmt: skip


class Browsers:
    """Who is registered, and which legs ring or began at a browser."""

    def __init__(self, settings: Settings, send: Callable[[Message], None]) -> None:
        self.settings = settings
        self.registered: set[str] = set()
        self._known: set[str] = set()
        self._expiries: dict[str, Timer] = {}
        self._calls: dict[str, str] = {}
        """call_control_ids of legs with a browser, and the browser's id of a call."""
        self._send = send
        self._does: dict[type[Message], Callable[[World, Any], None]] = {
            Login: self._login,
            Registered: self._registered,
            Invite: self._invite,
            Answered: self._answered,
            HungUp: self._hung_up,
            Held: self._held,
            Keys: self._keys,
        }

    def take(self, world: World, message: Message) -> None:
        """Do what a browser did."""
        self._does[type(message)](world, message)

    def has(self, leg: Leg) -> bool:
        """Whether a browser is the far party of this leg."""
        return leg.call_control_id in self._calls

    def rings(self, world: World, leg: Leg) -> bool:
        """Ring the browser of a dialled leg; whether one is there, or has been.

        An address that never had a browser is left to its script.
        """
        username = leg.to.partition(":")[2].partition("@")[0]
        if username not in self._known:
            return False
        if username not in self.registered:
            unregistered = Ending(*_spread(self.settings.unregistered))
            leg.set_timer(
                "person", world.after(0, lambda: end_leg(world, leg, unregistered))
            )
            return True
        self._calls[leg.call_control_id] = ""
        self._send(
            Ring(
                leg=leg.call_control_id,
                leg_id=leg.call_leg_id,
                session=leg.call_session_id,
                username=username,
                caller_number=leg.from_,
                caller_name=leg.caller_name or leg.from_,
                callee=username,
                client_state=leg.client_state or "",
                headers=leg.custom_headers,
            )
        )
        return True

    def accepted(self, leg: Leg) -> None:
        """The application answers the call of a browser."""
        if leg.begins_at_browser and self.has(leg):
            self._send(Accepted(leg.call_control_id))

    def ended(self, leg: Leg) -> None:
        if self._calls.pop(leg.call_control_id, None) is not None:
            self._send(_farewell(leg))

    def revoke(self, username: str) -> None:
        """Send away the browsers of a credential that is over."""
        timer = self._expiries.pop(username, None)
        if timer is not None:
            timer.cancel()
        if username in self._known:
            self._send(Revoked(username))

    def lose_all(self, world: World) -> None:
        """The media process is gone, and every browser with it."""
        self.registered.clear()
        for call_control_id in list(self._calls):
            leg = world.legs[call_control_id]
            self._hung_up(world, HungUp(leg.call_control_id, LOST))

    def watch_expiry(
        self, world: World, username: str, expires_at: float | None
    ) -> None:
        """Send the user's browsers away when the credential expires."""
        former = self._expiries.pop(username, None)
        if former is not None:
            former.cancel()
        if expires_at is not None:
            left = expires_at - world.now()
            self._expiries[username] = world.after(left, lambda: self.revoke(username))

    def _login(self, world: World, login: Login) -> None:
        admitted = Admitted(login.request)
        user = _user_of_token(world, login.token) or _user(world, login)
        if user is not None:
            username, expires_at = user
            states = list(self.settings.gateway_states)
            admitted = Admitted(login.request, username, states)
            self.watch_expiry(world, username, expires_at)
        self._send(admitted)

    def _registered(self, world: World, message: Registered) -> None:
        if message.is_registered:
            self.registered.add(message.username)
            self._known.add(message.username)
        else:
            self.registered.discard(message.username)

    def _invite(self, world: World, invite: Invite) -> None:
        """docs: a connection with call parking lets the application decide; the calls
        of any other are refused here, which cannot route them."""
        connection = world.account.sip_connection(f"sip:{invite.username}")
        if connection is None or not _parks(connection):
            self._send(Ended(**{**vars(BARRED), "call": invite.call}))
            return
        told = self.settings.browser_client_state_is_told
        leg = calls.start_at_browser(
            world,
            connection,
            from_=invite.caller_number or f"sip:{invite.username}@sip.telnyx.com",
            to=invite.to,
            caller_name=invite.caller_name or None,
            client_state=invite.client_state or None if told else None,
            custom_headers=invite.headers,
        )
        self._calls[leg.call_control_id] = invite.call
        self._send(
            Placed(
                invite.call, leg.call_control_id, leg.call_leg_id, leg.call_session_id
            )
        )

    def _answered(self, world: World, message: Answered) -> None:
        leg = world.legs.get(message.leg)
        if leg is not None and leg.is_alive:
            calls.picked_up(world, leg)

    def _hung_up(self, world: World, message: HungUp) -> None:
        leg = self._leg_of(world, message)
        if leg is None or not leg.is_alive:
            return
        # What the browser ended itself needs no goodbye.
        self._calls.pop(leg.call_control_id, None)
        end_leg(world, leg, self._ending(leg, message.cause))

    def _leg_of(self, world: World, message: HungUp) -> Leg | None:
        if message.leg:
            return world.legs.get(message.leg)
        for call_control_id, call in self._calls.items():
            if call == message.call:
                return world.legs.get(call_control_id)
        return None

    def _ending(self, leg: Leg, cause: str) -> Ending:
        settings = self.settings
        if leg.is_answered and cause == LOST:
            name, code = settings.lost_browser
            return Ending(name, leg.far_side, code)
        if leg.far_party_calls or leg.phase is not Phase.RINGING:
            return far_parties.far_party_ending(leg, settings)
        pairs = {
            LOST: settings.unregistered,
            "CALL_REJECTED": settings.number_decline,
            "INCOMPATIBLE_DESTINATION": settings.unsuitable_browser,
        }
        if cause in pairs:
            return Ending(*_spread(pairs[cause]))
        return declined(leg, settings)

    def _held(self, world: World, message: Held) -> None:
        leg = world.legs.get(message.leg)
        if leg is not None:
            far_parties.far_party_holds(world, leg, held=message.held)

    def _keys(self, world: World, message: Keys) -> None:
        leg = world.legs.get(message.leg)
        if leg is not None and leg.is_answered:
            far_parties.press_digits(world, leg, message.digits)


def _spread(pair: tuple[str, str]) -> tuple[str, Any, str]:
    return pair[0], "callee", pair[1]


def _parks(connection: Connection) -> bool:
    outbound = connection.fields.get("outbound") or {}
    return bool(connection.is_active and outbound.get("call_parking_enabled"))


def _user_of_token(world: World, token: str) -> tuple[str, float | None] | None:
    """Whose token this is; None for one that is not valid any more, or never was."""
    claims = claims_of(token)
    credential = world.account.credentials.get(str(claims.get("sub")))
    if credential is None or not is_signed(token, credential.sip_password):
        return None
    if claims["exp"] <= world.now():
        return None
    return _if_valid(world, credential)


def _user(world: World, login: Login) -> tuple[str, float | None] | None:
    """The user with this name and password: a credential's, or a connection's own."""
    if not login.password:
        return None
    for credential in world.account.credentials.values():
        if (credential.sip_username, credential.sip_password) == (
            login.username,
            login.password,
        ):
            return _if_valid(world, credential)
    for connection in world.account.connections.values():
        fields = connection.fields
        known = fields.get("user_name"), fields.get("password")
        if not connection.is_application and known == (login.username, login.password):
            return (login.username, None) if connection.is_active else None
    return None


def _if_valid(world: World, credential: Credential) -> tuple[str, float | None] | None:
    connection = world.account.connections.get(credential.connection_id)
    if connection is None or not connection.is_active:
        return None
    expires_at = credential.expires_at
    if expires_at is not None and expires_at <= world.now():
        return None
    return credential.sip_username, expires_at


def _farewell(leg: Leg) -> Ended:
    """How the browser is told why its call is over."""
    ending = leg.ending
    if ending is None:
        raise AssertionError("only an ended leg says goodbye")
    name, number = Q850.get(ending.cause, UNSPECIFIED)
    code = int(ending.sip_code) if ending.sip_code.isdigit() else 200
    reason = REASONS.get(code, "")
    return Ended(leg.call_control_id, name, number, code, reason)
