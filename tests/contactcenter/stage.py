"""One of everything that an address can be about, all of it Ana's."""

from datetime import timedelta
from itertools import count
from pathlib import Path
from uuid import uuid4

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from accounts.actions import give_role
from accounts.models import RoleDefinition, Team
from accounts.roles import OF_THE_WHOLE_SITE, Verb
from accounts.states import Reach
from agents.models import Agent, Engagement, NotReadyReason, Phone, Skill
from agents.states import AgentState
from callcontrol.models import Command, Discrepancy, Event
from callcontrol.repair.states import Kind
from callcontrol.states import CommandState
from calls.models import Call, Dial, Leg
from calls.states import CallState, DialState, LegRole, LegState, Place
from conferences.models import Conference, Participant, Supervision
from conferences.states import (
    ConferenceState,
    ParticipantState,
    SupervisionState,
    SupervisorRole,
)
from flows.models import Flow
from hours.models import Schedule
from outcomes.models import Outcome
from people.actions import make_link
from provisioning.models import CallControlApplication, PhoneNumber
from queues.models import Offer, QueueEntry
from queues.states import EntryState, OfferOrigin
from recordings.models import Recording
from recordings.states import RecordingState
from tests.factories import make_agent, make_phone, make_queue, make_user
from transfers.models import Transfer
from transfers.states import Target, Way


