"""What browsers ask for: the methods of the SDK's JSON-RPC."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from emulator.messages import Invite, Login, Registered
from emulator.rtc.calls import Call, Phase
from emulator.rtc.channel import (
    INVALID_PARAMS,
    LOGIN_INCORRECT,
    METHOD_NOT_FOUND,
    Channel,
    Fields,
    Refused,
    trace,
)
from emulator.rtc.gateway import UNSUITABLE, Gateway
from emulator.rtc.peer import SdpRefused
from emulator.rtc.sessions import Session

ADMISSION_SECS = 5.0
REGISTERS_AFTER_SECS = 1.0
CALL_UNKNOWN = -32002
NORMAL = "NORMAL_CLEARING"
REGISTERED = "REGED"
TRYING = "TRYING"
Method = Callable[["Conversation", Fields], Awaitable[Fields]]


class Conversation:
    """One socket, from the browser's login to its end."""

    def __init__(self, gateway: Gateway, channel: Channel) -> None:
        self._gateway = gateway
        self._channel = channel
        self._session: Session | None = None

    async def hear(self, message: Fields) -> None:
        """Take one message; a request is always answered."""
        trace("<", message)
        if "method" not in message:
            return
        number, params = message.get("id"), message.get("params")
        method = METHODS.get(str(message["method"]))
        try:
            if method is None:
                raise Refused(METHOD_NOT_FOUND, "Method not found")
            given = params if isinstance(params, dict) else {}
            result = await method(self, given)
        except Refused as refused:
            await self._channel.refuse(number, refused)
            return
        if self._session is not None:
            result = {**result, "sessid": self._session.id}
        await self._channel.result(number, result)
        if message["method"] == "login":
            await self._welcome()

    def close(self) -> None:
        """The socket is gone."""
        session = self._session
        if session is not None and session.channel is self._channel:
            session.detach(self._gateway.unregister, self._gateway.end)

    @property
    def session(self) -> Session:
        if self._session is None:
            raise Refused(LOGIN_INCORRECT, "Login required")
        return self._session

    async def login(self, params: Fields) -> Fields:
        """docs: with a token, or with user name and password."""
        login = Login(
            request=str(uuid4()),
            token=str(params.get("login_token") or ""),
            username=str(params.get("login") or ""),
            password=str(params.get("passwd") or ""),
        )
        answer = asyncio.get_running_loop().create_future()
        self._gateway.admissions[login.request] = answer
        self._gateway.send(login)
        try:
            admitted = await asyncio.wait_for(answer, ADMISSION_SECS)
        except TimeoutError:
            self._gateway.admissions.pop(login.request, None)
            raise Refused(LOGIN_INCORRECT, "Login timed out") from None
        if not admitted.username:
            raise Refused(LOGIN_INCORRECT, "Login Incorrect")
        sessions, known = self._gateway.sessions, None
        if params.get("reconnection"):
            known = sessions.known(str(params.get("sessid")), admitted.username)
        session = known or sessions.open(admitted.username, admitted.states)
        session.attach(self._channel)
        self._session = session
        return {"message": "logged in"}

    async def _welcome(self) -> None:
        """Offer the calls that go on; the SDK ends all others that it has."""
        session = self.session
        ready = {"reattached_sessions": list(session.calls)}
        await session.tell("telnyx_rtc.clientReady", ready)
        for call in list(session.calls.values()):
            if call.phase is Phase.RINGING:
                self._gateway.start(self._gateway.invite(session, call))
            else:
                self._gateway.start(self._gateway.attach(session, call))

    async def gateway_state(self, params: Fields) -> Fields:
        """Only the last state is a registration. After TRYING the SDK waits to be told."""
        session = self.session
        state = session.next_state()
        if state == REGISTERED:
            self._register(session)
        elif state == TRYING:
            self._gateway.start(self._register_later(session))
        about = {"dc": "emulator", "region": "sandbox", "call_report_id": str(uuid4())}
        return {"params": {"state": state, **about}}

    def _register(self, session: Session) -> None:
        self._gateway.sessions.register(session)
        self._gateway.send(Registered(session.username, is_registered=True))

    async def _register_later(self, session: Session) -> None:
        await asyncio.sleep(REGISTERS_AFTER_SECS)
        if session.channel is not None:
            self._register(session)
            await session.tell("telnyx_rtc.gatewayState", {"state": REGISTERED})

    async def ping(self, params: Fields) -> Fields:
        return {"message": "pong"}

    async def invite(self, params: Fields) -> Fields:
        """The browser calls somebody; the rest follows when the emulator has decided."""
        session, dialog = self.session, _dialog(params)
        call_id = str(dialog.get("callID") or uuid4())
        if call_id in session.calls:
            raise Refused(INVALID_PARAMS, "CALL EXISTS")
        call = self._gateway.new_call(session, call_id, Phase.TRYING)
        call.offer = str(params.get("sdp", ""))
        call.about = {
            "caller_id_name": str(dialog.get("caller_id_name") or ""),
            "caller_id_number": str(dialog.get("caller_id_number") or ""),
            "callee_id_number": str(dialog.get("destination_number") or ""),
        }
        self._gateway.send(
            Invite(
                call=call.id,
                username=session.username,
                to=call.about["callee_id_number"],
                caller_number=call.about["caller_id_number"],
                caller_name=call.about["caller_id_name"],
                client_state=str(dialog.get("clientState") or ""),
                headers=_headers(dialog.get("custom_headers")),
            )
        )
        return {"message": "CALL CREATED", "callID": call.id}

    async def answer(self, params: Fields) -> Fields:
        call = self._call(params)
        async with call.lock:
            if call.phase is not Phase.RINGING:
                raise Refused(CALL_UNKNOWN, "CALL DOES NOT EXIST")
            await self._connect(call, params)
            call.picked_up()
        return {"callID": call.id}

    async def attach(self, params: Fields) -> Fields:
        call = self._call(params)
        async with call.lock:
            await self._connect(call, params)
        return {"callID": call.id}

    async def _connect(self, call: Call, params: Fields) -> None:
        try:
            await call.connect(str(params.get("sdp", "")))
        except SdpRefused as refused:
            self._gateway.give_up(self.session, call, UNSUITABLE)
            raise Refused(INVALID_PARAMS, str(refused)) from refused

    async def modify(self, params: Fields) -> Fields:
        """Hold, unhold, toggleHold, or a connection that replaces the present one."""
        call, action = self._call(params), str(params.get("action"))
        if action == "updateMedia":
            async with call.lock:
                try:
                    sdp = await call.answer_offer(str(params.get("sdp", "")))
                except SdpRefused as refused:
                    raise Refused(INVALID_PARAMS, str(refused)) from refused
            return {"callID": call.id, "action": action, "sdp": sdp}
        held = {"hold": True, "unhold": False, "toggleHold": not call.is_held}
        if action not in held:
            raise Refused(INVALID_PARAMS, "unknown action")
        call.hold(held[action])
        state = "held" if call.is_held else "active"
        return {"callID": call.id, "action": action, "holdState": state}

    async def info(self, params: Fields) -> Fields:
        call, digits = self._call(params), params.get("dtmf")
        if isinstance(digits, str) and digits:
            call.press(digits)
        return {"message": "SENT", "callID": call.id}

    async def candidate(self, params: Fields) -> Fields:
        call = self._call(params)
        try:
            await call.add_candidate(
                str(params.get("candidate", "")),
                str(params.get("sdpMid", "0")),
                int(params.get("sdpMLineIndex") or 0),
            )
        except SdpRefused as refused:
            raise Refused(INVALID_PARAMS, str(refused)) from refused
        return {"message": "OK"}

    async def end_of_candidates(self, params: Fields) -> Fields:
        return {"message": "OK"}

    async def bye(self, params: Fields) -> Fields:
        """Answered for a call that is over as well: both sides may end it at once."""
        call = self.session.calls.get(_call_id(params))
        cause = str(params.get("cause") or NORMAL)
        if call is not None:
            self._gateway.give_up(self.session, call, cause)
        code = params.get("causeCode")
        return {"message": "CALL ENDED", "cause": cause, "causeCode": code}

    def _call(self, params: Fields) -> Call:
        call = self.session.calls.get(_call_id(params))
        if call is None or call.is_over:
            raise Refused(CALL_UNKNOWN, "CALL DOES NOT EXIST")
        return call


METHODS: dict[str, Method] = {
    "login": Conversation.login,
    "telnyx_rtc.gatewayState": Conversation.gateway_state,
    "telnyx_rtc.ping": Conversation.ping,
    "telnyx_rtc.invite": Conversation.invite,
    "telnyx_rtc.answer": Conversation.answer,
    "telnyx_rtc.attach": Conversation.attach,
    "telnyx_rtc.modify": Conversation.modify,
    "telnyx_rtc.info": Conversation.info,
    "telnyx_rtc.candidate": Conversation.candidate,
    "telnyx_rtc.endOfCandidates": Conversation.end_of_candidates,
    "telnyx_rtc.bye": Conversation.bye,
}


def _dialog(params: Fields) -> Fields:
    dialog = params.get("dialogParams")
    return dialog if isinstance(dialog, dict) else {}


def _call_id(params: Fields) -> str:
    return str(_dialog(params).get("callID") or params.get("callID") or "")


def _headers(given: Any) -> list[dict[str, str]]:
    """Headers as the API shows them, whatever a page has written."""
    if not isinstance(given, list):
        return []
    return [
        {"name": str(one["name"]), "value": str(one["value"])}
        for one in given
        if isinstance(one, dict) and {"name", "value"} <= one.keys()
    ]
