"""The call that an agent is on, as their desk shows it, whatever carries it."""

from dataclasses import dataclass
from datetime import datetime

from agents.models import Agent
from calls.models import Call, Leg
from calls.states import CallState, LegRole, LegState
from conferences.models import Conference, Supervision
from conferences.queries import ARRANGED, hold_music_of, name_of
from conferences.queries.rooms import Person, Room, room_of
from conferences.states import OPEN_CONFERENCE, SupervisionState, SupervisorRole
from provider.callers import caller_words


@dataclass(frozen=True)
class HeardSupervisor:
    """A supervisor whom an agent hears on a call."""

    name: str
    # False: by this agent only.
    by_everybody: bool


@dataclass(frozen=True)
class DeskCall:
    """The call that an agent is on."""

    call: Call
    leg: Leg
    # What carries it, when that is a conference.
    carrier: Room | None
    # In a room, the caller's own card says it.
    is_held_by_caller: bool
    # The supervisors whom the agent hears.
    heard: tuple[HeardSupervisor, ...]
    has_music: bool

    @property
    def room(self) -> Room | None:
        """The room that people know of; None while it is a call of two."""
        carrier = self.carrier
        return carrier if carrier and carrier.conference.is_shown else None

    @property
    def caller(self) -> str:
        return caller_words(self.call.caller_name, self.call.from_number)

    @property
    def why_no_room(self) -> str:
        """Say why nothing can be done with the call now, empty when it can."""
        is_talking = self.call.state == CallState.TALKING
        return "" if is_talking else "The caller is not on the line yet."

    @property
    def why_no_hold(self) -> str:
        """Say why nobody can be held or taken back by hand now, empty when they can."""
        is_arranged = self.carrier is not None and self.carrier.conference.is_arranged
        return ARRANGED if is_arranged else self.why_no_room

    @property
    def caller_person(self) -> Person | None:
        people = self.carrier.people if self.carrier else ()
        return next((one for one in people if one.kind == LegRole.CUSTOMER), None)

    @property
    def own_person(self) -> Person | None:
        people = self.carrier.people if self.carrier else ()
        return next((one for one in people if one.row.leg_id == self.leg.pk), None)

    @property
    def is_holding(self) -> bool:
        """Say whether the change of hold is not confirmed yet."""
        return self.caller_person is not None and self.caller_person.is_holding

    @property
    def offers_unhold(self) -> bool:
        return self.caller_person is not None and self.caller_person.offers_unhold

    @property
    def is_muting(self) -> bool:
        return self.own_person is not None and self.own_person.is_muting

    @property
    def offers_unmute(self) -> bool:
        return self.own_person is not None and self.own_person.offers_unmute

    @property
    def hearing_sentence(self) -> str:
        """Say what the caller hears, while it is not simply the agent."""
        caller, own = self.caller_person, self.own_person
        if caller and caller.row.is_on_hold:
            heard = "the hold music" if self.has_music else "silence"
            return f"{self.caller} is on hold and hears {heard}."
        if own and own.row.is_muted:
            return f"You are muted: {self.caller} hears silence."
        return ""

    @property
    def failure(self) -> str:
        """Say why the last press came to nothing, empty when it did not."""
        people = (self.caller_person, self.own_person)
        return next((one.row.failure for one in people if one and one.row.failure), "")


def desk_call_of(user_pk: int, *, now: datetime) -> DeskCall | None:
    """Return the call that this agent is on, None when they are on none."""
    agent = (
        Agent.objects.filter(user_id=user_pk, leg__isnull=False)
        .exclude(leg__state=LegState.ENDED)
        .select_related("leg__call")
        .first()
    )
    if agent is None or agent.leg is None or agent.leg.call.state == CallState.ENDED:
        return None
    call = agent.leg.call
    conference = Conference.objects.filter(call=call, state__in=OPEN_CONFERENCE).first()
    heard = Supervision.objects.filter(
        supervised_leg=agent.leg, state=SupervisionState.ACTIVE
    ).exclude(role=SupervisorRole.MONITOR)
    carrier = room_of(conference, now=now) if conference else None
    return DeskCall(
        call=call,
        leg=agent.leg,
        carrier=carrier,
        is_held_by_caller=_is_held_by_caller(call, conference),
        heard=tuple(
            HeardSupervisor(
                name_of(one.supervisor), by_everybody=one.role == SupervisorRole.BARGE
            )
            for one in heard.select_related("supervisor__agent")
        ),
        has_music=bool(conference and hold_music_of(call.pk)),
    )


def _is_held_by_caller(call: Call, conference: Conference | None) -> bool:
    if conference is not None and conference.is_shown:
        return False
    customers = call.legs.filter(role=LegRole.CUSTOMER)
    return any(leg.has_put_us_on_hold for leg in customers)
