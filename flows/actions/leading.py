"""Lead a caller who is in no queue: speak, connect with a number, hang up."""

from datetime import datetime, timedelta
from typing import Any

from callcontrol.unit_of_work import UnitOfWork
from calls import actions as calls
from calls.actions import hangups
from calls.actions.quiet import recompute_calls
from calls.aggregate import CallAggregate
from calls.models import Dial, Leg
from calls.states import LIVE_DIAL, LegRole, LegState
from flows.aggregate import CallVisits, Visits
from flows.models import Visit
from flows.states import Kind, Outcome, Step
from flows.steps import Go, Here, next_step
from queues.actions import overflowing
from queues.actions.asked import asked_of
from queues.actions.callers import VOICE
from queues.aggregate import CallEntries, Entries

LASTS = timedelta(seconds=10)
RINGS_FOR = timedelta(seconds=25)
DIAL_LASTS = timedelta(seconds=8)
NOBODY = "Nobody can be reached at the moment. Please call again later. Goodbye."
KINDS = {
    Step.LEAVE: "call.leave_queue",
    Step.STOP: "call.playback_stop",
    Step.SPEAK: "call.speak",
    Step.MUSIC: "call.playback_start",
    Step.BRIDGE: "call.bridge",
}


def follow(call: CallAggregate, work: UnitOfWork) -> None:
    """Do what the caller needs next, where a queue has let them go on."""
    entries = work.part(Entries).of(call)
    if not entries.is_led_on:
        return
    mine = work.part(Visits).of(call)
    customer = call.live_customer
    if customer is None:
        _end_with_the_caller(mine)
        return
    visit = mine.open_visit or _begin(mine, entries)
    if visit is not None:
        _take_step(mine, visit, customer)


def _end_with_the_caller(mine: CallVisits) -> None:
    visit, customer = mine.open_visit, mine.call.customer
    if visit is None or customer is None:
        return
    at = customer.ended_at or mine.call.work.now
    is_told = visit.kind == Kind.WORDS and mine.call.asked(
        hangups.PURPOSE, target=customer.call_control_id
    )
    _end(visit, Outcome.TOLD if is_told else Outcome.HUNG_UP, at=at)
    if visit.dial is not None:
        calls.withdraw(mine.call, visit.dial, at=at)


def _begin(mine: CallVisits, entries: CallEntries) -> Visit | None:
    """Begin what the queue said, once for each time that it let somebody go."""
    entry = entries.entries[-1]
    if entry.left_at is None or any(one.entry is entry for one in mine.visits):
        return None
    return _visit(mine, entry.onward)


def _visit(mine: CallVisits, said: dict[str, Any]) -> Visit:
    work = mine.call.work
    visit = Visit(kind=said["kind"], said=said, began_at=work.now)
    visit.call = mine.call.call
    visit.entry = mine.entries.entries[-1]
    mine.visits.append(work.add(visit))
    return visit


def _end(visit: Visit, outcome: Outcome, *, at: datetime) -> None:
    visit.ended_at, visit.outcome = max(at, visit.began_at), outcome


def _take_step(mine: CallVisits, visit: Visit, customer: Leg) -> None:
    now = mine.call.work.now
    since = [one for one in mine.call.commands if one.requested_at >= visit.began_at]
    step = next_step(_here(mine, visit, customer), asked_of(since, KINDS), now=now)
    if isinstance(step, Go):
        _end(visit, step.outcome, at=now)
        if step.outcome == Outcome.UNANSWERED:
            _after_nobody_answered(mine, customer)
        mine.call.work.touch(mine.call)
    elif step == Step.DIAL:
        _dial(mine, visit, customer)
    elif step == Step.HANG_UP:
        calls.hang_up(mine.call, customer)
    elif step is not None:
        _request(mine, visit, customer, step)


def _after_nobody_answered(mine: CallVisits, customer: Leg) -> None:
    """Nobody is lost: back into the queue, with the clock, unless it is closed."""
    entry = mine.entries.entries[-1]
    if overflowing.put_back(mine.entries, customer) is None:
        _visit(mine, {"kind": Kind.WORDS.value, "text": NOBODY})
        return
    text = f"The number did not answer; the caller waits in {entry.queue.name} again."
    calls.note(mine.call, text, at=mine.call.work.now)


def _here(mine: CallVisits, visit: Visit, customer: Leg) -> Here:
    dial = visit.dial
    leg = mine.call.leg_of(dial) if dial else None
    return Here(
        kind=visit.kind,
        place=customer.place,
        hearing=customer.hearing,
        hearing_at=customer.hearing_at,
        text=str(visit.said.get("text", "")),
        has_music=bool(_music(mine)),
        is_dialled=dial is not None,
        answered_at=leg.answered_at if leg else None,
        bridged_at=leg.bridged_at if leg else None,
        dial_over=dial is not None and _is_over(dial, leg),
    )


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


def sweep(*, now: datetime) -> int:
    """Follow every open visit up, whatever was lost; return how many."""
    rows = Visit.objects.filter(ended_at=None)
    return recompute_calls(set(rows.values_list("call_id", flat=True)), now=now)
