"""Lead a caller who is in no queue, one step after the other."""

from datetime import datetime, timedelta
from typing import Any

from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.actions import hangups
from calls.actions.quiet import recompute_calls
from calls.aggregate import CallAggregate
from calls.models import Dial, Leg
from calls.states import LIVE_DIAL, Direction, LegRole, LegState
from flows.actions import walking
from flows.aggregate import CallVisits, Visits
from flows.models import Visit
from flows.states import Kind, Outcome, Step
from flows.steps import Go, Here, next_step
from provisioning.testcall import is_test
from queues.actions.asked import asked_of
from queues.actions.callers import VOICE, is_led
from queues.aggregate import CallEntries, Entries

LASTS = timedelta(seconds=10)
RINGS_FOR = timedelta(seconds=25)
DIAL_LASTS = timedelta(seconds=8)
KINDS = {
    Step.ANSWER: "call.answer",
    Step.LEAVE: "call.leave_queue",
    Step.STOP: "call.playback_stop",
    Step.SPEAK: "call.speak",
    Step.GATHER: "call.gather_using_speak",
    Step.MUSIC: "call.playback_start",
    Step.BRIDGE: "call.bridge",
}


def follow(call: CallAggregate, work: UnitOfWork) -> None:
    """Do what the caller needs next, on the way to a queue or on from one."""
    entries = work.part(Entries).of(call)
    if not _is_on_the_way(entries):
        return
    mine = work.part(Visits).of(call)
    customer = call.live_customer
    if customer is None:
        _end_with_the_caller(mine)
        return
    visit = mine.open_visit or _begin(mine)
    if visit is not None and visit.ended_at is None:
        _take_step(mine, visit, customer)


def _is_on_the_way(entries: CallEntries) -> bool:
    call = entries.call.call
    if call.direction != Direction.INCOMING or is_test(call.from_number):
        return False
    if entries.entries:
        return entries.is_led_on
    return is_led(entries)


def _begin(mine: CallVisits) -> Visit | None:
    if mine.entries.entries:
        return walking.begin_onward(mine)
    return walking.begin(mine) if not mine.visits else None


def _end_with_the_caller(mine: CallVisits) -> None:
    visit, customer = mine.open_visit, mine.call.customer
    if visit is None or customer is None:
        return
    at = customer.ended_at or mine.call.work.now
    is_told = visit.kind == Kind.WORDS and mine.call.asked(
        hangups.PURPOSE, target=customer.call_control_id
    )
    walking.end(visit, Outcome.TOLD if is_told else Outcome.HUNG_UP, at=at)
    if visit.dial is not None:
        calls.withdraw(mine.call, visit.dial, at=at)


def _take_step(mine: CallVisits, visit: Visit, customer: Leg) -> None:
    now = mine.call.work.now
    since = [
        one
        for one in mine.call.commands
        if one.requested_at >= visit.began_at or one.purpose == Step.ANSWER
    ]
    here = _here(mine, visit, customer)
    step = next_step(here, asked_of(since, KINDS), now=now)
    if isinstance(step, Go):
        _go(mine, visit, customer, step)
    elif step == Step.DIAL:
        _dial(mine, visit, customer)
    elif step == Step.HANG_UP:
        calls.hang_up(mine.call, customer)
    elif step is not None:
        _request(mine, visit, customer, step)


def _go(mine: CallVisits, visit: Visit, customer: Leg, go: Go) -> None:
    walking.go_on(mine, visit, go)
    if go.outcome == Outcome.UNANSWERED:
        walking.after_nobody_answered(mine, visit, customer)
    elif go.outcome == Outcome.QUEUED:
        walking.into_the_queue(mine, visit, customer)
    mine.call.work.touch(mine.call)


def _here(mine: CallVisits, visit: Visit, customer: Leg) -> Here:
    dial, said = visit.dial, visit.said
    leg = mine.call.leg_of(dial) if dial else None
    until = max(visit.asked_until, default=None)
    return Here(
        kind=visit.kind,
        place=customer.place,
        hearing=customer.hearing,
        hearing_at=customer.hearing_at,
        answered_by_us_at=customer.answered_at,
        text=str(said.get("text", "")),
        choices="".join(said.get("choices", ())),
        tries=int(said.get("tries", 1)),
        waits_for=timedelta(seconds=int(said.get("seconds", 0))),
        pressed=tuple((datetime.fromisoformat(at), it) for at, it in visit.pressed),
        asked_until=datetime.fromisoformat(until) if until else None,
        times_asked=_times_asked(mine, visit),
        has_music=bool(_music(mine)),
        is_dialled=dial is not None,
        answered_at=leg.answered_at if leg else None,
        bridged_at=leg.bridged_at if leg else None,
        dial_over=dial is not None and _is_over(dial, leg),
    )


def _times_asked(mine: CallVisits, visit: Visit) -> int:
    asked = mine.call.all_asked(Step.GATHER)
    return sum(one.requested_at >= visit.began_at for one in asked)


def _is_over(dial: Dial, leg: Leg | None) -> bool:
    if leg is not None and leg.state == LegState.ENDED:
        return True
    return dial.state not in LIVE_DIAL


def _music(mine: CallVisits) -> str:
    entries = mine.entries.entries
    return entries[-1].queue.hold_music_url if entries else ""


def _dial(mine: CallVisits, visit: Visit, customer: Leg) -> None:
    visit.dial = calls.dial(
        mine.call,
        role=LegRole.GUEST,
        address=str(visit.said.get("number", "")),
        rings_for=RINGS_FOR,
        lasts=DIAL_LASTS,
        params={"link_to": customer.call_control_id},
        requested_by=None,
    )


def _request(mine: CallVisits, visit: Visit, customer: Leg, step: Step) -> None:
    """On the leg that was dialled a bridge leaves the caller's music to Telnyx."""
    leg = mine.call.leg_of(visit.dial) if visit.dial and step == Step.BRIDGE else None
    params: dict[Step, dict[str, Any]] = {
        Step.SPEAK: {"payload": visit.said.get("text", ""), "voice": VOICE},
        Step.GATHER: _question(mine, visit),
        Step.MUSIC: {"audio_url": _music(mine), "loop": "infinity"},
        Step.BRIDGE: {
            "call_control_id": customer.call_control_id,
            "prevent_double_bridge": True,
        },
    }
    mine.call.request(
        KINDS[step],
        (leg or customer).call_control_id,
        params=params.get(step, {}),
        lasts=LASTS,
        purpose=step.value,
    )


def _question(mine: CallVisits, visit: Visit) -> dict[str, Any]:
    """Ask for one digit, once: whether again is decided here, and told."""
    said = visit.said
    text = str(said.get("text", ""))
    if visit.pressed:
        text = f"{said.get('wrong', '')} {text}".strip()
    return {
        "payload": text,
        "voice": VOICE,
        "minimum_digits": 1,
        "maximum_digits": 1,
        "maximum_tries": 1,
        "timeout_millis": int(said.get("seconds", 5)) * 1000,
    }


def sweep(*, now: datetime) -> int:
    """Follow every open visit up, whatever was lost; return how many."""
    rows = Visit.objects.filter(ended_at=None)
    return recompute_calls(set(rows.values_list("call_id", flat=True)), now=now)