class Stage:
    def __init__(self, cast) -> None:
        self.now = timezone.now()
        self.numbers = count(1)
        self.ana: User = cast.ana
        # What Django's admin pages are about.
        self.account: User = cast.eve
        self.group = Group.objects.create(name="Readers")
        self.make_people_pages(cast)
        self.app = ("agents",)
        self.shown = (ContentType.objects.get_for_model(User).pk, cast.eve.pk)
        for person in (cast.sofia, cast.adam):
            make_phone(person)
        self.agent: Agent = make_agent(cast.ana, state=AgentState.ON_CALL)
        other = make_agent(cast.ben, state=AgentState.AVAILABLE)
        self.phone = Phone.objects.get(user=cast.ana)
        self.queue = make_queue("Billing", agents=[self.agent])
        self.other_queue = make_queue("Support", agents=[other])
        self.call = self.make_call(CallState.TALKING)
        self.make_stay(self.call)
        self.customer = self.make_leg(self.call, LegRole.CUSTOMER)
        self.leg = self.make_leg(self.call, LegRole.AGENT, user=self.ana)
        Agent.objects.filter(pk=self.agent.pk).update(leg=self.leg)
        self.entry = self.make_entry()
        self.offer = self.make_offer()
        self.command = self.make_command("call.hangup", state=CommandState.FAILED)
        self.discrepancy = Discrepancy.objects.create(
            kind=Kind.AGENT_RESERVED,
            key="agent:1",
            subject=str(self.agent.pk),
            since=self.now,
            found_at=self.now,
        )
        self.make_account()
        self.make_room(cast.ana)
        self.make_supervision(cast.sofia)
        self.recording = self.make_recording(
            self.make_past_call(), RecordingState.READY
        )
        self.open_recording = self.make_recording(self.call, RecordingState.RECORDING)
        self.keep_audio(self.recording)

    def make_people_pages(self, cast) -> None:
        # Of somebody else than those who ask.
        self.key = Authenticator.objects.create(
            user=User.objects.create(username="zoe"),
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "Key"},
        )
        self.team = Team.objects.create(name="Night shift")
        self.team.members.add(cast.ana)
        self.other_team = Team.objects.create(name="Day shift")
        verbs = set(Verb) - OF_THE_WHOLE_SITE - {Verb.TAKE_CALLS}
        self.role = RoleDefinition.objects.create(
            name="Team leader", verbs=sorted(verbs)
        )
        self.provider = ("sso",)
        self.link = (make_link(cast.eve, by=None, now=self.now).split("/")[-2],)
        self.reason = NotReadyReason.objects.create(name="Fire drill")
        self.skill = Skill.objects.create(name="Welsh")
        self.schedule = Schedule.objects.create(name="Office")
        self.flow = Flow.objects.create(name="Front door")

    def lead(self, name: str, teams=(), queues=()) -> User:
        """Return somebody who may do everything about these, and nothing else."""
        user = make_user(name, None)
        keys = [queue.pk for queue in queues]
        give_role(user, self.role, Reach.CHOSEN, teams=teams, queues=keys)
        return user

    def make_account(self) -> None:
        self.application = CallControlApplication.objects.create(
            connection_id="1", name="Main line", webhook_url="http://127.0.0.1:1/"
        )
        self.number = PhoneNumber.objects.create(number="+15550100190")
        self.event = Event.objects.create(
            event_id="event-1",
            event_type="call.initiated",
            raw=b"{}",
            received_at=self.now,
        )

    def make_call(self, state: CallState) -> Call:
        return Call.objects.create(
            call_session_id=f"session-{next(self.numbers)}",
            connection_id="1",
            from_number="+15557770001",
            to_number="+15550100100",
            state=state,
            started_at=self.now,
        )

    def make_leg(self, call: Call, role: LegRole, user: User | None = None) -> Leg:
        number = next(self.numbers)
        return Leg.objects.create(
            call=call,
            call_control_id=f"v3:{number}",
            call_leg_id=f"leg-{number}",
            role=role,
            user=user,
            state=LegState.ANSWERED,
            place=Place.BRIDGE,
            place_at=self.now,
            initiated_at=self.now,
            answered_at=self.now,
        )

    def make_past_call(self) -> Call:
        call = self.make_call(CallState.ENDED)
        self.make_stay(call)
        self.make_leg(call, LegRole.AGENT, user=self.ana)
        return call

    def make_stay(self, call: Call) -> None:
        """Let the call have come through the queue, to Ana."""
        QueueEntry.objects.create(
            queue=self.queue,
            call=call,
            leg=self.make_leg(call, LegRole.CUSTOMER),
            state=EntryState.ANSWERED,
            answered_by=self.agent,
            entered_at=self.now,
            left_at=self.now,
        )

    def make_entry(self) -> QueueEntry:
        call = self.make_call(CallState.WAITING)
        return QueueEntry.objects.create(
            queue=self.queue,
            call=call,
            leg=self.make_leg(call, LegRole.CUSTOMER),
            state=EntryState.WAITING,
            entered_at=self.now,
        )

    def make_command(self, kind: str, **overrides) -> Command:
        return Command.objects.create(
            id=uuid4(),
            kind=kind,
            target="v3:1",
            requested_by=self.ana,
            requested_at=self.now,
            not_after=self.now + timedelta(seconds=8),
            **overrides,
        )

    def make_room(self, agent: User) -> None:
        Call.objects.filter(pk=self.call.pk).update(has_company=True)
        self.room = Conference.objects.create(
            call=self.call,
            name="room-1",
            conference_id="conference-1",
            state=ConferenceState.LIVE,
            requested_at=self.now,
            started_at=self.now,
        )
        self.participant = Participant.objects.create(
            conference=self.room,
            leg=self.customer,
            label="Caller",
            state=ParticipantState.JOINED,
            requested_at=self.now,
            joined_at=self.now,
        )
        self.make_transfer(agent)
        self.make_talk()

    def make_supervision(self, supervisor: User) -> None:
        self.supervision = Supervision.objects.create(
            supervisor=supervisor,
            call=self.call,
            supervised_leg=self.leg,
            dial=self.make_dial(LegRole.SUPERVISOR, supervisor),
            role=SupervisorRole.MONITOR,
            state=SupervisionState.ACTIVE,
            requested_at=self.now,
        )

    def make_talk(self) -> None:
        """Let Ana be the one who talks in the call, and there be a result of it."""
        Engagement.objects.create(
            agent=self.agent,
            dial=self.make_dial(LegRole.AGENT),
            reserved_at=self.now,
            connected_at=self.now,
        )
        self.outcome = Outcome.objects.create(queue=self.queue, name="Refund")

    def make_transfer(self, agent: User) -> None:
        self.transfer = Transfer.objects.create(
            call=self.call,
            requested_by=agent,
            giver=self.leg,
            way=Way.CONSULT,
            to=Target.NUMBER,
            label="+15557770099",
            asked_at=self.now,
        )

    def make_offer(self) -> Offer:
        offer = Offer.objects.create(
            entry=self.make_entry(),
            agent=self.agent,
            dial=self.make_dial(LegRole.AGENT),
            origin=OfferOrigin.PICK,
            made_at=self.now,
            expires_at=self.now + timedelta(seconds=20),
        )
        Engagement.objects.create(
            agent=self.agent, dial=offer.dial, reserved_at=self.now
        )
        return offer

    def make_dial(self, role: LegRole, user: User | None = None) -> Dial:
        dial = Dial.objects.create(
            command=self.make_command("call.dial"),
            call=self.call,
            role=role,
            user=user,
            address="sip:somebody@sip.telnyx.com",
            state=DialState.ANSWERED,
            asked_at=self.now,
            rings_until=self.now,
        )
        if user is not None:
            leg = self.make_leg(self.call, role, user=user)
            Leg.objects.filter(pk=leg.pk).update(dial=dial)
        return dial

    def make_recording(self, call: Call, state: RecordingState) -> Recording:
        return Recording.objects.create(
            call=call,
            leg=self.customer,
            recording_id=f"recording-{next(self.numbers)}",
            state=state,
            requested_at=self.now,
            started_at=self.now,
        )

    def keep_audio(self, recording: Recording) -> None:
        folder = Path(settings.DATA_DIR) / "recordings"
        folder.mkdir(parents=True)
        (folder / "1.mp3").write_bytes(b"ID3" + bytes(1000))
        Recording.objects.filter(pk=recording.pk).update(path="1.mp3", size_bytes=1003)
