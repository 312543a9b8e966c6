"""A contact center in which every name, number and word came from outside."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db.models import Model
from django.utils import timezone

from accounts.models import Team
from accounts.roles import Role
from agents.models import Agent, NotReadyReason, Phone
from agents.states import AgentState
from callcontrol.models import Command, Event
from calls.models import Call, Dial, Leg, Note
from conferences.models import Conference, Participant, Supervision
from provider import shapes
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import InboundRoute, Offer, Queue, QueueEntry
from recordings.models import Recording
from tests.factories import become

# Stands for any text; a browser puts each of them in its place.
ANY_TEXT = "Qxqoutside"
NOW = timezone.now()


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def make(model: type[Model], **values: Any) -> Any:
    """Make a row; texts are cut and cleaned as those of an event are."""
    for name, value in values.items():
        if isinstance(value, str):
            limit = getattr(model._meta.get_field(name), "max_length", None)
            values[name] = shapes.text(value, limit)
    return model._default_manager.create(**values)


class Stage:
    """The people and queues that the calls need."""

    def __init__(self) -> None:
        self.supervisor = self._user("supervisor", Role.SUPERVISOR)
        self.admin = self._user("admin", Role.ADMIN)
        self.admin.is_superuser = True
        self.admin.save()
        self.queues: list[Queue] = []
        self.agents: list[Agent] = []

    def _user(self, username: str, role: Role, name: str = ANY_TEXT) -> User:
        name = shapes.text(name, 150)
        user = User.objects.create(username=username, first_name=name)
        become(user, role)
        return user

    def add(self, number: int, text: str) -> None:
        """Have `text` in every place that there is for it."""
        user = self._user(f"agent{number}", Role.AGENT, text)
        Phone.objects.create(user=user, address=f"sip:a{number}@sip.telnyx.com")
        agent = make(
            Agent,
            user=user,
            name=f"{number} {text}",
            state=list(AgentState)[number % len(AgentState)],
            reason=text,
            activity=text,
            state_since=ago(number),
            state_until=NOW + timedelta(minutes=9),
            pending_state="not_ready",
            pending_reason=text,
        )
        queue = make(Queue, name=f"{number} {text}", telnyx_name=f"queue-{number}")
        # No form takes a name twice, or one that cannot be seen; a row may hold it.
        Agent.objects.filter(pk=agent.pk).update(name=shapes.text(text, 80))
        queue.agents.set([agent, *self.agents[-2:]])
        team = make(Team, name=f"{number} {text}")
        Team.objects.filter(pk=team.pk).update(name=shapes.text(text, 80))
        team.members.add(user)
        self.queues.append(queue)
        self.agents.append(agent)
        if text == ANY_TEXT:
            make(NotReadyReason, name=f"{text} {number}")
        application = make(
            CallControlApplication,
            connection_id=str(number),
            name=f"{number} {text}",
            webhook_url=f"https://example.org/{text}",
        )
        record = make(
            PhoneNumber, number=f"+1555010{number:04}", application=application
        )
        InboundRoute.objects.create(phone_number=record, queue=queue)
        self._waiting(number, text)
        self._talking(number, text)
        self._told(number, text)

    def _call(self, number: int, text: str, state: str) -> Call:
        call: Call = make(
            Call,
            call_session_id=f"{state}-{number}",
            connection_id=str(number),
            from_number=f"{text} number" if number % 2 else text,
            to_number=text,
            caller_name=text,
            queue_name=text,
            state=state,
            started_at=ago(900 - number),
            talking_at=ago(60) if state == "talking" else None,
        )
        return call

    def _leg(self, call: Call, role: str, user: User | None = None) -> Leg:
        leg: Leg = Leg.objects.create(
            call=call,
            call_control_id=f"v3:{role}:{call.pk}",
            role=role,
            user=user,
            address=call.from_number,
            state="answered",
            initiated_at=call.started_at,
            answered_at=call.started_at,
            bridged_at=call.started_at,
        )
        return leg

    def _waiting(self, number: int, text: str) -> None:
        call = self._call(number, text, "waiting")
        is_offered = number % 3 == 0
        entry = QueueEntry.objects.create(
            queue=self.queues[-1],
            call=call,
            leg=self._leg(call, "customer"),
            state="offered" if is_offered else "waiting",
            entered_at=ago(300 - number),
            queued_at=ago(300 - number),
        )
        if is_offered:
            make(
                Offer,
                entry=entry,
                agent=self.agents[-1],
                dial=self._dial(call, "agent", "ringing", self.agents[-1].user),
                origin="pick",
                state="ringing",
                made_at=NOW,
                expires_at=NOW + timedelta(minutes=5),
            )

    def _command(self, kind: str, text: str, user: User | None = None) -> Command:
        command: Command = make(
            Command,
            kind=kind,
            target="v3:x",
            requested_by=user,
            requested_at=NOW,
            not_after=NOW + timedelta(minutes=5),
            state="failed",
            error_code="90018",
            error_detail=text,
            settled_at=NOW,
            response={"errors": [{"code": "90018", "title": text, "detail": text}]},
        )
        return command

    def _dial(self, call: Call, role: str, state: str, user: User) -> Dial:
        dial: Dial = make(
            Dial,
            command=self._command("call.dial", call.caller_name),
            call=call,
            role=role,
            user=user,
            address=call.caller_name,
            state=state,
            asked_at=ago(20),
            rings_until=NOW + timedelta(minutes=5),
        )
        return dial

    def _talking(self, number: int, text: str) -> None:
        agent = self.agents[-1]
        call = self._call(number, text, "talking")
        customer = self._leg(call, "customer")
        leg = self._leg(call, "agent", agent.user)
        Agent.objects.filter(pk=agent.pk).update(leg=leg)
        make(Note, call=call, at=NOW, text=f"{text} was told of {text}.")
        conference = make(
            Conference,
            call=call,
            name=f"room-{number}",
            state="live",
            requested_by=agent.user,
            requested_at=ago(50),
            started_at=ago(50),
            failure=text,
            speaker=customer,
            floor_at=NOW,
        )
        for one in (customer, leg):
            make(
                Participant,
                conference=conference,
                leg=one,
                label=text,
                state="joined",
                is_on_hold=one is leg,
                requested_at=ago(40),
                joined_at=ago(40),
                failure=text,
            )
        self._recorded(call, customer, agent, text)

    def _recorded(self, call: Call, leg: Leg, agent: Agent, text: str) -> None:
        for state in ("ready", "failed", "recording"):
            make(
                Recording,
                call=call,
                leg=leg,
                state=state,
                requested_by=agent.user,
                requested_at=ago(30),
                started_at=ago(30),
                failure=text,
                duration=timedelta(seconds=20),
            )

    def _told(self, number: int, text: str) -> None:
        make(
            Event,
            event_id=f"{number} {text}",
            event_type=text or "none",
            raw=b"{}",
            signature="signed",
            call_control_id=f"v3:customer:{number}",
            received_at=NOW,
            state="dead",
            attempts=3,
            error=text,
        )

    def listen(self) -> None:
        """Have the supervisor in the last call, with a notice that something failed."""
        call = Call.objects.filter(state="talking").latest("pk")
        dial = self._dial(call, "supervisor", "answered", self.supervisor)
        leg = self._leg(call, "supervisor", self.supervisor)
        Leg.objects.filter(pk=leg.pk).update(dial=dial)
        Supervision.objects.create(
            supervisor=self.supervisor,
            call=call,
            supervised_leg=call.legs.get(role="agent"),
            dial=dial,
            role="monitor",
            state="active",
            requested_at=ago(20),
            active_at=ago(20),
        )
        for user in (self.supervisor, self.admin, self.agents[-1].user):
            self._command("call.record_start", ANY_TEXT, user)
