"""What is concluded from asking Telnyx, when a webhook did not tell."""

from tests.mutants.mutant import Rules

TRUTH = Rules("callcontrol/reconcile.py", ("tests/callcontrol/test_reconcile.py",))
LEGS = Rules("calls/reconcile.py", ("tests/calls/test_reconcile.py",))
QUEUES = Rules("queues/reconcile.py", ("tests/queues/test_reconcile.py",))
DESK = Rules(
    "callcontrol/repair/actions.py", ("tests/callcontrol/repair/test_actions.py",)
)
ROOMS = Rules("conferences/reconcile.py", ("tests/conferences/test_reconcile.py",))

MUTANTS = (
    TRUTH.broken(
        "    except (NotFound, InvalidRequest):\n        return True\n",
        "    except (NotFound, InvalidRequest):\n        return False\n",
        "a leg that Telnyx does not know is gone",
    ),
    TRUTH.broken(
        "    if is_complete:\n        compared_with_telnyx(now=now)",
        "    compared_with_telnyx(now=now)",
        "nobody says that all was compared when a list could not be had",
    ),
    TRUTH.broken(
        'f"{event_type} {key}")),',
        'f"{event_type} {key} {uuid.uuid4()}")),',
        "what was found out is taken once",
    ),
    LEGS.broken(
        "overdue = live.filter(listed_at__lte=now - TOLD_WITHIN)",
        "overdue = live",
        "a leg that is listed has four seconds to be told of",
    ),
    LEGS.broken(
        "    UntoldLeg.objects.exclude(call_control_id__in=strangers).delete()\n",
        "",
        "a leg that is no longer listed is not waited for",
    ),
    LEGS.broken(
        "    if is_gone(leg.call_control_id):\n        UntoldLeg",
        "    if False:\n        UntoldLeg",
        "a leg that is listed and has ended is not taken in",
    ),
    LEGS.broken(
        "if dialled and not has_call and not",
        "if dialled and not",
        "a leg that we dialled and forgot belongs to the call of its session",
    ),
    LEGS.broken(
        'found = [row for row in overdue.order_by("pk") if row.pk not in listed]',
        'found = list(overdue.order_by("pk"))',
        "a dial whose leg is listed is not given up",
    ),
    LEGS.broken(
        "overdue = without.filter(rings_until__lt=now - RING_GRACE)",
        "overdue = without.filter(rings_until__lt=now)",
        "a dial has some seconds more than its ring",
    ),
    LEGS.broken(
        "if dial and dial.state in OPEN_DIAL and dial.rings_until + RING_GRACE <= now:",
        "if dial and dial.state in OPEN_DIAL:",
        "who rings and lives has not answered yet",
    ),
    LEGS.broken(
        '"hangup_cause": "no_answer" if is_unanswered else "unspecified"',
        '"hangup_cause": "unspecified"',
        "who was rung and is gone did not answer",
    ),
    LEGS.broken(
        "leg.dial_id is not None and leg.answered_at is None",
        "leg.dial_id is not None",
        "who had answered has hung up",
    ),
    LEGS.broken(
        "unheard = live.annotate(known_at=known_at).filter(known_at__lt=now - ASKED_EVERY)",
        "unheard = live.annotate(known_at=known_at).filter(known_at=None)",
        "a leg of which nothing is heard is asked for",
    ),
    LEGS.broken(
        "live = UntoldLeg.objects.filter(is_over=False)",
        "live = UntoldLeg.objects.all()",
        "a leg that Telnyx says is over is not asked for again",
    ),
    QUEUES.broken(
        "if listed is not None and listed.is_alive:",
        "if listed is not None:",
        "a stale list of a queue proves no place in it",
    ),
    QUEUES.broken(
        "if leg.place != Place.QUEUE or entry.queued_at is None:",
        "if entry.queued_at is None:",
        "who stands in the queue again is seen",
    ),
    QUEUES.broken(
        "or _is_fresh(leg, now) or",
        "or",
        "who has just entered the queue may not be listed yet",
    ),
    QUEUES.broken(
        "or _is_offered(entry):",
        "or False:",
        "who is being connected is out of the queue rightly",
    ),
    QUEUES.broken(
        "    elif not _has_company(leg):\n        _report_turned_out(entry, now=now)\n",
        "",
        "who is out of the queue alone was turned out",
    ),
    QUEUES.broken(
        "    if is_gone(leg.call_control_id):\n        report_gone(leg, now=now)\n"
        "    elif not",
        "    if not",
        "who is out of the queue and gone has hung up",
    ),
    QUEUES.broken(
        "at = max(at, entry.leg.place_at)",
        "at = min(at, entry.leg.place_at)",
        "who came back untold came back later than they left",
    ),
    QUEUES.broken(
        "bridge.requested_at > now - TOLD_WITHIN",
        "bridge.requested_at > now",
        "a bridge is given its time to be told of",
    ),
    QUEUES.broken(
        "            not_connected.append((offer, bridge))\n",
        "            pass\n",
        "who still stands in the queue was not connected",
    ),
    QUEUES.broken(
        "return bridge.was_accepted or bridge.state == CommandState.UNKNOWN",
        "return True",
        "a refused bridge connects nobody",
    ),
    QUEUES.broken(
        "return bridge.was_accepted or bridge.state == CommandState.UNKNOWN",
        "return bridge.was_accepted",
        "who has left the queue for a bridge without an answer is connected",
    ),
    ROOMS.broken(
        "        _report_ended(room, now=now)\n        return set()\n",
        "        return set()\n",
        "a room that Telnyx does not know is over",
    ),
    ROOMS.broken(
        'inside = {one.call_control_id: one for one in listed if one.status == "joined"}',
        "inside = {one.call_control_id: one for one in listed}",
        "who has left a room and is listed is not in it",
    ),
    ROOMS.broken(
        "        if not _is_in(people, leg):\n",
        "        if False:\n",
        "who is in Telnyx's room is in ours",
    ),
    ROOMS.broken(
        "        if one.leg and _was_untold(one, inside.keys(), now):\n",
        "        if False:\n",
        "who is not in Telnyx's room is not in ours",
    ),
    ROOMS.broken(
        "one.joined_at < now - TOLD_WITHIN",
        "one.joined_at <= now",
        "who has just joined may not be listed yet",
    ),
    ROOMS.broken(
        "if is_over or room.requested_at < now - EMPTY_FOR:",
        "if is_over:",
        "an empty room that Telnyx still has is over after ten seconds",
    ),
    ROOMS.broken(
        "if is_over or room.requested_at < now - EMPTY_FOR:",
        "if True:",
        "a room that is being made has time to be filled",
    ),
    DESK.broken(
        "row.is_told or now - row.found_at >= TOLD_AFTER",
        "True",
        "what a list shows is told once it has lasted",
    ),
    DESK.broken(
        "    if not row.is_told:\n        row.delete()\n        return False\n",
        "",
        "what lasted for a moment only was nothing",
    ),
    DESK.broken(
        "row.outcome = row.outcome if row.asked_at else AGREES",
        "row.outcome = AGREES",
        "what somebody did about it stays with it",
    ),
    DESK.broken(
        "if row.asked_at is not None and now - row.asked_at < ASKED_COUNTS_FOR:",
        "if False:",
        "a repair is asked for once",
    ),
)
